import QtQuick
import Victron.VenusOS

// What several of our pages show of a meter: whether it is there, and what ESS does with it.
QtObject {
	id: root

	required property string serviceUid

	readonly property bool live: connected.valid && connected.value === 1
	readonly property int essState: ess.valid ? ess.value : 0
	readonly property bool essWrong: wrong.valid && wrong.value === 1
	// When this page saw the meter leave; empty while it is there.
	property string goneSince

	onLiveChanged: goneSince = live ? "" : Qt.formatTime(new Date(), "hh:mm")

	readonly property string goneText: goneSince.length === 0
			//% "Not connected"
			? qsTrId("p1_not_connected")
			//: %1 is a time such as 12:34
			//% "Not connected since %1"
			: qsTrId("p1_not_connected_since").arg(goneSince)

	readonly property string shortText: {
		switch (essState) {
		case 1:
			//% "Used by ESS"
			return qsTrId("p1_ess_short_used")
		case 2:
			//% "Ready for ESS"
			return qsTrId("p1_ess_short_expected")
		case 3:
			//% "No inverter"
			return qsTrId("p1_ess_short_no_inverter")
		case 4:
			//% "Other role"
			return qsTrId("p1_ess_short_other_role")
		case 5:
			//% "Too slow for ESS"
			return qsTrId("p1_ess_short_slow")
		case 6:
			//% "Check the phases"
			return qsTrId("p1_ess_short_phases")
		case 14:
			//% "Only one phase"
			return qsTrId("p1_ess_short_one_phase")
		case 0:
			return "--"
		default:
			//% "Not used by ESS"
			return qsTrId("p1_ess_short_unused")
		}
	}

	readonly property string essText: {
		const named = detail.valid ? detail.value : ""
		switch (essState) {
		case 1:
			//% "ESS uses this meter."
			return qsTrId("p1_ess_used")
		case 2:
			//% "Nothing keeps ESS from using this meter."
			return qsTrId("p1_ess_expected")
		case 3:
			//% "No inverter/charger is connected: the meter is only shown, not used for control."
			return qsTrId("p1_ess_no_inverter")
		case 4:
			//: %1 is a role such as pvinverter
			//% "ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose the role Grid in Setup."
			return qsTrId("p1_ess_other_role").arg(named)
		case 5:
			//% "ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second."
			return qsTrId("p1_ess_slow")
		case 6:
			//: %1 is an order of phases such as L2,L1,L3
			//% "ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1."
			return qsTrId("p1_ess_phases").arg(named)
		case 7:
			if (named.length > 0) {
				//% "ESS ignores this meter, because no AC input of the inverter/charger is Grid. Set the input's type with VictronConnect."
				return qsTrId("p1_ess_input_inverter")
			}
			//% "ESS ignores this meter, because no AC input is Grid. Set AC input 1 to Grid: Settings, System setup, AC system."
			return qsTrId("p1_ess_input")
		case 8:
			//% "ESS ignores this meter, because Grid metering is Inverter/Charger. Set it to External meter: Settings, System setup, ESS."
			return qsTrId("p1_ess_metering")
		case 9:
			//: %1 is the name of another meter
			//% "ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance."
			return qsTrId("p1_ess_other_meter").arg(named)
		case 10:
			//: %1 is the name of another meter
			//% "ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance."
			return qsTrId("p1_ess_same_instance").arg(named)
		case 11:
			//: %1 is the name of a service
			//% "ESS uses %1, not this meter. Restart the GX device."
			return qsTrId("p1_ess_not_chosen").arg(named)
		case 13:
			//% "ESS does not use this meter, because it sends no power. Of a German meter, get the PIN, enter it, and set Inf to On; of a French one, read the chapter Meters of the manual."
			return qsTrId("p1_ess_no_power")
		case 14:
			//: %1 is an order of phases such as L1,L2,L3
			//% "ESS sees only one of the three phases of this meter. Set the order of phases in Setup, usually %1."
			return qsTrId("p1_ess_one_phase").arg(named)
		default:
			//% "What ESS does with this meter is not known yet."
			return qsTrId("p1_ess_unknown")
		}
	}

	readonly property VeQuickItem connected: VeQuickItem { uid: root.serviceUid + "/Connected" }
	readonly property VeQuickItem ess: VeQuickItem { uid: root.serviceUid + "/P1/Ess/State" }
	readonly property VeQuickItem wrong: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Wrong" }
	readonly property VeQuickItem detail: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Detail" }
}
