import QtQml

QtObject {
	property string pushed

	function pushPage(page: var, properties: var) {
		pushed = page
	}
}
