package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Ended;

/**
 * An imitated GX device that runs: supervise, multilog, the bus and the driver are the real ones, and the doubles of udev, serial-
 * starter and localsettings do what is known of Victron's; a copy of Victron's serial-starter in $PEERS replaces its double. Scripts
 * find functions for it in /alive.
 */
final class LiveVenus {
    private static final Path ALIVE = Path.of("src/test/sh/alive");
    private static final Path LAUNCHER = Path.of("venus/dbus-p1").toAbsolutePath();
    private static final Path PYTHON = Path.of("src/test/python");
    private static final List<String> PROGRAMS = List.of("svc", "svok", "svstat", "svscan", "supervise", "multilog",
            "dbus-daemon", "dbus-send", "socat");
    private static final String SETTINGS = """
            {"/Settings/SystemSetup/AcInput1": ["i", 1, 0, 3, 1], "/Settings/SystemSetup/AcInput2": ["i", 0, 0, 3, 0],
             "/Settings/Gui/Language": ["s", "nl", null, null, "en"],
             "/Settings/System/TimeZone": ["s", "Europe/Brussels", null, null, "UTC"],
             "/Settings/CGwacs/RunWithoutGridMeter": ["i", 0, 0, 1, 0], "/Settings/CGwacs/GridMeterRequired": ["i", 1, 0, 1, 1],
             "/Settings/Devices/p1_E0other/ClassAndVrmInstance": ["s", "grid:77", null, null, "grid:77"]}
            """;

    /** Gives the version 9-b1 of a stick the program of this build. */
    static final String USE_THIS_BUILD = """
            cp /data/package-1/venus/dbus-p1 /data/dbus-p1/versions/9-b1/venus/dbus-p1
            (cd /data/dbus-p1/versions/9-b1; rm SHA256SUMS; find . -type f -exec sha256sum {} + >/run/sums; mv /run/sums SHA256SUMS)
            """;

    private final VenusRoot venus;

    /** A device with a package in /data/package-1, on a machine that is able to run one. */
    LiveVenus(Path directory) throws IOException {
        venus = new VenusRoot(directory);
        for (String folder : List.of("var/run", "var/lock")) {
            Files.deleteIfExists(venus.flash(folder));
        }
        Files.createSymbolicLink(venus.flash("var/run"), Path.of("../run"));
        Files.createSymbolicLink(venus.flash("var/lock"), Path.of("../run/lock"));
        for (String program : PROGRAMS) {
            copy(Path.of("/usr/bin", program), "bin/" + program);
        }
        copy(Path.of("/usr/bin/python3").toRealPath(), "usr/bin/python3");
        copyAll(ALIVE, "alive");
        copyAll(PYTHON, "alive/python");
        copy(ALIVE.resolve("udevadm"), "bin/udevadm");
        for (String script : List.of("stop-tty.sh", "start-tty.sh", "run-service.sh", "functions.sh")) {
            copy(ALIVE.resolve(script), "opt/victronenergy/serial-starter/" + script);
        }
        // A copy of Victron's own, in a public repository.
        venus.program("opt/victronenergy/serial-starter/serial-starter.sh",
                VenusRoot.victrons("dbus-mppsolar/serial-starter.sh", Files.readString(ALIVE.resolve("serial-starter.sh"))));
        // No port has a program, until a test chooses some.
        VenusRoot.write(venus.flash("etc/venus/serial-starter.conf"), """
                alias default ignore
                alias rs485 ignore
                include /data/conf/serial-starter.d
                """);
        // The bus asks who is who.
        VenusRoot.write(venus.flash("etc/passwd"), "root:x:0:0:root:/tmp:/bin/sh\n");
        VenusRoot.write(venus.flash("alive/settings.json"), SETTINGS);
        for (Path folder : folders()) {
            Files.createDirectories(venus.flash(folder.toString().substring(1)));
        }
        unpack("1");
    }

    VenusRoot root() {
        return venus;
    }

    /** A package whose program is this build. */
    Path unpack(String version) throws IOException {
        Path folder = venus.unpack(version);
        VenusRoot.writeProgram(folder.resolve("venus/dbus-p1"), """
                #!/bin/sh
                export JAVA_HOME=%s
                exec %s "$@"
                """.formatted(System.getProperty("java.home"), LAUNCHER));
        VenusPackage.sums(folder);
        return folder;
    }

    /** Adds a service that the serial-starter may start on a port. */
    void template(String name, String run) throws IOException {
        String folder = "opt/victronenergy/service-templates/" + name + "/";
        venus.program(folder + "run", run);
        venus.program(folder + "log/run", "#!/bin/sh\nexec cat >/dev/null\n");
        VenusRoot.write(venus.flash(folder + "down"), "");
    }

    /** As {@link #boot(String)}, for a script that must end with status 0. */
    Ended succeeds(String script) throws IOException, InterruptedException {
        Ended ended = boot(script);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended;
    }

    /** Starts the device, runs a script that knows the functions of /alive, and switches it off. */
    Ended boot(String script) throws IOException, InterruptedException {
        return venus.boot(". /alive/functions\n" + script, folders());
    }

    /** The folders of this build and of its Java. */
    private static Set<Path> folders() {
        // Debian keeps a part of its Java there.
        Stream<Path> java = Stream.of(Path.of(System.getProperty("java.home")),
                Path.of("/etc/java-" + Runtime.version().feature() + "-openjdk"));
        return Stream.concat(java, Stream.of(LAUNCHER.getParent().getParent())).filter(Files::exists)
                .filter(folder -> !folder.startsWith("/usr/lib")).collect(Collectors.toSet());
    }

    private void copyAll(Path from, String to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                copy(file, to + "/" + from.relativize(file));
            }
        }
    }

    private void copy(Path file, String to) throws IOException {
        Path copy = venus.flash(to);
        Files.createDirectories(copy.getParent());
        Files.deleteIfExists(copy);
        Files.copy(file, copy);
        Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
    }
}
