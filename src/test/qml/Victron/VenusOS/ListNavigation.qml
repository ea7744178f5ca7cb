import QtQuick

ListItem {
	property string secondaryText
}
