import Victron.VenusOS

// Our meters, in each role.
FilteredDeviceModel {
	serviceTypes: ["grid", "pvinverter", "genset", "acload", "evcharger", "heatpump"]
	childFilterIds: {
		"grid": ["ProductId"], "pvinverter": ["ProductId"], "genset": ["ProductId"],
		"acload": ["ProductId"], "evcharger": ["ProductId"], "heatpump": ["ProductId"]
	}
	childFilterFunction: (device, childItems) => childItems["ProductId"]?.value === 0xF1D5
}
