package org.dbusp1.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.dbusp1.OwnPlace;

/** A root directory of its own for a program of {@link OwnPlace}: that of a GX device, or of a PC, with a configuration. */
final class MadeRoot {
    private static final String CONFIGURATION = "dbus-p1.properties";
    private static final String SCRIPT = """
            mount -t tmpfs none /mnt && mkdir -p /mnt/data/conf "$STATE_DIRECTORY" && ln -s "$STATE_DIRECTORY" /mnt/data/dbus-p1 || exit
            if [ -f "$HOME/%s" ]; then cp "$HOME/%1$s" /mnt/data/conf || exit; fi
            %s
            for each in /*; do
                case $each in
                /mnt | /opt | /data) ;;
                *) if [ -L "$each" ]; then cp -P "$each" /mnt; elif [ -d "$each" ]; then
                    mkdir "/mnt$each" && mount --rbind "$each" "/mnt$each" || exit
                fi ;;
                esac
            done
            exec chroot /mnt sh -c 'cd "$0" && exec "$@"' "$PWD" "$0" "$@"
            """;

    private MadeRoot() {
    }

    /** Returns the words that start a program whose root directory has the paths of Venus OS. */
    static List<String> ofGxDevice() throws IOException, InterruptedException {
        return starter("mkdir -p /mnt/opt/victronenergy || exit");
    }

    static List<String> ofPc() throws IOException, InterruptedException {
        return starter("");
    }

    private static List<String> starter(String more) throws IOException, InterruptedException {
        return OwnPlace.namespaces("-rm", "sh", "-c", SCRIPT.formatted(CONFIGURATION, more));
    }

    /** Writes the configuration in a usual directory of the root of a program with this folder. */
    static void configure(Path folder, String content) throws IOException {
        Files.writeString(Files.createDirectories(folder.resolve("home")).resolve(CONFIGURATION), content);
    }
}
