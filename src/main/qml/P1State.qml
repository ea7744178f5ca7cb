import QtQuick
import Victron.VenusOS

// What several of our pages show of a meter: whether it is there, and what ESS does with it.
QtObject {
	id: root

	required property string serviceUid

	readonly property bool live: connected.valid && connected.value === 1
	// The states in the order of /P1/Ess/State.
	readonly property var essStates: [
		"unknown", "used", "expected", "no_inverter", "other_role", "slow", "phase_order", "input_not_grid", "metering_by_inverter",
		"other_meter", "same_instance", "not_chosen", "meter_gone", "no_power", "one_phase_only", "not_seen", "between", "slow_not_used"
	]
	readonly property string essState: (ess.valid && essStates[ess.value]) || "unknown"
	readonly property bool essWrong: wrong.valid && wrong.value === 1
	// When this page saw the meter leave; empty while it is there.
	property string goneSince

	onLiveChanged: goneSince = live ? "" : Qt.formatTime(new Date(), "hh:mm")

	readonly property string goneText: goneSince.length === 0
			? qsTrId("common_words_not_connected")
			: P1Texts.notConnectedSince.arg(goneSince)

	readonly property string goneHint: P1Texts.goneHint.arg(goneText)

	readonly property bool peakShaving: shaving.valid && shaving.value === 1
	// Whether ESS regulates by this meter, or nothing keeps it from doing so.
	readonly property bool regulates: essState === "used" || essState === "expected" || essState === "slow"
			|| essState === "phase_order" || essState === "one_phase_only" || essState === "between"

	// Menus in the words of the screen's own catalogue.
	readonly property string settingsMenu: qsTrId("nav_settings") + " → "
	readonly property string systemMenu: settingsMenu + qsTrId("settings_system_setup") + " → "
	readonly property string setupPage: P1Texts.row + " → " + qsTrId("common_words_setup")

	readonly property string shortText: {
		switch (essState) {
		case "used":
			return P1Texts.essShortUsed
		case "expected":
			return P1Texts.essShortExpected
		case "no_inverter":
			return P1Texts.essShortNoInverter
		case "other_role":
			return P1Texts.essShortOtherRole
		case "slow":
			return P1Texts.essShortSlow
		case "between":
			return P1Texts.essShortUsed
		case "phase_order":
			return P1Texts.essShortPhases
		case "one_phase_only":
			return P1Texts.essShortOnePhase
		case "unknown":
			return "--"
		default:
			return P1Texts.essShortUnused
		}
	}

	readonly property string essText: {
		const named = detail.valid ? detail.value : ""
		switch (essState) {
		case "used":
			return P1Texts.essUsed
		case "expected":
			return P1Texts.essExpected
		case "no_inverter":
			return P1Texts.essNoInverter
		case "other_role":
			return P1Texts.essOtherRole.arg(Global.acInputs.roleName(named)).arg(Global.acInputs.roleName("grid"))
					.arg(setupPage).arg(qsTrId("common_words_ac_input_role"))
		case "slow":
			switch (named) {
			case "":
				return P1Texts.essSlow
			case "off":
				return P1Texts.essSlowOff.arg(P1Texts.between).arg(setupPage)
			case "watching":
				return P1Texts.essSlowWatching
			default:
				return P1Texts.essSlowNotNow.arg(P1Texts.between)
			}
		case "phase_order":
			return P1Texts.essPhases.arg(named).arg(setupPage)
		case "input_not_grid":
			if (named.length > 0) {
				return P1Texts.essInputInverter.arg(qsTrId("settings_system_grid"))
			}
			return P1Texts.essInput.arg(qsTrId("settings_system_grid")).arg(qsTrId("settings_system_ac_input_1"))
					.arg(systemMenu + qsTrId("pagesettingssystem_ac_system"))
		case "metering_by_inverter":
			return P1Texts.essMetering.arg(qsTrId("settings_ess_grid_metering")).arg(qsTrId("settings_ess_inverter_charger"))
					.arg(qsTrId("settings_ess_external_meter")).arg(systemMenu + qsTrId("common_words_ess"))
		case "other_meter":
			return P1Texts.essOtherMeter.arg(named)
		case "same_instance":
			return P1Texts.essSameInstance.arg(named)
		case "not_chosen":
			return P1Texts.essNotChosen.arg(named)
		case "no_power":
			switch (named) {
			case "optical":
				return P1Texts.essNoPowerOptical
			case "historique":
				return P1Texts.essNoPowerHistorique
			default:
				return P1Texts.essNoPowerTic
			}
		case "one_phase_only":
			return P1Texts.essOnePhase.arg(named).arg(setupPage)
		case "not_seen":
			return P1Texts.essNotSeen
		case "between":
			return P1Texts.essBetween
		case "slow_not_used":
			return P1Texts.essSlowNotUsed.arg(qsTrId("settings_ess_grid_metering")).arg(qsTrId("settings_ess_external_meter"))
					.arg(systemMenu + qsTrId("common_words_ess")).arg(P1Texts.between).arg(setupPage)
		default:
			return P1Texts.essUnknown
		}
	}

	readonly property VeQuickItem connected: VeQuickItem { uid: root.serviceUid + "/Connected" }
	readonly property VeQuickItem shaving: VeQuickItem { uid: root.serviceUid + "/P1/Ess/PeakShaving" }
	readonly property VeQuickItem ess: VeQuickItem { uid: root.serviceUid + "/P1/Ess/State" }
	readonly property VeQuickItem wrong: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Wrong" }
	readonly property VeQuickItem detail: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Detail" }
}
