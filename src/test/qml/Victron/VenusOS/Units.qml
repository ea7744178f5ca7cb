pragma Singleton
import QtQml

QtObject {
	function formatNumber(number: real, precision: int): string {
		return number.toFixed(precision)
	}

	function getCombinedDisplayText(unit: int, value: real): string {
		return value.toFixed(0) + "W"
	}

	function convert(value: real, from: int, to: int): real {
		return to === VenusOS.Units_Volume_Litre ? value * 1000 : value
	}

	function defaultUnitString(unit: int): string {
		return unit === VenusOS.Units_Volume_Litre ? "l" : "m3"
	}
}
