import QtQuick

ListItem {
	property VeQuickItem dataItem: VeQuickItem {}
}
