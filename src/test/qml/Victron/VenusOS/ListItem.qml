import QtQuick

Item {
	property string text
	property string caption
	property bool preferredVisible: true
	property bool interactive
	property int writeAccessLevel: VenusOS.User_AccessType_Installer
	signal clicked()
}
