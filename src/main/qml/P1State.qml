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
			: P1Texts.notConnectedSince.arg(goneSince)

	readonly property string goneHint: P1Texts.goneHint.arg(goneText)

	readonly property bool peakShaving: shaving.valid && shaving.value === 1
	// Whether ESS regulates by this meter, or nothing keeps it from doing so.
	readonly property bool regulates: essState === 1 || essState === 2 || essState === 5 || essState === 6 || essState === 14
			|| essState === 16

	// Menus in the words of the screen's own catalogue.
	readonly property string settingsMenu: qsTrId("nav_settings") + " → "
	readonly property string systemMenu: settingsMenu + qsTrId("settings_system_setup") + " → "
	readonly property string setupPage: P1Texts.row + " → " + qsTrId("common_words_setup")

	readonly property string shortText: {
		switch (essState) {
		case 1:
			return P1Texts.essShortUsed
		case 2:
			return P1Texts.essShortExpected
		case 3:
			return P1Texts.essShortNoInverter
		case 4:
			return P1Texts.essShortOtherRole
		case 5:
			return P1Texts.essShortSlow
		case 16:
			return P1Texts.essShortUsed
		case 6:
			return P1Texts.essShortPhases
		case 14:
			return P1Texts.essShortOnePhase
		case 0:
			return "--"
		default:
			return P1Texts.essShortUnused
		}
	}

	readonly property string essText: {
		const named = detail.valid ? detail.value : ""
		switch (essState) {
		case 1:
			return P1Texts.essUsed
		case 2:
			return P1Texts.essExpected
		case 3:
			return P1Texts.essNoInverter
		case 4:
			return P1Texts.essOtherRole.arg(Global.acInputs.roleName(named)).arg(Global.acInputs.roleName("grid"))
					.arg(setupPage).arg(qsTrId("common_words_ac_input_role"))
		case 5:
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
		case 6:
			return P1Texts.essPhases.arg(named).arg(setupPage)
		case 7:
			if (named.length > 0) {
				return P1Texts.essInputInverter.arg(qsTrId("settings_system_grid"))
			}
			return P1Texts.essInput.arg(qsTrId("settings_system_grid")).arg(qsTrId("settings_system_ac_input_1"))
					.arg(systemMenu + qsTrId("pagesettingssystem_ac_system"))
		case 8:
			return P1Texts.essMetering.arg(qsTrId("settings_ess_grid_metering")).arg(qsTrId("settings_ess_inverter_charger"))
					.arg(qsTrId("settings_ess_external_meter")).arg(systemMenu + qsTrId("common_words_ess"))
		case 9:
			return P1Texts.essOtherMeter.arg(named)
		case 10:
			return P1Texts.essSameInstance.arg(named)
		case 11:
			return P1Texts.essNotChosen.arg(named)
		case 13:
			switch (named) {
			case "optical":
				return P1Texts.essNoPowerOptical
			case "historique":
				return P1Texts.essNoPowerHistorique
			default:
				return P1Texts.essNoPowerTic
			}
		case 14:
			return P1Texts.essOnePhase.arg(named).arg(setupPage)
		case 15:
			return P1Texts.essNotSeen
		case 16:
			return P1Texts.essBetween
		case 17:
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
