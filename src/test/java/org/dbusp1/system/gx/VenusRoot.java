package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Ended;

/**
 * An imitated GX device in a folder, as far as the installer needs it: a read-only root file system, /data, the files of the
 * serial-starter, busybox, which takes no more arguments than that of a device, and bash. The programs of Victron and daemontools are
 * doubles that note their calls.
 */
final class VenusRoot {
    private static final Path ON_VENUS = Path.of("src/test/sh/on-venus").toAbsolutePath();
    private static final String RULE_OF_VICTRON = """
            ACTION=="add", ENV{ID_BUS}=="usb", ENV{ID_MODEL}=="FT232R_USB_UART", ENV{VE_SERVICE}="rs485:default"
            """;
    /** Notes its name and words in /run/calls. */
    private static final String DOUBLE = "#!/bin/sh\necho \"${0##*/} $*\" >>/run/calls\n";

    /** What a boot does with the hook of owners and add-ons. */
    static final String HOOK = "if [ -x /data/rcS.local ]; then /data/rcS.local; fi\n";
    static final String FSTAB = "/dev/root / auto ro,noatime 1 1\nproc /proc proc defaults 0 0\n";

    private final Path root;
    /** The cables that are plugged in, as NAME:MODEL:SERIAL. */
    private String ports = "ttyUSB0:P1_Converter_Cable:P1A ttyUSB1:FT232R_USB_UART:A7";

    private VenusRoot(Path root, boolean made) {
        this.root = root;
    }

    /** One that was copied from another. */
    static VenusRoot of(Path root) {
        return new VenusRoot(root, true);
    }

    VenusRoot(Path root) throws IOException {
        this.root = root;
        for (String folder : List.of("bin", "dev", "etc/udev/rules.d", "etc/venus", "lib", "lib64", "media/sda1", "mnt",
                "opt/victronenergy", "proc", "run", "sbin", "service", "sys", "tmp", "usr/lib", "usr/bin", "var/lock", "var/volatile")) {
            Files.createDirectories(flash(folder));
        }
        Files.createDirectories(data("conf"));
        Files.createDirectories(data("log"));
        Files.createDirectories(data("var/lib/serial-starter"));
        Files.createDirectories(flash("data"));
        Files.createSymbolicLink(flash("var/log"), Path.of("/data/log"));
        Files.copy(Path.of("/bin/busybox"), flash("bin/busybox"));
        Files.copy(Path.of("/bin/bash"), flash("bin/bash"));
        write(flash("etc/venus/serial-starter.conf"),
                "service gps gps-dbus\nalias default gps:vedirect\ninclude /data/conf/serial-starter.d\n");
        write(flash("opt/victronenergy/version"), "v3.60\nVictron Energy\n20250401120000\n");
        write(flash("etc/udev/rules.d/serial-starter.rules"), RULE_OF_VICTRON);
        for (String template : List.of("gps-dbus", "vedirect-interface")) {
            program("opt/victronenergy/service-templates/" + template + "/run", "#!/bin/sh\n");
        }
        program("opt/victronenergy/serial-starter/stop-tty.sh", DOUBLE);
        write(flash("etc/fstab"), FSTAB);
        program("opt/victronenergy/swupdate-scripts/remount-rw.sh", remountScript());
        runService("tty=$1\nln -s $$ /run/lock-$tty\ntrap 'rm /run/lock-$tty' EXIT\nstart() { $app \"$@\"; }\n");
        for (String name : List.of("svc", "multilog")) {
            program("bin/" + name, DOUBLE);
        }
        program("bin/svok", "#!/bin/sh\nexit 1\n");
        // Nothing here shows what is on the disk; that of this machine may have much to write for others.
        program("bin/sync", "#!/bin/sh\n");
        program("bin/svstat", "#!/bin/sh\necho \"$1: up (pid $(grep -c svc /run/calls)) 60 seconds\"\n");
        // A script may plug cables while the device runs.
        program("bin/udevadm", DOUBLE + """
                [ ! -e /run/ports ] || PORTS=$(cat /run/ports)
                for port in $PORTS; do
                    name=${port%%:*} rest=${port#*:}
                    if [ "$*" = "info --query=property --name=/dev/$name" ]; then
                        echo "ID_MODEL=${rest%%:*}"
                        [ -z "${rest#*:}" ] || echo "ID_SERIAL_SHORT=${rest#*:}"
                        [ -n "${NO_PATH:-}" ] || echo "ID_PATH=usb-$name"
                        echo "VE_SERVICE=${VE_SERVICE:-p1}"
                    fi
                done
                """);
        program("etc/init.d/update-data.sh", updateData());
        // The busybox of Debian cannot leave a folder of an archive out.
        Files.createDirectories(flash("opt/tar"));
        Files.copy(Path.of("/bin/tar"), flash("opt/tar/tar"));
        for (String applet : output("/bin/busybox", "--list").split("\n")) {
            if (GxBusybox.REFUSED.containsKey(applet)) {
                program("bin/" + applet, GxBusybox.program(applet));
            } else if (!GxBusybox.ABSENT.contains(applet) && Files.notExists(flash("bin/" + applet), LinkOption.NOFOLLOW_LINKS)) {
                Files.createSymbolicLink(flash("bin/" + applet), Path.of("busybox"));
            }
        }
    }

