import QtQuick

ListItem {
	property QuantityObjectModel model
}
