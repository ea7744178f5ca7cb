import QtQuick

Item {
	property string title

	anchors.fill: parent
}
