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

	readonly property string goneHint: (movedTo.length > 0 ? "%1." : offGrid ? "%1. " + P1Texts.rows["ess.grid_lost"] + "."
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
	readonly property bool regulates: use.value === "regulates" || essState === "expected"
	readonly property string shortText: P1Texts.filled(brief.value)
	// Whether the meter counts heat and no electricity.
	readonly property bool isHeatMeter: essState === "heat_meter" || essState === "no_power" && detail.value === "heat"
	readonly property string heatText: heat.valid ? Units.formatNumber(heat.value, 3) + "GJ" : ""

	// The power and what ESS does, in a few words.
	readonly property string nowText: !live ? goneText : !power.valid ? shortText
			: watts(power.value) + (ess.valid && essState !== "unknown" ? ", " + shortText : "")
	readonly property color nowColor: live && essWrong ? Theme.color_warning : Theme.color_listItem_secondaryText

	readonly property string essText: P1Texts.filled(said.value)
	// Where the owner does what the text says (P1Place); empty where it is not a page.
	readonly property string place: where.value === "order" ? "setup" : where.value ?? ""
	// The order of phases that fits what the inverter and the meter show; empty where there is nothing to change.
	readonly property string proposedOrder: where.value === "order" ? detail.value ?? "" : ""

	readonly property bool hasDemand: ends.valid || month.valid
	// The lowest peak of a month that is billed in Flanders, where meters send month peaks: Demand.LEAST_PEAK_WATTS.
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
	readonly property string limiterText: P1Texts.filled(limits.value)
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
	// Ready sentences of the driver, in the language of the screen.
	readonly property VeQuickItem said: VeQuickItem { uid: root.serviceUid + "/P1/Screen/Ess" }
	readonly property VeQuickItem brief: VeQuickItem { uid: root.serviceUid + "/P1/Screen/EssShort" }
	readonly property VeQuickItem where: VeQuickItem { uid: root.serviceUid + "/P1/Screen/EssPlace" }
	readonly property VeQuickItem use: VeQuickItem { uid: root.serviceUid + "/P1/Screen/EssUse" }
	readonly property VeQuickItem limiterRemedy: VeQuickItem { uid: root.serviceUid + "/P1/Screen/LimiterRemedy" }
	readonly property VeQuickItem limiterPlace: VeQuickItem { uid: root.serviceUid + "/P1/Screen/LimiterPlace" }
	readonly property VeQuickItem limits: VeQuickItem { uid: root.serviceUid + "/P1/Screen/Limiter" }
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
