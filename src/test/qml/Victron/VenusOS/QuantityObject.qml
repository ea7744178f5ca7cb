import QtQml

QtObject {
	property QtObject object
	property string key: "value"
	property int unit
}
