import QtQuick
import Victron.VenusOS

// The list of our meters: Settings, Integrations, UI plugins.
Page {
	id: root

	title: P1Texts.metersTitle

	readonly property alias count: list.count

	GradientListView {
		id: list

		model: P1Devices {}
		delegate: ListNavigation {
			id: meter

			required property Device device

			text: meter.device.name
			secondaryText: states.isHeatMeter && states.heatText ? states.nowText + ", " + states.heatText : states.nowText
			// Meters of one name are told apart by their ports.
			caption: states.port
			onClicked: Global.pageManager.pushPage("" + Qt.resolvedUrl("P1Meter.qml"), { "device": meter.device })
			Component.onCompleted: states.tint(meter, () => states.nowColor)

			P1State {
				id: states
				serviceUid: meter.device.serviceUid
			}
		}
		footer: PrimaryListLabel {
			text: P1Texts.metersNone.arg(qsTrId("common_words_notifications"))
			visible: root.count === 0
		}
	}
}
