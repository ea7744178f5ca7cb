import QtQuick

ListItem {
	property string secondaryText: dataItem.valid ? dataItem.value : ""
	property color secondaryTextColor: Theme.color_listItem_secondaryText
	property VeQuickItem dataItem: VeQuickItem {}
}
