import QtQuick
import Victron.VenusOS

// Name, order of phases, limit and switches. A choice is written as a whole order, so the driver never sees half of one.
Page {
	id: root

	required property string uid

	P1State {
		id: state
		serviceUid: root.uid
	}

	readonly property var named: phases.valid ? phases.value.split(",") : []
	// Where the order names the phase of a one-phase meter, and this one has three, none has been chosen yet; a choice
	// starts from the usual order.
	readonly property var order: root.named.length === 1 && !onePhase.valid ? ["L1", "L2", "L3"] : root.named

	VeQuickItem {
		id: phases
		uid: root.uid + "/P1/Phases"
	}
	VeQuickItem {
		id: onePhase
		uid: root.uid + "/PhaseSetting"
	}

	// The phase that is chosen changes places with the one that had it.
	function choose(meterPhase, inverterPhase) {
		const next = root.order.slice()
		const other = next.indexOf(inverterPhase)
		next[other] = next[meterPhase]
		next[meterPhase] = inverterPhase
		phases.setValue(next.join(","))
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: state.goneText
				preferredVisible: !state.live
			}
			ListTextField {
				id: name

				//% "Name"
				text: qsTrId("p1_name")
				dataItem.uid: root.uid + "/CustomName"
				preferredVisible: dataItem.valid
				dataItem.invalidate: false
				// The field's own limit has another name in each firmware.
				validateInput: () => ({
					status: name.secondaryText.length > 32 ? VenusOS.InputValidation_Result_Error : VenusOS.InputValidation_Result_OK,
					//% "At most 32 characters"
					notificationText: name.secondaryText.length > 32 ? qsTrId("p1_name_long") : ""
				})
				// What the driver refuses does not stay in the field.
				saveInput: () => {
					name.dataItem.setValue(name.secondaryText)
					name.secondaryText = Qt.binding(() => name.dataItem.valid ? name.dataItem.value : "")
				}
			}
			PrimaryListLabel {
				//% "Which phase of the inverter each phase of the meter is wired to:"
				text: qsTrId("p1_order_hint")
				preferredVisible: root.order.length === 3 && !onePhase.valid
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.order.length === 3 && !onePhase.valid

				Repeater {
					model: 3
					delegate: ListRadioButtonGroup {
						id: phase

						required property int index

						//: %1 is a phase, 1 to 3
						//% "Meter L%1"
						text: qsTrId("p1_order_phase").arg(phase.index + 1)
						optionModel: [
							{ display: "L1", value: "L1" },
							{ display: "L2", value: "L2" },
							{ display: "L3", value: "L3" }
						]
						currentIndex: root.named.length === 3 ? ["L1", "L2", "L3"].indexOf(root.named[phase.index]) : -1
						updateCurrentIndexOnClick: false
						onOptionClicked: (option) => root.choose(phase.index, phase.optionModel[option].value)
					}
				}
			}
			ListRadioButtonGroup {
				//% "Phase"
				text: qsTrId("p1_phase")
				dataItem.uid: root.uid + "/PhaseSetting"
				preferredVisible: dataItem.valid
				optionModel: [
					{ display: "L1", value: 1 },
					{ display: "L2", value: 2 },
					{ display: "L3", value: 3 }
				]
			}
			ListSpinBox {
				id: limit

				//% "Limit of a demand window"
				text: qsTrId("p1_limit")
				dataItem.uid: root.uid + "/P1/Demand/Limit"
				preferredVisible: dataItem.valid
				interactive: dataItem.valid && adjustable.value === 1
				from: 0
				to: 100000
				stepSize: 100
				suffix: "W"
				//% "none"
				secondaryText: limit.value > 0 ? limit.value + "W" : qsTrId("p1_limit_none")

				VeQuickItem {
					id: adjustable
					uid: root.uid + "/P1/Demand/LimitIsAdjustable"
				}
			}
			ListSwitch {
				//% "Publish over MQTT"
				text: qsTrId("p1_mqtt")
				dataItem.uid: root.uid + "/P1/Outputs/Mqtt"
				preferredVisible: dataItem.valid
			}
			ListSwitch {
				//% "Web page"
				text: qsTrId("p1_page")
				dataItem.uid: root.uid + "/P1/Outputs/Page"
				preferredVisible: dataItem.valid
			}
			ListSwitch {
				//% "Notifications"
				text: qsTrId("p1_notifications")
				dataItem.uid: root.uid + "/P1/Outputs/Notifications"
				preferredVisible: dataItem.valid
			}
			PrimaryListLabel {
				//% "Role and position are in the stock page Setup of the device."
				text: qsTrId("p1_setup_hint")
			}
		}
	}
}
