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
			? qsTrId("common_words_not_connected")
			//: %1 is a time such as 12:34
			//% "Not connected since %1"
			: qsTrId("p1_not_connected_since").arg(goneSince)

	//: %1 is a sentence such as Not connected since 12:34
	//% "%1. Check the cable at both ends, and whether the meter's port is still open."
	readonly property string goneHint: qsTrId("p1_gone_hint").arg(goneText)

	readonly property bool peakShaving: shaving.valid && shaving.value === 1
	// Whether ESS regulates by this meter, or nothing keeps it from doing so.
	readonly property bool regulates: essState === 1 || essState === 2 || essState === 5 || essState === 6 || essState === 14

	// Menus in the words of the screen's own catalogue.
	readonly property string settingsMenu: qsTrId("nav_settings") + " → "
	readonly property string systemMenu: settingsMenu + qsTrId("settings_system_setup") + " → "
	//% "P1 meter"
	readonly property string setupPage: qsTrId("p1_row") + " → " + qsTrId("common_words_setup")

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
			//: %1 is a role such as PV inverter, %2 the role Grid, %3 and %4 are pages and rows of the screen
			//% "ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4."
			return qsTrId("p1_ess_other_role").arg(Global.acInputs.roleName(named)).arg(Global.acInputs.roleName("grid"))
					.arg(setupPage).arg(qsTrId("common_words_ac_input_role"))
		case 5:
			//% "ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging, or ask the grid operator for a meter that sends each second."
			return qsTrId("p1_ess_slow")
		case 6:
			//: %1 is an order of phases such as L2,L1,L3, %2 a page of the screen
			//% "ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2."
			return qsTrId("p1_ess_phases").arg(named).arg(setupPage)
		case 7:
			if (named.length > 0) {
				//: %1 is the input's type Grid
				//% "ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect."
				return qsTrId("p1_ess_input_inverter").arg(qsTrId("settings_system_grid"))
			}
			//: %1 is the input's type Grid, %2 the row AC input 1, %3 a page of the screen
			//% "ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3."
			return qsTrId("p1_ess_input").arg(qsTrId("settings_system_grid")).arg(qsTrId("settings_system_ac_input_1"))
					.arg(systemMenu + qsTrId("pagesettingssystem_ac_system"))
		case 8:
			//: %1 is the row Grid metering, %2 its choice Inverter/Charger, %3 its choice External meter, %4 a page of the screen
			//% "ESS ignores this meter, because %1 is %2. Set it to %3: %4."
			return qsTrId("p1_ess_metering").arg(qsTrId("settings_ess_grid_metering")).arg(qsTrId("settings_ess_inverter_charger"))
					.arg(qsTrId("settings_ess_external_meter")).arg(systemMenu + qsTrId("common_words_ess"))
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
			switch (named) {
			case "optical":
				//% "ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On."
				return qsTrId("p1_ess_no_power_optical")
			case "historique":
				//% "ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge."
				return qsTrId("p1_ess_no_power_historique")
			default:
				//% "ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual."
				return qsTrId("p1_ess_no_power_tic")
			}
		case 14:
			//: %1 is an order of phases such as L1,L2,L3, %2 a page of the screen
			//% "ESS sees only one of the three phases of this meter. Set their order, usually %1: %2."
			return qsTrId("p1_ess_one_phase").arg(named).arg(setupPage)
		case 15:
			//% "ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device."
			return qsTrId("p1_ess_not_seen")
		default:
			//% "What ESS does with this meter is not known yet."
			return qsTrId("p1_ess_unknown")
		}
	}

	readonly property VeQuickItem connected: VeQuickItem { uid: root.serviceUid + "/Connected" }
	readonly property VeQuickItem shaving: VeQuickItem { uid: root.serviceUid + "/P1/Ess/PeakShaving" }
	readonly property VeQuickItem ess: VeQuickItem { uid: root.serviceUid + "/P1/Ess/State" }
	readonly property VeQuickItem wrong: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Wrong" }
	readonly property VeQuickItem detail: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Detail" }
}
