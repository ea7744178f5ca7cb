import QtQuick
import Victron.VenusOS

// Name and order of phases. A choice is written as a whole order, so the driver never sees half of one.
Page {
	id: root

	required property string uid

	readonly property var order: phases.valid ? phases.value.split(",") : []

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
			ListTextField {
				//% "Name"
				text: qsTrId("p1_name")
				dataItem.uid: root.uid + "/CustomName"
				dataItem.invalidate: false
				maximumLength: 32
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
						currentIndex: ["L1", "L2", "L3"].indexOf(root.order[phase.index])
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
			PrimaryListLabel {
				//% "Role and position are in the stock page Setup of the device."
				text: qsTrId("p1_setup_hint")
			}
		}
	}
}
