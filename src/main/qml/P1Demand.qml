import QtQuick
import Victron.VenusOS

// The running window of a demand tariff, and the month's peaks. A row without a value is not shown.
Page {
	id: root

	required property string uid

	component Watts: ListQuantity {
		unit: VenusOS.Units_Watt
		preferredVisible: dataItem.valid
	}

	GradientListView {
		model: VisibleItemModel {
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
		}
	}
}
