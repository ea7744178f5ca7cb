import QtQuick

Item {
	property string title
}
