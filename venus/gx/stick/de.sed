# The report of the stick in German: what result.sh, install, configure and status print in English, and its translation. Longer texts come before
# those that they contain. The tables of all languages have the same lines; what none has stays English.
s|^found      |gefunden   |
s|^done       |erledigt   |
s|^left       |belassen   |
s|^heard      |gehört     |
s|^refused    |abgelehnt  |
s|^next       |danach     |
s|^to do      |zu tun     |
s|^Problem: |Problem: |
s|by the clock of this device, which may be wrong until it has a network|nach der Uhr dieses Geräts, die falsch gehen kann, bis es ein Netzwerk hat|
s|(Settings, General, Reboot)|(Einstellungen, Allgemeines, Neustart)|
s|put the stick in and restart again|stecken Sie den Stick ein und starten Sie noch einmal neu|
s|plug the stick in again|stecken Sie den Stick noch einmal ein|
s|; if that does not help, update the firmware of the GX device|; hilft das nicht, aktualisieren Sie die Firmware des GX-Geräts|
s|nothing: the stick is not needed any more|nichts: Der Stick wird nicht mehr gebraucht|
s|nothing. To use dbus-p1 again, delete \(.*\) from the stick, |nichts. Um dbus-p1 wieder zu verwenden, löschen Sie \1 vom Stick; dann |
s|nothing. To install dbus-p1 again, delete \(.*\) from the stick, |nichts. Um dbus-p1 wieder zu installieren, löschen Sie \1 vom Stick; dann |
s|correct what is refused above, and |berichtigen Sie, was oben abgelehnt ist, dann |
s|correct what is refused above, |berichtigen Sie, was oben abgelehnt ist, |
s|plug in the P1 cable, \(.*\)\. A "P1 Converter Cable" needs no restart: look for the meter in the device list|stecken Sie das P1-Kabel ein, \1. Ein "P1 Converter Cable" braucht keinen Neustart: Sehen Sie in der Liste der Geräte nach dem Zähler|
s|no meter was heard: see that its port is open and the cable in it. A meter that sends once a minute is not heard: write the number of its cable into the file dbus-p1.cable on the stick, such as \(.*\). Then |es war kein Zähler zu hören: Ist seine Schnittstelle offen, und steckt das Kabel darin? Ein Zähler, der einmal in der Minute sendet, wird nicht gehört: Schreiben Sie die Nummer seines Kabels in die Datei dbus-p1.cable auf dem Stick, zum Beispiel \1. Danach: |
s|follow the steps "to do"; for a new result |folgen Sie den Schritten "zu tun"; für ein neues Ergebnis: |
s|follow the line "Problem"; for a new result |folgen Sie der Zeile "Problem"; für ein neues Ergebnis: |
s|set this on the screen; no restart is needed|stellen Sie das am Bildschirm ein; ein Neustart ist nicht nötig|
s|^The stick can be removed|Der Stick kann abgezogen werden|
s|^Leave the stick in for four minutes: \(.*\)\. If this is the last line when you read it on a computer, |Lassen Sie den Stick vier Minuten stecken: \1. Wenn dies die letzte Zeile ist, die Sie an einem Computer lesen: |
s|dbus-p1 waits for telegrams of the meter|dbus-p1 wartet auf Telegramme des Zählers|
s|dbus-p1 is being removed|dbus-p1 wird entfernt|
s|the package on the stick .*is damaged; download it again|das Paket auf dem Stick ist beschädigt; laden Sie es noch einmal herunter|
s| is damaged\(.*\); download it again| ist beschädigt\1; laden Sie es noch einmal herunter|
s|not enough space on /data: dbus-p1 needs \(.*\) MB, and \(.*\) MB are free|nicht genug Platz auf /data: dbus-p1 braucht \1 MB, und \2 MB sind frei|
s|not enough space on /data|nicht genug Platz auf /data|
s|dbus-p1 \(.*\): it is installed already|dbus-p1 \1: ist schon installiert|
s|dbus-p1 \(.*\): \(.*\) is installed, which is newer|dbus-p1 \1: \2 ist installiert und neuer|
s|dbus-p1 \(.*\): the stick has \(.*\) too, which is newer|dbus-p1 \1: Auf dem Stick ist auch \2, das neuer ist|
s|dbus-p1 \(.*\) is installed anew: files of it were damaged|dbus-p1 \1 ist neu installiert: Dateien davon waren beschädigt|
s|dbus-p1 \(.*\) is installed$|dbus-p1 \1 ist installiert|
s|the package on the stick is for \(.*\); the processor here is \(.*\): |das Paket auf dem Stick ist für \1; der Prozessor hier ist \2: |
s|there is no package for it$|dafür gibt es kein Paket|
s|copy \(.*\) to the stick$|kopieren Sie \1 auf den Stick|
s|Venus OS does not find a package whose name has a blank; delete it, or end its name with \(.*\)|Venus OS findet kein Paket, dessen Name ein Leerzeichen hat; löschen Sie es, oder lassen Sie den Namen mit \1 enden|
s|dbus-p1 is started again, now and at boot|dbus-p1 ist wieder gestartet, jetzt und beim Einschalten|
s|dbus-p1 is stopped, now and at boot; configuration and history stay|dbus-p1 ist angehalten, jetzt und beim Einschalten; Konfiguration und Verlauf bleiben|
s|dbus-p1 is stopped, now and at boot|dbus-p1 ist angehalten, jetzt und beim Einschalten|
s|dbus-p1 is not installed, and the file \(.*\) keeps the package on the stick from being installed|dbus-p1 ist nicht installiert, und die Datei \1 verhindert, dass das Paket auf dem Stick installiert wird|
s|the cable \(.*\) is used|das Kabel \1 wird verwendet|
s| names no cable; it needs a line such as | nennt kein Kabel; es braucht eine Zeile wie |
s|not listened to: |nicht abgehört: |
s|it is an adapter of Victron|es ist ein Adapter von Victron|
s|the rules of udev give it to \(.*\)|die Regeln von udev geben ihn an \1|
s|another driver has found its device there|ein anderer Treiber hat dort sein Gerät gefunden|
s|another program has it open|ein anderes Programm hat ihn geöffnet|
s|\([^ ]*\) uses it$|\1 verwendet ihn|
s|; used from now on|; ab jetzt verwendet|
s|nothing for \(.*\) s$|nichts in \1 s|
s|noise: another speed or another protocol|Rauschen: eine andere Geschwindigkeit oder ein anderes Protokoll|
s|no telegrams, but other text: this is no meter|keine Telegramme, aber anderer Text: Das ist kein Zähler|
s|its telegrams are encrypted: put meter.key, a file with its key, on the stick|seine Telegramme sind verschlüsselt: Legen Sie meter.key, eine Datei mit seinem Schlüssel, auf den Stick|
s|its telegrams are encrypted, with another key than that in meter.key|seine Telegramme sind verschlüsselt, mit einem anderen Schlüssel als dem in meter.key|
s|no adapter is listened to: cable=none|kein Adapter wird abgehört: cable=none|
s|offered: the HomeWizard dongle \(.*\) at \(.*\): to read the meter with it, write \(.*\) into dbus-p1.properties|angeboten: der HomeWizard-Dongle \1 unter \2: Um den Zähler damit zu lesen, schreiben Sie \3 in dbus-p1.properties|
s|press the button of the HomeWizard dongle now (\(.*\)): it then lets dbus-p1 read the meter|drücken Sie jetzt den Knopf des HomeWizard-Dongles (\1): Dann darf dbus-p1 den Zähler lesen|
s|the HomeWizard dongle \(.*\) is closed: switch Local API on in the HomeWizard app|der HomeWizard-Dongle \1 ist geschlossen: Schalten Sie Local API in der HomeWizard-App ein|
s|several HomeWizard P1 dongles are in this network: write the line of one: |mehrere HomeWizard-P1-Dongles sind in diesem Netzwerk: Schreiben Sie die Zeile von einem in dbus-p1.properties: |
s|there is no dbus-p1.properties: none is needed, the defaults are used|es gibt keine dbus-p1.properties: Sie ist nicht nötig, es gelten die Voreinstellungen|
s|there is no dbus-p1.properties: the one in /data/conf stays in force|es gibt keine dbus-p1.properties: Die Datei in /data/conf gilt weiter|
s|the configuration in /data/conf is the same already|die Konfiguration in /data/conf ist schon dieselbe|
s|the configuration is copied to /data/conf: |die Konfiguration ist nach /data/conf kopiert: |
s|[a-z]*: dbus-p1 does not run on this firmware, \(.*\): \(.*\) is missing. Nothing was changed.*|dbus-p1 läuft nicht auf dieser Firmware, \1: \2 fehlt. Nichts wurde geändert. Aktualisieren Sie die Firmware; wenn es die neueste ist, suchen Sie ein neueres dbus-p1|
s|[a-z]*: another driver uses the P1 cable, by the rule \(.*\); uninstall that driver first|ein anderer Treiber verwendet das P1-Kabel, durch die Regel \1; entfernen Sie zuerst jenen Treiber|
s|[a-z]*: modifications are switched off on this GX device, so dbus-p1 is not started; .*|Änderungen sind auf diesem GX-Gerät ausgeschaltet, deshalb ist dbus-p1 nicht gestartet; schalten Sie sie ein (Settings, General, Support status)|
s|[a-z]*: there is no USB cable \(.*\); the cables are: |es gibt kein USB-Kabel \1; die Kabel sind: |
s|there is no P1 cable: plug it in; an optical head or another cable is found by enable --search, or by the stick with the package. |es gibt kein P1-Kabel: Stecken Sie es ein; einen optischen Lesekopf oder ein anderes Kabel findet enable --search, oder der Stick mit dem Paket. |
s|Cables here: .*none$|Kabel hier: keine|
s|Cables here: |Kabel hier: |
s|^All is well|Alles ist in Ordnung|
