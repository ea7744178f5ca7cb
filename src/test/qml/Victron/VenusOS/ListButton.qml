import QtQuick

ListItem {
	property string secondaryText

	interactive: true
}
