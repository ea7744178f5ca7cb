import QtQuick
import Victron.VenusOS

// An amount as the meter's display has it: the screen itself would show 10486.372 kWh as 10.49 MWh, and its versions
// have different names for that choice.
ListQuantityGroup {
	id: root

	property alias uid: item.uid
	readonly property alias shown: item.valid
	property int decimals: 3
	readonly property real value: item.valid ? item.value : 0
	property string amountText: Units.formatNumber(value, decimals) + "kWh"

	preferredVisible: item.valid
	model: QuantityObjectModel {
		QuantityObject { object: words; key: "text" }
	}
	VeQuickItem {
		id: item
	}
	QtObject {
		id: words
		readonly property string text: item.valid ? root.amountText : ""
	}
}
