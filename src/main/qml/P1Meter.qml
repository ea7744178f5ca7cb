import QtQuick
import Victron.VenusOS

// The first of a meter's own pages.
DeviceListPluginPage {
	id: root

	title: P1Texts.ofDriver("name.p1_meter")

	// The pages share one state, so that all of them know since when a meter is gone.
	P1State {
		id: state
		serviceUid: root.device.serviceUid
	}

	function open(page, title, more) {
		Global.pageManager.pushPage("" + Qt.resolvedUrl(page), Object.assign({ "title": title, "meter": state }, more))
	}

	GradientListView {
		model: VisibleItemModel {
			ListNavigation {
				text: P1Texts.ofDriver("name.now")
				secondaryText: state.live ? state.shortText : state.goneText
				onClicked: root.open("P1Now.qml", text)
			}
			ListNavigation {
				text: qsTrId("common_words_energy")
				onClicked: root.open("P1Energy.qml", text)
			}
			ListNavigation {
				text: P1Texts.demand
				// The mean of the window may be unknown.
				preferredVisible: ends.valid || monthPeak.valid
				onClicked: root.open("P1Demand.qml", text)

				VeQuickItem {
					id: ends
					uid: state.serviceUid + "/P1/Demand/WindowEnds"
				}
				VeQuickItem {
					id: monthPeak
					uid: state.serviceUid + "/P1/Peak/ImportMonth"
				}
			}
			ListNavigation {
				text: P1Texts.line
				onClicked: root.open("P1Line.qml", text)
			}
			ListNavigation {
				text: qsTrId("common_words_setup")
				onClicked: root.open("P1Setup.qml", text, { "meterPage": root })
			}
		}
	}
}
