import QtQuick

ListItem {
	property VeQuickItem dataItem
	property int maximumLength
}
