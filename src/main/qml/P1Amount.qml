import QtQuick
import Victron.VenusOS

// An amount as the meter's display has it: the screen itself would show 10486.372 kWh as 10.49 MWh, and its versions
// have different names for that choice. So the amount is a text, with its unit in the colour of the screen's own units.
ListQuantityGroup {
	id: root

	property alias uid: item.uid
	readonly property alias shown: item.valid
	property int decimals: 3
	readonly property real value: item.valid ? item.value : 0
	property string numberText: Units.formatNumber(value, decimals)
	property string unitText: "kWh"
	readonly property string amount: numberText + "<font color=\"" + Theme.color_quantityTable_quantityUnit + "\">" + unitText + "</font>"

	preferredVisible: item.valid
	model: QuantityObjectModel {
		QuantityObject { object: root; key: "amount" }
	}
	VeQuickItem {
		id: item
	}
}
