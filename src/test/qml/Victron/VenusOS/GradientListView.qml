import QtQuick

ListView {
	anchors.fill: parent
}
