import QtQml

QtObject {
	property string uid
	property var value: Bus.values[uid]
	property bool valid: value !== undefined
	property bool invalidate

	function setValue(value: var) {
		Bus.set(uid, value)
	}
}
