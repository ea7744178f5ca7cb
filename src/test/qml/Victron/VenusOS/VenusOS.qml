pragma Singleton
import QtQml

QtObject {
	enum Units {
		Units_Watt,
		Units_Volt_AC,
		Units_Amp,
		Units_Energy_KiloWattHour,
		Units_Volume_CubicMetre,
		Units_Volume_Litre
	}

	enum User_AccessType {
		User_AccessType_User,
		User_AccessType_Installer
	}

	enum InputValidation_Result {
		InputValidation_Result_Error,
		InputValidation_Result_OK
	}
}
