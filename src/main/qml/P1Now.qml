import QtQuick
import Victron.VenusOS

// Power, phases, and what ESS does with the meter.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid

	// A meter that sends only a total has the whole house on /Ac/L1/Power, for ESS: here it is only the row Power.
	readonly property bool phasePowers: ownPowers.value === 1

	VeQuickItem {
		id: ownPowers
		uid: root.uid + "/P1/PhasePowers"
	}
	VeQuickItem {
		id: thirds
		uid: root.uid + "/P1/TotalInThirds"
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.live ? root.meter.essText : root.meter.goneHint
				color: root.meter.live && root.meter.essWrong ? Theme.color_warning : Theme.color_font_primary
			}
			ListButton {
				text: P1Texts.orderProposed.arg(root.meter.proposedOrder)
				secondaryText: P1Texts.orderSet
				preferredVisible: root.meter.live && root.meter.proposedOrder.length > 0
				onClicked: order.setValue(root.meter.proposedOrder)

				VeQuickItem {
					id: order
					uid: root.uid + "/P1/Phases"
				}
			}
			P1Place {
				meter: root.meter
				place: root.meter.place
			}
			PrimaryListLabel {
				text: P1Texts.peakShaving
				preferredVisible: root.meter.live && root.meter.peakShaving
			}
			PrimaryListLabel {
				text: P1Texts.ofDriver("hint.no_export")
				preferredVisible: root.meter.live && noExport.valid && noExport.value === 1

				VeQuickItem {
					id: noExport
					uid: root.uid + "/P1/Line/NoExport"
				}
			}
			ListQuantity {
				text: qsTrId("common_words_power_watts")
				dataItem.uid: root.uid + "/Ac/Power"
				unit: VenusOS.Units_Watt
				valueColor: Theme.color_quantityTable_quantityValue
				unitColor: Theme.color_quantityTable_quantityUnit
				preferredVisible: dataItem.valid
			}
			ListQuantity {
				text: P1Texts.ofDriver("name.thirds_of_the_total")
				dataItem.uid: root.uid + "/Ac/L1/Power"
				unit: VenusOS.Units_Watt
				preferredVisible: dataItem.valid && thirds.value === 1
			}
			SettingsColumn {
				width: parent ? parent.width : 0

				Repeater {
					model: 3
					delegate: ListQuantityGroup {
						id: phase

						required property int index
						// Without a neutral the meter prints 0 V and 0 W for the phase that the two others are measured against.
						readonly property bool reference: volt.valid && volt.value === 0 && amp.valid && amp.value !== 0

						text: "L" + (phase.index + 1)
						caption: phase.reference ? P1Texts.grid3x230 : ""
						preferredVisible: volt.valid || amp.valid || watt.valid && root.phasePowers
						model: QuantityObjectModel {
							filterType: QuantityObjectModel.HasValue
							QuantityObject { object: phase.reference ? null : volt; unit: VenusOS.Units_Volt_AC }
							QuantityObject { object: amp; unit: VenusOS.Units_Amp }
							QuantityObject { object: !phase.reference && root.phasePowers ? watt : null; unit: VenusOS.Units_Watt }
						}
						VeQuickItem { id: volt; uid: root.uid + "/Ac/L" + (phase.index + 1) + "/Voltage" }
						VeQuickItem { id: amp; uid: root.uid + "/Ac/L" + (phase.index + 1) + "/Current" }
						VeQuickItem { id: watt; uid: root.uid + "/Ac/L" + (phase.index + 1) + "/Power" }
					}
				}
			}
			ListText {
				text: P1Texts.interval
				dataItem.uid: root.uid + "/RefreshTime"
				preferredVisible: dataItem.valid
				secondaryText: {
					const every = dataItem.value === 1000
							? P1Texts.intervalSecond
							: P1Texts.intervalEvery.arg(Math.round(dataItem.value / 100) / 10)
					// Where ESS does not use the meter, its pace is not the question.
					const grades = { "fit": P1Texts.gradeFit, "careful": P1Texts.gradeCareful, "slow": P1Texts.gradeSlow }
					return grade.valid && root.meter.regulates && root.meter.essState !== "followed"
							? P1Texts.intervalGrade.arg(every).arg(grades[grade.value]) : every
				}

				VeQuickItem {
					id: grade
					uid: root.uid + "/P1/Line/Grade"
				}
			}
			ListText {
				text: P1Texts.ofDriver("name.follow_the_inverter")
				dataItem.uid: root.uid + "/P1/Follow/State"
				preferredVisible: dataItem.valid
				secondaryText: P1Texts.filled(follows.value)

				VeQuickItem { id: follows; uid: root.uid + "/P1/Screen/Follow" }
			}
		}
	}
}
