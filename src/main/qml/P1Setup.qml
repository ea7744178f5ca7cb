import QtQuick
import Victron.VenusOS

// Name, order of phases, limit and switches. A choice is written as a whole order, so the driver never sees half of one.
Page {
	id: root

	required property P1State meter
	required property Page meterPage
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
			ListTextField {
				id: name

				text: qsTrId("settings_deviceinfo_name")
				dataItem.uid: root.uid + "/CustomName"
				placeholderText: product.valid ? product.value : ""
				preferredVisible: root.meter.live && dataItem.valid
				dataItem.invalidate: false
				// The field's own limit has another name in each firmware.
				validateInput: () => ({
					status: name.secondaryText.length > 32 ? VenusOS.InputValidation_Result_Error : VenusOS.InputValidation_Result_OK,
					notificationText: name.secondaryText.length > 32 ? P1Texts.nameLong : ""
				})
				// What the driver refuses does not stay in the field.
				saveInput: () => {
					name.dataItem.setValue(name.secondaryText)
					name.secondaryText = Qt.binding(() => name.dataItem.valid ? name.dataItem.value : "")
				}

				VeQuickItem {
					id: product
					uid: root.uid + "/ProductName"
				}
			}
			ListNavigation {
				text: qsTrId("common_words_ac_input_role")
				secondaryText: Global.acInputs.roleName(role.value)
				preferredVisible: role.valid
				// The screen's own page, with the position of loads and of solar inverters too.
				onClicked: Global.pageManager.pushPage("/pages/settings/devicelist/ac-in/PageAcInSetup.qml",
						{ "title": text, "bindPrefix": root.uid, "deviceSettingsPage": root.meterPage })

				VeQuickItem {
					id: role
					uid: root.uid + "/Role"
				}
			}
			SettingsColumn {
				width: parent ? parent.width : 0
				preferredVisible: root.order.length === 3 && !onePhase.valid

				Repeater {
					model: 3
					delegate: ListRadioButtonGroup {
						id: phase

						required property int index

						text: P1Texts.orderPhase.arg(phase.index + 1)
						optionModel: [
							{ display: root.inverterPhase.arg(1), value: "L1" },
							{ display: root.inverterPhase.arg(2), value: "L2" },
							{ display: root.inverterPhase.arg(3), value: "L3" }
						]
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
				optionModel: [
					{ display: root.inverterPhase.arg(1), value: 1 },
					{ display: root.inverterPhase.arg(2), value: 2 },
					{ display: root.inverterPhase.arg(3), value: 3 }
				]
			}
			ListSpinBox {
				id: limit

				text: P1Texts.limit
				dataItem.uid: root.uid + "/P1/Demand/Limit"
				preferredVisible: dataItem.valid
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
				text: P1Texts.ofDriver("name.limit_the_peak")
				dataItem.uid: root.uid + "/P1/Demand/Limiter"
				preferredVisible: dataItem.valid
				caption: P1Texts.limiterHint
			}
			ListSwitch {
				text: P1Texts.ofDriver("name.follow_the_inverter")
				dataItem.uid: root.uid + "/P1/Follow/Enabled"
				preferredVisible: dataItem.valid
				caption: P1Texts.followHint
			}
			ListSwitch {
				text: qsTrId("common_words_notifications")
				dataItem.uid: root.uid + "/P1/Outputs/Notifications"
				preferredVisible: dataItem.valid
			}
			ListNavigation {
				text: P1Texts.search
				preferredVisible: search.valid
				secondaryText: ({
					"listening": P1Texts.searchListening,
					"found": P1Texts.searchFound,
					"not_found": P1Texts.searchNotFound,
					"failed": P1Texts.searchFailed
				})[searched.value] || P1Texts.searchReady
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
				text: P1Texts.version
				dataItem.uid: root.uid + "/Mgmt/ProcessVersion"
				preferredVisible: dataItem.valid
				caption: P1Texts.updateHint
			}
			ListNavigation {
				text: P1Texts.blackBox
				preferredVisible: save.valid
				secondaryText: copy.valid && copy.value.length > 0 ? copy.value : P1Texts.blackBoxHint
				onClicked: save.setValue(1)

				VeQuickItem {
					id: save
					uid: root.uid + "/P1/BlackBox/Save"
				}
				VeQuickItem {
					id: copy
					uid: root.uid + "/P1/BlackBox/File"
				}
			}
		}
	}
}
