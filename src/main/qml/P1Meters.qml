import QtQuick
import Victron.VenusOS

// The list of our meters: Settings, Integrations, UI plugins.
Page {
	id: root

	//% "P1 meters"
	title: qsTrId("p1_meters_title")

	GradientListView {
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
			//% "Only meters that send telegrams are listed."
			text: qsTrId("p1_meters_hint")
		}
	}
}
