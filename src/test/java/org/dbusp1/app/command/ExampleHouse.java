package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.dbusp1.Ended;
import org.dbusp1.FreePort;
import org.dbusp1.JavaCommand;
import org.dbusp1.OwnPlace;
import org.dbusp1.SimulatedLog;
import org.dbusp1.line.source.FakeDongle;
import org.dbusp1.line.source.FakeDongle.Answer;
import org.dbusp1.output.mqtt.Certificates;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.system.SendingMeter;

/**
 * The house of the manual's examples: its cable, network port, dongle, broker and files, and a shell with the program in its path.
 */
final class ExampleHouse implements AutoCloseable {
    private static final int HANG_SECONDS = 90;
    /** The output that shows that a command works that would go on until it is stopped. */
    private static final String WORKS = "(?s).*(, every \\d+ s|\\n!\\p{XDigit}{4}\\s|^%s/\\S*tty|\"file\":\"-\"|receives rows of).*";
    private static final String KEY = "000102030405060708090A0B0C0D0E0F\n";
    private static final byte[] LOG = SimulatedLog.of("dsmr50", Instant.parse("2026-06-15T10:00:00Z"), 200);
    private static final byte[] ENCRYPTED_LOG = SimulatedLog.of("han-kaifa-at", Instant.parse("2026-06-15T10:00:00Z"), 3);
    private static final Instant START = Instant.now();
    /** The telegrams of a meter with an interval of a second, for all tests of a class. */
    private static final List<byte[]> DUE = SimulatedLog.messages("dsmr50", START, 7200);

    private final Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Path cable;
    private final Mosquitto broker;
    private String network;
    private String dongle;

    /** @param directory an empty one */
    ExampleHouse(Path directory) throws IOException {
        this.directory = directory;
        cable = directory.resolve("cable");
        broker = Mosquitto.open();
        open.add(broker);
        open.add(new SendingMeter(cable));
        writeFiles();
        writeProgram();
        serveNetwork();
        serveDongle();
    }

    private void writeFiles() throws IOException {
        for (String name : List.of("p1.log", "p1-2026-01.log", "p1-2025-01.log", "edited.txt", "other.txt", "report.log")) {
            Files.write(directory.resolve(name), LOG);
        }
        Files.write(directory.resolve("encrypted.log"), ENCRYPTED_LOG);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(LOG);
        }
        Files.write(directory.resolve("p1.log.gz"), packed.toByteArray());
        Path blackBox = Files.createDirectories(directory.resolve("state/black-box"));
        Files.write(blackBox.resolve("000001-20260615T100320Z-meter_silent.log.gz"), packed.toByteArray());
        for (String name : List.of("meter.key", "meter.auth", "dbus-p1.token", "history.password", "mqtt.password", "tibber.password")) {
            Path file = Files.writeString(directory.resolve(name), KEY);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
        for (String name : List.of("dbus-p1.properties", "my.properties")) {
            Files.writeString(directory.resolve(name), "history.url=sqlite:" + directory.resolve("history.db")
                    + "\nmqtt.url=tcp://127.0.0.1:" + broker.port() + "\nvenus.enabled=false\n");
        }
    }

