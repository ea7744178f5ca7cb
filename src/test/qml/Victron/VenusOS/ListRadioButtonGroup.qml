import QtQuick

ListItem {
	property VeQuickItem dataItem: VeQuickItem {}
	property var optionModel
	property int currentIndex
	property bool updateCurrentIndexOnClick
	signal optionClicked(index: int)
}
