pragma Singleton
import QtQml

QtObject {
	property string currentLocaleName: "en_US"
}
