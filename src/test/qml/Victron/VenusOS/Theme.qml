pragma Singleton
import QtQuick

QtObject {
	property color color_warning
	property color color_font_primary
	property color color_quantityTable_quantityValue
	property color color_quantityTable_quantityUnit
}
