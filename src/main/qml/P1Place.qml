import QtQuick
import Victron.VenusOS

// A row that opens the place of a remedy: one of the screen's own pages or ours, or none.
ListNavigation {
	id: root

	required property P1State meter
	required property string place

	readonly property var opened: ({
		"ess": [qsTrId("common_words_ess"), "/pages/settings/PageSettingsHub4.qml"],
		"ac": [qsTrId("pagesettingssystem_ac_system"), "/pages/settings/PageSettingsAcSystem.qml"],
		"instances": [qsTrId("settings_vrm_device_instances"), "/pages/settings/PageVrmDeviceInstances.qml"],
		"role": [qsTrId("common_words_ac_input_role")],
		"setup": [qsTrId("common_words_setup")]
	})[root.place] ?? [""]

	text: root.opened[0]
	preferredVisible: root.meter.live && root.place.length > 0
	onClicked: {
		if (root.place === "setup") {
			root.meter.open("P1Setup.qml", root.text)
		} else if (root.place === "role") {
			root.meter.openRole(root.text)
		} else {
			Global.pageManager.pushPage(root.opened[1], { "title": root.text })
		}
	}
}
