import QtQuick

Text {
	property bool preferredVisible: true
}
