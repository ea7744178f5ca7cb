import QtQml
import QtQml.Models

ListModel {
	property list<string> serviceTypes
	property var childFilterIds
	property var childFilterFunction
}
