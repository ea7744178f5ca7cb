import QtQuick
import Victron.VenusOS

// What the meter counts in one direction. The counters of a service turn with a role that produces; those of the tariffs do not.
SettingsColumn {
	id: root

	required property P1State meter
	readonly property string uid: root.meter.serviceUid
	required property bool imported
	required property string title
	readonly property int inForce: tariff.valid ? tariff.value : 0
	readonly property bool known: counter.shown || today.shown || yesterday.shown || first.valid

	width: parent ? parent.width : 0
	preferredVisible: known

	SectionHeader {
		text: root.title
	}
	P1Amount {
		id: today
		text: qsTrId("common_words_today")
		decimals: 2
		uid: root.imported ? root.uid + "/P1/Today/Import" : root.uid + "/P1/Today/Export"
	}
	P1Amount {
		id: yesterday
		text: qsTrId("common_words_yesterday")
		decimals: 2
		uid: root.imported ? root.uid + "/P1/Yesterday/Import" : root.uid + "/P1/Yesterday/Export"
	}
	P1Amount {
		id: counter
		text: P1Texts.counter
		uid: root.imported === root.meter.produces ? root.uid + "/Ac/Energy/Reverse" : root.uid + "/Ac/Energy/Forward"
	}
	Repeater {
		model: 5
		delegate: P1Amount {
			id: row

			required property int index
			readonly property int number: row.index + 1
			readonly property string tariffText: P1Texts.tariff.arg(row.number)

			text: root.inForce === row.number ? P1Texts.tariffInForce.arg(row.tariffText) : row.tariffText
			// One that the meter never used, in neither direction, is no tariff of this house.
			preferredVisible: row.shown && (row.value > 0 || other.value > 0)
			uid: root.imported ? root.uid + "/P1/Energy/Import/T" + (row.index + 1)
					: root.uid + "/P1/Energy/Export/T" + (row.index + 1)

			VeQuickItem {
				id: other
				uid: root.imported ? root.uid + "/P1/Energy/Export/T" + (row.index + 1)
						: root.uid + "/P1/Energy/Import/T" + (row.index + 1)
			}
		}
	}
	VeQuickItem {
		id: tariff
		uid: root.uid + "/P1/Tariff"
	}
	VeQuickItem {
		id: first
		uid: root.imported ? root.uid + "/P1/Energy/Import/T1" : root.uid + "/P1/Energy/Export/T1"
	}
}