    private void writeProgram() throws IOException {
        Path program = directory.resolve("bin/dbus-p1");
        Path script = directory.resolve("dbus-p1.sh");
        Files.createDirectories(program.getParent());
        Files.writeString(script, "#!/bin/sh\nexec " + JavaCommand.with().stream()
                .map(word -> "'" + word + "'").collect(Collectors.joining(" "))
                // Processes that share a directory remove each other's library of SQLite while they start.
                + " '-Dorg.sqlite.tmpdir=" + program.getParent() + "' org.dbusp1.Main \"$@\"\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwx------"));
        // Written by another process: one that this JVM starts meanwhile would hold it open, and a file that is written does not start.
        new ProcessBuilder("cp", "-p", script.toString(), program.toString()).inheritIO().start().onExit().join();
    }

    /** Returns which telegram is due: its clock is the present time. */
    private static int due() {
        return Math.toIntExact(ChronoUnit.SECONDS.between(START, Instant.now()));
    }

    /** A P1 port on the network that sends each telegram when it is due. */
    private void serveNetwork() throws IOException {
        ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        open.add(server);
        network = "127.0.0.1:" + server.getLocalPort();
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try (Socket client = server.accept()) {
                    for (int next = due();; next++) {
                        while (due() < next) {
                            TimeUnit.MILLISECONDS.sleep(20);
                        }
                        client.getOutputStream().write(DUE.get(next));
                    }
                } catch (IOException | InterruptedException e) {
                    // This client has what it needs; the next may come.
                    Thread.yield();
                }
            }
        }, "network");
        thread.setDaemon(true);
        thread.start();
    }

    /** A HomeWizard dongle of an older firmware with the newest telegram. */
    private void serveDongle() throws IOException {
        FakeDongle server = new FakeDongle(asked -> asked.getRequestURI().getPath().equals("/api")
                ? Answer.of("{\"product_type\":\"HWE-P1\",\"serial\":\"5c2faf000001\"}") : new Answer(200, DUE.get(due())));
        open.add(server);
        dongle = server.host();
    }

    /** Makes the broker one for only TLS, with the CA and client certificate of the examples. */
    Mosquitto secureBroker() throws IOException {
        Path made = Files.createDirectories(directory.resolve("certificates"));
        Certificates certificates = new Certificates(made);
        Path server = certificates.server("server", "127.0.0.1", Validity.NOW);
        int port = FreePort.next();
        Mosquitto secure = Mosquitto.with("allow_anonymous true", "listener " + port + " 127.0.0.1", "cafile " + certificates.authority(),
                "certfile " + server, "keyfile " + certificates.key("server"), "require_certificate true");
        open.add(secure);
        Files.copy(certificates.authority(), directory.resolve("ca.crt"));
        Files.copy(certificates.client("p1", Validity.NOW), directory.resolve("p1.crt"));
        Files.copy(certificates.key("p1"), directory.resolve("p1.key"));
        Files.setPosixFilePermissions(directory.resolve("p1.key"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(directory.resolve("port"), Integer.toString(port));
        return secure;
    }

    /** The text with this house's addresses and paths in the place of those of the manual. */
    String here(String text) throws IOException {
        Path port = directory.resolve("port");
        String secure = Files.exists(port) ? Files.readString(port) : "";
        // First of all /tmp, since this directory may be below it.
        return text.replace("/tmp/", directory + "/")
                .replaceAll("/dev/(ttyUSB\\d|serial/by-id/\\S+)", cable.toString())
                .replaceAll("tcp://192[\\d.]+:\\d+", "tcp://" + network)
                .replaceAll("homewizard://192[\\d.]+", "homewizard://" + dongle)
                .replaceAll("/(data/conf|data/dbus-p1|media/sda1)/", directory + "/")
                .replace("ssl://broker.example:8883", "ssl://127.0.0.1:" + secure).replace("nas.local", "127.0.0.1");
    }

    /** A command line of the manual, as it is typed in this house. */
    private String typed(String line) throws IOException {
        String typed = here(line).replaceFirst("^venus/", "").replace("9600-7E1", "115200-8N1")
                // The whole time would pass.
                .replaceFirst("check (.*)--seconds 60", "check $1--seconds 10");
        if (typed.contains("--config")) {
            return typed;
        }
        if (typed.matches("dbus-p1 (run|-).*")) {
            for (String option : List.of("--venus.enabled=false", "--history.url=sqlite:" + directory.resolve("history.db"),
                    "--mqtt.url=tcp://127.0.0.1:" + broker.port())) {
                typed += typed.contains(option.substring(0, option.indexOf('='))) ? "" : " " + option;
            }
        } else if (typed.matches("dbus-p1 history (?!.*--url).*")) {
            // Before a redirection.
            typed = typed.replaceFirst("history (\\w+)", "history $1 --config my.properties");
        }
        return typed;
    }

    /** Runs a line of the manual until it ends, or until it works and has to be stopped. */
    Ended run(String line) throws IOException, InterruptedException {
        return run(line, String.format(WORKS, Pattern.quote(directory.toString())));
    }

    /** @param works what shows that the command works, which then is stopped */
    Ended run(String line, String works) throws IOException, InterruptedException {
        String typed = typed(line);
        Path output = Files.createTempFile(directory, "output", ".txt");
        // A separate process group, so that a signal reaches all of a pipe.
        ProcessBuilder shell = OwnPlace.program(directory, "setsid", "bash", "-c", typed.contains("|") ? typed : "exec " + typed)
                .directory(directory.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                .redirectInput(directory.resolve("p1.log").toFile());
        shell.environment().put("PATH", directory.resolve("bin") + ":" + System.getenv("PATH"));
        Process process = shell.start();
        open.add(process::destroyForcibly);
        long begun = System.nanoTime();
        boolean endless = !typed.matches(".*( <| --(speed max|count|seconds|probe)\\b).*");
        while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
            String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
            assertThat(System.nanoTime() - begun).as("%s hangs; it printed %s", line, printed)
                    .isLessThan(TimeUnit.SECONDS.toNanos(HANG_SECONDS));
            if (endless && printed.matches(works)) {
                new ProcessBuilder("kill", "-TERM", "--", "-" + process.pid()).start().waitFor();
            }
        }
        return new Ended(process.exitValue(), Files.readString(output, StandardCharsets.ISO_8859_1));
    }

    /** Prepares what earlier commands left: the history holds a meter. */
    void prepare(String line) throws IOException, InterruptedException {
        if (line.matches(".*history (export|backup) .*") && !line.contains("jdbc:")) {
            String same = Pattern.compile(" --(meter|url|config) \\S+").matcher(line).results().map(MatchResult::group)
                    .collect(Collectors.joining()).replace("--meter ", "--meter.id ").replace("--url ", "--history.url ");
            String url = same.contains("--history.url") ? "" : " --history.url sqlite:history.db";
            assertThat(run("dbus-p1 run p1.log --speed max --history.enabled=true --venus.enabled=false" + same + url)
                    .status()).isZero();
        }
    }

    @Override
    public void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }
}
