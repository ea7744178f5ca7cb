# The report of the stick in Dutch: what result.sh, install, configure and status print in English, and its translation. Longer texts come before
# those that they contain. The tables of all languages have the same lines; what none has stays English.
s|^found      |gevonden   |
s|^done       |gedaan     |
s|^left       |gelaten    |
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
s|if the cable of the meter is one of these, write its number into the file dbus-p1.cable on the stick, such as \(.*\); else plug in the P1 cable. Then |is de kabel van de meter een van deze, schrijf dan zijn nummer in het bestand dbus-p1.cable op de stick, zoals \1; sluit anders de P1-kabel aan. Daarna: |
s|follow the steps "to do"; for a new result |volg de stappen "te doen"; voor een nieuw resultaat: |
s|follow the line "Problem"; for a new result |volg de regel "Probleem"; voor een nieuw resultaat: |
s|set this on the screen; no restart is needed|stel dit in op het scherm; een herstart is niet nodig|
s|^The stick can be removed|De stick kan eruit|
s|^Leave the stick in for two minutes: \(.*\)\. If this is the last line when you read it on a computer, |Laat de stick twee minuten zitten: \1. Is dit de laatste regel als u hem op een computer leest, doe dan dit: |
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
s|there is no dbus-p1.properties: none is needed, the defaults are used|er is geen dbus-p1.properties: het is niet nodig, de standaardwaarden gelden|
s|there is no dbus-p1.properties: the one in /data/conf stays in force|er is geen dbus-p1.properties: het bestand in /data/conf blijft gelden|
s|the configuration in /data/conf is the same already|de configuratie in /data/conf is al dezelfde|
s|the configuration is copied to /data/conf: |de configuratie is gekopieerd naar /data/conf: |
s|[a-z]*: dbus-p1 does not run on this firmware, \(.*\): \(.*\) is missing. Nothing was changed.*|dbus-p1 werkt niet op deze firmware, \1: \2 ontbreekt. Er is niets gewijzigd. Werk de firmware bij; is het de nieuwste, zoek dan een nieuwere dbus-p1|
s|[a-z]*: another driver uses the P1 cable, by the rule \(.*\); uninstall that driver first|een andere driver gebruikt de P1-kabel, door de regel \1; verwijder eerst die driver|
s|[a-z]*: modifications are switched off on this GX device, so dbus-p1 is not started; .*|aanpassingen zijn op dit GX-apparaat uitgeschakeld, dus dbus-p1 is niet gestart; schakel ze in (Settings, General, Support status)|
s|[a-z]*: there is no USB cable \(.*\); the cables are: |er is geen USB-kabel \1; de kabels zijn: |
s|there is no P1 cable: plug it in; for an optical head or another cable: enable --cable NUMBER, or on a stick a file dbus-p1.cable with the line cable=NUMBER. |er is geen P1-kabel: sluit hem aan; voor een optische leeskop of een andere kabel: enable --cable NUMMER, of op een stick een bestand dbus-p1.cable met de regel cable=NUMMER. |
s|Cables here: .*none$|Kabels hier: geen|
s|Cables here: |Kabels hier: |
s|^All is well|Alles is in orde|
