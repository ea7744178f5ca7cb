import QtQuick

// maximumLength is only of v1.3, textField of v1.2.
ListItem {
	property string secondaryText: dataItem.valid ? dataItem.value : ""
	property string placeholderText
	property VeQuickItem dataItem: VeQuickItem {}
	property var validateInput
	property var saveInput
}
