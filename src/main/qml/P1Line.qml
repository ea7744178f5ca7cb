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
		const names = {
			//% "checksum"
			"crc": qsTrId("p1_cause_crc"),
			//% "no checksum"
			"no-crc": qsTrId("p1_cause_no_crc"),
			//% "incomplete"
			"truncated": qsTrId("p1_cause_truncated"),
			//% "no telegram"
			"garbage": qsTrId("p1_cause_garbage"),
			//% "parity"
			"parity": qsTrId("p1_cause_parity"),
			//% "too long"
			"too-long": qsTrId("p1_cause_too_long"),
			//% "frame check"
			"fcs": qsTrId("p1_cause_fcs"),
			//% "encrypted"
			"encrypted": qsTrId("p1_cause_encrypted"),
			//% "wrong key"
			"key": qsTrId("p1_cause_key"),
			//% "contradictory"
			"contradiction": qsTrId("p1_cause_contradiction"),
			//% "out of date"
			"outdated": qsTrId("p1_cause_outdated")
		}
		return list.split(" ").map((cause) => {
			const parts = cause.split("=")
			return parts[1] + " × " + (names[parts[0]] || parts[0])
		}).join(", ")
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			Count {
				//% "Settings of the line"
				text: qsTrId("p1_line_settings")
				dataItem.uid: root.uid + "/P1/Line/Settings"
			}
			Count {
				//% "Kind of meter"
				text: qsTrId("p1_dialect")
				dataItem.uid: root.uid + "/P1/Dialect"
			}
			Count {
				//% "Good telegrams"
				text: qsTrId("p1_telegrams_good")
				dataItem.uid: root.uid + "/P1/Telegrams/Good"
			}
			Count {
				//% "Repaired telegrams"
				text: qsTrId("p1_telegrams_repaired")
				dataItem.uid: root.uid + "/P1/Telegrams/Repaired"
			}
			Count {
				//% "Rejected telegrams"
				text: qsTrId("p1_telegrams_rejected")
				dataItem.uid: root.uid + "/P1/Telegrams/Rejected"
			}
			Count {
				//% "Rejected because of"
				text: qsTrId("p1_telegrams_causes")
				dataItem.uid: root.uid + "/P1/Telegrams/Causes"
				secondaryText: dataItem.valid ? root.causes(dataItem.value) : ""
				preferredVisible: dataItem.valid && dataItem.value.length > 0
			}
			Count {
				//% "Power failures"
				text: qsTrId("p1_failures")
				dataItem.uid: root.uid + "/P1/PowerFailures"
			}
			Count {
				//% "Long power failures"
				text: qsTrId("p1_long_failures")
				dataItem.uid: root.uid + "/P1/LongPowerFailures"
			}
			SettingsColumn {
				width: parent ? parent.width : 0

				Repeater {
					model: 3
					delegate: Count {
						id: sags

						required property int index

						//: %1 is a phase, 1 to 3
						//% "Voltage sags L%1"
						text: qsTrId("p1_sags").arg(sags.index + 1)
						dataItem.uid: root.uid + "/P1/L" + (sags.index + 1) + "/VoltageSags"
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

						//: %1 is a phase, 1 to 3
						//% "Voltage swells L%1"
						text: qsTrId("p1_swells").arg(swells.index + 1)
						dataItem.uid: root.uid + "/P1/L" + (swells.index + 1) + "/VoltageSwells"
					}
				}
			}
		}
	}
}
