import QtQuick
import Victron.VenusOS

// Name, order of phases, limit and switches. A choice is written as a whole order, so the driver never sees half of one.
Page {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid

	readonly property var named: phases.valid ? phases.value.split(",") : []
	// Where the order names the phase of a one-phase meter, and this one has three, none has been chosen yet; a choice
	// starts from the usual order.
	readonly property var order: root.named.length === 1 && !onePhase.valid ? ["L1", "L2", "L3"] : root.named
	readonly property string inverterPhase: P1Texts.inverterPhase

	VeQuickItem {
		id: phases
		uid: root.uid + "/P1/Phases"
	}
	VeQuickItem {
		id: onePhase
		uid: root.uid + "/PhaseSetting"
	}
	// 1 without a phase to choose: the meter sends no power.
	VeQuickItem {
		id: phaseCount
		uid: root.uid + "/NrOfPhases"
	}

	// The inverter's phases to choose from, with the values that a function makes of their numbers.
	function phaseOptions(value) {
		const options = []
		for (let number = 1; number <= 3; ++number) {
			options.push({ "display": inverterPhase.arg(number), "value": value(number) })
		}
		return options
	}

	// The phase that is chosen changes places with the one that had it.
	function choose(meterPhase, inverterPhase) {
		const next = root.order.slice()
		const other = next.indexOf(inverterPhase)
		next[other] = next[meterPhase]
		next[meterPhase] = inverterPhase
		phases.setValue(next.join(","))
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: root.meter.goneHint
				preferredVisible: !root.meter.live
			}
			SectionHeader {
				text: P1Texts.meter
				preferredVisible: name.preferredVisible || role.valid || follow.preferredVisible
			}
			ListTextField {
				id: name

				text: qsTrId("settings_deviceinfo_name")
				dataItem.uid: root.uid + "/CustomName"
				placeholderText: product.valid ? product.value : ""
				preferredVisible: root.meter.live && dataItem.valid
				dataItem.invalidate: false
				// The field's own limit has another name in each firmware. An error would stay red.
				validateInput: () => ({
					status: VenusOS.InputValidation_Result_OK,
					notificationText: name.secondaryText.length > 32 ? P1Texts.nameLong : ""
				})
				// What the driver refuses does not stay in the field.
				saveInput: () => {
					name.dataItem.setValue(name.secondaryText.substring(0, 32))
					name.secondaryText = Qt.binding(() => name.dataItem.valid ? name.dataItem.value : "")
				}

				VeQuickItem {
					id: product
					uid: root.uid + "/ProductName"
				}
			}
			ListText {
				text: root.meter.shortText
				secondaryText: root.meter.heatText
				preferredVisible: root.meter.live && root.meter.isHeatMeter
			}
			// That of a meter without power is a load's, and changes by itself with the first power.
			ListNavigation {
				text: qsTrId("common_words_ac_input_role")
				secondaryText: Global.acInputs.roleName(role.value)
				preferredVisible: role.valid && root.meter.essState !== "no_power" && !root.meter.isHeatMeter
				onClicked: root.meter.openRole(text)

				VeQuickItem {
					id: role
					uid: root.uid + "/Role"
				}
			}
			ListSwitch {
				id: follow

				text: P1Texts.ofDriver("name.follow_the_inverter")
				dataItem.uid: root.uid + "/P1/Follow/Enabled"
				preferredVisible: dataItem.valid
				caption: P1Texts.followHint
			}
			SectionHeader {
				text: P1Texts.phases
				preferredVisible: orders.preferredVisible || onePhase.valid || thirds.preferredVisible
			}
			SettingsColumn {
				id: orders

				width: parent ? parent.width : 0
				preferredVisible: root.order.length === 3 && !onePhase.valid && phaseCount.value !== 1 && thirds.dataItem.value !== 1

				Repeater {
					model: 3
					delegate: ListRadioButtonGroup {
						id: phase

						required property int index

						text: P1Texts.orderPhase.arg(phase.index + 1)
						optionModel: root.phaseOptions((number) => "L" + number)
						currentIndex: root.named.length === 3 ? ["L1", "L2", "L3"].indexOf(root.named[phase.index]) : -1
						updateCurrentIndexOnClick: false
						onOptionClicked: (option) => root.choose(phase.index, phase.optionModel[option].value)
					}
				}
			}
			ListRadioButtonGroup {
				text: qsTrId("common_words_phase")
				dataItem.uid: root.uid + "/PhaseSetting"
				preferredVisible: dataItem.valid
				optionModel: root.phaseOptions((number) => number)
			}
			ListSwitch {
				id: thirds

				text: P1Texts.ofDriver("name.thirds_of_the_total")
				dataItem.uid: root.uid + "/P1/TotalInThirds"
				preferredVisible: dataItem.valid
				caption: P1Texts.thirdsHint
			}
			SectionHeader {
				text: P1Texts.demand
				preferredVisible: limit.preferredVisible || limiter.preferredVisible
			}
			ListSpinBox {
				id: limit

				text: P1Texts.limit
				dataItem.uid: root.uid + "/P1/Demand/Limit"
				preferredVisible: dataItem.valid && !root.meter.produces
				interactive: dataItem.valid && adjustable.value === 1
				from: 0
				to: 1000000
				stepSize: 100
				suffix: "W"
				secondaryText: limit.value > 0 ? limit.value + "W" : P1Texts.limitNone
				presets: [{ value: 0 }, { value: 2500 }, { value: 5000 }, { value: 10000 }]

				VeQuickItem {
					id: adjustable
					uid: root.uid + "/P1/Demand/LimitIsAdjustable"
				}
			}
			ListSwitch {
				id: limiter

				text: P1Texts.ofDriver("name.limit_the_peak")
				dataItem.uid: root.uid + "/P1/Demand/Limiter"
				preferredVisible: dataItem.valid
				caption: P1Texts.limiterHint
			}
			SectionHeader {
				text: P1Texts.service
				preferredVisible: notifications.preferredVisible || search.valid || version.preferredVisible || save.valid
			}
			ListSwitch {
				id: notifications

				text: qsTrId("common_words_notifications")
				dataItem.uid: root.uid + "/P1/Outputs/Notifications"
				preferredVisible: dataItem.valid
			}
			ListButton {
				text: P1Texts.search
				secondaryText: P1Texts.searchBegin
				caption: ({
					"listening": P1Texts.searchListening,
					"found": P1Texts.searchFound,
					"not_found": P1Texts.searchNotFound,
					"failed": P1Texts.searchFailed
				})[searched.value] || P1Texts.searchReady
				preferredVisible: search.valid
				interactive: searched.value !== "listening"
				writeAccessLevel: VenusOS.User_AccessType_User
				onClicked: search.setValue(1)

				VeQuickItem {
					id: search
					uid: root.uid + "/P1/Search/Begin"
				}
				VeQuickItem {
					id: searched
					uid: root.uid + "/P1/Search/State"
				}
			}
			PrimaryListLabel {
				text: heard.valid ? heard.value : ""
				preferredVisible: heard.valid && heard.value.length > 0

				VeQuickItem {
					id: heard
					uid: root.uid + "/P1/Search/Heard"
				}
			}
			ListText {
				id: version

				text: P1Texts.version
				dataItem.uid: root.uid + "/Mgmt/ProcessVersion"
				preferredVisible: dataItem.valid
				caption: P1Texts.updateHint
			}
			ListButton {
				// Between the press and the driver's answer, which is the time of another report than before.
				readonly property bool saving: saved.value === before
				property var before: null

				text: P1Texts.blackBox
				secondaryText: P1Texts.blackBoxSave
				caption: saving ? "" : !saved.valid || !copy.valid ? P1Texts.blackBoxHint
						// Else the driver's reason why there is none.
						: !copy.value.endsWith(".log") ? copy.value
						: (copy.value.includes("/media/") ? P1Texts.blackBoxOnStick : P1Texts.blackBoxOnDevice)
								.arg(Qt.formatTime(new Date(saved.value), "hh:mm"))
				preferredVisible: save.valid
				interactive: !saving
				writeAccessLevel: VenusOS.User_AccessType_User
				onClicked: {
					before = saved.value
					save.setValue(1)
				}

				VeQuickItem {
					id: save
					uid: root.uid + "/P1/BlackBox/Save"
				}
				VeQuickItem {
					id: copy
					uid: root.uid + "/P1/BlackBox/File"
				}
				VeQuickItem {
					id: saved
					uid: root.uid + "/P1/BlackBox/Time"
				}
			}
		}
	}
}
