import QtQuick

ListItem {
	property VeQuickItem dataItem
	property int unit
}
