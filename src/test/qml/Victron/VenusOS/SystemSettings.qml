import QtQml

QtObject {
	property int volumeUnit: VenusOS.Units_Volume_CubicMetre
}
