import QtQuick

PrimaryListLabel {
}
