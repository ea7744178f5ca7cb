pragma Singleton

import QtQml
import Victron.VenusOS

// The texts of our pages alone, each in English, Dutch, German and French; other languages get English. They are in one file, because
// four catalogues of Qt are 12 kB larger, and a browser loads the plug-in in small pieces.
QtObject {
	readonly property var languages: ["en", "nl", "de", "fr"]
	readonly property int chosen: Math.max(0, languages.indexOf(Language.currentLocaleName.substring(0, 2)))

	function choose(...texts) {
		return texts[chosen]
	}

	// A text of the catalogue that the driver and the web page have too, texts_en.properties. Its {places} are facts of the case, names of
	// ours, or words of the screen's own catalogue.
	function ofDriver(key, facts) {
		const texts = P1Catalogue.texts[languages[chosen]]
		return (texts[key] ?? key).replace(/\{(\w+)\}/g, (place, name) => facts?.[name] ?? texts["name." + name] ?? qsTrId(name))
	}

	function known(key) {
		return key in P1Catalogue.texts[languages[chosen]]
	}

	// P1Meters
	readonly property string metersTitle: choose(
		"P1 meters",
		"P1-meters",
		"P1-Zähler",
		"Compteurs P1")
	readonly property string metersNone: choose(
		"No meter sends telegrams. Check the cable, and whether the meter's port is open; /data/dbus-p1/status on the GX device names the next step.",
		"Geen meter stuurt telegrammen. Controleer de kabel, en of de poort van de meter open is; /data/dbus-p1/status op het GX-apparaat noemt de volgende stap.",
		"Kein Zähler sendet Telegramme. Prüfen Sie das Kabel, und ob die Schnittstelle des Zählers offen ist; /data/dbus-p1/status auf dem GX-Gerät nennt den nächsten Schritt.",
		"Aucun compteur n'envoie de télégrammes. Vérifiez le câble, et que le port du compteur est ouvert ; /data/dbus-p1/status sur l'appareil GX indique la prochaine étape.")

	// P1Meter
	readonly property string demand: choose(
		"Demand",
		"Piekvermogen",
		"Leistungsspitzen",
		"Pointe")
	readonly property string line: choose(
		"Line",
		"Lijn",
		"Leitung",
		"Ligne")

	// P1State
	// %1 is a time such as 12:34
	readonly property string notConnectedSince: choose(
		"Not connected since %1",
		"Niet verbonden sinds %1",
		"Nicht verbunden seit %1",
		"Non connecté depuis %1")
	// %1 is a sentence such as Not connected since 12:34
	readonly property string goneHint: choose(
		"%1. Check the cable at both ends, and whether the meter's port is still open.",
		"%1. Controleer de kabel aan beide kanten, en of de poort van de meter nog open is.",
		"%1. Prüfen Sie das Kabel an beiden Enden, und ob die Schnittstelle des Zählers noch offen ist.",
		"%1. Vérifiez le câble aux deux bouts, et que le port du compteur est encore ouvert.")
	readonly property string essShortUsed: choose(
		"Used by ESS",
		"Gebruikt door ESS",
		"Von ESS benutzt",
		"Utilisé par ESS")
	readonly property string essShortExpected: choose(
		"Ready for ESS",
		"Klaar voor ESS",
		"Bereit für ESS",
		"Prêt pour ESS")
	readonly property string essShortNoInverter: choose(
		"No inverter",
		"Geen omvormer",
		"Kein Wechselrichter",
		"Pas d'onduleur")
	readonly property string essShortOtherRole: choose(
		"Other role",
		"Andere rol",
		"Andere Funktion",
		"Autre rôle")
	readonly property string essShortSlow: choose(
		"Too slow for ESS",
		"Te traag voor ESS",
		"Zu langsam für ESS",
		"Trop lent pour ESS")
	readonly property string essShortPhases: choose(
		"Check the phases",
		"Controleer de fasen",
		"Phasen prüfen",
		"Vérifier les phases")
	readonly property string essShortOnePhase: choose(
		"Only one phase",
		"Maar één fase",
		"Nur eine Phase",
		"Une seule phase")
	readonly property string essShortUnused: choose(
		"Not used by ESS",
		"Niet gebruikt door ESS",
		"Von ESS nicht benutzt",
		"Non utilisé par ESS")
	readonly property string betweenHint: choose(
		"Between telegrams that come seldom, the power changes by what the inverter does.",
		"Tussen telegrammen die zelden komen, verandert het vermogen met wat de omvormer doet.",
		"Zwischen Telegrammen, die selten kommen, ändert sich die Leistung um das, was der Wechselrichter tut.",
		"Entre des télégrammes rares, la puissance change de ce que fait l'onduleur.")

	// P1Now
	readonly property string peakShaving: choose(
		"ESS is shaving a peak now.",
		"ESS vlakt nu een piek af.",
		"ESS kappt gerade eine Spitze.",
		"ESS écrête une pointe en ce moment.")
	readonly property string grid3x230: choose(
		"3x230 V without neutral: the powers of the other two phases include this one.",
		"3x230 V zonder nul: de vermogens van de andere twee fasen omvatten deze.",
		"3x230 V ohne Neutralleiter: Die Leistungen der beiden anderen Phasen enthalten diese.",
		"3x230 V sans neutre : les puissances des deux autres phases comprennent celle-ci.")
	readonly property string interval: choose(
		"Telegrams",
		"Telegrammen",
		"Telegramme",
		"Télégrammes")
	readonly property string intervalSecond: choose(
		"every second",
		"elke seconde",
		"jede Sekunde",
		"chaque seconde")
	// %1 is a number of seconds, but not 1
	readonly property string intervalEvery: choose(
		"every %1 s",
		"elke %1 s",
		"alle %1 s",
		"toutes les %1 s")
	// %1 is such as "every second", %2 such as "good for ESS"
	readonly property string intervalGrade: choose(
		"%1: %2",
		"%1: %2",
		"%1: %2",
		"%1 : %2")
	readonly property string gradeFit: choose(
		"good for ESS",
		"goed voor ESS",
		"gut für ESS",
		"bons pour ESS")
	readonly property string gradeCareful: choose(
		"usable for ESS with care",
		"bruikbaar voor ESS, met zorg",
		"für ESS mit Vorsicht brauchbar",
		"utilisables pour ESS avec précaution")
	readonly property string gradeSlow: choose(
		"too seldom for ESS",
		"te zelden voor ESS",
		"zu selten für ESS",
		"trop rares pour ESS")

	// P1Energy
	readonly property string tempoBlue: choose(
		"blue",
		"blauw",
		"blau",
		"bleu")
	readonly property string tempoWhite: choose(
		"white",
		"wit",
		"weiß",
		"blanc")
	readonly property string tempoRed: choose(
		"red",
		"rood",
		"rot",
		"rouge")
	// %1 is the number of a tariff
	readonly property string tariff: choose(
		"Tariff %1",
		"Tarief %1",
		"Tarif %1",
		"Tarif %1")
	// %1 is a tariff such as Tariff 2
	readonly property string tariffInForce: choose(
		"%1 (in force)",
		"%1 (geldt nu)",
		"%1 (gilt jetzt)",
		"%1 (en vigueur)")
	readonly property string countersLater: choose(
		"The meter has not sent its counters yet. Many meters send them once an hour, just after the full hour.",
		"De meter heeft zijn tellerstanden nog niet gestuurd. Veel meters sturen ze één keer per uur, vlak na het hele uur.",
		"Der Zähler hat seine Zählerstände noch nicht gesendet. Viele Zähler senden sie einmal in der Stunde, kurz nach der vollen Stunde.",
		"Le compteur n'a pas encore envoyé ses index. Beaucoup de compteurs les envoient une fois par heure, juste après l'heure pleine.")
	readonly property string totalImport: choose(
		"Bought",
		"Gekocht",
		"Bezogen",
		"Acheté")
	readonly property string counter: choose(
		"Counter",
		"Tellerstand",
		"Zählerstand",
		"Index")
	readonly property string totalExport: choose(
		"Sold",
		"Teruggeleverd",
		"Eingespeist",
		"Injecté")
	readonly property string tempoToday: choose(
		"Tempo today",
		"Tempo vandaag",
		"Tempo heute",
		"Tempo aujourd'hui")
	readonly property string tempoTomorrow: choose(
		"Tempo tomorrow",
		"Tempo morgen",
		"Tempo morgen",
		"Tempo demain")
	readonly property string gas: choose(
		"Gas",
		"Gas",
		"Gas",
		"Gaz")
	readonly property string water: choose(
		"Water",
		"Water",
		"Wasser",
		"Eau")

	// P1Demand
	readonly property string demandMean: choose(
		"Mean power of this window",
		"Gemiddeld vermogen van dit venster",
		"Mittlere Leistung dieses Fensters",
		"Puissance moyenne de cette période")
	readonly property string demandForecast: choose(
		"Forecast for this window",
		"Verwacht voor dit venster",
		"Vorhersage für dieses Fenster",
		"Prévision pour cette période")
	readonly property string demandAllowed: choose(
		"Allowed until its end",
		"Toegestaan tot het einde",
		"Erlaubt bis zu seinem Ende",
		"Permis jusqu'à sa fin")
	readonly property string demandEnds: choose(
		"The window ends",
		"Het venster eindigt",
		"Das Fenster endet",
		"Fin de la période")
	readonly property string billAllowed: choose(
		"Allowed without a higher bill",
		"Toegestaan zonder hogere rekening",
		"Erlaubt ohne höhere Rechnung",
		"Permis sans facture plus élevée")
	readonly property string bill: choose(
		"Billed if the month ended now",
		"Op de rekening als de maand nu eindigde",
		"Abgerechnet, wenn der Monat jetzt endete",
		"Facturé si le mois finissait maintenant")
	readonly property string billForecast: choose(
		"Billed with this forecast",
		"Op de rekening met deze verwachting",
		"Abgerechnet mit dieser Vorhersage",
		"Facturé avec cette prévision")
	readonly property string step: choose(
		"Step of the price list",
		"Trede van de prijslijst",
		"Stufe der Preisliste",
		"Palier de la liste de prix")
	readonly property string demandPeak: choose(
		"Peak of this month",
		"Piek van deze maand",
		"Spitze dieses Monats",
		"Pointe de ce mois")
	readonly property string importLimit: choose(
		"Import limit of each phase",
		"Afnamegrens van elke fase",
		"Bezugsgrenze jeder Phase",
		"Limite de soutirage de chaque phase")
	readonly property string guardMost: choose(
		"Inverters give at most",
		"Omvormers leveren hoogstens",
		"Wechselrichter liefern höchstens",
		"Les onduleurs fournissent au plus")
	readonly property string guardGiven: choose(
		"Inverters give",
		"Omvormers leveren",
		"Wechselrichter liefern",
		"Les onduleurs fournissent")
	// %1 and %2 are numbers of windows
	readonly property string guardWindows: choose(
		"This month: %1 windows kept, %2 not kept",
		"Deze maand: %1 vensters gehaald, %2 niet",
		"In diesem Monat: %1 Fenster eingehalten, %2 nicht",
		"Ce mois : %1 périodes tenues, %2 non tenues")
	readonly property string months: choose(
		"Peaks of the months before",
		"Pieken van de maanden ervoor",
		"Spitzen der Monate davor",
		"Pointes des mois précédents")

	// P1Line
	readonly property string lineSettings: choose(
		"Settings of the line",
		"Instellingen van de lijn",
		"Einstellungen der Leitung",
		"Paramètres de la ligne")
	readonly property string dialect: choose(
		"Kind of meter",
		"Soort meter",
		"Art des Zählers",
		"Type de compteur")
	readonly property string telegramsGood: choose(
		"Good telegrams",
		"Goede telegrammen",
		"Gute Telegramme",
		"Bons télégrammes")
	readonly property string telegramsRepaired: choose(
		"Repaired telegrams",
		"Herstelde telegrammen",
		"Reparierte Telegramme",
		"Télégrammes réparés")
	readonly property string telegramsRejected: choose(
		"Rejected telegrams",
		"Afgewezen telegrammen",
		"Verworfene Telegramme",
		"Télégrammes rejetés")
	readonly property string telegramsCauses: choose(
		"Rejected because of",
		"Afgewezen wegens",
		"Verworfen wegen",
		"Rejetés à cause de")
	readonly property string failures: choose(
		"Power failures",
		"Stroomstoringen",
		"Stromausfälle",
		"Coupures de courant")
	readonly property string longFailures: choose(
		"Long power failures",
		"Lange stroomstoringen",
		"Lange Stromausfälle",
		"Longues coupures de courant")
	// %1 is a phase, 1 to 3
	readonly property string sags: choose(
		"Voltage sags L%1",
		"Spanningsdips L%1",
		"Spannungseinbrüche L%1",
		"Creux de tension L%1")
	// %1 is a phase, 1 to 3
	readonly property string swells: choose(
		"Voltage swells L%1",
		"Spanningspieken L%1",
		"Spannungserhöhungen L%1",
		"Surtensions L%1")

	// P1Setup
	// %1 is a phase, 1 to 3
	readonly property string inverterPhase: choose(
		"Inverter L%1",
		"Omvormer L%1",
		"Wechselrichter L%1",
		"Onduleur L%1")
	readonly property string nameLong: choose(
		"At most 32 characters",
		"Hoogstens 32 tekens",
		"Höchstens 32 Zeichen",
		"32 caractères au plus")
	// %1 is a phase, 1 to 3
	readonly property string orderPhase: choose(
		"Meter L%1",
		"Meter L%1",
		"Zähler L%1",
		"Compteur L%1")
	readonly property string limit: choose(
		"Limit of a demand window (0: none)",
		"Grens van het piekvermogen (0: geen)",
		"Grenze der Leistungsspitze (0: keine)",
		"Limite de la pointe de puissance (0 : aucune)")
	readonly property string limitNone: choose(
		"none",
		"geen",
		"keine",
		"aucune")
	readonly property string version: choose(
		"Version of dbus-p1",
		"Versie van dbus-p1",
		"Version von dbus-p1",
		"Version de dbus-p1")
	readonly property string updateHint: choose(
		"Update: plug in a stick with a newer package, and restart (Settings, General)",
		"Bijwerken: plaats een stick met een nieuwer pakket en start opnieuw (Instellingen, Algemeen)",
		"Aktualisieren: einen Stick mit einem neueren Paket einstecken und neu starten (Einstellungen, Allgemein)",
		"Mise à jour : branchez une clé avec un paquet plus récent et redémarrez (Paramètres, Général)")
	readonly property string blackBox: choose(
		"Save a report for the forum",
		"Verslag voor het forum opslaan",
		"Bericht für das Forum speichern",
		"Enregistrer un rapport pour le forum")
	readonly property string blackBoxHint: choose(
		"of the last ten minutes",
		"van de laatste tien minuten",
		"der letzten zehn Minuten",
		"des dix dernières minutes")
}
