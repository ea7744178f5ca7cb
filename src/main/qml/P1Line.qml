import QtQuick
import Victron.VenusOS

// How good the line is, and what the meter counts of the grid.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid

	component Count: ListText {
		preferredVisible: dataItem.valid
	}

	function causes(list) {
		return list.split(" ").map((cause) => {
			const parts = cause.split("=")
			return parts[1] + " × " + P1Texts.ofDriver("cause." + parts[0])
		}).join(", ")
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			Count {
				text: P1Texts.lineSettings
				dataItem.uid: root.uid + "/P1/Line/Settings"
			}
			Count {
				text: P1Texts.dialect
				dataItem.uid: root.uid + "/P1/Dialect"
			}
			Count {
				text: P1Texts.telegramsGood
				dataItem.uid: root.uid + "/P1/Telegrams/Good"
			}
			Count {
				text: P1Texts.telegramsRepaired
				dataItem.uid: root.uid + "/P1/Telegrams/Repaired"
			}
			Count {
				text: P1Texts.telegramsRejected
				dataItem.uid: root.uid + "/P1/Telegrams/Rejected"
			}
			Count {
				text: P1Texts.telegramsCauses
				dataItem.uid: root.uid + "/P1/Telegrams/Causes"
				secondaryText: dataItem.valid ? root.causes(dataItem.value) : ""
				preferredVisible: dataItem.valid && dataItem.value.length > 0
			}
			Count {
				text: P1Texts.failures
				dataItem.uid: root.uid + "/P1/PowerFailures"
			}
			Count {
				text: P1Texts.longFailures
				dataItem.uid: root.uid + "/P1/LongPowerFailures"
			}
			SettingsColumn {
				width: parent ? parent.width : 0

				Repeater {
					model: 3
					delegate: Count {
						id: sags

						required property int index

						text: P1Texts.sags.arg(sags.index + 1)
						dataItem.uid: root.uid + "/P1/VoltageSags/L" + (sags.index + 1)
					}
				}
			}
			SettingsColumn {
				width: parent ? parent.width : 0

				Repeater {
					model: 3
					delegate: Count {
						id: swells

						required property int index

						text: P1Texts.swells.arg(swells.index + 1)
						dataItem.uid: root.uid + "/P1/VoltageSwells/L" + (swells.index + 1)
					}
				}
			}
		}
	}
}
