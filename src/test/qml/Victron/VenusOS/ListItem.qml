import QtQuick

Item {
	property string text
	property string caption
	property bool preferredVisible: true
	property bool interactive
	signal clicked()
}
