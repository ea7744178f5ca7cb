import QtQuick
import QtQml.Models

ObjectModel {
}
