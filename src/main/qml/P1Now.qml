import QtQuick
import Victron.VenusOS

// Power, phases, and what ESS does with the meter.
Page {
	id: root

	required property string uid

	P1State {
		id: state
		serviceUid: root.uid
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: state.live ? state.essText : state.goneText
				color: state.live && state.essWrong ? Theme.color_warning : Theme.color_font_primary
			}
			ListQuantity {
				//% "Power"
				text: qsTrId("p1_power")
				dataItem.uid: root.uid + "/Ac/Power"
				unit: VenusOS.Units_Watt
				preferredVisible: dataItem.valid
			}
			ListQuantityGroup {
				text: "L1"
				preferredVisible: volt1.valid || watt1.valid
				model: QuantityObjectModel {
					filterType: QuantityObjectModel.HasValue
					QuantityObject { object: volt1; unit: VenusOS.Units_Volt_AC }
					QuantityObject { object: amp1; unit: VenusOS.Units_Amp }
					QuantityObject { object: watt1; unit: VenusOS.Units_Watt }
				}
				VeQuickItem { id: volt1; uid: root.uid + "/Ac/L1/Voltage" }
				VeQuickItem { id: amp1; uid: root.uid + "/Ac/L1/Current" }
				VeQuickItem { id: watt1; uid: root.uid + "/Ac/L1/Power" }
			}
			ListQuantityGroup {
				text: "L2"
				preferredVisible: volt2.valid || watt2.valid
				model: QuantityObjectModel {
					filterType: QuantityObjectModel.HasValue
					QuantityObject { object: volt2; unit: VenusOS.Units_Volt_AC }
					QuantityObject { object: amp2; unit: VenusOS.Units_Amp }
					QuantityObject { object: watt2; unit: VenusOS.Units_Watt }
				}
				VeQuickItem { id: volt2; uid: root.uid + "/Ac/L2/Voltage" }
				VeQuickItem { id: amp2; uid: root.uid + "/Ac/L2/Current" }
				VeQuickItem { id: watt2; uid: root.uid + "/Ac/L2/Power" }
			}
			ListQuantityGroup {
				text: "L3"
				preferredVisible: volt3.valid || watt3.valid
				model: QuantityObjectModel {
					filterType: QuantityObjectModel.HasValue
					QuantityObject { object: volt3; unit: VenusOS.Units_Volt_AC }
					QuantityObject { object: amp3; unit: VenusOS.Units_Amp }
					QuantityObject { object: watt3; unit: VenusOS.Units_Watt }
				}
				VeQuickItem { id: volt3; uid: root.uid + "/Ac/L3/Voltage" }
				VeQuickItem { id: amp3; uid: root.uid + "/Ac/L3/Current" }
				VeQuickItem { id: watt3; uid: root.uid + "/Ac/L3/Power" }
			}
			ListText {
				//% "Telegrams"
				text: qsTrId("p1_interval")
				dataItem.uid: root.uid + "/RefreshTime"
				preferredVisible: dataItem.valid
				secondaryText: {
					//: %1 is a number of seconds
					//% "every %1 s"
					const every = qsTrId("p1_interval_every").arg(dataItem.value / 1000)
					return grade.valid ? every + ": " + [
						//% "good for ESS"
						qsTrId("p1_grade_fit"),
						//% "usable for ESS with care"
						qsTrId("p1_grade_careful"),
						//% "too seldom for ESS"
						qsTrId("p1_grade_slow")
					][grade.value] : every
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
					//: %1 is a number of seconds
					//% "%1 s"
					const delay = qsTrId("p1_seconds").arg(dataItem.value)
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
				preferredVisible: dataItem.valid
			}
		}
	}
}