    /** Returns whether this machine lets its users, or root, have separate file systems. */
    static boolean isPossible() throws IOException, InterruptedException {
        return Ended.of(new ProcessBuilder("unshare", "--mount", "--map-root-user", "--pid", "--fork", "mount", "-t", "proc", "proc",
                "/proc")).status() == 0;
    }

    /** Returns whether there is no busybox whose shell runs the programs of a device: that of busybox-static runs its own. */
    static boolean lacksBusybox() throws IOException, InterruptedException {
        ProcessBuilder list = new ProcessBuilder("/bin/busybox", "sh", "-c", "ls");
        list.environment().put("PATH", "/nowhere");
        return !Files.isExecutable(Path.of("/bin/busybox")) || Ended.of(list).status() == 0;
    }

    Path flash(String path) {
        return root.resolve("flash").resolve(path);
    }

    Path data(String path) {
        return root.resolve("data").resolve(path);
    }

    /** Runs a service as Victron's run-service.sh is thought to do. */
    void runService(String script) throws IOException {
        program("opt/victronenergy/serial-starter/run-service.sh", script);
    }

    void plug(String port) {
        ports = port;
    }

    /** Replaces a program, or adds one. */
    void program(String path, String script) throws IOException {
        writeProgram(flash(path), script);
    }

    static void writeProgram(Path file, String script) throws IOException {
        write(file, script);
        makeProgram(file);
    }

