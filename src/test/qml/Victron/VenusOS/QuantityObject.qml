import QtQml

QtObject {
	property QtObject object
	property int unit
}
