import QtQuick
import Victron.VenusOS

// The running window of a demand tariff, and the month's peaks. A row without a value is not shown.
Page {
	id: root

	required property string uid

	P1State {
		id: state
		serviceUid: root.uid
	}

	readonly property var months: history.valid ? JSON.parse(history.value).reverse() : []

	VeQuickItem {
		id: history
		uid: root.uid + "/P1/MonthPeak/History"
	}

	component Watts: ListQuantity {
		unit: VenusOS.Units_Watt
		preferredVisible: dataItem.valid
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: state.goneText
				preferredVisible: !state.live
			}
			Watts {
				//% "Mean power of this window"
				text: qsTrId("p1_demand_mean")
				dataItem.uid: root.uid + "/P1/Demand/Mean"
			}
			Watts {
				//% "Forecast for this window"
				text: qsTrId("p1_demand_forecast")
				dataItem.uid: root.uid + "/P1/Demand/Forecast"
			}
			Watts {
				//% "Allowed until its end"
				text: qsTrId("p1_demand_allowed")
				dataItem.uid: root.uid + "/P1/Demand/Allowed"
			}
			ListText {
				//% "The window ends"
				text: qsTrId("p1_demand_ends")
				dataItem.uid: root.uid + "/P1/Demand/WindowEnds"
				secondaryText: dataItem.valid ? dataItem.value.substring(11, 16) : ""
				preferredVisible: dataItem.valid
			}
			Watts {
				//% "Allowed without a higher bill"
				text: qsTrId("p1_bill_allowed")
				dataItem.uid: root.uid + "/P1/Demand/BillAllowed"
			}
			Watts {
				//% "Billed if the month ended now"
				text: qsTrId("p1_bill")
				dataItem.uid: root.uid + "/P1/Demand/Bill"
			}
			Watts {
				//% "Billed with this forecast"
				text: qsTrId("p1_bill_forecast")
				dataItem.uid: root.uid + "/P1/Demand/BillForecast"
			}
			ListText {
				//% "Step of the price list"
				text: qsTrId("p1_step")
				dataItem.uid: root.uid + "/P1/Demand/Step"
				preferredVisible: dataItem.valid
			}
			Watts {
				//% "Highest window of the month"
				text: qsTrId("p1_demand_peak")
				dataItem.uid: root.uid + "/P1/Demand/Peak"
			}
			Watts {
				//% "Month peak of the meter"
				text: qsTrId("p1_month_peak")
				dataItem.uid: root.uid + "/P1/MonthPeak/Import"
			}
			ListText {
				//% "Time of the peak"
				text: qsTrId("p1_month_peak_time")
				dataItem.uid: root.uid + "/P1/MonthPeak/ImportTime"
				secondaryText: dataItem.valid ? dataItem.value.substring(0, 16).replace("T", " ") : ""
				preferredVisible: dataItem.valid
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.months.length > 0

				Repeater {
					model: root.months
					delegate: ListQuantity {
						id: month

						required property var modelData

						//: %1 is a month such as 2026-10
						//% "Peak of %1"
						text: qsTrId("p1_month").arg(month.modelData.month)
						value: month.modelData.w
						unit: VenusOS.Units_Watt
					}
				}
			}
		}
	}
}
