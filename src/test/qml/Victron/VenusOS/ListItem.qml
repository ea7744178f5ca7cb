import QtQuick

Item {
	property string text
	property bool preferredVisible
	property bool interactive
	signal clicked()
}
