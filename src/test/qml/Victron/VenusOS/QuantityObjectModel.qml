import QtQuick

QtObject {
	enum Filter {
		HasValue
	}
	default property list<QuantityObject> objects
	property int filterType
}
