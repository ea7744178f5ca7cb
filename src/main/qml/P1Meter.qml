import QtQuick
import Victron.VenusOS

// The first of a meter's own pages.
DeviceListPluginPage {
	id: root

	readonly property string uid: root.device.serviceUid

	//% "P1 meter"
	title: qsTrId("p1_row")

	function open(page, title) {
		Global.pageManager.pushPage("" + Qt.resolvedUrl(page), { "title": title, "uid": root.uid })
	}

	GradientListView {
		model: VisibleItemModel {
			ListNavigation {
				//% "Now"
				text: qsTrId("p1_now")
				secondaryText: state.live ? state.shortText : state.goneText
				onClicked: root.open("P1Now.qml", text)

				P1State {
					id: state
					serviceUid: root.uid
				}
			}
			ListNavigation {
				//% "Energy"
				text: qsTrId("p1_energy")
				onClicked: root.open("P1Energy.qml", text)
			}
			ListNavigation {
				//% "Demand"
				text: qsTrId("p1_demand")
				// The mean of the window may be unknown.
				preferredVisible: ends.valid || monthPeak.valid
				onClicked: root.open("P1Demand.qml", text)

				VeQuickItem {
					id: ends
					uid: root.uid + "/P1/Demand/WindowEnds"
				}
				VeQuickItem {
					id: monthPeak
					uid: root.uid + "/P1/MonthPeak/Import"
				}
			}
			ListNavigation {
				//% "Line"
				text: qsTrId("p1_line")
				onClicked: root.open("P1Line.qml", text)
			}
			ListNavigation {
				//% "Setup"
				text: qsTrId("p1_setup")
				onClicked: root.open("P1Setup.qml", text)
			}
		}
	}
}
