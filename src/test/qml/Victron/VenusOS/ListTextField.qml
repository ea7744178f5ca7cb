import QtQuick

// maximumLength is of v1.3 alone, textField of v1.2.
ListItem {
	property string secondaryText
	property VeQuickItem dataItem
	property var validateInput
	property var saveInput
}
