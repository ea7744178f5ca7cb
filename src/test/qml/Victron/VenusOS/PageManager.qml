import QtQml

QtObject {
	id: root

	property string pushed
	property var properties

	function pushPage(page: var, properties: var) {
		pushed = page
		root.properties = properties
	}
}
