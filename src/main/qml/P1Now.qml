import QtQuick
import Victron.VenusOS

// Power, phases, and what ESS does with the meter.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid

	// A meter that sends only a total has the whole house on /Ac/L1/Power, for ESS: here it is the row Power alone.
	readonly property bool phasePowers: ownPowers.value === 1

	VeQuickItem {
		id: ownPowers
		uid: root.uid + "/P1/PhasePowers"
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.live ? root.meter.essText : root.meter.goneHint
				color: root.meter.live && root.meter.essWrong ? Theme.color_warning : Theme.color_font_primary
			}
			PrimaryListLabel {
				//% "ESS is shaving a peak now."
				text: qsTrId("p1_peak_shaving")
				preferredVisible: root.meter.live && root.meter.peakShaving
			}
			ListQuantity {
				text: qsTrId("common_words_power_watts")
				dataItem.uid: root.uid + "/Ac/Power"
				unit: VenusOS.Units_Watt
				valueColor: Theme.color_quantityTable_quantityValue
				unitColor: Theme.color_quantityTable_quantityUnit
				preferredVisible: dataItem.valid
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
						caption: phase.reference
								//% "3x230 V without neutral: the powers of the other two phases include this one."
								? qsTrId("p1_3x230") : ""
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
				//% "Telegrams"
				text: qsTrId("p1_interval")
				dataItem.uid: root.uid + "/RefreshTime"
				preferredVisible: dataItem.valid
				secondaryText: {
					const every = dataItem.value === 1000
							//% "every second"
							? qsTrId("p1_interval_second")
							//: %1 is a number of seconds, but not 1
							//% "every %1 s"
							: qsTrId("p1_interval_every").arg(Math.round(dataItem.value / 100) / 10)
					// Where ESS does not use the meter, its pace is not the question.
					return grade.valid && root.meter.regulates
							//: %1 is such as "every second", %2 such as "good for ESS"
							//% "%1: %2"
							? qsTrId("p1_interval_grade").arg(every).arg([
								//% "good for ESS"
								qsTrId("p1_grade_fit"),
								//% "usable for ESS with care"
								qsTrId("p1_grade_careful"),
								//% "too seldom for ESS"
								qsTrId("p1_grade_slow")
							][grade.value]) : every
				}

				VeQuickItem {
					id: grade
					uid: root.uid + "/P1/Line/Grade"
				}
			}
			ListText {
				//% "ESS answers after"
				text: qsTrId("p1_ess_delay")
				dataItem.uid: root.uid + "/P1/Ess/Delay"
				preferredVisible: dataItem.valid
				secondaryText: {
					const delay = dataItem.valid ? dataItem.value + " s" : ""
					return overshoot.valid && overshoot.value > 0
							//: %1 is a number of percent
							//% "overshoots by %1 %"
							? delay + ", " + qsTrId("p1_ess_overshoot").arg(overshoot.value) : delay
				}

				VeQuickItem {
					id: overshoot
					uid: root.uid + "/P1/Ess/Overshoot"
				}
			}
			ListQuantity {
				//% "Bought and sold again within a minute, a day"
				text: qsTrId("p1_ess_bought_and_sold")
				dataItem.uid: root.uid + "/P1/Ess/BoughtAndSold"
				unit: VenusOS.Units_Energy_KiloWattHour
				valueColor: Theme.color_quantityTable_quantityValue
				unitColor: Theme.color_quantityTable_quantityUnit
				preferredVisible: dataItem.valid
			}
		}
	}
}
