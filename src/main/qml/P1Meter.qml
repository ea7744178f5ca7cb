import QtQuick
import Victron.VenusOS

// The first of a meter's own pages: each of the others in one row.
DeviceListPluginPage {
	id: root

	title: P1Texts.ofDriver("name.p1_meter")

	// The pages share one state, so that all of them know since when a meter is gone.
	readonly property P1State meter: P1State {
		serviceUid: root.device.serviceUid
		page: root
	}

	function amount(item) {
		return Units.formatNumber(item.value, 2)
	}

	GradientListView {
		model: VisibleItemModel {
			ListNavigation {
				id: now

				text: P1Texts.ofDriver("name.now")
				secondaryText: root.meter.nowText
				onClicked: root.meter.open("P1Now.qml", text)
				Component.onCompleted: root.meter.tint(now, () => root.meter.nowColor)
			}
			ListNavigation {
				text: qsTrId("common_words_energy")
				// As on its page, what a producer produced comes first. The first day has no beginning.
				readonly property VeQuickItem first: root.meter.produces ? todayExport : todayImport
				readonly property VeQuickItem second: root.meter.produces ? todayImport : todayExport
				secondaryText: first.valid && second.valid && (root.meter.produces || second.value > 0)
						? (root.meter.produces ? P1Texts.todayProduced : P1Texts.todayBoth).arg(root.amount(first)).arg(root.amount(second))
						: first.valid ? P1Texts.todayOne.arg(root.amount(first))
						: counter.valid ? P1Texts.counter + " " + root.amount(counter) + "kWh" : root.meter.heatText
				onClicked: root.meter.open("P1Energy.qml", text)

				VeQuickItem {
					id: todayImport
					uid: root.meter.serviceUid + "/P1/Today/Import"
				}
				VeQuickItem {
					id: todayExport
					uid: root.meter.serviceUid + "/P1/Today/Export"
				}
				VeQuickItem {
					id: counter
					uid: root.meter.serviceUid + "/Ac/Energy/Forward"
				}
			}
			ListNavigation {
				id: demand

				text: P1Texts.demand
				secondaryText: root.meter.peakText
				caption: root.meter.limiterWrong ? P1Texts.ofDriver("name.limit_the_peak") + ": " + root.meter.limiterText : ""
				// The mean of the window may be unknown. What a producer draws is no demand of the house.
				preferredVisible: root.meter.hasDemand && !root.meter.produces
				onClicked: root.meter.open("P1Demand.qml", text)
				Component.onCompleted: root.meter.tint(demand, () => root.meter.peakRises || root.meter.limiterWrong
						? Theme.color_warning : Theme.color_listItem_secondaryText)
			}
			ListNavigation {
				text: P1Texts.line
				// A telegram that is damaged now and then is normal.
				readonly property int damaged: good.valid && rejected.valid && rejected.value > 0
						? Math.round(100 * rejected.value / (good.value + rejected.value)) : 0
				secondaryText: !root.meter.live || !good.valid ? ""
						: damaged > 0 ? P1Texts.lineDamaged.arg(damaged) : P1Texts.lineGood
				caption: root.meter.port
				onClicked: root.meter.open("P1Line.qml", text)

				VeQuickItem {
					id: good
					uid: root.meter.serviceUid + "/P1/Telegrams/Good"
				}
				VeQuickItem {
					id: rejected
					uid: root.meter.serviceUid + "/P1/Telegrams/Rejected"
				}
			}
			ListNavigation {
				text: qsTrId("common_words_setup")
				onClicked: root.meter.open("P1Setup.qml", text)
			}
		}
	}

	// Where the meter is after a role was chosen: its service is another one.
	Repeater {
		model: P1Devices {}
		delegate: Item {
			id: other

			required property Device device
			readonly property bool isThis: key.valid && key.value === root.meter.key && other.device.serviceUid !== root.meter.serviceUid

			onIsThisChanged: root.meter.movedTo = isThis ? other.device.serviceUid : ""

			VeQuickItem {
				id: key
				uid: other.device.serviceUid + "/P1/MeterKey"
			}
		}
	}
}
