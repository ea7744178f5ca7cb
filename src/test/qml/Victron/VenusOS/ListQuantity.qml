import QtQuick

// formatHints and decimals are only of v1.3.5, precision of the versions before.
ListItem {
	property VeQuickItem dataItem: VeQuickItem {}
	property real value: dataItem.valid ? dataItem.value : NaN
	property int unit
	property color valueColor
	property color unitColor
}
