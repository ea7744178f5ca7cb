pragma Singleton
import QtQml

QtObject {
	property PageManager pageManager: PageManager {}
	property AcInputs acInputs: AcInputs {}
	property SystemSettings systemSettings: SystemSettings {}
	property System system: System {}
}