    static void makeProgram(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** A package in /data/package-VERSION, with a program that prints no more than its version and what it was started with. */
    Path unpack(String version) throws IOException {
        Path folder = data("package-" + version);
        VenusPackage.make(folder, version);
        return folder;
    }

    /** Returns the folder of a stick with this package; it is unpacked at the next boot, as Venus OS does. */
    Path stick(String version) throws IOException {
        return stick(version, "");
    }

    /** Returns the folder of what is in the package on a stick. */
    Path made(String version) {
        return root.resolve("made-" + version);
    }

    /** @param manifest of the package; its own where it is empty */
    Path stick(String version, String manifest) throws IOException {
        Path stick = flash("media/sda1");
        Path made = made(version);
        VenusPackage.make(made.resolve("dbus-p1"), version);
        VenusRoot.write(made.resolve("rc/MANIFEST"), manifest.isEmpty() ? Files.readString(made.resolve("dbus-p1/MANIFEST")) : manifest);
        try (Stream<Path> hooks = Files.list(VenusPackage.SCRIPTS.resolve("gx/stick"));
                Stream<Path> texts = Files.list(VenusPackage.SCRIPTS.resolve("gx/lib"))) {
            for (Path hook : Stream.concat(hooks,
                    texts.filter(file -> file.getFileName().toString().matches("texts.*|version.sh"))).toList()) {
                Files.copy(hook, made.resolve("rc").resolve(hook.getFileName()));
            }
        }
        Files.createDirectories(stick);
        output("tar", "-czf", stick.resolve("venus-data-dbus-p1-" + version + "-test.tgz").toString(), "-C",
                made.toString(), "rc", "dbus-p1");
        return stick;
    }

    /** Returns what Venus OS does at boot with a stick: runs update-data.sh. */
    static String unpackSticks() {
        return "PATH=/opt/tar:$PATH sh /etc/init.d/update-data.sh >/run/update-data.log 2>&1\n";
    }

    /** Returns what Venus OS does since v3.70 when a stick is plugged in: what Victron's rule for udev runs, without udev's variables. */
    static String plugStickIn() throws IOException {
        String rule = victrons("meta-victronenergy/meta-venus/recipes-core/initscripts/files/usb.rules", """
                ACTION=="add", KERNEL=="sd?[0-9]", SUBSYSTEM=="block", RUN+="/etc/init.d/update-data.sh -r"
                """);
        return "env -i PATH=/opt/tar:$PATH PORTS=\"$PORTS\" sh " + rule.replaceAll("(?s).*RUN\\+=\"(.*?)\".*", "$1")
                + " >/run/update-data.log 2>&1\n";
    }

    /**
     * Returns Victron's script that unpacks sticks (meta-victronenergy, recipe initscripts), from $PEERS; where that is not there, one
     * that does the same with packages: it splits names at blanks, takes venus-data-*.SUFFIX before venus-data.SUFFIX, with -r
     * venus-runtime in place of venus-data, and leaves the folder rc out.
     */
    private static String updateData() throws IOException {
        return victrons("meta-victronenergy/meta-venus/recipes-core/initscripts/files/update-data.sh",
                Files.readString(Path.of("src/test/sh/alive/update-data.sh")));
    }

    /**
     * Returns Victron's script that makes the root file system writeable, or one that does the same, /etc/fstab included. The root file
     * system is a bind mount here, and the calls are noted.
     */
    private static String remountScript() throws IOException {
        String script = victrons("meta-victronenergy/meta-venus/recipes-support/swupdate-scripts/files/remount-rw.sh", """
                #!/bin/sh
                mount -o remount,rw /
                sed 's/^\\([^# ]* \\/ [^ ]*\\) [^ ]*/\\1 defaults/' /etc/fstab >/etc/fstab.tmp
                mv /etc/fstab.tmp /etc/fstab
                """);
        return DOUBLE + script.replace("mount -o remount,rw /", "mount -o remount,bind,rw /");
    }

    /** Returns a script of Victron from a repository that was cloned to $PEERS; where that is not there, an imitation. */
    static String victrons(String path, String imitation) throws IOException {
        Optional<Path> peers = Beside.peers(path);
        return peers.isPresent() ? Files.readString(peers.get().resolve(path)) : imitation;
    }

    /** Starts the device, runs a script of its shell as root, and switches it off. */
    Ended boot(String script) throws IOException, InterruptedException {
        ProcessBuilder builder = onVenus(script);
        builder.environment().put("TURNS", Path.of("target").toAbsolutePath().toString());
        return Ended.of(builder);
    }

    /** As {@link #boot(String)}, with folders of this machine that are there too, for a script that mostly waits: it takes nobody's turn. */
    Ended boot(String script, Set<Path> folders) throws IOException, InterruptedException {
        ProcessBuilder builder = onVenus(script);
        builder.environment().put("BINDS", folders.stream().map(Path::toString).collect(Collectors.joining(" ")));
        return Ended.of(builder);
    }

    private ProcessBuilder onVenus(String script) {
        ProcessBuilder builder = new ProcessBuilder(ON_VENUS.toString(), root.toString(), script);
        builder.environment().put("PORTS", ports);
        return builder;
    }

    /** As {@link #boot(String)}, for a script that may wait for ever: it is ended after these seconds. */
    Ended boot(String script, int seconds) throws IOException, InterruptedException {
        return boot("(\n" + script + "\n) & work=$!; { sleep " + seconds + "; kill $work; } & wait $work", Set.of());
    }

    /** As {@link #boot(String)}, for a script that must end with status 0. */
    Ended succeeds(String script) throws IOException, InterruptedException {
        Ended ended = boot(script);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended;
    }

    /** Runs a command of this machine's shell in a folder, with $data, $conf and $flash of the device, which is switched off. */
    void shell(Path folder, String command) throws IOException, InterruptedException {
        ProcessBuilder shell = new ProcessBuilder("sh", "-euc", command).directory(folder.toFile());
        shell.environment().putAll(Map.of("data", data("").toString(), "conf", data("conf").toString(), "flash", flash("").toString()));
        Ended ended = Ended.of(shell);
        assertThat(ended.status()).as(ended.output()).isZero();
    }

    /** Every file of /data and of the root file system, with rights and contents. */
    Map<String, String> tree() throws IOException {
        Map<String, String> tree = new TreeMap<>();
        for (Path part : List.of(root.resolve("flash"), root.resolve("data"))) {
            try (Stream<Path> files = Files.walk(part)) {
                files.forEach(file -> tree.put(root.relativize(file).toString(), describe(file)));
            }
        }
        return tree;
    }

    /** Returns what is other, new or gone. */
    static Map<String, String> difference(Map<String, String> before, Map<String, String> after) {
        Map<String, String> difference = new TreeMap<>(before);
        difference.replaceAll((file, what) -> after.containsKey(file) ? what + " became " + after.get(file) : "gone");
        after.forEach((file, what) -> difference.putIfAbsent(file, "new " + what));
        difference.keySet().removeIf(file -> before.containsKey(file) && before.get(file).equals(after.get(file)));
        return difference;
    }

    private static String describe(Path file) {
        try {
            if (Files.isSymbolicLink(file)) {
                return "-> " + Files.readSymbolicLink(file);
            }
            String rights = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
            return rights + (Files.isRegularFile(file) ? VenusPackage.sha256(file) : "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String output(String... command) throws IOException {
        Process process = new ProcessBuilder(command).start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
