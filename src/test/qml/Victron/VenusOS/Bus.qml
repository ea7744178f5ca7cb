pragma Singleton
import QtQml

// The values of the D-Bus in tests, by uid.
QtObject {
	property var values: ({})

	function set(uid, value) {
		values = Object.assign({}, values, { [uid]: value })
	}
}
