import QtQuick
import QtTest
import Victron.VenusOS

// The rows that the meter's own pages, which `venus/build/screen.py target/qml` writes, show for values on the D-Bus, by stand-ins of the screen's types.
TestCase {
	id: test

	name: "pages"
	when: windowShown
	visible: true
	width: 800
	height: 480

	readonly property string uid: "dbus/com.victronenergy.grid.p1_ttyUSB0"

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

	// Texts of the visible rows, as "text: value, value (caption)".
	function rows(page) {
		const found = []
		collect(page.children[0].model.children, found)
		return found
	}

	function collect(items, found) {
		for (let i = 0; i < items.length; ++i) {
			const item = items[i]
			if (item.preferredVisible === undefined || !item.preferredVisible) {
				continue
			}
			if (item.text === undefined) {
				collect(item.children, found)
				continue
			}
			const values = item.model?.objects ? shown(item.model.objects)
					: item.value !== undefined && item.suffix === undefined ? item.value
					: item.secondaryText || ""
			found.push(item.text + (values === "" ? "" : ": " + values) + (item.caption ? " (" + item.caption + ")" : ""))
		}
	}

	function shown(objects) {
		const values = []
		for (let i = 0; i < objects.length; ++i) {
			const value = objects[i].object ? objects[i].object[objects[i].key] : undefined
			if (value !== undefined) {
				values.push(value)
			}
		}
		return values.join(", ")
	}

	function test_energyPageOfAMeterWithHourlyCountersSaysWhenTheyCome() {
		const page = open("P1Energy")
		compare(rows(page).length, 1)
		verify(rows(page)[0].includes("once an hour"))

		set({ "/Ac/Energy/Forward": 10486.372 })

		compare(rows(page), ["Bought", "Counter: 10486.372 kWh"])
	}

	function test_countersAreWholeKilowattHoursBelowBoughtAndSold() {
		set({ "/Ac/Energy/Forward": 10486.372, "/Ac/Energy/Reverse": 2.5, "/P1/Today/Import": 3.21, "/P1/Today/Export": 0.4,
			"/P1/Energy/Import/T1": 5000.1, "/P1/Energy/Import/T2": 5486.272, "/P1/Energy/Export/T2": 2.5, "/P1/Tariff": 2 })

		compare(rows(open("P1Energy")), ["Bought", "common_words_today: 3.21 kWh", "Counter: 10486.372 kWh",
			"Tariff 1: 5000.100 kWh", "Tariff 2 (in force): 5486.272 kWh",
			"Sold", "common_words_today: 0.40 kWh", "Counter: 2.500 kWh", "Tariff 2 (in force): 2.500 kWh"])
	}

	function test_gasIsInTheUnitOfTheScreen() {
		set({ "/Ac/Energy/Forward": 1, "/P1/Gas/Counter": 1234.567, "/P1/Gas/Today": 0.5 })
		const page = open("P1Energy")
		compare(rows(page).slice(2), ["Gas", "common_words_today: 0.500 m3", "Counter: 1234.567 m3"])

		Global.systemSettings.volumeUnit = VenusOS.Units_Volume_Litre

		compare(rows(page).slice(2), ["Gas", "common_words_today: 500 l", "Counter: 1234567 l"])
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

	function test_remedyNamesTheMenusOfTheScreen() {
		const meter = state()
		set({ "/P1/Ess/State": "metering_by_inverter" })
		compare(meter.essText, "ESS ignores this meter: settings_ess_grid_metering is settings_ess_inverter_charger. Set it to "
				+ "settings_ess_external_meter: nav_settings, settings_system_setup, common_words_ess.")

		set({ "/P1/Ess/State": "other_role", "/P1/Ess/Detail": "acload" })
		compare(meter.essText, "ESS does not use this meter as the grid meter, because of its role: name of acload. If it measures the grid, "
				+ "choose name of grid: P1 meter, common_words_setup, common_words_ac_input_role. Where the configuration has its role, "
				+ "set venus.role=grid.")

		set({ "/P1/Ess/State": "one_phase_only", "/P1/Ess/Detail": "L1,L2,L3" })
		verify(meter.essText.endsWith("usually L1,L2,L3: P1 meter, common_words_setup."))
	}

	function test_remedyOfAMeterWithoutPowerIsItsPin() {
		set({ "/P1/Ess/State": "no_power" })

		verify(state().essText.includes("PIN"))
	}

	function test_everyPageOfAMeterThatLeftSaysSinceWhenAndWhatToDo() {
		const meter = state()
		const pages = ["P1Now", "P1Energy", "P1Demand", "P1Line"].map((file) => make(file, { "meter": meter }))
		pages.push(make("P1Setup", { "meter": meter, "meterPage": null }))
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
		const page = make("P1Setup", { "meter": state(), "meterPage": null })
		set({ "/Connected": undefined, "/Mgmt/Connection": undefined })
		verify(/^Not connected since \d\d:\d\d\. See that the dongle is switched on\. .*press its button\.$/.test(rows(page)[0]), rows(page)[0])
	}

	function test_emptyListSaysWhatToDo() {
		const page = make("P1Meters", {})
		const list = page.children[0]
		tryVerify(() => list.footerItem?.visible)
		verify(list.footerItem.text.includes("/data/dbus-p1/status"))

		list.model.append({ "device": house })

		tryVerify(() => !list.footerItem.visible)
	}

	function test_peakOfTheMonthIsOneRow() {
		const history = [{ month: "2026-10", w: 3000, time: "2026-10-03T17:00:00+02:00" }, { month: "2026-11", w: 4161, time: "2026-11-05T18:15:00+01:00" }]
		set({ "/P1/Demand/Peak": 4161, "/P1/Peak/ImportMonth": 4161, "/P1/Peak/ImportMonthTime": "2026-11-05T18:15:00+01:00",
			"/P1/Demand/Months": JSON.stringify(history) })
		const page = open("P1Demand")
		compare(rows(page).length, 3)
		compare(rows(page)[0], "Peak of this month: 4161 (5 Nov 2026 18:15)")
		compare(rows(page).slice(1), ["Peaks of the months before", "October 2026: 3000"])

		set({ "/P1/Demand/Peak": undefined, "/P1/Demand/Months": undefined })

		compare(rows(page).length, 1)
		verify(rows(page)[0].startsWith("Peak of this month: 4161 ("))
	}

	function test_limiterShowsWhatItDid() {
		const page = open("P1Demand")
		compare(rows(page), [])

		set({ "/P1/Demand/LimiterState": "limiting", "/P1/Demand/WindowsKept": 12, "/P1/Demand/WindowsExceeded": 1 })
		compare(rows(page), ["Limit the peak: limits the import now (This month: 12 windows kept, 1 not kept)"])

		set({ "/P1/Demand/LimiterState": "holding", "/P1/Demand/LimiterAsked": 1, "/P1/Demand/LimiterGiven": 0 })
		compare(rows(page), ["Limit the peak: the battery is kept for a peak (This month: 12 windows kept, 1 not kept)", "Inverters give at most: 1",
			"Inverters give: 0"])

		set({ "/P1/Demand/LimiterState": "off", "/P1/Demand/LimiterAsked": undefined, "/P1/Demand/LimiterGiven": undefined })
		compare(rows(page), ["Limit the peak: off"])
	}

	function test_setupOpensThePageWithTheRole() {
		set({ "/Role": "acload" })
		const page = open("P1Setup", { "meterPage": null })
		compare(rows(page), ["common_words_ac_input_role: name of acload"])

		page.children[0].model.children[2].clicked()

		compare(Global.pageManager.pushed, "/pages/settings/devicelist/ac-in/PageAcInSetup.qml")
	}

	function test_aSlowMeterIsToldTheNextStepUntilTheInverterIsFollowed() {
		set({ "/P1/Follow/Enabled": 0, "/P1/Follow/State": "off", "/P1/Ess/State": "slow", "/P1/Ess/Detail": "off" })
		const page = open("P1Setup", { "meterPage": null })
		verify(rows(page)[0].startsWith("Follow the inverter (Between telegrams"), rows(page)[0])
		const meter = state()
		verify(meter.essText.endsWith("Switch on Follow the inverter: P1 meter, common_words_setup."), meter.essText)

		set({ "/P1/Follow/State": "watching", "/P1/Follow/Moves": 4, "/P1/Ess/Detail": "watching" })
		const now = open("P1Now")
		compare(rows(now)[1], "Follow the inverter: Learning: 4 of 15 moves")
		verify(meter.essText.includes("begins by itself"))

		set({ "/P1/Follow/State": "acting", "/P1/Follow/Missed": 40, "/P1/Follow/MissedByPlain": 900, "/P1/Ess/State": "followed",
			"/RefreshTime": 10000, "/P1/Line/Grade": "slow" })
		compare(rows(now).slice(1), ["Telegrams: every 10 s", "Follow the inverter: On: error 40 W instead of 900 W"])
		compare(meter.shortText, "Used by ESS")

		set({ "/P1/Ess/State": "slow_not_used" })
		verify(meter.essText.includes("settings_ess_external_meter"), meter.essText)
	}

	function test_oneTapSavesAReportAndTheRowShowsWhere() {
		set({ "/P1/BlackBox/Save": 0 })
		const page = open("P1Setup", { "meterPage": null })
		compare(rows(page), ["Save a report: of the last ten minutes"])

		const all = page.children[0].model.children
		all[all.length - 1].clicked()
		compare(Bus.values[uid + "/P1/BlackBox/Save"], 1)

		set({ "/P1/BlackBox/File": "/media/sda1/dbus-p1-black-box.log" })
		compare(rows(page), ["Save a report: /media/sda1/dbus-p1-black-box.log"])
	}

	function test_oneTapSearchesForAMeterAndTheRowShowsWhatIsHeard() {
		set({ "/P1/Search/Begin": 0, "/P1/Search/State": "ready", "/P1/Search/Heard": "" })
		const page = open("P1Setup", { "meterPage": null })
		compare(rows(page), ["Search for a meter: at the other USB adapters"])

		const all = page.children[0].model.children
		all[all.length - 4].clicked()
		compare(Bus.values[uid + "/P1/Search/Begin"], 1)

		set({ "/P1/Search/State": "not_found", "/P1/Search/Heard": "ttyUSB3 (CP2102 0001): nothing for 60 s" })
		compare(rows(page), ["Search for a meter: no other meter was heard", "ttyUSB3 (CP2102 0001): nothing for 60 s"])
	}

	function test_setupShowsTheVersionAndHowToUpdate() {
		set({ "/Mgmt/ProcessVersion": "0.1.0" })
		const page = open("P1Setup", { "meterPage": null })
		compare(rows(page),
			["Version of dbus-p1: 0.1.0 (Update: plug in a stick with a newer package, and restart (Settings, General))"])
	}

	function test_textsFollowTheLanguageOfTheScreen_data() {
		return [{ tag: "en_GB", text: "Now" }, { tag: "nl_NL", text: "Nu" }, { tag: "de_DE", text: "Jetzt" },
			{ tag: "fr_FR", text: "Maintenant" }, { tag: "sv_SE", text: "Now" }]
	}

	function test_textsFollowTheLanguageOfTheScreen(language) {
		const page = make("P1Meter", { "device": house })
		const setup = open("P1Setup", { "meterPage": null })
		compare(rows(page)[0], "Now: Used by ESS")

		Language.currentLocaleName = language.tag

		verify(rows(page)[0].startsWith(language.text + ": "), rows(page)[0])
		compare(setup.inverterPhase.includes("Inverter"), language.text === "Now")
	}

	function test_choicesOfPhasesAreThoseOfTheInverter() {
		set({ "/P1/Phases": "L1,L2,L3" })
		const page = open("P1Setup", { "meterPage": null })
		const group = page.children[0].model.children[3].children[0]
		compare(group.text, "Meter L1")
		compare(group.optionModel[1].display, "Inverter L2")
	}

	function test_limitSaysThatZeroIsNone() {
		set({ "/P1/Demand/Limit": 0, "/P1/Demand/LimitIsAdjustable": 1 })
		const page = open("P1Setup", { "meterPage": null })
		compare(rows(page), ["Limit of a demand window (0: none): none"])
		const limit = page.children[0].model.children[5]
		compare(limit.presets[0].value, 0)
		compare(limit.to, 1000000)
	}

	function test_nameHasThatOfTheProductAsPlaceholder() {
		set({ "/CustomName": "", "/ProductName": "P1 smart meter" })

		compare(open("P1Setup", { "meterPage": null }).children[0].model.children[1].placeholderText, "P1 smart meter")
	}
}
