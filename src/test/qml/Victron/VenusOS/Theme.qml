pragma Singleton
import QtQuick

QtObject {
	property color color_warning
	property color color_font_primary
}
