import QtQml

QtObject {
	function roleName(role: string): string {
		return "name of " + role
	}
}
