import QtQuick

ListItem {
	property VeQuickItem dataItem
	property string secondaryText
	property string suffix
	property real value
	property real from
	property real to
	property real stepSize
}
