package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import com.fazecast.jSerialComm.SerialPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;

/** Root may open everything, so the user nobody tries, with a copy of the program that this user may read. */
@Timeout(60)
class PortPermissionTest {
    @TempDir
    Path dir;

    @Test
    void aPortWithoutPermissionIsForbidden() throws Exception {
        try (PtyPair cable = new PtyPair(dir.resolve("ttyP1"))) {
            Path device = cable.port().toRealPath();
            Files.setPosixFilePermissions(device, PosixFilePermissions.fromString("---------"));
            Path program = Files.createTempDirectory("dbus-p1-nobody");
            Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxrwxrwx"));
            try {
                assertThat(asNobody(program, device)).startsWith(
                        "LINE_FORBIDDEN no permission to open " + device + ": run as root");
            } finally {
                try (Stream<Path> files = Files.walk(program)) {
                    files.sorted((a, b) -> b.compareTo(a)).forEach(PortPermissionTest::delete);
                }
            }
        }
    }

    /** Whoever is in that group may change the system. */
    @Test
    void nobodyIsToldToJoinTheGroupOfRoot() {
        assertThat(new PortObstacle("/etc/passwd").forbidden()).hasMessage("no permission to open /etc/passwd: run as root");
        assertThat(new PortObstacle("/gone").forbidden())
                .hasMessageContaining("make this user a member of the group that owns it: adduser ");
    }

    private static String asNobody(Path program, Path device) throws Exception {
        List<String> classPath = new ArrayList<>();
        for (Class<?> needed : List.of(SerialSource.class, ForbiddenPort.class, SerialPort.class, Logger.class)) {
            Path from = place(needed);
            Path to = program.resolve(from.getFileName());
            try (Stream<Path> files = Files.walk(from)) {
                files.forEach(file -> copy(file, to.resolve(from.relativize(file).toString())));
            }
            classPath.add(to.toString());
        }
        List<String> command = new ArrayList<>();
        if (Files.getOwner(Path.of("/proc/self")).getName().equals("root")) {
            command.addAll(List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"));
        }
        command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + program, "-Duser.home=" + program, "-cp", String.join(":", classPath),
                ForbiddenPort.class.getName(), device.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).directory(program.toFile()).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return printed;
    }

    private static Path place(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
