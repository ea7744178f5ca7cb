import QtQml

QtObject {
	function pushPage(page: var, properties: var) {
	}
}
