# The report of the stick in Dutch: what result.sh, install, configure and status print in English, and its translation. Longer texts come before
# those that they contain. The tables of all languages have the same lines; what none has stays English.
s|^found      |gevonden   |
s|^done       |gedaan     |
s|^left       |gelaten    |
s|^heard      |gehoord    |
s|^refused    |geweigerd  |
s|^next       |hierna     |
s|^to do      |te doen    |
s|^Problem: |Probleem: |
s|by the clock of this device, which may be wrong until it has a network|volgens de klok van dit apparaat, die fout kan zijn tot het een netwerk heeft|
s|(Settings, General, Reboot)|(Instellingen, Algemeen, Herstart)|
s|put the stick in and restart again|steek de stick erin en herstart opnieuw|
s|plug the stick in again|steek de stick er opnieuw in|
s|; if that does not help, update the firmware of the GX device|; helpt dat niet, werk dan de firmware van het GX-apparaat bij|
s|nothing: the stick is not needed any more|niets: de stick is niet meer nodig|
s|nothing. To use dbus-p1 again, delete \(.*\) from the stick, |niets. Wis \1 van de stick om dbus-p1 weer te gebruiken; daarna: |
s|nothing. To install dbus-p1 again, delete \(.*\) from the stick, |niets. Wis \1 van de stick om dbus-p1 weer te installeren; daarna: |
s|correct what is refused above, and |verbeter wat hierboven geweigerd is, en |
s|correct what is refused above, |verbeter wat hierboven geweigerd is, |
s|plug in the P1 cable, \(.*\)\. A "P1 Converter Cable" needs no restart: look for the meter in the device list|sluit de P1-kabel aan, \1. Een "P1 Converter Cable" heeft geen herstart nodig: zoek de meter in de lijst van apparaten|
s|no meter was heard: see that its port is open and the cable in it. A meter that sends once a minute is not heard: write the number of its cable into the file dbus-p1.cable on the stick, such as \(.*\). Then |er is geen meter gehoord: kijk of zijn poort open is en of de kabel erin zit. Een meter die eens per minuut stuurt wordt niet gehoord: schrijf het nummer van zijn kabel in het bestand dbus-p1.cable op de stick, zoals \1. Daarna: |
s|follow the steps "to do"; for a new result |volg de stappen "te doen"; voor een nieuw resultaat: |
s|follow the line "Problem"; for a new result |volg de regel "Probleem"; voor een nieuw resultaat: |
s|set this on the screen; no restart is needed|stel dit in op het scherm; een herstart is niet nodig|
s|^The stick can be removed|De stick kan eruit|
s|^Leave the stick in for four minutes: \(.*\)\. If this is the last line when you read it on a computer, |Laat de stick vier minuten zitten: \1. Is dit de laatste regel als u hem op een computer leest, doe dan dit: |
s|dbus-p1 waits for telegrams of the meter|dbus-p1 wacht op telegrammen van de meter|
s|dbus-p1 is being removed|dbus-p1 wordt verwijderd|
s|the package on the stick .*is damaged; download it again|het pakket op de stick is beschadigd; download het opnieuw|
s| is damaged\(.*\); download it again| is beschadigd\1; download het opnieuw|
s|not enough space on /data: dbus-p1 needs \(.*\) MB, and \(.*\) MB are free|niet genoeg ruimte op /data: dbus-p1 heeft \1 MB nodig, en \2 MB is vrij|
s|not enough space on /data|niet genoeg ruimte op /data|
s|dbus-p1 \(.*\): it is installed already|dbus-p1 \1: is al geïnstalleerd|
s|dbus-p1 \(.*\): \(.*\) is installed, which is newer|dbus-p1 \1: \2 is geïnstalleerd, en is nieuwer|
s|dbus-p1 \(.*\): the stick has \(.*\) too, which is newer|dbus-p1 \1: op de stick staat ook \2, dat nieuwer is|
s|dbus-p1 \(.*\) is installed anew: files of it were damaged|dbus-p1 \1 is opnieuw geïnstalleerd: bestanden ervan waren beschadigd|
s|dbus-p1 \(.*\) is installed$|dbus-p1 \1 is geïnstalleerd|
s|the package on the stick is for \(.*\); the processor here is \(.*\): |het pakket op de stick is voor \1; de processor hier is \2: |
s|there is no package for it$|er is geen pakket voor|
s|copy \(.*\) to the stick$|kopieer \1 naar de stick|
s|Venus OS does not find a package whose name has a blank; delete it, or end its name with \(.*\)|Venus OS vindt geen pakket met een spatie in de naam; wis het, of laat de naam eindigen op \1|
s|dbus-p1 is started again, now and at boot|dbus-p1 is weer gestart, nu en bij het opstarten|
s|dbus-p1 is stopped, now and at boot; configuration and history stay|dbus-p1 is stilgezet, nu en bij het opstarten; configuratie en historie blijven|
s|dbus-p1 is stopped, now and at boot|dbus-p1 is stilgezet, nu en bij het opstarten|
s|dbus-p1 is not installed, and the file \(.*\) keeps the package on the stick from being installed|dbus-p1 is niet geïnstalleerd, en het bestand \1 houdt het pakket op de stick tegen|
s|the cable \(.*\) is used|de kabel \1 wordt gebruikt|
s| names no cable; it needs a line such as | noemt geen kabel; er hoort een regel in zoals |
s|not listened to: |niet beluisterd: |
s|it is an adapter of Victron|het is een adapter van Victron|
s|the rules of udev give it to \(.*\)|de regels van udev geven hem aan \1|
s|another driver has found its device there|een ander stuurprogramma heeft daar zijn apparaat gevonden|
s|another program has it open|een ander programma heeft hem open|
s|\([^ ]*\) uses it$|\1 gebruikt hem|
s|; used from now on|; vanaf nu in gebruik|
s|nothing for \(.*\) s$|niets in \1 s|
s|noise: another speed or another protocol|ruis: een andere snelheid of een ander protocol|
s|no telegrams, but other text: this is no meter|geen telegrammen, maar andere tekst: dit is geen meter|
s|its telegrams are encrypted: put meter.key, a file with its key, on the stick|de telegrammen zijn versleuteld: zet meter.key, een bestand met zijn sleutel, op de stick|
s|its telegrams are encrypted, with another key than that in meter.key|de telegrammen zijn versleuteld, met een andere sleutel dan die in meter.key|
s|no adapter is listened to: cable=none|geen adapter wordt beluisterd: cable=none|
s|offered: the HomeWizard dongle \(.*\) at \(.*\): to read the meter with it, write \(.*\) into dbus-p1.properties|aangeboden: de HomeWizard-dongle \1 op \2: om de meter daarmee te lezen, zet u \3 in dbus-p1.properties|
s|press the button of the HomeWizard dongle now (\(.*\)): it then lets dbus-p1 read the meter|druk nu op de knop van de HomeWizard-dongle (\1): dan mag dbus-p1 de meter lezen|
s|the HomeWizard dongle \(.*\) is closed: switch Local API on in the HomeWizard app|de HomeWizard-dongle \1 is gesloten: zet Lokale API aan in de HomeWizard-app|
s|several HomeWizard P1 dongles are in this network: write the line of one: |er zijn meer HomeWizard P1-dongles in dit netwerk: zet de regel van één ervan in dbus-p1.properties: |
s|there is no dbus-p1.properties: none is needed, the defaults are used|er is geen dbus-p1.properties: het is niet nodig, de standaardwaarden gelden|
s|there is no dbus-p1.properties: the one in /data/conf stays in force|er is geen dbus-p1.properties: het bestand in /data/conf blijft gelden|
s|the configuration in /data/conf is the same already|de configuratie in /data/conf is al dezelfde|
s|the configuration is copied to /data/conf: |de configuratie is gekopieerd naar /data/conf: |
s|[a-z]*: dbus-p1 does not run on this firmware, \(.*\): \(.*\) is missing. Nothing was changed.*|dbus-p1 werkt niet op deze firmware, \1: \2 ontbreekt. Er is niets gewijzigd. Werk de firmware bij; is het de nieuwste, zoek dan een nieuwere dbus-p1|
s|[a-z]*: another driver uses the P1 cable, by the rule \(.*\); uninstall that driver first|een andere driver gebruikt de P1-kabel, door de regel \1; verwijder eerst die driver|
s|[a-z]*: modifications are switched off on this GX device, so dbus-p1 is not started; .*|aanpassingen zijn op dit GX-apparaat uitgeschakeld, dus dbus-p1 is niet gestart; schakel ze in (Settings, General, Support status)|
s|[a-z]*: there is no USB cable \(.*\); the cables are: |er is geen USB-kabel \1; de kabels zijn: |
s|there is no P1 cable: plug it in; an optical head or another cable is found by enable --search, or by the stick with the package. |er is geen P1-kabel: sluit hem aan; een optische leeskop of een andere kabel vindt enable --search, of de stick met het pakket. |
s|Cables here: .*none$|Kabels hier: geen|
s|Cables here: |Kabels hier: |
s|^All is well|Alles is in orde|
