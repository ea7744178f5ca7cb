import QtQuick
import Victron.VenusOS

// What several of our pages show of a meter: whether it is there, and what ESS does with it.
QtObject {
	id: root

	required property string serviceUid

	readonly property bool live: connected.valid && connected.value === 1
	readonly property string essState: ess.valid ? ess.value : "unknown"
	readonly property bool essWrong: wrong.valid && wrong.value === 1
	// When this page saw the meter leave; empty while it is there.
	property string goneSince

	onLiveChanged: goneSince = live ? "" : Qt.formatTime(new Date(), "hh:mm")

	readonly property string goneText: goneSince.length === 0
			? qsTrId("common_words_not_connected")
			: P1Texts.notConnectedSince.arg(goneSince)

	readonly property string goneHint: (isDongle ? P1Texts.goneHintDongle : P1Texts.goneHint).arg(goneText)
	// Whether the meter was read by a HomeWizard dongle, which the driver found by itself.
	property bool isDongle: false

	Component.onCompleted: noteSource()

	function noteSource() {
		if (connection.value !== undefined) {
			isDongle = connection.value === "P1 homewizard"
		}
	}

	readonly property bool peakShaving: shaving.valid && shaving.value === 1
	// Whether ESS regulates by this meter, or nothing keeps it from doing so.
	readonly property bool regulates: essState === "used" || essState === "expected" || essState === "slow"
			|| essState === "phase_order" || essState === "one_phase_only" || essState === "individual_phase"
			|| essState === "followed"

	readonly property var shortTexts: ({
		"unknown": "--",
		"used": P1Texts.essShortUsed,
		"followed": P1Texts.essShortUsed,
		"expected": P1Texts.essShortExpected,
		"no_inverter": P1Texts.essShortNoInverter,
		"reserve": P1Texts.essShortReserve,
		"other_role": P1Texts.essShortOtherRole,
		"slow": P1Texts.essShortSlow,
		"phase_order": P1Texts.essShortPhases,
		"one_phase_only": P1Texts.essShortOnePhase,
		"individual_phase": P1Texts.essShortOnePhase,
		"external_control": P1Texts.essShortUnused
	})
	readonly property string shortText: shortTexts[essState] || P1Texts.essShortUnused

	readonly property string essText: {
		const named = detail.valid ? detail.value : ""
		const facts = {
			"detail": essState === "other_role" ? Global.acInputs.roleName(named) : named,
			"grid_role": Global.acInputs.roleName("grid")
		}
		const state = "ess." + essState
		const cause = P1Texts.ofDriver(P1Texts.known(state + "." + named) ? state + "." + named : state, facts) + "."
		const remedy = P1Texts.known(state + "." + named + ".remedy") ? state + "." + named + ".remedy" : state + ".remedy"
		return P1Texts.known(remedy) ? cause + " " + P1Texts.ofDriver(remedy, facts) + "." : cause
	}

	readonly property VeQuickItem connected: VeQuickItem { uid: root.serviceUid + "/Connected" }
	readonly property VeQuickItem connection: VeQuickItem {
		uid: root.serviceUid + "/Mgmt/Connection"
		onValueChanged: root.noteSource()
	}
	readonly property VeQuickItem shaving: VeQuickItem { uid: root.serviceUid + "/P1/Ess/PeakShaving" }
	readonly property VeQuickItem ess: VeQuickItem { uid: root.serviceUid + "/P1/Ess/State" }
	readonly property VeQuickItem wrong: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Wrong" }
	readonly property VeQuickItem detail: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Detail" }
}
