import QtQuick
import Victron.VenusOS

// The day's energy, the tariffs' counters, gas and water. A row without a value is not shown.
Page {
	id: root

	required property string uid

	P1State {
		id: state
		serviceUid: root.uid
	}

	VeQuickItem {
		id: tariff
		uid: root.uid + "/P1/Tariff"
	}

	component Energy: ListQuantity {
		unit: VenusOS.Units_Energy_KiloWattHour
		preferredVisible: dataItem.valid
	}

	component Volume: ListQuantity {
		unit: VenusOS.Units_Volume_CubicMetre
		preferredVisible: dataItem.valid
	}

	function tariffName(number) {
		//: %1 is the number of a tariff
		//% "Tariff %1"
		const name = qsTrId("p1_tariff").arg(number)
		return tariff.valid && tariff.value === number
				//: %1 is a tariff such as Tariff 2
				//% "%1 (in force)"
				? qsTrId("p1_tariff_in_force").arg(name) : name
	}

	GradientListView {
		model: VisibleItemModel {
			PrimaryListLabel {
				text: state.goneText
				preferredVisible: !state.live
			}
			Energy {
				//% "Today, bought"
				text: qsTrId("p1_today_import")
				dataItem.uid: root.uid + "/P1/Today/Import"
			}
			Energy {
				//% "Today, sold"
				text: qsTrId("p1_today_export")
				dataItem.uid: root.uid + "/P1/Today/Export"
			}
			Energy {
				//% "Yesterday, bought"
				text: qsTrId("p1_yesterday_import")
				dataItem.uid: root.uid + "/P1/Yesterday/Import"
			}
			Energy {
				//% "Yesterday, sold"
				text: qsTrId("p1_yesterday_export")
				dataItem.uid: root.uid + "/P1/Yesterday/Export"
			}
			Energy {
				//% "Bought"
				text: qsTrId("p1_total_import")
				dataItem.uid: root.uid + "/Ac/Energy/Forward"
			}
			Energy {
				//% "Sold"
				text: qsTrId("p1_total_export")
				dataItem.uid: root.uid + "/Ac/Energy/Reverse"
			}
			SettingsColumn {
				width: parent ? parent.width : 0

				Repeater {
					model: 5
					delegate: ListQuantityGroup {
						id: row

						required property int index

						text: root.tariffName(row.index + 1)
						preferredVisible: bought.valid || sold.valid
						model: QuantityObjectModel {
							filterType: QuantityObjectModel.HasValue
							QuantityObject { object: bought; unit: VenusOS.Units_Energy_KiloWattHour }
							QuantityObject { object: sold; unit: VenusOS.Units_Energy_KiloWattHour }
						}
						VeQuickItem { id: bought; uid: root.uid + "/P1/Energy/Import/T" + (row.index + 1) }
						VeQuickItem { id: sold; uid: root.uid + "/P1/Energy/Export/T" + (row.index + 1) }
					}
				}
			}
			Energy {
				text: root.tariffName(6)
				dataItem.uid: root.uid + "/P1/Energy/Import/T6"
			}
			Volume {
				//% "Gas"
				text: qsTrId("p1_gas")
				dataItem.uid: root.uid + "/P1/Gas/Counter"
			}
			Volume {
				//% "Gas today"
				text: qsTrId("p1_gas_today")
				dataItem.uid: root.uid + "/P1/Gas/Today"
			}
			Volume {
				//% "Gas yesterday"
				text: qsTrId("p1_gas_yesterday")
				dataItem.uid: root.uid + "/P1/Gas/Yesterday"
			}
			Volume {
				//% "Water"
				text: qsTrId("p1_water")
				dataItem.uid: root.uid + "/P1/Water/Counter"
			}
			Volume {
				//% "Water today"
				text: qsTrId("p1_water_today")
				dataItem.uid: root.uid + "/P1/Water/Today"
			}
			Volume {
				//% "Water yesterday"
				text: qsTrId("p1_water_yesterday")
				dataItem.uid: root.uid + "/P1/Water/Yesterday"
			}
		}
	}
}
