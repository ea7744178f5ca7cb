import QtQuick

// maximumLength is of v1.3 alone, textField of v1.2.
ListItem {
	property string secondaryText: dataItem.valid ? dataItem.value : ""
	property string placeholderText
	property VeQuickItem dataItem: VeQuickItem {}
	property var validateInput
	property var saveInput
}
