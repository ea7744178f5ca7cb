import QtQuick

ListItem {
	property string secondaryText
	property color secondaryTextColor: Theme.color_listItem_secondaryText
}
