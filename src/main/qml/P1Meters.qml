import QtQuick
import Victron.VenusOS

// The list of our meters: Settings, Integrations, UI plugins.
Page {
	id: root

	title: P1Texts.metersTitle

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
			text: P1Texts.metersNone
			visible: root.count === 0
		}
	}
}
