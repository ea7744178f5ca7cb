package org.dbusp1.system.gx;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** A package for a GX device: its scripts, and a program that prints no more than its version and how it was started. */
final class VenusPackage {
    static final Path SCRIPTS = Path.of("venus").toAbsolutePath();

    /** The scripts in the package's folder venus, next to the launcher. */
    static final List<String> NAMES = List.of("install", "enable", "disable", "uninstall", "status", "configure", "gx.sh",
            "version.sh", "leave.sh", "cable.sh", "service.sh", "templates.sh", "screen.sh", "bus.sh", "config.sh",
            "search.sh", "texts.sh", "texts_nl.properties", "texts_de.properties", "texts_fr.properties");

    private VenusPackage() {
    }

    /** Returns where a script of a package lies in the sources. */
    static Path script(String name) {
        return SCRIPTS.resolve("gx").resolve(name.contains(".") ? "lib/" + name : name);
    }

    /** Makes one in a folder. */
    static void make(Path folder, String version) throws IOException {
        for (String script : NAMES) {
            Path copy = folder.resolve("venus").resolve(script);
            Files.createDirectories(copy.getParent());
            Files.copy(script(script), copy);
            VenusRoot.makeProgram(copy);
        }
        VenusRoot.writeProgram(folder.resolve("venus/dbus-p1"), """
                #!/bin/sh
                [ "${1:-}" != --version ] || { echo "dbus-p1 %1$s"; exit; }
                [ "${1:-}" != probe ] || exit 1
                if [ "${4:-}" = --check-config ]; then
                    # The main file, and that of the cable.
                    for read in "$3" ${5:+"${3%%/*}/dbus-p1.${5#/dev/}.properties"}; do
                        ! grep -q wrong "$read" || { echo "dbus-p1: $read line 1: wrong"; exit 78; }
                        for file in $(sed -n "s:^key.file=\\([^/]*\\)$:key.file=${read%%/*}/\\1:; s/^key.file=//p" "$read"); do
                            [ -e "$file" ] || { echo "dbus-p1: $file is not there; write the key into it"; exit 78; }
                        done
                    done
                    exit
                fi
                echo "%1$s $*" >>/run/driver
                trap 'echo ended >>/run/driver; exit 0' TERM
                while :; do sleep 0.1; done
                """.formatted(version));
        Path starter = SCRIPTS.resolveSibling("serial-starter");
        try (Stream<Path> files = Files.walk(starter)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve("serial-starter").resolve(starter.relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
                Files.setPosixFilePermissions(copy, Files.getPosixFilePermissions(file));
            }
        }
        VenusRoot.write(folder.resolve("lib/dbus-p1.jar"), version);
        VenusRoot.write(folder.resolve("screen/dbus-p1.json"), "{\"name\":\"dbus-p1\",\"version\":\"" + version + "\"}\n");
        VenusRoot.write(folder.resolve("MANIFEST"), "version=" + version + "\nbuild=b1\narchitecture=test\nmachine="
                + VenusRoot.output("uname", "-m").strip() + "\nkilobytes=100\narchitectures=s390x:s390 "
                + VenusRoot.output("uname", "-m").strip() + ":test\n");
        sums(folder);
    }

    /** Writes the checksums of a package anew. */
    static void sums(Path folder) throws IOException {
        StringBuilder sums = new StringBuilder();
        Files.deleteIfExists(folder.resolve("SHA256SUMS"));
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                sums.append(sha256(file)).append("  ./").append(folder.relativize(file)).append('\n');
            }
        }
        Files.writeString(folder.resolve("SHA256SUMS"), sums);
    }

    static String sha256(Path file) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
