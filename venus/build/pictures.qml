import QtQuick
import Victron.VenusOS
import Victron.UiTest

// A UI test of gui-v2: opens the pages of the first P1 meter, one after the other, and takes a picture of each that is wanted.
// venus/build/pictures writes the address of our pages and the names of the pictures into the first two properties.
QtObject {
	id: root

	readonly property string pages: "@pages@"
	readonly property var wanted: @wanted@

	required property UiTestCase test
	property var own

	property FilteredDeviceModel meters: FilteredDeviceModel {
		serviceTypes: ["grid"]
	}

	function wait(condition, millis) {
		test.addStep(UiTestStep.WaitUntil, { "callable": condition, "timeout": millis })
	}

	function step(action) {
		test.addStep(UiTestStep.Invoke, { "callable": () => { action(); return true } })
		wait(() => !Global.mainView.animating, 30000)
		// Values come over the bus.
		test.addStep(UiTestStep.Wait, { "timeout": 3000 })
	}

	function picture(name, open) {
		if (wanted.includes(name)) {
			step(open)
			test.addStep(UiTestStep.CaptureAndCompare, { "imageName": name })
			step(() => Global.pageManager.popPage())
		}
	}

	// A picture of the list that is open, from a height on; at most its end.
	function lower(name, pixels) {
		if (wanted.includes(name)) {
			step(() => {
				const list = test.findItem(Global.mainView.currentPage, {}, "GradientListView")
				list.contentY = Math.max(list.originY,
						Math.min(list.contentY + pixels, list.originY + list.contentHeight - list.height))
			})
			test.addStep(UiTestStep.CaptureAndCompare, { "imageName": name })
		}
	}

	function push(url, more) {
		return Global.pageManager.pushPage(url, more)
	}

	function run() {
		wait(() => meters.count > 0 && meters.deviceAt(0).name.length > 0, 60000)
		step(() => {})
		picture("gx-meters", () => push(pages + "P1Meters.qml", {}))
		step(() => push("/pages/settings/devicelist/ac-in/PageAcIn.qml",
				{ "title": meters.deviceAt(0).name, "bindPrefix": meters.deviceAt(0).serviceUid }))
		picture("gx-stock-setup", () => push("/pages/settings/devicelist/ac-in/PageAcInSetup.qml",
				{ "title": "Setup", "bindPrefix": meters.deviceAt(0).serviceUid }))
		lower("gx-meter", 9999)
		step(() => own = push(pages + "P1Meter.qml", { "device": meters.deviceAt(0) }))
		picture("gx-now", () => own.meter.open("P1Now.qml", "Now"))
		picture("gx-now-slow", () => own.meter.open("P1Now.qml", "Now"))
		picture("gx-energy", () => own.meter.open("P1Energy.qml", "Energy"))
		picture("gx-line", () => own.meter.open("P1Line.qml", "Line"))
		picture("gx-setup", () => own.meter.open("P1Setup.qml", "Setup"))
		if (wanted.includes("gx-demand")) {
			step(() => own.meter.open("P1Demand.qml", "Demand"))
			lower("gx-demand", 230)
			step(() => Global.pageManager.popPage())
		}
		if (wanted.includes("gx-setup-limit")) {
			step(() => own.meter.open("P1Setup.qml", "Setup"))
			lower("gx-setup-limit", 9999)
		}
		test.runSteps()
	}
}
