pragma Singleton
import QtQml

QtObject {
	property PageManager pageManager
}
