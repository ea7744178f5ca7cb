import QtQuick

ListButton {
	property VeQuickItem dataItem: VeQuickItem {}
	property string suffix
	property real value: dataItem.valid ? dataItem.value : 0
	property real from
	property real to
	property real stepSize
	property var presets
}
