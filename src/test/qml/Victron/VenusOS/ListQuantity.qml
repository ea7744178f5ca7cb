import QtQuick

ListItem {
	property VeQuickItem dataItem
	property real value
	property int unit
}
