# The report of the stick in French: what result.sh, install, configure and status print in English, and its translation. Longer texts come before
# those that they contain. The tables of all languages have the same lines; what none has stays English.
s|^found      |trouvé     |
s|^done       |fait       |
s|^left       |laissé     |
s|^heard      |entendu    |
s|^refused    |refusé     |
s|^next       |ensuite    |
s|^to do      |à faire    |
s|^Problem: |Problème : |
s|by the clock of this device, which may be wrong until it has a network|selon l'horloge de cet appareil, qui peut être fausse tant qu'il n'a pas de réseau|
s|(Settings, General, Reboot)|(Paramètres, Général, Redémarrer)|
s|put the stick in and restart again|branchez la clé et redémarrez encore une fois|
s|plug the stick in again|branchez la clé encore une fois|
s|; if that does not help, update the firmware of the GX device|; si cela n'aide pas, mettez à jour le micrologiciel de l'appareil GX|
s|nothing: the stick is not needed any more|rien : la clé n'est plus nécessaire|
s|nothing. To use dbus-p1 again, delete \(.*\) from the stick, |rien. Pour utiliser dbus-p1 de nouveau, effacez \1 de la clé, puis |
s|nothing. To install dbus-p1 again, delete \(.*\) from the stick, |rien. Pour installer dbus-p1 de nouveau, effacez \1 de la clé, puis |
s|correct what is refused above, and |corrigez ce qui est refusé ci-dessus, puis |
s|correct what is refused above, |corrigez ce qui est refusé ci-dessus, |
s|plug in the P1 cable, \(.*\)\. A "P1 Converter Cable" needs no restart: look for the meter in the device list|branchez le câble P1, \1. Un "P1 Converter Cable" n'a pas besoin de redémarrage : cherchez le compteur dans la liste des appareils|
s|no meter was heard: see that its port is open and the cable in it. A meter that sends once a minute is not heard: write the number of its cable into the file dbus-p1.cable on the stick, such as \(.*\). Then |aucun compteur n'a été entendu : son port est-il activé, et le câble y est-il branché ? Un compteur qui envoie une fois par minute n'est pas entendu : écrivez le numéro de son câble dans le fichier dbus-p1.cable sur la clé, par exemple \1. Ensuite : |
s|follow the steps "to do"; for a new result |suivez les étapes "à faire" ; pour un nouveau résultat : |
s|follow the line "Problem"; for a new result |suivez la ligne "Problème" ; pour un nouveau résultat : |
s|set this on the screen; no restart is needed|réglez cela à l'écran ; aucun redémarrage n'est nécessaire|
s|^The stick can be removed|La clé peut être retirée|
s|^Leave the stick in for four minutes: \(.*\)\. If this is the last line when you read it on a computer, |Laissez la clé branchée quatre minutes : \1. Si cette ligne est la dernière que vous lisez sur un ordinateur : |
s|dbus-p1 waits for telegrams of the meter|dbus-p1 attend des télégrammes du compteur|
s|dbus-p1 is being removed|dbus-p1 est en cours de retrait|
s|the package on the stick .*is damaged; download it again|le paquet sur la clé est endommagé ; téléchargez-le de nouveau|
s| is damaged\(.*\); download it again| est endommagé\1 ; téléchargez-le de nouveau|
s|not enough space on /data: dbus-p1 needs \(.*\) MB, and \(.*\) MB are free|pas assez de place sur /data : dbus-p1 a besoin de \1 Mo, et \2 Mo sont libres|
s|not enough space on /data|pas assez de place sur /data|
s|dbus-p1 \(.*\): it is installed already|dbus-p1 \1 : est déjà installé|
s|dbus-p1 \(.*\): \(.*\) is installed, which is newer|dbus-p1 \1 : \2 est installé, et plus récent|
s|dbus-p1 \(.*\): the stick has \(.*\) too, which is newer|dbus-p1 \1 : la clé a aussi \2, plus récent|
s|dbus-p1 \(.*\) is installed anew: files of it were damaged|dbus-p1 \1 est réinstallé : des fichiers étaient endommagés|
s|dbus-p1 \(.*\) is installed$|dbus-p1 \1 est installé|
s|the package on the stick is for \(.*\); the processor here is \(.*\): |le paquet sur la clé est pour \1 ; le processeur ici est \2 : |
s|there is no package for it$|il n'y a pas de paquet pour lui|
s|copy \(.*\) to the stick$|copiez \1 sur la clé|
s|Venus OS does not find a package whose name has a blank; delete it, or end its name with \(.*\)|Venus OS ne trouve pas de paquet dont le nom contient un espace ; effacez-le, ou terminez son nom par \1|
s|dbus-p1 is started again, now and at boot|dbus-p1 est relancé, maintenant et au démarrage|
s|dbus-p1 is stopped, now and at boot; configuration and history stay|dbus-p1 est arrêté, maintenant et au démarrage ; configuration et historique restent|
s|dbus-p1 is stopped, now and at boot|dbus-p1 est arrêté, maintenant et au démarrage|
s|dbus-p1 is not installed, and the file \(.*\) keeps the package on the stick from being installed|dbus-p1 n'est pas installé, et le fichier \1 empêche d'installer le paquet de la clé|
s|the cable \(.*\) is used|le câble \1 est utilisé|
s| names no cable; it needs a line such as | ne nomme aucun câble ; il lui faut une ligne telle que |
s|not listened to: |pas écouté : |
s|it is an adapter of Victron|c'est un adaptateur de Victron|
s|the rules of udev give it to \(.*\)|les règles de udev le donnent à \1|
s|another driver has found its device there|un autre pilote y a trouvé son appareil|
s|another program has it open|un autre programme l'a ouvert|
s|\([^ ]*\) uses it$|\1 l'utilise|
s|; used from now on| ; utilisé dès maintenant|
s|nothing for \(.*\) s$|rien pendant \1 s|
s|noise: another speed or another protocol|bruit : une autre vitesse ou un autre protocole|
s|no telegrams, but other text: this is no meter|pas de télégrammes, mais un autre texte : ce n'est pas un compteur|
s|its telegrams are encrypted: put meter.key, a file with its key, on the stick|ses télégrammes sont chiffrés : mettez meter.key, un fichier avec sa clé, sur la clé USB|
s|its telegrams are encrypted, with another key than that in meter.key|ses télégrammes sont chiffrés, avec une autre clé que celle de meter.key|
s|no adapter is listened to: cable=none|aucun adaptateur n'est écouté : cable=none|
s|offered: the HomeWizard dongle \(.*\) at \(.*\): to read the meter with it, write \(.*\) into dbus-p1.properties|proposé : le dongle HomeWizard \1 à \2 : pour lire le compteur avec lui, écrivez \3 dans dbus-p1.properties|
s|press the button of the HomeWizard dongle now (\(.*\)): it then lets dbus-p1 read the meter|appuyez maintenant sur le bouton du dongle HomeWizard (\1) : dbus-p1 peut alors lire le compteur|
s|the HomeWizard dongle \(.*\) is closed: switch Local API on in the HomeWizard app|le dongle HomeWizard \1 est fermé : activez l'API locale dans l'application HomeWizard|
s|several HomeWizard P1 dongles are in this network: write the line of one: |plusieurs dongles HomeWizard P1 sont sur ce réseau : écrivez la ligne de l'un d'eux dans dbus-p1.properties : |
s|there is no dbus-p1.properties: none is needed, the defaults are used|il n'y a pas de dbus-p1.properties : il n'en faut pas, les valeurs par défaut s'appliquent|
s|there is no dbus-p1.properties: the one in /data/conf stays in force|il n'y a pas de dbus-p1.properties : celui de /data/conf reste en vigueur|
s|the configuration in /data/conf is the same already|la configuration dans /data/conf est déjà la même|
s|the configuration is copied to /data/conf: |la configuration est copiée dans /data/conf : |
s|[a-z]*: dbus-p1 does not run on this firmware, \(.*\): \(.*\) is missing. Nothing was changed.*|dbus-p1 ne fonctionne pas sur ce micrologiciel, \1 : \2 manque. Rien n'a été modifié. Mettez à jour le micrologiciel ; si c'est le plus récent, cherchez un dbus-p1 plus récent|
s|[a-z]*: another driver uses the P1 cable, by the rule \(.*\); uninstall that driver first|un autre pilote utilise le câble P1, par la règle \1 ; retirez d'abord ce pilote|
s|[a-z]*: modifications are switched off on this GX device, so dbus-p1 is not started; .*|les modifications sont désactivées sur cet appareil GX, dbus-p1 n'est donc pas lancé ; activez-les (Settings, General, Support status)|
s|[a-z]*: there is no USB cable \(.*\); the cables are: |il n'y a pas de câble USB \1 ; les câbles sont : |
s|there is no P1 cable: plug it in; an optical head or another cable is found by enable --search, or by the stick with the package. |il n'y a pas de câble P1 : branchez-le ; enable --search, ou la clé avec le paquet, trouve une tête optique ou un autre câble. |
s|Cables here: .*none$|Câbles ici : aucun|
s|Cables here: |Câbles ici : |
s|^All is well|Tout va bien|
