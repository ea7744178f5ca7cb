import QtQuick
import Victron.VenusOS

// The running window of a demand tariff, and the month's peaks. A row without a value is not shown.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid

	// The newest first; the running month is in the row of its peak.
	readonly property var months: history.valid ? JSON.parse(history.value).reverse() : []
	readonly property var running: root.months.length > 0 && root.months[0].w === peak.value ? root.months[0] : null
	readonly property var earlier: root.running ? root.months.slice(1) : root.months
	readonly property var language: Qt.locale(Language.currentLocaleName)

	VeQuickItem {
		id: history
		uid: root.uid + "/P1/Demand/Months"
	}
	VeQuickItem {
		id: peakTime
		uid: root.uid + "/P1/Peak/ImportMonthTime"
	}
	VeQuickItem {
		id: meterPeak
		uid: root.uid + "/P1/Peak/ImportMonth"
	}

	// The time on the meter's clock, such as 2026-10-03T17:00:00+02:00, as the language writes it.
	function moment(stamp) {
		const [year, month, day, hour, minute] = stamp.split(/[-T:]/)
		return new Date(year, month - 1, day, hour, minute).toLocaleString(root.language, "d MMM yyyy hh:mm")
	}

	component Figure: ListQuantity {
		unit: VenusOS.Units_Watt
		valueColor: Theme.color_quantityTable_quantityValue
		unitColor: Theme.color_quantityTable_quantityUnit
		preferredVisible: dataItem.valid
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			PrimaryListLabel {
				text: P1Texts.peakShaving
				preferredVisible: root.meter.live && root.meter.peakShaving
			}
			Figure {
				text: P1Texts.demandMean
				dataItem.uid: root.uid + "/P1/Demand/Mean"
			}
			Figure {
				text: P1Texts.demandForecast
				dataItem.uid: root.uid + "/P1/Demand/Forecast"
			}
			Figure {
				text: P1Texts.demandAllowed
				dataItem.uid: root.uid + "/P1/Demand/Allowed"
			}
			ListText {
				text: P1Texts.demandEnds
				dataItem.uid: root.uid + "/P1/Demand/WindowEnds"
				secondaryText: dataItem.valid ? dataItem.value.substring(11, 16) : ""
				preferredVisible: dataItem.valid
			}
			Figure {
				text: P1Texts.bill
				dataItem.uid: root.uid + "/P1/Demand/Bill"
			}
			Figure {
				text: P1Texts.billForecast
				dataItem.uid: root.uid + "/P1/Demand/BillForecast"
			}
			ListText {
				text: P1Texts.step
				dataItem.uid: root.uid + "/P1/Demand/Step"
				preferredVisible: dataItem.valid
			}
			Figure {
				id: peak

				// The meter's figure, where it sends one.
				text: P1Texts.demandPeak
				caption: peakTime.valid ? root.moment(peakTime.value)
						: root.running && root.running.time ? root.moment(root.running.time) : ""
				dataItem.uid: root.uid + "/P1/Demand/Peak"
				value: dataItem.valid ? dataItem.value : meterPeak.valid ? meterPeak.value : NaN
				preferredVisible: dataItem.valid || meterPeak.valid
			}
			ListText {
				text: P1Texts.ofDriver("name.limit_the_peak")
				dataItem.uid: root.uid + "/P1/Demand/LimiterState"
				secondaryText: dataItem.valid ? P1Texts.ofDriver("limiter." + dataItem.value) : ""
				caption: dataItem.value !== "off" && kept.valid
						? P1Texts.limiterWindows.arg(kept.value).arg(exceeded.value) : ""
				preferredVisible: dataItem.valid

				VeQuickItem {
					id: kept
					uid: root.uid + "/P1/Demand/WindowsKept"
				}
				VeQuickItem {
					id: exceeded
					uid: root.uid + "/P1/Demand/WindowsExceeded"
				}
			}
			Figure {
				text: P1Texts.limiterOther
				dataItem.uid: root.uid + "/P1/Demand/LimiterOther"
			}
			Figure {
				text: P1Texts.limiterMost
				dataItem.uid: root.uid + "/P1/Demand/LimiterAsked"
			}
			Figure {
				text: P1Texts.limiterGiven
				dataItem.uid: root.uid + "/P1/Demand/LimiterGiven"
			}
			SectionHeader {
				text: P1Texts.months
				preferredVisible: root.earlier.length > 0
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.earlier.length > 0

				Repeater {
					model: root.earlier
					delegate: ListQuantity {
						id: month

						required property var modelData

						text: root.language.standaloneMonthName(month.modelData.month.substring(5) - 1) + " "
								+ month.modelData.month.substring(0, 4)
						value: month.modelData.w
						unit: VenusOS.Units_Watt
						valueColor: Theme.color_quantityTable_quantityValue
						unitColor: Theme.color_quantityTable_quantityUnit
					}
				}
			}
		}
	}
}
