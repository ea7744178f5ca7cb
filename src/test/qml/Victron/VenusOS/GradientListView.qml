import QtQuick

ListView {
}
