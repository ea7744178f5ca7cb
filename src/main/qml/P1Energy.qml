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

	// A counter in the unit of the meter's display: the screen itself would show 10486.372 kWh as 10.49 MWh, and its
	// versions have different names for that choice.
	component Energy: ListQuantityGroup {
		id: energy

		property alias uid: item.uid
		readonly property alias shown: item.valid
		property int decimals: 3

		preferredVisible: item.valid
		model: QuantityObjectModel {
			QuantityObject { object: words; key: "text" }
		}
		VeQuickItem {
			id: item
		}
		QtObject {
			id: words
			readonly property string text: item.valid ? Units.formatNumber(item.value, energy.decimals) + " kWh" : ""
		}
	}

	component Volume: ListQuantity {
		value: dataItem.valid
				? Units.convert(dataItem.value, VenusOS.Units_Volume_CubicMetre, Global.systemSettings.volumeUnit) : NaN
		unit: Global.systemSettings.volumeUnit
		valueColor: Theme.color_quantityTable_quantityValue
		unitColor: Theme.color_quantityTable_quantityUnit
		preferredVisible: dataItem.valid
	}

	component Tempo: ListText {
		secondaryText: [
			//% "blue"
			qsTrId("p1_tempo_blue"),
			//% "white"
			qsTrId("p1_tempo_white"),
			//% "red"
			qsTrId("p1_tempo_red")
		][dataItem.value - 1] || ""
		preferredVisible: dataItem.valid
	}

	function tariffName(number) {
		//: %1 is the number of a tariff
		//% "Tariff %1"
		const name = qsTrId("p1_tariff").arg(number)
		return tariff.valid && tariff.value === number
				//: %1 is a tariff such as Tariff 2
				//% "%1 (in force)"
				? qsTrId("p1_tariff_in_force").arg(name) : name
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			PrimaryListLabel {
				//% "The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour."
				text: qsTrId("p1_counters_later")
				preferredVisible: root.meter.live && !root.bought && !root.sold
			}
			SectionHeader {
				//% "Bought"
				text: qsTrId("p1_total_import")
				preferredVisible: root.bought
			}
			Energy {
				id: todayImport
				text: qsTrId("common_words_today")
				decimals: 2
				uid: root.uid + "/P1/Today/Import"
			}
			Energy {
				id: yesterdayImport
				text: qsTrId("common_words_yesterday")
				decimals: 2
				uid: root.uid + "/P1/Yesterday/Import"
			}
			Energy {
				id: forward
				//% "Counter"
				text: qsTrId("p1_counter")
				uid: root.uid + "/Ac/Energy/Forward"
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.bought

				Repeater {
					model: 6
					delegate: Energy {
						id: row

						required property int index

						text: root.tariffName(row.index + 1)
						uid: root.uid + "/P1/Energy/Import/T" + (row.index + 1)
					}
				}
			}
			SectionHeader {
				//% "Sold"
				text: qsTrId("p1_total_export")
				preferredVisible: root.sold
			}
			Energy {
				id: todayExport
				text: qsTrId("common_words_today")
				decimals: 2
				uid: root.uid + "/P1/Today/Export"
			}
			Energy {
				id: yesterdayExport
				text: qsTrId("common_words_yesterday")
				decimals: 2
				uid: root.uid + "/P1/Yesterday/Export"
			}
			Energy {
				id: reverse
				text: qsTrId("p1_counter")
				uid: root.uid + "/Ac/Energy/Reverse"
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.sold

				Repeater {
					model: 5
					delegate: Energy {
						id: soldRow

						required property int index

						text: root.tariffName(soldRow.index + 1)
						uid: root.uid + "/P1/Energy/Export/T" + (soldRow.index + 1)
					}
				}
			}
			Tempo {
				//% "Tempo today"
				text: qsTrId("p1_tempo_today")
				dataItem.uid: root.uid + "/P1/TempoToday"
			}
			Tempo {
				//% "Tempo tomorrow"
				text: qsTrId("p1_tempo_tomorrow")
				dataItem.uid: root.uid + "/P1/TempoTomorrow"
			}
			SectionHeader {
				//% "Gas"
				text: qsTrId("p1_gas")
				preferredVisible: gas.dataItem.valid
			}
			Volume {
				text: qsTrId("common_words_today")
				dataItem.uid: root.uid + "/P1/Gas/Today"
			}
			Volume {
				text: qsTrId("common_words_yesterday")
				dataItem.uid: root.uid + "/P1/Gas/Yesterday"
			}
			Volume {
				id: gas
				text: qsTrId("p1_counter")
				dataItem.uid: root.uid + "/P1/Gas/Counter"
			}
			SectionHeader {
				//% "Water"
				text: qsTrId("p1_water")
				preferredVisible: water.dataItem.valid
			}
			Volume {
				text: qsTrId("common_words_today")
				dataItem.uid: root.uid + "/P1/Water/Today"
			}
			Volume {
				text: qsTrId("common_words_yesterday")
				dataItem.uid: root.uid + "/P1/Water/Yesterday"
			}
			Volume {
				id: water
				text: qsTrId("p1_counter")
				dataItem.uid: root.uid + "/P1/Water/Counter"
			}
		}
	}
}
