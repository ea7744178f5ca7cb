import QtQuick
import QtTest
import Victron.VenusOS
import "shown.js" as Shown
import "../../../target/qml/said.js" as Said

// The rows that the meter's own pages, which `venus/build/screen.py target/qml` writes, show for values on the D-Bus, by stand-ins of the screen's types.
TestCase {
	id: test

	name: "pages"
	when: windowShown
	visible: true
	width: 800
	height: 480

	readonly property string uid: "dbus/com.victronenergy.grid.p1_ttyUSB0"
	// In milliseconds, of a busy machine.
	readonly property int patience: 60000

	Device {
		id: house
		name: "House"
		serviceUid: test.uid
	}

	function init() {
		Bus.values = {}
		Global.systemSettings.volumeUnit = VenusOS.Units_Volume_CubicMetre
		Language.currentLocaleName = "en_US"
		set({ "/Connected": 1, "/P1/Ess/State": "used" })
	}

	function set(values) {
		for (const path in values) {
			Bus.set(uid + path, values[path])
		}
		said()
	}

	// Why the limiter is not used: a state of ESS, or a case of its own.
	property string limiterCase: ""

	// As the driver says it for these states.
	function said() {
		const now = (path) => Bus.values[uid + path]
		const language = Language.currentLocaleName.substring(0, 2)
		const ess = Said.of(language, "ess." + now("/P1/Ess/State"), now("/P1/Ess/Detail") || "")
		Bus.set(uid + "/P1/Screen/Ess", ess[0])
		Bus.set(uid + "/P1/Screen/EssShort", ess[1])
		Bus.set(uid + "/P1/Screen/EssPlace", ess[2])
		Bus.set(uid + "/P1/Screen/EssUse", ess[3])
		const limiter = Said.of(language, "limiter." + now("/P1/Demand/LimiterState"), limiterCase)
		Bus.set(uid + "/P1/Screen/Limiter", limiter[4])
		Bus.set(uid + "/P1/Screen/LimiterRemedy", now("/P1/Demand/LimiterWrong") ? limiter[5] : "")
		Bus.set(uid + "/P1/Screen/LimiterPlace", now("/P1/Demand/LimiterWrong") ? limiter[2] : "")
		const follow = Said.of(language, "follow." + now("/P1/Follow/State"), "")[4]
		Bus.set(uid + "/P1/Screen/Follow", follow)
	}

	function component(file) {
		const made = Qt.createComponent("../../../target/qml/" + file + ".qml")
		compare(made.errorString(), "")
		return made
	}

	function make(file, properties) {
		return createTemporaryObject(component(file), test, properties)
	}

	// It outlives the pages, as on the screen.
	function state() {
		return component("P1State").createObject(test, { "serviceUid": uid })
	}

	function open(file, more) {
		return make(file, Object.assign({ "meter": state() }, more))
	}

	function row(page, text) {
		return Shown.row(page.children[0].model.children, text)
	}

	function rows(page) {
		return Shown.rows(page)
	}

	function test_energyPageOfAMeterWithHourlyCountersSaysWhenTheyCome() {
		const page = open("P1Energy")
		compare(rows(page).length, 0)
		set({ "/P1/HourlyCounters": 1 })
		compare(rows(page).length, 1)
		verify(rows(page)[0].includes("once an hour"))

		set({ "/Ac/Energy/Forward": 10486.372 })

		compare(rows(page), ["Bought", "Counter: 10486.372kWh"])
	}

	function test_unitOfAnAmountHasTheColourOfTheScreensUnits() {
		set({ "/Ac/Energy/Forward": 10486.372 })
		const counter = row(open("P1Energy"), "Counter").model.objects[0]

		compare(counter.object[counter.key], "10486.372<font color=\"" + Theme.color_quantityTable_quantityUnit + "\">kWh</font>")
	}

	function test_countersAreWholeKilowattHoursBelowBoughtAndSold() {
		set({ "/Ac/Energy/Forward": 10486.372, "/Ac/Energy/Reverse": 2.5, "/P1/Today/Import": 3.21, "/P1/Today/Export": 0.4,
			"/P1/Energy/Import/T1": 5000.1, "/P1/Energy/Import/T2": 5486.272, "/P1/Energy/Export/T2": 2.5, "/P1/Tariff": 2 })

		compare(rows(open("P1Energy")), ["Bought", "common_words_today: 3.21kWh", "Counter: 10486.372kWh",
			"Tariff 1: 5000.100kWh", "Tariff 2 (in force): 5486.272kWh",
			"Sold", "common_words_today: 0.40kWh", "Counter: 2.500kWh", "Tariff 2 (in force): 2.500kWh"])
	}

	function test_gasIsInTheUnitOfTheScreen() {
		set({ "/Ac/Energy/Forward": 1, "/P1/Gas/Counter": 1234.567, "/P1/Gas/Today": 0.5 })
		const page = open("P1Energy")
		compare(rows(page).slice(2), ["Gas", "common_words_today: 0.500m3", "Counter: 1234.567m3"])

		Global.systemSettings.volumeUnit = VenusOS.Units_Volume_Litre

		compare(rows(page).slice(2), ["Gas", "common_words_today: 500l", "Counter: 1234567l"])
	}

	function test_phasesShowWhatTheMeterSends() {
		set({ "/Ac/Power": 500, "/P1/PhasePowers": 1, "/Ac/L1/Voltage": 230, "/Ac/L1/Current": 2, "/Ac/L1/Power": 460,
			"/Ac/L2/Current": 0.2, "/Ac/L3/Power": 40 })

		compare(rows(open("P1Now")), ["ESS uses this meter.", "common_words_power_watts: 500", "L1: 230, 2, 460", "L2: 0.2", "L3: 40"])
	}

	function test_theTotalOfAMeterWithoutPhasesIsNotThatOfL1() {
		set({ "/Ac/Power": 500, "/P1/PhasePowers": 0, "/Ac/L1/Power": 500 })
		const page = open("P1Now")
		compare(rows(page).slice(1), ["common_words_power_watts: 500"])

		set({ "/Ac/L1/Voltage": 231, "/Ac/L2/Voltage": 232 })

		compare(rows(page).slice(1), ["common_words_power_watts: 500", "L1: 231", "L2: 232"])
	}

	function test_aThirdOfTheTotalIsSaid() {
		set({ "/Ac/Power": 500, "/P1/PhasePowers": 0, "/P1/TotalInThirds": 1, "/Ac/L1/Power": 166, "/Ac/L2/Power": 167, "/Ac/L3/Power": 167 })
		compare(rows(open("P1Now")).slice(1), ["common_words_power_watts: 500", "Thirds of the total: 166"])
	}

	function test_aPhaseWithCurrentAndNoVoltageIsThatOf3x230V() {
		set({ "/P1/PhasePowers": 1, "/Ac/L1/Voltage": 231, "/Ac/L1/Current": 3, "/Ac/L1/Power": 600,
			"/Ac/L2/Voltage": 0, "/Ac/L2/Current": 8.4, "/Ac/L2/Power": 0 })
		const page = open("P1Now")
		compare(rows(page).slice(1), ["L1: 231, 3, 600",
			"L2: 8.4 (3x230 V without neutral: the powers of the other two phases include this one.)"])

		set({ "/Ac/L2/Current": 0 })

		compare(rows(page)[2], "L2: 0, 0, 0", "a phase that failed")
	}

	function test_paceIsGradedWhereEssRegulatesByTheMeter() {
		set({ "/RefreshTime": 1000, "/P1/Line/Grade": "fit" })
		const page = open("P1Now")
		compare(rows(page)[1], "Telegrams: every second: good for ESS")

		set({ "/P1/Ess/State": "no_power" })
		compare(rows(page)[1], "Telegrams: every second")

		set({ "/P1/Ess/State": "slow", "/RefreshTime": 10000, "/P1/Line/Grade": "slow" })
		compare(rows(page)[1], "Telegrams: every 10 s: too seldom for ESS")

		set({ "/RefreshTime": 499, "/P1/Line/Grade": "fit" })
		compare(rows(page)[1], "Telegrams: every 0.5 s: good for ESS")

		set({ "/RefreshTime": 10000, "/P1/Line/Grade": undefined })
		compare(rows(page)[1], "Telegrams: every 10 s", "not measured yet")
	}

	function test_aMeterThatHasShownNoExportIsAHint() {
		const page = open("P1Now")
		const isHinted = () => rows(page).some((text) => text.includes("two-way meter"))
		verify(!isHinted())

		set({ "/P1/Line/NoExport": 1 })
		verify(isHinted())

		set({ "/Connected": undefined })
		verify(!isHinted(), "a meter that is gone")

		set({ "/Connected": 1, "/P1/Line/NoExport": undefined })
		verify(!isHinted())
	}

	function test_remedyIsARowThatOpensItsPlace_data() {
		return [
			{ tag: "metering_by_inverter", text: "Set it to settings_ess_external_meter.", row: "common_words_ess",
				page: "/pages/settings/PageSettingsHub4.qml" },
			{ tag: "slow_not_used", text: "set settings_ess_grid_metering to settings_ess_external_meter, then switch on Follow the inverter.",
				row: "common_words_ess", page: "/pages/settings/PageSettingsHub4.qml" },
			{ tag: "input_not_grid", text: "Set settings_system_ac_input_1 to settings_system_grid.", row: "pagesettingssystem_ac_system",
				page: "/pages/settings/PageSettingsAcSystem.qml" },
			{ tag: "input_not_grid of the inverter", ess: "input_not_grid", detail: "VictronConnect", text: "with VictronConnect." },
			{ tag: "reserve", detail: "EM24 (com.victronenergy.grid.cgwacs_ttyUSB0, dbus-cgwacs, /dev/ttyUSB0)",
				text: "In reserve: ESS uses EM24, and this meter when", row: "settings_vrm_device_instances",
				page: "/pages/settings/PageVrmDeviceInstances.qml" },
			{ tag: "same_instance", detail: "EM24", text: "Give one of them another instance.", row: "settings_vrm_device_instances",
				page: "/pages/settings/PageVrmDeviceInstances.qml" },
			{ tag: "other_role", detail: "acload", text: "because of its role: AC load. If it measures the grid, choose Grid.",
				row: "common_words_ac_input_role", page: "/pages/settings/devicelist/ac-in/PageAcInSetup.qml" },
			{ tag: "other_role of the configuration", ess: "other_role", detail: "configured",
				text: "because of its role in the configuration. If it measures the grid, set venus.role=grid." },
			{ tag: "phase_order", detail: "L3,L1,L2", text: "set the order L3,L1,L2.", row: "common_words_setup", page: "P1Setup.qml" },
			{ tag: "import_limit", text: "Switch off Limit system AC import current", row: "common_words_ess",
				page: "/pages/settings/PageSettingsHub4.qml" },
			{ tag: "import_limit of thirds", ess: "import_limit", detail: "thirds", text: "Switch off Thirds of the total.",
				row: "common_words_setup", page: "P1Setup.qml" },
			{ tag: "slow", detail: "off", text: "Switch on Follow the inverter.", row: "common_words_setup", page: "P1Setup.qml" },
			{ tag: "used", text: "ESS uses this meter." }]
	}

	function test_remedyIsARowThatOpensItsPlace(state) {
		set({ "/P1/Ess/State": state.ess ?? state.tag, "/P1/Ess/Detail": state.detail })
		const page = open("P1Now")
		verify(rows(page)[0].includes(state.text), rows(page)[0])
		verify(!rows(page)[0].includes("com.victronenergy"), rows(page)[0])
		if (!state.row) {
			compare(rows(page).length, 1)
			return
		}
		verify(rows(page).includes(state.row), rows(page).join("; "))

		row(page, state.row).clicked()

		verify(Global.pageManager.pushed.endsWith(state.page), Global.pageManager.pushed)
	}

	function test_oneTapSetsTheOrderOfPhasesThatIsProposed() {
		set({ "/P1/Ess/State": "phase_order", "/P1/Ess/Detail": "L3,L1,L2", "/P1/Phases": "L1,L2,L3" })
		const page = open("P1Now")
		compare(rows(page)[1], "Order of phases L3,L1,L2: Set")

		row(page, "Order of phases L3,L1,L2").clicked()

		compare(Bus.values[uid + "/P1/Phases"], "L3,L1,L2")
		set({ "/P1/Ess/State": "used", "/P1/Ess/Detail": "" })
		compare(rows(page), ["ESS uses this meter."])
	}

	function test_remedyOfAMeterWithoutPowerIsItsPin() {
		set({ "/P1/Ess/State": "no_power" })

		verify(state().essText.includes("PIN"))
	}

	function test_aHeatMeterIsOneOnEachPage() {
		set({ "/Role": "acload", "/P1/Ess/State": "no_power", "/P1/Ess/Detail": "heat", "/P1/Heat/Counter": 469.835, "/CustomName": "" })
		const page = make("P1Meter", { "device": house })
		const setup = open("P1Setup")
		const list = make("P1Meters", {}).children[0]
		list.model.append({ "device": house })
		tryVerify(() => list.itemAtIndex(0), patience)
		const isOne = () => {
			compare(rows(page).slice(0, 2), ["Now: Heat meter", "common_words_energy: 469.835GJ"])
			compare(list.itemAtIndex(0).secondaryText, "Heat meter, 469.835GJ")
			compare(rows(setup), ["Meter", "settings_deviceinfo_name", "Heat meter: 469.835GJ"])
		}
		isOne()
		verify(rows(open("P1Now"))[0].endsWith("For ESS connect a cable to the electricity meter."))

		set({ "/P1/Ess/State": "heat_meter", "/P1/Ess/Detail": "EM24" })
		isOne()

		set({ "/Role": "grid", "/P1/Ess/State": "used", "/P1/Ess/Detail": "", "/Ac/Power": 500, "/Ac/Energy/Forward": 7 })
		compare(rows(page).slice(0, 2), ["Now: 500W, Used by ESS", "common_words_energy: Counter 7.00kWh"])
		compare(list.itemAtIndex(0).secondaryText, "500W, Used by ESS")
		compare(rows(setup)[2], "common_words_ac_input_role: name of grid")
	}

	function test_theRoleOfAMeterThatSendsNoPowerIsNotChosen() {
		set({ "/Role": "acload", "/P1/Ess/State": "no_power", "/P1/Ess/Detail": "" })
		const setup = open("P1Setup")
		compare(rows(setup), ["Meter"])

		set({ "/Role": "grid", "/P1/Ess/State": "used" })
		compare(rows(setup), ["Meter", "common_words_ac_input_role: name of grid"])
	}

	function test_everyPageOfAMeterThatLeftSaysSinceWhenAndWhatToDo() {
		const meter = state()
		const pages = ["P1Now", "P1Energy", "P1Demand", "P1Line"].map((file) => make(file, { "meter": meter }))
		pages.push(make("P1Setup", { "meter": meter }))
		set({ "/Connected": undefined, "/CustomName": "House" })
		for (const page of pages) {
			const texts = rows(page)
			compare(texts.length, 1)
			verify(/^Not connected since \d\d:\d\d\. Check the cable/.test(texts[0]), texts[0])
		}

		set({ "/Connected": 1 })
		verify(!rows(pages[0])[0].startsWith("Not connected"))
	}

	function test_setupOfADongleThatLeftNamesItsButton() {
		set({ "/Mgmt/Connection": "P1 homewizard" })
		const page = make("P1Setup", { "meter": state() })
		set({ "/Connected": undefined, "/Mgmt/Connection": undefined })
		verify(/^Not connected since \d\d:\d\d\. See that the dongle is switched on\. .*press its button\.$/.test(rows(page)[0]), rows(page)[0])
	}

	function test_emptyListSaysWhatToDo() {
		const page = make("P1Meters", {})
		const list = page.children[0]
		tryVerify(() => list.footerItem?.visible, patience)
		verify(list.footerItem.text.includes("common_words_notifications"))

		set({ "/Mgmt/Connection": "P1 ttyUSB0", "/Ac/Power": 1971 })
		list.model.append({ "device": house })

		tryVerify(() => !list.footerItem.visible, patience)
		compare(list.itemAtIndex(0).caption, "P1 ttyUSB0")
		compare(list.itemAtIndex(0).secondaryText, "1971W, Used by ESS")
	}

	function test_peakOfTheMonthIsOneRow() {
		const history = [{ month: "2026-10", w: 3000, time: "2026-10-03T17:00:00+02:00" }, { month: "2026-11", w: 4161, time: "2026-11-05T18:15:00+01:00" }]
		set({ "/P1/Demand/Peak": 4161, "/P1/Peak/ImportMonth": 4161, "/P1/Peak/ImportMonthTime": "2026-11-05T18:15:00+01:00",
			"/P1/Demand/Months": JSON.stringify(history) })
		const page = open("P1Demand")
		compare(rows(page).length, 4)
		compare(rows(page).slice(0, 2), ["This month", "Peak of this month: 4161 (5 Nov 2026 18:15)"])
		compare(rows(page).slice(2), ["Peaks of the months before", "October 2026: 3000"])

		set({ "/P1/Demand/Peak": undefined, "/P1/Demand/Months": undefined })

		compare(rows(page).length, 2)
		verify(rows(page)[1].startsWith("Peak of this month: 4161 ("))
	}

	function test_oneRowSaysHowMuchIsStillAllowedAndByWhat() {
		set({ "/P1/Demand/WindowEnds": "2026-11-05T18:15:00+01:00", "/P1/Demand/Allowed": 702, "/P1/Demand/AllowedBy": "bill" })
		const page = open("P1Demand")
		compare(rows(page), ["This window, until 18:15", "Still allowed: 702 (Without a higher bill)"])

		set({ "/P1/Demand/Allowed": 4791, "/P1/Demand/AllowedBy": "limit", "/P1/Demand/Limit": 3333 })
		compare(rows(page)[1], "Still allowed: 4791 (By your limit of 3333W)")
	}

	function test_aForecastThatRaisesTheBillIsInTheColourOfAWarning() {
		set({ "/P1/Demand/WindowEnds": "2026-11-05T18:15:00+01:00", "/P1/Demand/Forecast": 2710, "/P1/Peak/ImportMonth": 2500 })
		const page = open("P1Demand")
		const first = make("P1Meter", { "device": house })
		compare(row(page, "Forecast for this window").valueColor, Theme.color_warning)
		compare(row(first, "Demand").secondaryText, "Forecast 2710W, peak 2500W")
		compare(row(first, "Demand").secondaryTextColor, Theme.color_warning)

		set({ "/P1/Demand/Peak": 2800 })
		compare(row(page, "Forecast for this window").valueColor, Theme.color_quantityTable_quantityValue)
		compare(row(first, "Demand").secondaryTextColor, Theme.color_listItem_secondaryText)

		set({ "/P1/Demand/Peak": 1000, "/P1/Demand/Forecast": 2500 })
		compare(row(first, "Demand").secondaryTextColor, Theme.color_listItem_secondaryText, "the least that matters")
		set({ "/P1/Demand/Forecast": 2501 })
		compare(row(first, "Demand").secondaryTextColor, Theme.color_warning)

		set({ "/P1/Demand/Tariff": "sollentuna" })
		compare(row(first, "Demand").secondaryTextColor, Theme.color_listItem_secondaryText, "no figure of the month yet")
		set({ "/P1/Demand/Bill": 2600, "/P1/Demand/BillForecast": 2609 })
		compare(row(page, "Forecast for this window").valueColor, Theme.color_warning, "by the rule of the tariff")
		compare(row(page, "Billed with this forecast").valueColor, Theme.color_warning)
	}

	function test_aMonthWithoutAPeakSoFarHasNone() {
		set({ "/P1/Demand/WindowEnds": "2026-11-01T00:15:00+01:00", "/P1/Demand/Forecast": 310, "/P1/Peak/ImportMonth": 0,
			"/P1/Peak/ImportMonthTime": "2026-11-01T00:00:00+01:00",
			"/P1/Demand/Months": JSON.stringify([{ month: "2026-10", w: 3000 }, { month: "2026-11", w: 0 }]) })
		compare(row(make("P1Meter", { "device": house }), "Demand").secondaryText, "Forecast 310W, peak --")
		const page = open("P1Demand")
		compare(rows(page).slice(-3), ["Peak of this month: --", "Peaks of the months before", "October 2026: 3000"])

		set({ "/P1/Peak/ImportMonth": 310 })
		compare(row(make("P1Meter", { "device": house }), "Demand").secondaryText, "Forecast 310W, peak 310W")
		compare(row(page, "Peak of this month").value, 310)
	}

	function test_aRowOfAnOlderScreenHasItsColourToo() {
		const old = createTemporaryQmlObject("import QtQuick; QtObject { property QtObject secondaryLabel: QtObject { property color color } }", test)
		state().tint(old, () => Theme.color_warning)
		compare(old.secondaryLabel.color, Theme.color_warning)
	}

	function test_limiterShowsWhatItDid() {
		const page = open("P1Demand")
		compare(rows(page), [])

		set({ "/P1/Demand/LimiterState": "limiting", "/P1/Demand/WindowsKept": 12, "/P1/Demand/WindowsExceeded": 1 })
		compare(rows(page), ["Limit the peak", "common_words_state: Limits the import now (This month: 12 windows kept, 1 not kept)"])
		compare(row(page, "common_words_state").secondaryTextColor, Theme.color_listItem_secondaryText)

		set({ "/P1/Demand/LimiterState": "holding", "/P1/Demand/LimiterAsked": 1, "/P1/Demand/LimiterGiven": 0 })
		compare(rows(page).slice(1), ["common_words_state: The battery is kept for a peak (This month: 12 windows kept, 1 not kept)",
			"Inverters give at most: 1", "Inverters give: 0"])

		set({ "/P1/Demand/LimiterState": "off", "/P1/Demand/LimiterAsked": undefined, "/P1/Demand/LimiterGiven": undefined })
		compare(rows(page), ["Limit the peak", "common_words_state: Off"])
	}

	function test_aLimiterThatCannotActHasItsRemedyBesideIt() {
		limiterCase = "ess.external_control"
		set({ "/P1/Demand/LimiterState": "not_used", "/P1/Demand/LimiterWrong": 1 })
		const page = open("P1Demand")
		compare(rows(page).length, 4)
		compare(row(page, "common_words_state").secondaryTextColor, Theme.color_warning)
		verify(rows(page)[1].includes("ESS is under External control"), rows(page)[1])
		verify(rows(page)[2].startsWith("If ESS is to regulate, choose Optimized"), rows(page)[2])

		row(page, "common_words_ess").clicked()

		compare(Global.pageManager.pushed, "/pages/settings/PageSettingsHub4.qml")

		for (const cause of ["ess.keeps_charged", "ess.critical_loads", "ess.no_discharge"]) {
			limiterCase = cause
			set({ "/P1/Demand/LimiterState": "not_used" })
			compare(rows(page).slice(3), ["common_words_ess"])
		}
		limiterCase = ""
		for (const state of ["other_program", "not_enough"]) {
			set({ "/P1/Demand/LimiterState": state })
			compare(rows(page).slice(3), ["common_words_setup"])
		}
		// Not the owner's matter: the battery is empty, or ESS does not use this meter.
		for (const state of ["battery_empty", "yielding", "not_used"]) {
			set({ "/P1/Demand/LimiterState": state, "/P1/Demand/LimiterWrong": 0 })
			compare(rows(page).length, 2)
			compare(row(page, "common_words_state").secondaryTextColor, Theme.color_listItem_secondaryText)
		}
	}

	function test_firstPageSaysThatTheLimiterHasStopped() {
		limiterCase = "no_vebus"
		set({ "/P1/Demand/WindowEnds": "2026-11-05T18:15:00+01:00", "/P1/Demand/Forecast": 900, "/P1/Demand/LimiterState": "not_used",
			"/P1/Demand/LimiterWrong": 1 })
		const page = make("P1Meter", { "device": house })
		const demand = row(page, "Demand")
		compare(demand.secondaryText, "Forecast 900W")
		compare(demand.caption, "Limit the peak: works only with an inverter/charger on VE.Bus, and none is there")
		compare(demand.secondaryTextColor, Theme.color_warning)

		limiterCase = ""
		set({ "/P1/Demand/LimiterState": "holding", "/P1/Demand/LimiterWrong": 0 })
		compare(demand.caption, "")
		compare(demand.secondaryTextColor, Theme.color_listItem_secondaryText)
	}

	function test_aProducerHasNoDemand() {
		set({ "/Role": "acload", "/P1/Demand/WindowEnds": "2026-11-05T18:15:00+01:00", "/P1/Demand/Limit": 4000 })
		const page = make("P1Meter", { "device": house })
		const setup = open("P1Setup")
		verify(row(page, "Demand").preferredVisible)
		verify(row(setup, "Limit of a demand window (0: none)").preferredVisible)

		for (const role of ["pvinverter", "genset"]) {
			set({ "/Role": role })
			verify(!row(page, "Demand").preferredVisible)
			verify(!row(setup, "Limit of a demand window (0: none)").preferredVisible)
			verify(!row(setup, "Demand").preferredVisible)
		}
	}

	function test_firstPageIsADashboard() {
		set({ "/Mgmt/Connection": "P1 ttyUSB0", "/Ac/Power": 1971, "/P1/Today/Import": 3.21, "/P1/Telegrams/Good": 970, "/P1/Telegrams/Rejected": 0 })
		const page = make("P1Meter", { "device": house })
		compare(rows(page), ["Now: 1971W, Used by ESS", "common_words_energy: Today 3.21kWh", "Line: Good (P1 ttyUSB0)", "common_words_setup"])
		compare(row(page, "Now").secondaryTextColor, Theme.color_listItem_secondaryText)

		set({ "/P1/Today/Export": 0.4, "/P1/Telegrams/Rejected": 30, "/P1/Ess/State": "not_chosen", "/P1/Ess/Wrong": 1 })
		compare(rows(page).slice(0, 3), ["Now: 1971W, Not used by ESS", "common_words_energy: Today 3.21kWh, sold 0.40kWh",
			"Line: 3 % damaged (P1 ttyUSB0)"])
		compare(row(page, "Now").secondaryTextColor, Theme.color_warning)

		set({ "/Role": "pvinverter" })
		compare(rows(page)[1], "common_words_energy: Today produced 0.40kWh, used 3.21kWh")
		set({ "/P1/Today/Export": 0 })
		compare(rows(page)[1], "common_words_energy: Today produced 0.00kWh, used 3.21kWh")
	}

	// The first day has no beginning: the day's energy is not known before midnight.
	function test_firstPageShowsTheCounterBeforeTheFirstMidnight() {
		set({ "/Ac/Energy/Forward": 10486.372, "/Ac/Energy/Reverse": 4520 })
		const page = make("P1Meter", { "device": house })
		compare(rows(page)[1], "common_words_energy: Counter 10486.37kWh")
	}

	function test_aProducerHasWhatItProducedFirst() {
		set({ "/Role": "pvinverter", "/Ac/Energy/Forward": 2245, "/Ac/Energy/Reverse": 4520, "/P1/Energy/Import/T1": 4520, "/P1/Energy/Export/T1": 2245,
			"/P1/Energy/Import/T2": 0, "/P1/Energy/Export/T2": 0 })
		compare(rows(open("P1Energy")), ["Produced", "Counter: 2245.000kWh", "Tariff 1: 2245.000kWh",
			"Used", "Counter: 4520.000kWh", "Tariff 1: 4520.000kWh"])
	}

	// The screen closes the page that is passed, and those above it, when a role is chosen.
	function test_aRoleThatIsChosenClosesTheStockPageOfTheMeter() {
		const stack = createTemporaryQmlObject("import QtQuick; Item { property var pages: []; readonly property int depth: pages.length;"
				+ " function get(index) { return pages[index] } }", test)
		const stock = createTemporaryQmlObject("import QtQml; QtObject { property string bindPrefix: '" + uid + "' }", test)
		const list = createTemporaryQmlObject("import QtQml; QtObject { }", test)
		const page = make("P1Meter", { "device": house, "parent": stack })
		stack.pages = [list, stock, page]
		page.meter.openRole("Role")
		compare(Global.pageManager.properties.deviceSettingsPage, stock)

		stack.pages = [list, page]
		page.meter.openRole("Role")
		compare(Global.pageManager.properties.deviceSettingsPage, page, "opened from the list of our meters")
	}

	function test_aMeterThatLeftByARoleSaysWhereItIs() {
		set({ "/P1/MeterKey": "E0047" })
		const page = make("P1Meter", { "device": house })
		const repeater = page.children[page.children.length - 1]
		const other = createTemporaryQmlObject("import Victron.VenusOS; Device { serviceUid: 'dbus/com.victronenergy.acload.p1_ttyUSB0' }", test)
		repeater.model.append({ "device": other })
		Bus.set(other.serviceUid + "/P1/MeterKey", "E0099")
		set({ "/Connected": undefined })
		verify(rows(page)[0].startsWith("Now: Not connected since"), rows(page)[0])

		Bus.set(other.serviceUid + "/P1/MeterKey", "E0047")

		compare(rows(page)[0], "Now: Moved to name of acload")
		compare(page.meter.goneHint, "Moved to name of acload.")
	}

	function test_aMeterThatLeftInAPowerCutGetsNoAdviceAboutItsCable() {
		const page = make("P1Meter", { "device": house })
		set({ "/Connected": undefined })
		verify(page.meter.goneHint.includes("Check the cable"), page.meter.goneHint)

		Bus.set("dbus/com.victronenergy.system/Ac/ActiveIn/Source", 240)

		verify(page.meter.goneHint.endsWith("has no grid, and the meter sends nothing: perhaps a power cut."), page.meter.goneHint)
		verify(!page.meter.goneHint.includes("cable"), page.meter.goneHint)
		Bus.set("dbus/com.victronenergy.system/Ac/ActiveIn/Source", 1)
		verify(page.meter.goneHint.includes("Check the cable"), page.meter.goneHint)
	}

	function test_setupOpensThePageWithTheRole() {
		set({ "/Role": "acload" })
		const page = open("P1Setup")
		compare(rows(page), ["Meter", "common_words_ac_input_role: name of acload"])

		row(page, "common_words_ac_input_role").clicked()

		compare(Global.pageManager.pushed, "/pages/settings/devicelist/ac-in/PageAcInSetup.qml")
	}

	function test_aSlowMeterIsToldTheNextStepUntilTheInverterIsFollowed() {
		set({ "/P1/Follow/Enabled": 0, "/P1/Follow/State": "off", "/P1/Ess/State": "slow", "/P1/Ess/Detail": "off" })
		const page = open("P1Setup")
		verify(rows(page)[1].startsWith("Follow the inverter (Between telegrams"), rows(page)[1])
		const meter = state()
		verify(meter.essText.endsWith("Switch on Follow the inverter."), meter.essText)

		set({ "/P1/Follow/State": "watching", "/P1/Ess/Detail": "watching" })
		const now = open("P1Now")
		compare(rows(now)[1], "Follow the inverter: Waits for the inverter to move")
		verify(meter.essText.includes("begins by itself"))

		set({ "/P1/Follow/State": "followed", "/P1/Ess/State": "followed",
			"/RefreshTime": 10000, "/P1/Line/Grade": "slow" })
		compare(rows(now).slice(1), ["Telegrams: every 10 s", "Follow the inverter: On"])
		compare(meter.shortText, "Used by ESS")

		set({ "/P1/Ess/State": "slow_not_used" })
		verify(meter.essText.includes("settings_ess_external_meter"), meter.essText)
	}

	function test_oneTapSavesAReportAndTheRowSaysWhenAndWhere() {
		set({ "/P1/BlackBox/Save": 0 })
		const page = open("P1Setup")
		compare(rows(page), ["Service", "Save a report: Save (of the last ten minutes)"])
		const time = Qt.formatTime(new Date("2026-11-25T15:26:07Z"), "hh:mm")

		row(page, "Save a report").clicked()
		compare(Bus.values[uid + "/P1/BlackBox/Save"], 1)
		compare(rows(page)[1], "Save a report: Save")

		set({ "/P1/BlackBox/File": "/media/sda1/dbus-p1-black-box.log", "/P1/BlackBox/Time": "2026-11-25T15:26:07Z" })
		compare(rows(page)[1], "Save a report: Save (saved " + time + " on the USB stick)")

		row(page, "Save a report").clicked()
		compare(rows(page)[1], "Save a report: Save")
		set({ "/P1/BlackBox/File": "/data/dbus-p1/black-box/dbus-p1-black-box.log", "/P1/BlackBox/Time": "2026-11-25T15:26:09Z" })
		compare(rows(page)[1], "Save a report: Save (saved " + time + " on the GX device)")

		set({ "/P1/BlackBox/File": "/data/dbus-p1/black-box: no space left" })
		compare(rows(page)[1], "Save a report: Save (/data/dbus-p1/black-box: no space left)")
	}

	function test_oneTapSearchesForAMeterAndTheRowShowsWhatIsHeard() {
		set({ "/P1/Search/Begin": 0, "/P1/Search/State": "ready", "/P1/Search/Heard": "" })
		const page = open("P1Setup")
		compare(rows(page), ["Service", "Search for a meter: Search (at the other USB adapters)"])

		row(page, "Search for a meter").clicked()
		compare(Bus.values[uid + "/P1/Search/Begin"], 1)

		set({ "/P1/Search/State": "not_found", "/P1/Search/Heard": "ttyUSB3 (CP2102 0001): nothing for 60 s" })
		compare(rows(page).slice(1), ["Search for a meter: Search (no other meter was heard)", "ttyUSB3 (CP2102 0001): nothing for 60 s"])
	}

	function test_setupShowsTheVersionAndHowToUpdate() {
		set({ "/Mgmt/ProcessVersion": "0.1.0" })
		const page = open("P1Setup")
		compare(rows(page), ["Service",
			"Version of dbus-p1: 0.1.0 (Update: plug in a stick with a newer package)"])
	}

	function test_textsFollowTheLanguageOfTheScreen_data() {
		return [{ tag: "en_GB", text: "Now" }, { tag: "nl_NL", text: "Nu" }, { tag: "de_DE", text: "Jetzt" },
			{ tag: "fr_FR", text: "Maintenant" }, { tag: "sv_SE", text: "Now" }]
	}

	function test_textsFollowTheLanguageOfTheScreen(language) {
		const page = make("P1Meter", { "device": house })
		const setup = open("P1Setup")
		compare(rows(page)[0], "Now: Used by ESS")

		Language.currentLocaleName = language.tag

		verify(rows(page)[0].startsWith(language.text + ": "), rows(page)[0])
		compare(setup.inverterPhase.includes("Inverter"), language.text === "Now")
	}

	function test_choicesOfPhasesAreThoseOfTheInverter() {
		set({ "/P1/Phases": "L1,L2,L3" })
		const page = open("P1Setup")
		compare(row(page, "Meter L1").optionModel[1].display, "Inverter L2")
	}

	function test_thirdsAreChosenWhereThePhasesAre() {
		set({ "/P1/Phases": "L1,L2,L3", "/P1/TotalInThirds": 0, "/PhaseSetting": 1, "/NrOfPhases": 1 })
		const page = open("P1Setup")
		const row = "Thirds of the total (on L1, L2 and L3: only if inverters and solar have three phases)"
		compare(rows(page), ["Phases", "common_words_phase", row])

		set({ "/P1/TotalInThirds": 1, "/PhaseSetting": undefined, "/NrOfPhases": 3 })

		compare(rows(page), ["Phases", row])
	}

	function test_limitSaysThatZeroIsNone() {
		set({ "/P1/Demand/Limit": 0, "/P1/Demand/LimitIsAdjustable": 1 })
		const page = open("P1Setup")
		compare(rows(page), ["Demand", "Limit of a demand window (0: none): none"])
		const limit = row(page, "Limit of a demand window (0: none)")
		compare(limit.presets[0].value, 0)
		compare(limit.to, 1000000)
	}

	function test_nameHasThatOfTheProductAsPlaceholder() {
		set({ "/CustomName": "", "/ProductName": "P1 smart meter" })

		const name = row(open("P1Setup"), "settings_deviceinfo_name")
		compare(name.placeholderText, "P1 smart meter")

		name.secondaryText = "a name of more than thirty-two characters"
		compare(name.validateInput().notificationText, "At most 32 characters")
		name.saveInput()
		compare(Bus.values[uid + "/CustomName"], "a name of more than thirty-two c")
	}
}
