import QtQuick
import Victron.VenusOS

// The running window of a demand tariff, what Limit the peak does, and the month's peaks. A row without a value is not shown.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid

	// The newest first; the running month is in the row of its peak.
	readonly property var months: history.valid ? JSON.parse(history.value).reverse() : []
	readonly property var running: root.months.length > 0 && root.months[0].w === root.meter.month.value ? root.months[0] : null
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

	// The time on the meter's clock, such as 2026-10-03T17:00:00+02:00, as the language writes it.
	function moment(stamp) {
		const [year, month, day, hour, minute] = stamp.split(/[-T:]/)
		return new Date(year, month - 1, day, hour, minute).toLocaleString(root.language,
				(root.language.name.startsWith("de") ? "d. " : "d ") + "MMM yyyy hh:mm")
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
			SectionHeader {
				text: root.meter.ends.valid ? P1Texts.windowUntil.arg(root.meter.ends.value.substring(11, 16)) : ""
				preferredVisible: root.meter.ends.valid
			}
			Figure {
				text: P1Texts.demandMean
				dataItem.uid: root.uid + "/P1/Demand/Mean"
			}
			Figure {
				text: P1Texts.demandForecast
				dataItem.uid: root.uid + "/P1/Demand/Forecast"
				valueColor: root.meter.peakColor
			}
			Figure {
				text: P1Texts.demandAllowed
				caption: allowedBy.value === "bill" ? P1Texts.allowedByBill : limit.value > 0 ? P1Texts.allowedByLimit.arg(limit.value + "W") : ""
				dataItem.uid: root.uid + "/P1/Demand/Allowed"

				VeQuickItem {
					id: allowedBy
					uid: root.uid + "/P1/Demand/AllowedBy"
				}
				VeQuickItem {
					id: limit
					uid: root.uid + "/P1/Demand/Limit"
				}
			}
			SectionHeader {
				text: P1Texts.ofDriver("name.limit_the_peak")
				preferredVisible: limiter.preferredVisible
			}
			PrimaryListLabel {
				text: P1Texts.peakShaving
				preferredVisible: root.meter.live && root.meter.peakShaving
			}
			ListText {
				id: limiter

				readonly property string state: root.meter.limiter.valid ? root.meter.limiter.value : ""

				text: qsTrId("common_words_state")
				secondaryText: root.meter.limiterText.charAt(0).toUpperCase() + root.meter.limiterText.slice(1)
				caption: state !== "off" && kept.valid ? P1Texts.limiterWindows.arg(kept.value).arg(exceeded.value) : ""
				preferredVisible: root.meter.limiter.valid
				Component.onCompleted: root.meter.tint(limiter,
						() => root.meter.limiterWrong ? Theme.color_warning : Theme.color_listItem_secondaryText)

				VeQuickItem {
					id: kept
					uid: root.uid + "/P1/Demand/WindowsKept"
				}
				VeQuickItem {
					id: exceeded
					uid: root.uid + "/P1/Demand/WindowsExceeded"
				}
			}
			PrimaryListLabel {
				text: preferredVisible ? P1Texts.filled(root.meter.limiterRemedy.value) + "." : ""
				preferredVisible: root.meter.limiterWrong
			}
			P1Place {
				meter: root.meter
				place: root.meter.limiterPlace.value ?? ""
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
			Figure {
				text: P1Texts.limiterMissing
				dataItem.uid: root.uid + "/P1/Demand/LimiterMissing"
			}
			SectionHeader {
				text: P1Texts.thisMonth
				preferredVisible: peak.preferredVisible || bill.preferredVisible || step.preferredVisible
			}
			Figure {
				id: peak

				// At the start of a month a meter sends 0.
				readonly property bool known: root.meter.month.valid && root.meter.month.value > 0

				text: P1Texts.demandPeak
				caption: !known ? "" : root.running && root.running.time ? root.moment(root.running.time)
						: peakTime.valid ? root.moment(peakTime.value) : ""
				value: known ? root.meter.month.value : NaN
				preferredVisible: root.meter.month.valid
			}
			Figure {
				id: bill

				text: P1Texts.bill
				dataItem.uid: root.uid + "/P1/Demand/Bill"
			}
			Figure {
				text: P1Texts.billForecast
				dataItem.uid: root.uid + "/P1/Demand/BillForecast"
				valueColor: root.meter.peakColor
			}
			ListText {
				id: step

				text: P1Texts.step
				dataItem.uid: root.uid + "/P1/Demand/Step"
				preferredVisible: dataItem.valid
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
