# The report of the stick in French: what result.sh, install, configure and status print in English, and its translation. Longer texts come before
# those that they contain. The tables of all languages have the same lines; what none has stays English.
s|^found      |trouvé     |
s|^done       |fait       |
s|^left       |laissé     |
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
s|if the cable of the meter is one of these, write its number into the file dbus-p1.cable on the stick, such as \(.*\); else plug in the P1 cable. Then |si le câble du compteur est l'un de ceux-ci, écrivez son numéro dans le fichier dbus-p1.cable sur la clé, par exemple \1 ; sinon branchez le câble P1. Ensuite : |
s|follow the steps "to do"; for a new result |suivez les étapes "à faire" ; pour un nouveau résultat : |
s|follow the line "Problem"; for a new result |suivez la ligne "Problème" ; pour un nouveau résultat : |
s|set this on the screen; no restart is needed|réglez cela à l'écran ; aucun redémarrage n'est nécessaire|
s|^The stick can be removed|La clé peut être retirée|
s|^Leave the stick in for two minutes: \(.*\)\. If this is the last line when you read it on a computer, |Laissez la clé branchée deux minutes : \1. Si cette ligne est la dernière que vous lisez sur un ordinateur : |
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
s|there is no dbus-p1.properties: none is needed, the defaults are used|il n'y a pas de dbus-p1.properties : il n'en faut pas, les valeurs par défaut s'appliquent|
s|there is no dbus-p1.properties: the one in /data/conf stays in force|il n'y a pas de dbus-p1.properties : celui de /data/conf reste en vigueur|
s|the configuration in /data/conf is the same already|la configuration dans /data/conf est déjà la même|
s|the configuration is copied to /data/conf: |la configuration est copiée dans /data/conf : |
s|[a-z]*: dbus-p1 does not run on this firmware, \(.*\): \(.*\) is missing. Nothing was changed.*|dbus-p1 ne fonctionne pas sur ce micrologiciel, \1 : \2 manque. Rien n'a été modifié. Mettez à jour le micrologiciel ; si c'est le plus récent, cherchez un dbus-p1 plus récent|
s|[a-z]*: another driver uses the P1 cable, by the rule \(.*\); uninstall that driver first|un autre pilote utilise le câble P1, par la règle \1 ; retirez d'abord ce pilote|
s|[a-z]*: modifications are switched off on this GX device, so dbus-p1 is not started; .*|les modifications sont désactivées sur cet appareil GX, dbus-p1 n'est donc pas lancé ; activez-les (Settings, General, Support status)|
s|[a-z]*: there is no USB cable \(.*\); the cables are: |il n'y a pas de câble USB \1 ; les câbles sont : |
s|there is no P1 cable: plug it in; for an optical head or another cable: enable --cable NUMBER, or on a stick a file dbus-p1.cable with the line cable=NUMBER. |il n'y a pas de câble P1 : branchez-le ; pour une tête optique ou un autre câble : enable --cable NUMÉRO, ou sur une clé un fichier dbus-p1.cable avec la ligne cable=NUMÉRO. |
s|Cables here: .*none$|Câbles ici : aucun|
s|Cables here: |Câbles ici : |
s|^All is well|Tout va bien|
