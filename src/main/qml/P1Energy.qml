import QtQuick
import Victron.VenusOS

// The day's energy, the tariffs' counters, gas, water and heat. A row without a value is not shown.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid
	// Cubic metres, or what the screen has instead.
	component Volume: P1Amount {
		readonly property int unit: Global.systemSettings.volumeUnit

		decimals: unit === VenusOS.Units_Volume_CubicMetre ? 3 : 0
		numberText: Units.formatNumber(Units.convert(value, VenusOS.Units_Volume_CubicMetre, unit), decimals)
		unitText: Units.defaultUnitString(unit)
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			PrimaryListLabel {
				text: P1Texts.countersLater
				preferredVisible: root.meter.live && !upper.known && !lower.known && hourly.value === 1

				VeQuickItem {
					id: hourly
					uid: root.uid + "/P1/HourlyCounters"
				}
			}
			P1Direction {
				id: upper
				meter: root.meter
				imported: !root.meter.produces
				title: root.meter.produces ? P1Texts.produced : P1Texts.totalImport
			}
			P1Direction {
				id: lower
				meter: root.meter
				imported: root.meter.produces
				title: root.meter.produces ? P1Texts.used : P1Texts.totalExport
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
			P1Amount {
				text: P1Texts.heat
				uid: root.uid + "/P1/Heat/Counter"
				unitText: "GJ"
			}
		}
	}
}
