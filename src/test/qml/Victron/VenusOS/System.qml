import QtQml

QtObject {
	readonly property string serviceUid: "dbus/com.victronenergy.system"
}
