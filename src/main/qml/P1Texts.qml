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

	// A text of the catalogue that the driver and the web page have too, texts_en.properties, without the way through the menus to the
	// place of a remedy (P1Place opens it). Its {places} are facts of the case, names of ours, or words of the screen's own catalogue.
	function ofDriver(key, facts) {
		return (rows[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => facts?.[name] ?? rows["name." + name] ?? qsTrId(name))
	}

	function known(key) {
		return key in rows
	}
}
