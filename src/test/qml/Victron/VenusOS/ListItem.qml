import QtQuick

Item {
	property string text
	property bool preferredVisible
	signal clicked()
}
