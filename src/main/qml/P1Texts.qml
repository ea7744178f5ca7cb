pragma Singleton

import QtQml
import Victron.VenusOS

// The texts of our pages, each in English, Dutch, German and French; other languages get English. venus/build/screen.py adds their keys and the
// columns of all languages; a page names a row of texts_LANGUAGE.properties in this folder as P1Texts.name.
QtObject {
	readonly property var languages: ["en", "nl", "de", "fr"]
	readonly property string language: languages[Math.max(0, languages.indexOf(Language.currentLocaleName.substring(0, 2)))]
	readonly property var rows: {
		const rows = {}
		const column = columns[language].split("|")
		keys.forEach((key, row) => rows[key] = column[row])
		return rows
	}

	// A sentence of the driver, in which words of the screen's own catalogue are {ids}.
	function filled(sentence) {
		return (sentence ?? "").replace(/\{(\w+)\}/g, (place, id) => qsTrId(id))
	}

	// A name or a cause of rejected telegrams, which the driver has too.
	function ofDriver(key) {
		return rows[key] ?? key
	}
}
