import QtQuick
import QtTest
import Victron.VenusOS
import "shown.js" as Shown
import "../../../target/meters.js" as Simulated

// Prints what each page shows of each simulated meter; ScreenMetersTest writes target/meters.js and compares.
TestCase {
	id: test

	name: "meters"
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

	function component(file) {
		const made = Qt.createComponent("../../../target/qml/" + file + ".qml")
		compare(made.errorString(), "")
		return made
	}

	function shown(file, properties) {
		return Shown.rows(createTemporaryObject(component(file), test, properties), Theme.color_warning)
	}

	function test_meters_data() {
		return Simulated.meters.map((meter) => Object.assign({ tag: meter.name }, meter))
	}

	function test_meters(meter) {
		Bus.values = {}
		for (const path in meter.values) {
			Bus.set(uid + path, meter.values[path])
		}
		const lines = ["# P1 meter", ...shown("P1Meter", { "device": house })]
		// It outlives the pages, as on the screen.
		const state = component("P1State").createObject(test, { "serviceUid": uid })
		for (const page of ["Now", "Energy", "Demand", "Line", "Setup"]) {
			lines.push("# " + page, ...shown("P1" + page, { "meter": state }))
		}
		console.log("shown " + meter.name + " " + JSON.stringify(lines))
	}
}
