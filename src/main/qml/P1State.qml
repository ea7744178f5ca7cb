import QtQuick
import Victron.VenusOS

// What several of our pages show of a meter: whether it is there, and what ESS does with it.
QtObject {
	id: root

	required property string serviceUid
	// The first of the meter's own pages, if it is open.
	property Page page: null

	readonly property bool live: connected.valid && connected.value === 1
	readonly property bool produces: role.value === "pvinverter" || role.value === "genset"
	readonly property string essState: ess.valid ? ess.value : "unknown"
	readonly property bool essWrong: wrong.valid && wrong.value === 1
	// When this page saw the meter leave; empty while it is there.
	property string goneSince
	// What is known of a meter that left: the service that it has become, its identity, its port.
	property string movedTo
	property string key
	property string port

	onLiveChanged: goneSince = live ? "" : Qt.formatTime(new Date(), "hh:mm")

	readonly property string goneText: movedTo.length > 0
			? P1Texts.movedTo.arg(Global.acInputs.roleName(movedTo.match(/(?:victronenergy\.|^mqtt\/)(\w+)/)[1]))
			: goneSince.length === 0 ? qsTrId("common_words_not_connected")
			: P1Texts.notConnectedSince.arg(goneSince)

	readonly property string goneHint: (movedTo.length > 0 ? "%1." : offGrid ? "%1. " + P1Texts.ofDriver("ess.grid_lost") + "."
			: isDongle ? P1Texts.goneHintDongle : P1Texts.goneHint).arg(goneText)
	// Whether the inverter is on no AC input, as in a power cut.
	readonly property bool offGrid: source.valid && source.value === 240
	// Whether the meter was read by a HomeWizard dongle, which the driver found by itself.
	readonly property bool isDongle: port === "P1 homewizard"

	Component.onCompleted: note()

	function note() {
		port = connection.value ?? port
		key = meterKey.value ?? key
	}

	readonly property bool peakShaving: shaving.valid && shaving.value === 1
	// Whether ESS regulates by this meter, or can do so.
	readonly property bool regulates: essState === "used" || essState === "expected" || essState === "slow"
			|| essState === "phase_order" || essState === "one_phase_only" || essState === "individual_phase"
			|| essState === "followed" || essState === "no_assistant" || essState === "critical_loads"
			|| essState === "keeps_charged" || essState === "no_discharge" || essState === "import_limit"

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
		"critical_loads": P1Texts.essShortUsed,
		"keeps_charged": P1Texts.essShortCharged,
		"no_discharge": P1Texts.essShortUsed,
		"import_limit": P1Texts.essShortOnePhase,
		"no_assistant": P1Texts.essShortNoAssistant,
		"not_connected": P1Texts.essShortNoGrid,
		"on_generator": P1Texts.essShortGenerator,
		"inverter_off": P1Texts.essShortInverterOff,
		"external_control": P1Texts.essShortUnused
	})
	readonly property string shortText: isHeatMeter ? P1Texts.heatMeter : shortTexts[essState] || P1Texts.essShortUnused
	// Whether the meter counts heat and no electricity.
	readonly property bool isHeatMeter: essState === "heat_meter" || essState === "no_power" && named === "heat"
	readonly property string heatText: heat.valid ? Units.formatNumber(heat.value, 3) + "GJ" : ""

	// The power and what ESS does, in a few words.
	readonly property string nowText: !live ? goneText : !power.valid ? shortText
			: watts(power.value) + (ess.valid && essState !== "unknown" ? ", " + shortText : "")
	readonly property color nowColor: live && essWrong ? Theme.color_warning : Theme.color_listItem_secondaryText

	readonly property string named: detail.valid ? detail.value : ""
	readonly property string essText: {
		const facts = {
			// Of another meter only its name: its service, program and port are for the log.
			"detail": essState === "other_role" ? Global.acInputs.roleName(named) : named.replace(/ \(com\.victronenergy\..*\)$/, ""),
			"grid_role": Global.acInputs.roleName("grid")
		}
		const state = "ess." + essState
		const cause = P1Texts.ofDriver(P1Texts.known(state + "." + named) ? state + "." + named : state, facts) + "."
		const remedy = P1Texts.known(state + "." + named + ".remedy") ? state + "." + named + ".remedy" : state + ".remedy"
		return P1Texts.known(remedy) ? cause + " " + P1Texts.ofDriver(remedy, facts) + "." : cause
	}
	// Where the owner does it (P1Place); empty where it is not a page.
	readonly property string place: ({
		"metering_by_inverter": "ess", "slow_not_used": "ess", "individual_phase": "ess", "external_control": "ess",
		"critical_loads": "ess", "keeps_charged": "ess", "no_discharge": "ess", "import_limit": named === "thirds" ? "setup" : "ess",
		"other_meter_dead": "instances",
		"input_not_grid": named === "VictronConnect" ? "" : "ac",
		"reserve": "instances", "same_instance": "instances",
		"other_role": named === "configured" ? "" : "role",
		"phase_order": "setup", "one_phase_only": "setup", "slow": named === "off" ? "setup" : ""
	})[essState] || ""
	// The order of phases that fits what the inverter and the meter show; empty where there is nothing to change.
	readonly property string proposedOrder: (essState === "phase_order" || essState === "one_phase_only") && /^L\d(,L\d)*$/.test(named)
			? named : ""

	readonly property bool hasDemand: ends.valid || month.valid
	// The lowest peak of a month that is billed in Flanders, where meters send month peaks; as of the event month_peak.
	readonly property int leastPeak: 2500
	// Whether the window, as it is forecast, becomes what is billed: by the tariff's own rule where one is configured.
	readonly property bool peakRises: tariff.valid ? bill.valid && billForecast.valid && billForecast.value > bill.value
			: forecast.valid && month.valid && forecast.value > Math.max(leastPeak, month.value)
	readonly property color peakColor: peakRises ? Theme.color_warning : Theme.color_quantityTable_quantityValue
	readonly property string peakText: {
		const ahead = forecast.valid ? P1Texts.shortForecast.arg(watts(forecast.value)) : ""
		// At the start of a month a meter sends 0.
		const highest = month.valid ? P1Texts.shortPeak.arg(month.value > 0 ? watts(month.value) : "--") : ""
		return ahead && highest ? ahead + ", " + highest : ahead + highest
	}

	// What Limit the peak does, in a few words; empty while there is none.
	readonly property string limiterText: limiter.valid ? P1Texts.ofDriver("limiter." + limiter.value) : ""
	// Whether the owner has to do something, so that it works again or the window is kept.
	readonly property bool limiterWrong: limiterNeedsOwner.valid && limiterNeedsOwner.value === 1

	function watts(value) {
		return Units.getCombinedDisplayText(VenusOS.Units_Watt, value)
	}

	function open(file, title) {
		Global.pageManager.pushPage("" + Qt.resolvedUrl(file), { "title": title, "meter": root })
	}

	// Opens the screen's own page, with the position of loads and of solar inverters too.
	function openRole(title) {
		Global.pageManager.pushPage("/pages/settings/devicelist/ac-in/PageAcInSetup.qml",
				{ "title": title, "bindPrefix": root.serviceUid, "deviceSettingsPage": lastOfDevice(root.page?.parent) })
	}

	// When a role is chosen, the service leaves, and the screen closes this page and those above it: the stock page of the meter,
	// where ours was opened from it. A stack of pages is the parent of its pages.
	function lastOfDevice(stack) {
		for (let i = stack?.depth - 1; i > 0; --i) {
			if (stack.get(i) === root.page) {
				const below = stack.get(i - 1)
				return below.bindPrefix === root.serviceUid || below.serviceUid === root.serviceUid ? below : root.page
			}
		}
		return root.page
	}

	// Gives the text on the right of a row a colour, that of a function: a property of the row from v1.3.5 on, of its label before.
	function tint(row, color) {
		if (row.secondaryTextColor !== undefined) {
			row.secondaryTextColor = Qt.binding(color)
		} else {
			row.secondaryLabel.color = Qt.binding(color)
		}
	}

	readonly property VeQuickItem source: VeQuickItem { uid: Global.system.serviceUid + "/Ac/ActiveIn/Source" }
	readonly property VeQuickItem connected: VeQuickItem { uid: root.serviceUid + "/Connected" }
	readonly property VeQuickItem connection: VeQuickItem {
		uid: root.serviceUid + "/Mgmt/Connection"
		onValueChanged: root.note()
	}
	readonly property VeQuickItem meterKey: VeQuickItem {
		uid: root.serviceUid + "/P1/MeterKey"
		onValueChanged: root.note()
	}
	readonly property VeQuickItem role: VeQuickItem { uid: root.serviceUid + "/Role" }
	readonly property VeQuickItem power: VeQuickItem { uid: root.serviceUid + "/Ac/Power" }
	readonly property VeQuickItem heat: VeQuickItem { uid: root.serviceUid + "/P1/Heat/Counter" }
	readonly property VeQuickItem shaving: VeQuickItem { uid: root.serviceUid + "/P1/Ess/PeakShaving" }
	readonly property VeQuickItem ess: VeQuickItem { uid: root.serviceUid + "/P1/Ess/State" }
	readonly property VeQuickItem wrong: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Wrong" }
	readonly property VeQuickItem detail: VeQuickItem { uid: root.serviceUid + "/P1/Ess/Detail" }
	// The meter's own figure of the month's peak, where the tariff has none.
	readonly property VeQuickItem month: measured.valid ? measured : sent
	readonly property VeQuickItem measured: VeQuickItem { uid: root.serviceUid + "/P1/Demand/Peak" }
	readonly property VeQuickItem sent: VeQuickItem { uid: root.serviceUid + "/P1/Peak/ImportMonth" }
	readonly property VeQuickItem ends: VeQuickItem { uid: root.serviceUid + "/P1/Demand/WindowEnds" }
	readonly property VeQuickItem forecast: VeQuickItem { uid: root.serviceUid + "/P1/Demand/Forecast" }
	readonly property VeQuickItem limiter: VeQuickItem { uid: root.serviceUid + "/P1/Demand/LimiterState" }
	readonly property VeQuickItem limiterNeedsOwner: VeQuickItem { uid: root.serviceUid + "/P1/Demand/LimiterWrong" }
	readonly property VeQuickItem tariff: VeQuickItem { uid: root.serviceUid + "/P1/Demand/Tariff" }
	readonly property VeQuickItem bill: VeQuickItem { uid: root.serviceUid + "/P1/Demand/Bill" }
	readonly property VeQuickItem billForecast: VeQuickItem { uid: root.serviceUid + "/P1/Demand/BillForecast" }
}
