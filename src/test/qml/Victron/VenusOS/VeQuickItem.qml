import QtQml

QtObject {
	property string uid
	property var value
	property bool valid
	property bool invalidate

	function setValue(value: var) {
	}
}
