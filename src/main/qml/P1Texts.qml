pragma Singleton

import QtQml
import Victron.VenusOS

// The texts of our pages, each in English, Dutch, German and French; other languages get English. They are in one file, because
// four catalogues of Qt are 12 kB larger, and a browser loads the plug-in in small pieces.
QtObject {
	readonly property var languages: ["en", "nl", "de", "fr"]
	readonly property int chosen: Math.max(0, languages.indexOf(Language.currentLocaleName.substring(0, 2)))

	function choose(...texts) {
		return texts[chosen]
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
	readonly property string row: choose(
		"P1 meter",
		"P1-meter",
		"P1-Zähler",
		"Compteur P1")
	readonly property string now: choose(
		"Now",
		"Nu",
		"Jetzt",
		"Maintenant")
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
	readonly property string essUsed: choose(
		"ESS uses this meter.",
		"ESS gebruikt deze meter.",
		"ESS benutzt diesen Zähler.",
		"ESS utilise ce compteur.")
	readonly property string essExpected: choose(
		"Nothing keeps ESS from using this meter.",
		"Niets verhindert ESS deze meter te gebruiken.",
		"Nichts hindert ESS daran, diesen Zähler zu benutzen.",
		"Rien n'empêche ESS d'utiliser ce compteur.")
	readonly property string essNoInverter: choose(
		"No inverter/charger is connected: the meter is only shown, not used for control.",
		"Er is geen omvormer/acculader aangesloten: de meter wordt getoond en niets regelt ernaar.",
		"Es ist kein Wechselrichter/Ladegerät angeschlossen: Der Zähler wird angezeigt, und nichts regelt nach ihm.",
		"Aucun onduleur/chargeur n'est connecté : le compteur est affiché, et rien ne se règle d'après lui.")
	// %1 is a role such as PV inverter, %2 the role Grid, %3 and %4 are pages and rows of the screen
	readonly property string essOtherRole: choose(
		"ESS does not use this meter as the grid meter, because of its role: %1. If it measures the grid, choose %2: %3 → %4.",
		"ESS gebruikt deze meter niet als netmeter, vanwege zijn rol: %1. Meet hij het net, kies dan %2: %3 → %4.",
		"ESS benutzt diesen Zähler nicht als Netzzähler, wegen seiner Funktion: %1. Wenn er das Netz misst, wählen Sie %2: %3 → %4.",
		"ESS n'utilise pas ce compteur comme compteur réseau, à cause de son rôle : %1. S'il mesure le réseau, choisissez %2 : %3 → %4.")
	readonly property string essSlow: choose(
		"ESS uses this meter, but its telegrams come too seldom to regulate well. Use it for display and for slow charging. For ESS connect an inverter that reports its power, or ask the grid operator for a meter that sends each second.",
		"ESS gebruikt deze meter, maar zijn telegrammen komen te zelden om goed te regelen. Gebruik hem voor weergave en langzaam laden. Sluit voor ESS een omvormer aan die zijn vermogen meldt, of vraag de netbeheerder om een meter die elke seconde stuurt.",
		"ESS benutzt diesen Zähler, aber seine Telegramme kommen zu selten, um gut zu regeln. Benutzen Sie ihn zur Anzeige und zum langsamen Laden. Schließen Sie für ESS einen Wechselrichter an, der seine Leistung meldet, oder bitten Sie den Netzbetreiber um einen Zähler, der jede Sekunde sendet.",
		"ESS utilise ce compteur, mais ses télégrammes arrivent trop rarement pour bien régler. Utilisez-le pour l'affichage et la charge lente. Pour ESS, raccordez un onduleur qui communique sa puissance, ou demandez au gestionnaire du réseau un compteur qui envoie chaque seconde.")
	// %1 is the row Follow the inverter, %2 a page of the screen
	readonly property string essSlowOff: choose(
		"ESS uses this meter, but its telegrams come too seldom to regulate well. Switch on %1: %2.",
		"ESS gebruikt deze meter, maar zijn telegrammen komen te zelden om goed te regelen. Zet %1 aan: %2.",
		"ESS benutzt diesen Zähler, aber seine Telegramme kommen zu selten, um gut zu regeln. Schalten Sie %1 ein: %2.",
		"ESS utilise ce compteur, mais ses télégrammes arrivent trop rarement pour bien régler. Activez %1 : %2.")
	readonly property string essSlowWatching: choose(
		"ESS uses this meter, but its telegrams come too seldom to regulate well. The driver is learning to follow the inverter; it begins by itself.",
		"ESS gebruikt deze meter, maar zijn telegrammen komen te zelden om goed te regelen. De driver leert de omvormer te volgen en begint vanzelf.",
		"ESS benutzt diesen Zähler, aber seine Telegramme kommen zu selten, um gut zu regeln. Der Treiber lernt, dem Wechselrichter zu folgen, und beginnt von selbst.",
		"ESS utilise ce compteur, mais ses télégrammes arrivent trop rarement pour bien régler. Le pilote apprend à suivre l'onduleur et commence de lui-même.")
	// %1 is the row Follow the inverter
	readonly property string essSlowNotNow: choose(
		"ESS uses this meter, but its telegrams come too seldom to regulate well, and the driver does not follow the inverter now: see %1 below.",
		"ESS gebruikt deze meter, maar zijn telegrammen komen te zelden om goed te regelen, en de driver volgt de omvormer nu niet: zie %1 hieronder.",
		"ESS benutzt diesen Zähler, aber seine Telegramme kommen zu selten, um gut zu regeln, und der Treiber folgt dem Wechselrichter jetzt nicht: siehe %1 unten.",
		"ESS utilise ce compteur, mais ses télégrammes arrivent trop rarement pour bien régler, et le pilote ne suit pas l'onduleur en ce moment : voir %1 ci-dessous.")
	readonly property string essBetween: choose(
		"ESS uses this meter well: between its telegrams the driver follows the inverter.",
		"ESS gebruikt deze meter goed: tussen zijn telegrammen volgt de driver de omvormer.",
		"ESS benutzt diesen Zähler gut: Zwischen seinen Telegrammen folgt der Treiber dem Wechselrichter.",
		"ESS utilise bien ce compteur : entre ses télégrammes, le pilote suit l'onduleur.")
	// %1 is the row Grid metering, %2 its choice External meter, %3 a page of the screen, %4 the row Follow the inverter, %5 a page
	readonly property string essSlowNotUsed: choose(
		"ESS measures by the inverter, not by this meter, whose telegrams come seldom: as it is, that is right. If ESS shall use it, set %1 to %2 (%3), then switch on %4 (%5).",
		"ESS meet met de omvormer en niet met deze meter, die zelden telegrammen stuurt: zo is dat goed. Moet ESS hem gebruiken, zet dan %1 op %2 (%3) en daarna %4 aan (%5).",
		"ESS misst mit dem Wechselrichter und nicht mit diesem Zähler, dessen Telegramme selten kommen: So ist das richtig. Soll ESS ihn benutzen, stellen Sie %1 auf %2 (%3) und schalten dann %4 ein (%5).",
		"ESS mesure avec l'onduleur et non avec ce compteur, dont les télégrammes sont rares : c'est bien ainsi. Pour qu'ESS l'utilise, mettez %1 sur %2 (%3), puis activez %4 (%5).")
	readonly property string between: choose(
		"Follow the inverter",
		"De omvormer volgen",
		"Dem Wechselrichter folgen",
		"Suivre l'onduleur")
	readonly property string betweenHint: choose(
		"Between telegrams that come seldom, the power changes by what the inverter does.",
		"Tussen telegrammen die zelden komen, verandert het vermogen met wat de omvormer doet.",
		"Zwischen Telegrammen, die selten kommen, ändert sich die Leistung um das, was der Wechselrichter tut.",
		"Entre des télégrammes rares, la puissance change de ce que fait l'onduleur.")
	readonly property string betweenOff: choose(
		"Off",
		"Uit",
		"Aus",
		"Non")
	// %1 is a number of moves
	readonly property string betweenWatching: choose(
		"Learning: %1 of 15 moves",
		"Leert: %1 van 15 bewegingen",
		"Lernt: %1 von 15 Bewegungen",
		"Apprend : %1 mouvements sur 15")
	// %1 and %2 are powers in watts
	readonly property string betweenActing: choose(
		"On: misses by %1 W, plain by %2 W",
		"Aan: mist %1 W, zonder %2 W",
		"An: verfehlt um %1 W, ohne um %2 W",
		"Oui : écart %1 W, sans %2 W")
	readonly property string betweenNotRegulating: choose(
		"ESS does not regulate by this meter",
		"ESS regelt niet met deze meter",
		"ESS regelt nicht nach diesem Zähler",
		"ESS ne règle pas d'après ce compteur")
	readonly property string betweenFastMeter: choose(
		"Not needed: the meter is fast",
		"Niet nodig: de meter is snel",
		"Nicht nötig: Der Zähler ist schnell",
		"Inutile : le compteur est rapide")
	readonly property string betweenNoInverter: choose(
		"No inverter reports its power",
		"Geen omvormer meldt zijn vermogen",
		"Kein Wechselrichter meldet seine Leistung",
		"Aucun onduleur n'indique sa puissance")
	readonly property string betweenNotOnGrid: choose(
		"The inverter is not on the grid",
		"De omvormer is niet op het net",
		"Der Wechselrichter ist nicht am Netz",
		"L'onduleur n'est pas sur le réseau")
	readonly property string betweenNotFollowed: choose(
		"The meter does not show the inverter's moves: check phases and inverters",
		"De meter toont de bewegingen van de omvormer niet: controleer fasen en omvormers",
		"Der Zähler zeigt die Bewegungen des Wechselrichters nicht: Phasen und Wechselrichter prüfen",
		"Le compteur ne montre pas les mouvements de l'onduleur : vérifiez phases et onduleurs")
	readonly property string betweenResting: choose(
		"Rests for an hour: plain telegrams were better",
		"Rust een uur: telegrammen alleen waren beter",
		"Ruht eine Stunde: Telegramme allein waren besser",
		"Repos d'une heure : les télégrammes seuls étaient meilleurs")
	// %1 is an order of phases such as L2,L1,L3, %2 a page of the screen
	readonly property string essPhases: choose(
		"ESS uses this meter, but its phases seem to be in another order than the inverter's. Check the wiring; if it is so, set the order %1: %2.",
		"ESS gebruikt deze meter, maar zijn fasen lijken in een andere volgorde te staan dan die van de omvormer. Controleer de bedrading; klopt het, stel dan de volgorde %1 in: %2.",
		"ESS benutzt diesen Zähler, aber seine Phasen sind anscheinend in einer anderen Reihenfolge als die des Wechselrichters. Prüfen Sie die Verdrahtung; trifft es zu, stellen Sie die Reihenfolge %1 ein: %2.",
		"ESS utilise ce compteur, mais ses phases semblent être dans un autre ordre que celles de l'onduleur. Vérifiez le câblage ; si c'est le cas, choisissez l'ordre %1 : %2.")
	// %1 is the input's type Grid
	readonly property string essInputInverter: choose(
		"ESS ignores this meter, because no AC input of the inverter/charger is %1. Set the input's type to %1 with VictronConnect.",
		"ESS negeert deze meter, omdat geen AC-ingang van de omvormer/acculader %1 is. Zet het type van de ingang met VictronConnect op %1.",
		"ESS beachtet diesen Zähler nicht, weil kein AC-Eingang des Wechselrichters/Ladegeräts %1 ist. Stellen Sie den Typ des Eingangs mit VictronConnect auf %1.",
		"ESS ignore ce compteur, car aucune entrée CA de l'onduleur/chargeur n'est %1. Mettez le type de l'entrée sur %1 avec VictronConnect.")
	// %1 is the input's type Grid, %2 the row AC input 1, %3 a page of the screen
	readonly property string essInput: choose(
		"ESS ignores this meter, because no AC input is %1. Set %2 to %1: %3.",
		"ESS negeert deze meter, omdat geen AC-ingang %1 is. Zet %2 op %1: %3.",
		"ESS beachtet diesen Zähler nicht, weil kein AC-Eingang %1 ist. Stellen Sie %2 auf %1: %3.",
		"ESS ignore ce compteur, car aucune entrée CA n'est %1. Mettez %2 sur %1 : %3.")
	// %1 is the row Grid metering, %2 its choice Inverter/Charger, %3 its choice External meter, %4 a page of the screen
	readonly property string essMetering: choose(
		"ESS ignores this meter, because %1 is %2. Set it to %3: %4.",
		"ESS negeert deze meter, omdat %1 op %2 staat. Zet dit op %3: %4.",
		"ESS beachtet diesen Zähler nicht, weil %1 auf %2 steht. Stellen Sie es auf %3: %4.",
		"ESS ignore ce compteur, car %1 est sur %2. Choisissez %3 : %4.")
	// %1 is the name of another meter
	readonly property string essOtherMeter: choose(
		"ESS uses another grid meter: %1. Remove it, or give it another role or a higher instance.",
		"ESS gebruikt een andere netmeter: %1. Verwijder die, of geef hem een andere rol of een hogere instantie.",
		"ESS benutzt einen anderen Netzzähler: %1. Entfernen Sie ihn, oder geben Sie ihm eine andere Funktion oder eine höhere Instanz.",
		"ESS utilise un autre compteur réseau : %1. Retirez-le, ou donnez-lui un autre rôle ou une instance plus élevée.")
	// %1 is the name of another meter
	readonly property string essSameInstance: choose(
		"ESS may use this meter or another one, %1, because both have the same instance. Give one of them another instance.",
		"ESS kan deze meter of een andere, %1, gebruiken, omdat beide dezelfde instantie hebben. Geef een van beide een andere instantie.",
		"ESS benutzt möglicherweise diesen Zähler oder einen anderen, %1, weil beide dieselbe Instanz haben. Geben Sie einem von beiden eine andere Instanz.",
		"ESS peut utiliser ce compteur ou un autre, %1, car les deux ont la même instance. Donnez une autre instance à l'un des deux.")
	// %1 is the name of a service
	readonly property string essNotChosen: choose(
		"ESS uses %1, not this meter. Restart the GX device.",
		"ESS gebruikt %1, niet deze meter. Herstart het GX-apparaat.",
		"ESS benutzt %1, nicht diesen Zähler. Starten Sie das GX-Gerät neu.",
		"ESS utilise %1, pas ce compteur. Redémarrez l'appareil GX.")
	readonly property string essNoPowerOptical: choose(
		"ESS does not use this meter, because it sends no power. Get its PIN from the metering operator, enter it with a torch at the meter, and set Inf to On.",
		"ESS gebruikt deze meter niet, omdat hij geen vermogen stuurt. Vraag de pincode aan bij de meterbeheerder, voer die met een zaklamp bij de meter in, en zet Inf op On.",
		"ESS benutzt diesen Zähler nicht, weil er keine Leistung sendet. Besorgen Sie beim Messstellenbetreiber die PIN, geben Sie sie mit einer Taschenlampe am Zähler ein, und stellen Sie Inf auf On.",
		"ESS n'utilise pas ce compteur, car il n'envoie aucune puissance. Demandez son code PIN à l'exploitant du compteur, saisissez-le avec une lampe de poche et réglez Inf sur On.")
	readonly property string essNoPowerHistorique: choose(
		"ESS does not use this meter, because its TIC mode historique has neither watts nor a direction. The supplier switches it to the mode standard, free of charge.",
		"ESS gebruikt deze meter niet, omdat zijn TIC-modus historique geen watts en geen richting heeft. De leverancier zet hem gratis op de modus standard.",
		"ESS benutzt diesen Zähler nicht, weil sein TIC-Modus historique weder Watt noch Richtung hat. Der Lieferant stellt ihn kostenlos auf den Modus standard um.",
		"ESS n'utilise pas ce compteur, car son mode TIC historique n'a ni watts ni sens du courant. Le fournisseur le passe gratuitement en mode standard.")
	readonly property string essNoPowerTic: choose(
		"ESS does not use this meter, because its TIC has no watts. Read about tic.power in the chapter Meters of the manual.",
		"ESS gebruikt deze meter niet, omdat zijn TIC geen watts heeft. Lees over tic.power in het hoofdstuk Meters van de handleiding.",
		"ESS benutzt diesen Zähler nicht, weil sein TIC keine Watt hat. Lesen Sie über tic.power im Kapitel „Meters“ des Handbuchs.",
		"ESS n'utilise pas ce compteur, car sa TIC n'a pas de watts. Lisez au sujet de tic.power dans le chapitre Meters du manuel.")
	// %1 is an order of phases such as L1,L2,L3, %2 a page of the screen
	readonly property string essOnePhase: choose(
		"ESS sees only one of the three phases of this meter. Set their order, usually %1: %2.",
		"ESS ziet maar een van de drie fasen van deze meter. Stel hun volgorde in, meestal %1: %2.",
		"ESS sieht nur eine der drei Phasen dieses Zählers. Stellen Sie ihre Reihenfolge ein, meist %1: %2.",
		"ESS ne voit qu'une des trois phases de ce compteur. Choisissez leur ordre, généralement %1 : %2.")
	readonly property string essNotSeen: choose(
		"ESS reports that it has no grid meter, although the GX device has chosen this one. Restart the GX device.",
		"ESS meldt dat het geen netmeter heeft, hoewel het GX-apparaat deze heeft gekozen. Herstart het GX-apparaat.",
		"ESS meldet, dass es keinen Netzzähler hat, obwohl das GX-Gerät diesen gewählt hat. Starten Sie das GX-Gerät neu.",
		"ESS signale qu'il n'a pas de compteur réseau, bien que l'appareil GX ait choisi celui-ci. Redémarrez l'appareil GX.")
	readonly property string essUnknown: choose(
		"What ESS does with this meter is not known yet.",
		"Wat ESS met deze meter doet is nog niet bekend.",
		"Was ESS mit diesem Zähler macht, ist noch nicht bekannt.",
		"Ce que fait ESS de ce compteur n'est pas encore connu.")

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
	readonly property string essDelay: choose(
		"ESS answers after",
		"ESS reageert na",
		"ESS reagiert nach",
		"ESS réagit après")
	// %1 is a number of percent
	readonly property string essOvershoot: choose(
		"overshoots by %1 %",
		"schiet %1 % door",
		"schwingt um %1 % über",
		"dépasse de %1 %")
	readonly property string essBoughtAndSold: choose(
		"Bought and sold again within a minute, a day",
		"Per dag gekocht en binnen een minuut weer verkocht",
		"Am Tag gekauft und innerhalb einer Minute wieder verkauft",
		"Achetés et revendus en une minute, par jour")

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
	readonly property string guardOff: choose(
		"off",
		"uit",
		"aus",
		"désactivé")
	readonly property string guardReady: choose(
		"no limit needed now",
		"nu geen grens nodig",
		"zurzeit keine Grenze nötig",
		"aucune limite nécessaire")
	readonly property string guardLimiting: choose(
		"limits the import now",
		"begrenst nu de afname",
		"begrenzt jetzt den Bezug",
		"limite le soutirage")
	readonly property string guardHolding: choose(
		"the battery is kept for a peak",
		"de accu wordt bewaard voor een piek",
		"die Batterie wird für eine Spitze aufgehoben",
		"la batterie est gardée pour une pointe")
	readonly property string guardAsked: choose(
		"asks ESS to limit the import",
		"vraagt ESS de afname te begrenzen",
		"bittet ESS, den Bezug zu begrenzen",
		"demande à ESS de limiter le soutirage")
	readonly property string guardYielding: choose(
		"waits: something else has the battery",
		"wacht: iets anders heeft de accu",
		"wartet: etwas anderes hat die Batterie",
		"attend : autre chose dispose de la batterie")
	readonly property string guardNotObeyed: choose(
		"pauses: ESS does not do what is asked",
		"pauzeert: ESS doet niet wat gevraagd wordt",
		"pausiert: ESS tut nicht, was verlangt wird",
		"en pause : ESS ne fait pas ce qui est demandé")
	readonly property string guardCannotKeep: choose(
		"not possible: a file cannot be written",
		"niet mogelijk: een bestand kan niet geschreven worden",
		"nicht möglich: eine Datei kann nicht geschrieben werden",
		"impossible : un fichier ne peut pas être écrit")
	readonly property string guardBatteryEmpty: choose(
		"the battery is empty",
		"de batterij is leeg",
		"die Batterie ist leer",
		"la batterie est vide")
	readonly property string guardOtherProgram: choose(
		"pauses: another program sets the limit",
		"pauzeert: een ander programma zet de grens",
		"pausiert: ein anderes Programm setzt die Grenze",
		"en pause : un autre programme fixe la limite")
	readonly property string guardImpossible: choose(
		"not possible: read the log of the driver",
		"niet mogelijk: lees het log van de driver",
		"nicht möglich: lesen Sie das Log des Treibers",
		"impossible : lisez le journal du pilote")
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
	readonly property string causeCrc: choose(
		"checksum",
		"controlesom",
		"Prüfsumme",
		"somme de contrôle")
	readonly property string causeNoCrc: choose(
		"no checksum",
		"geen controlesom",
		"keine Prüfsumme",
		"sans somme de contrôle")
	readonly property string causeTruncated: choose(
		"incomplete",
		"onvolledig",
		"unvollständig",
		"incomplet")
	readonly property string causeGarbage: choose(
		"no telegram",
		"geen telegram",
		"kein Telegramm",
		"pas un télégramme")
	readonly property string causeParity: choose(
		"parity",
		"pariteit",
		"Parität",
		"parité")
	readonly property string causeTooLong: choose(
		"too long",
		"te lang",
		"zu lang",
		"trop long")
	readonly property string causeFcs: choose(
		"frame check",
		"framecontrole",
		"Rahmenprüfung",
		"contrôle de trame")
	readonly property string causeEncrypted: choose(
		"encrypted",
		"versleuteld",
		"verschlüsselt",
		"chiffré")
	readonly property string causeKey: choose(
		"wrong key",
		"verkeerde sleutel",
		"falscher Schlüssel",
		"mauvaise clé")
	readonly property string causeContradiction: choose(
		"contradictory",
		"tegenstrijdig",
		"widersprüchlich",
		"contradictoire")
	readonly property string causeOutdated: choose(
		"out of date",
		"verouderd",
		"veraltet",
		"périmé")
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
	readonly property string guard: choose(
		"Limit the peak",
		"Piek beperken",
		"Spitze begrenzen",
		"Limiter la pointe")
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
