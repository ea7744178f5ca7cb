pragma Singleton
import QtQuick

QtObject {
	property color color_warning: "#ff8800"
	property color color_font_primary: "#ffffff"
	property color color_listItem_secondaryText: "#cccccc"
	property color color_quantityTable_quantityValue: "#eeeeee"
	property color color_quantityTable_quantityUnit: "#888888"
}
