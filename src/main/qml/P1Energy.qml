import QtQuick
import Victron.VenusOS

// The day's energy, the tariffs' counters, gas and water. A row without a value is not shown.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid
	readonly property bool bought: forward.shown || todayImport.shown || yesterdayImport.shown || firstImport.valid
	readonly property bool sold: reverse.shown || todayExport.shown || yesterdayExport.shown || firstExport.valid

	VeQuickItem {
		id: tariff
		uid: root.uid + "/P1/Tariff"
	}
	VeQuickItem {
		id: firstImport
		uid: root.uid + "/P1/Energy/Import/T1"
	}
	VeQuickItem {
		id: firstExport
		uid: root.uid + "/P1/Energy/Export/T1"
	}

	// An amount as the meter's display has it: the screen itself would show 10486.372 kWh as 10.49 MWh, and its versions
	// have different names for that choice.
	component Amount: ListQuantityGroup {
		id: amount

		property alias uid: item.uid
		readonly property alias shown: item.valid
		property int decimals: 3
		readonly property real value: item.valid ? item.value : 0
		property string amountText: Units.formatNumber(value, decimals) + " kWh"

		preferredVisible: item.valid
		model: QuantityObjectModel {
			QuantityObject { object: words; key: "text" }
		}
		VeQuickItem {
			id: item
		}
		QtObject {
			id: words
			readonly property string text: item.valid ? amount.amountText : ""
		}
	}

	// Cubic metres, or what the screen has instead.
	component Volume: Amount {
		readonly property int unit: Global.systemSettings.volumeUnit

		decimals: unit === VenusOS.Units_Volume_CubicMetre ? 3 : 0
		amountText: Units.formatNumber(Units.convert(value, VenusOS.Units_Volume_CubicMetre, unit), decimals) + " "
				+ Units.defaultUnitString(unit)
	}

	function tariffName(number) {
		const name = P1Texts.tariff.arg(number)
		return tariff.valid && tariff.value === number
				? P1Texts.tariffInForce.arg(name) : name
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			PrimaryListLabel {
				text: P1Texts.countersLater
				preferredVisible: root.meter.live && !root.bought && !root.sold
			}
			SectionHeader {
				text: P1Texts.totalImport
				preferredVisible: root.bought
			}
			Amount {
				id: todayImport
				text: qsTrId("common_words_today")
				decimals: 2
				uid: root.uid + "/P1/Today/Import"
			}
			Amount {
				id: yesterdayImport
				text: qsTrId("common_words_yesterday")
				decimals: 2
				uid: root.uid + "/P1/Yesterday/Import"
			}
			Amount {
				id: forward
				text: P1Texts.counter
				uid: root.uid + "/Ac/Energy/Forward"
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.bought

				Repeater {
					model: 5
					delegate: Amount {
						id: row

						required property int index

						text: root.tariffName(row.index + 1)
						uid: root.uid + "/P1/Energy/Import/T" + (row.index + 1)
					}
				}
			}
			SectionHeader {
				text: P1Texts.totalExport
				preferredVisible: root.sold
			}
			Amount {
				id: todayExport
				text: qsTrId("common_words_today")
				decimals: 2
				uid: root.uid + "/P1/Today/Export"
			}
			Amount {
				id: yesterdayExport
				text: qsTrId("common_words_yesterday")
				decimals: 2
				uid: root.uid + "/P1/Yesterday/Export"
			}
			Amount {
				id: reverse
				text: P1Texts.counter
				uid: root.uid + "/Ac/Energy/Reverse"
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.sold

				Repeater {
					model: 5
					delegate: Amount {
						id: soldRow

						required property int index

						text: root.tariffName(soldRow.index + 1)
						uid: root.uid + "/P1/Energy/Export/T" + (soldRow.index + 1)
					}
				}
			}
			SectionHeader {
				text: P1Texts.gas
				preferredVisible: gas.shown
			}
			Volume {
				text: qsTrId("common_words_today")
				uid: root.uid + "/P1/Gas/Today"
			}
			Volume {
				text: qsTrId("common_words_yesterday")
				uid: root.uid + "/P1/Gas/Yesterday"
			}
			Volume {
				id: gas
				text: P1Texts.counter
				uid: root.uid + "/P1/Gas/Counter"
			}
			SectionHeader {
				text: P1Texts.water
				preferredVisible: water.shown
			}
			Volume {
				text: qsTrId("common_words_today")
				uid: root.uid + "/P1/Water/Today"
			}
			Volume {
				text: qsTrId("common_words_yesterday")
				uid: root.uid + "/P1/Water/Yesterday"
			}
			Volume {
				id: water
				text: P1Texts.counter
				uid: root.uid + "/P1/Water/Counter"
			}
		}
	}
}
