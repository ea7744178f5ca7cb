import QtQuick
import Victron.VenusOS

// The list of our meters: Settings, Integrations, UI plugins.
Page {
	id: root

	//% "P1 meters"
	title: qsTrId("p1_meters_title")

	readonly property alias count: list.count

	GradientListView {
		id: list

		model: FilteredDeviceModel {
			serviceTypes: ["grid", "pvinverter", "genset", "acload", "evcharger", "heatpump"]
			childFilterIds: {
				"grid": ["ProductId"], "pvinverter": ["ProductId"], "genset": ["ProductId"],
				"acload": ["ProductId"], "evcharger": ["ProductId"], "heatpump": ["ProductId"]
			}
			childFilterFunction: (device, childItems) => childItems["ProductId"]?.value === 0xF1D5
		}
		delegate: ListNavigation {
			id: meter

			required property Device device

			text: meter.device.name
			secondaryText: states.live ? states.shortText : states.goneText
			onClicked: Global.pageManager.pushPage("" + Qt.resolvedUrl("P1Meter.qml"), { "device": meter.device })

			P1State {
				id: states
				serviceUid: meter.device.serviceUid
			}
		}
		footer: PrimaryListLabel {
			//% "No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step."
			text: qsTrId("p1_meters_none")
			visible: root.count === 0
		}
	}
}
