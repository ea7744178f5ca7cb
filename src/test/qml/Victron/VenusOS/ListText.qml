import QtQuick

ListItem {
	property string secondaryText
	property VeQuickItem dataItem
}
