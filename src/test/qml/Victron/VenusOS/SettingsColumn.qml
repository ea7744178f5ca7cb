import QtQuick

Column {
	property bool preferredVisible: true
}
