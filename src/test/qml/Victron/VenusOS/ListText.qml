import QtQuick

ListItem {
	property string secondaryText: dataItem.valid ? dataItem.value : ""
	property VeQuickItem dataItem: VeQuickItem {}
}
