package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.FreePort;
import org.dbusp1.OwnPlace;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how a driver that replays a log ends, and what it prints. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class ReplayEndTest {
    @TempDir
    private Path directory;

    private Path log(byte[] content) throws IOException {
        return Files.write(directory.resolve("p1.log"), content);
    }

    private DriverProcess driver(Path log, String... more) throws IOException {
        return DriverProcess.withoutVenus(directory, Map.of(), Stream.concat(
                Stream.of(log.toString(), "--speed=max"), Stream.of(more)).toArray(String[]::new));
    }

    /** 86,400 seconds of telegrams each 10 s take a second: faster than files are written. */
    @Test
    void aLogThatIsPlayedWithoutPauseIsRecordedCompletely() throws Exception {
        int count = 8_640;
        try (DriverProcess driver = driver(log(telegrams(count)),
                "--history.enabled=true", "--csv.enabled=true", "--history.url=sqlite:" + directory.resolve("h.db"),
                "--csv.dir=" + directory.resolve("csv"))) {
            assertThat(driver.status()).as(driver.output()).isZero();
            assertThat(driver.output()).doesNotContain("history sim is too slow", "csv sim is too slow");
        }

        try (Stream<Path> files = Files.list(directory.resolve("csv"))) {
            assertThat(files.toList()).singleElement().satisfies(csv -> assertThat(Files.readAllLines(csv)).hasSize(1 + count));
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("h.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*), SUM(n) FROM p1_minutes")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(count / 6);
            assertThat(rows.getInt(2)).isEqualTo(count);
        }
    }

    @Test
    void aCompressedLogEndsAtOnce() throws Exception {
        try (DriverProcess driver = driver(log(HexFormat.of().parseHex("1f8b0800000000000003ab00008316dc8c01000000")))) {
            assertThat(driver.status()).isEqualTo(ExitStatus.NO_DATA.code());
            assertThat(driver.output()).contains("p1.log: it is compressed; write zcat ").endsWith("p1.log | dbus-p1 run --config="
                    + directory.resolve("empty.properties") + " --venus.enabled=false - --speed=max\n");
        }
    }

    /** A newcomer writes the program's name alone. */
    @Test
    void withoutAnArgumentAPcNamesTheHelp() throws Exception {
        assumeFalse(Files.exists(Path.of("/dev/ttyUSB0")), "a port is here");
        List<String> pc = MadeRoot.ofPc();
        ProcessBuilder alone = OwnPlace.program(directory, Stream.concat(pc.stream(), Stream.of("venus/dbus-p1")).toList());
        assertThat(Ended.of(alone)).satisfies(ended -> assertThat(ended.status()).isEqualTo(ExitStatus.ABSENT.code()))
                .extracting(Ended::output).asString().startsWith("dbus-p1: /dev/ttyUSB0 is not there: ")
                .endsWith("\ndbus-p1: dbus-p1 --help shows the commands\n");
    }

    /** From midnight on, 1 Wh each 10 s. */
    private static byte[] telegrams(int count) {
        Instant midnight = Instant.parse("2026-06-14T22:00:00Z");
        StringBuilder telegrams = new StringBuilder();
        for (int i = 0; i < count; i++) {
            telegrams.append(TestTelegram.dsmr5At(TestTelegram.time(midnight.plusSeconds(10L * i)), "0-0:96.1.1(4530303437303030)",
                    TestTelegram.energy("1.8.1", 1_000_000 + i), "1-0:1.7.0(00.360*kW)"));
        }
        return telegrams.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Four hours, in four seconds or less than one: a telegram is valid for few milliseconds of the machine then. */
    @ParameterizedTest
    @ValueSource(ints = {3_600, 60_000})
    void aLogThatIsPlayedFastHasTheSumsOfItsPaceAndLosesNoMeter(int speed) throws Exception {
        try (DriverProcess driver = DriverProcess.withoutVenus(directory, Map.of(), log(telegrams(4 * 360 + 1)).toString(),
                "--speed=" + speed, "--history.enabled=true", "--history.url=sqlite:" + directory.resolve("h.db"))) {
            assertThat(driver.status()).as(driver.output()).isZero();
            assertThat(driver.output()).doesNotContain("meter lost");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve("h.db"));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT COUNT(*), MIN(imp_wh), MAX(imp_wh), MIN(avg_w), MAX(avg_w),"
                        + " (SELECT SUM(n) FROM p1_minutes) FROM p1_quarters WHERE imp_wh > 0")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).as("quarter hours").isEqualTo(16);
            assertThat(List.of(rows.getInt(2), rows.getInt(3), rows.getInt(4), rows.getInt(5))).containsExactly(90, 90, 360, 360);
            assertThat(rows.getInt(6)).as("telegrams").isEqualTo(4 * 360 + 1);
        }
    }

    /** The log is at its end before it is known that there is no bus: after ten seconds, of which made time makes three. */
    @Test
    void aLogThatWasToBePublishedWithoutABusIsAFailure() throws Exception {
        Path log = log(TestTelegram.dsmr5At("260615120000S", "1-0:1.8.1(001000.000*kWh)", "1-0:1.7.0(00.360*kW)")
                .getBytes(StandardCharsets.UTF_8));
        try (DriverProcess driver = new DriverProcess(directory, "unix:path=" + directory.resolve("none"), FakeTime.from(Instant.now(), 3),
                DriverProcess.emptyConfig(directory), log.toString(), "--speed=max")) {
            assertThat(driver.status()).as(driver.output()).isEqualTo(ExitStatus.UNAVAILABLE.code());
            assertThat(driver.output()).contains("dbus-p1: no D-Bus at " + directory.resolve("none") + ": ", "set venus.enabled=false");
        }
    }

    /** A database that nobody serves, and a folder that is a file. */
    @ParameterizedTest
    @ValueSource(strings = {"history", "csv"})
    void aLogThatIsNotWrittenIsAFailure(String output) throws Exception {
        Path log = log(telegrams(10));
        String place = output.equals("csv") ? "--csv.dir=" + log.resolve("csv")
                : "--history.url=mariadb://127.0.0.1:" + FreePort.next() + "/p1";
        try (DriverProcess driver = driver(log, "--" + output + ".enabled=true", place)) {
            assertThat(driver.status()).as(driver.output()).isEqualTo(ExitStatus.BUSY.code());
            assertThat(driver.output()).contains("cannot be written")
                    .contains("not all of the log is written, for the reasons above: " + output + " ", "; play the log again");
        }
    }

    @Test
    void aLogWithoutATelegramEndsWithALine() throws Exception {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        for (byte[] content : new byte[][] {{}, noise, "hello\n".getBytes(StandardCharsets.UTF_8)}) {
            Path log = log(content);
            try (DriverProcess driver = driver(log)) {
                assertThat(driver.status()).as(driver.output()).isEqualTo(ExitStatus.NO_DATA.code());
                assertThat(driver.output()).endsWith("dbus-p1: no good telegram in the replay of " + log
                        + "; dbus-p1 check FILE shows what the file holds\n");
            }
        }
    }

    /** Nor is it awaited: it may be the path of a port that comes later, which only another start would see. */
    @Test
    void aLogThatIsNotThereIsNamed() throws Exception {
        try (DriverProcess none = driver(directory.resolve("none"), "--wait"); DriverProcess folder = driver(directory)) {
            assertThat(none.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(none.output()).hasLineCount(2).startsWith("WARN no output is on, so nobody receives the readings; add --csv.enabled=true")
                    .endsWith("\ndbus-p1: " + directory.resolve("none") + ": there is no such file\n");
            assertThat(folder.status()).isEqualTo(ExitStatus.USAGE.code());
            assertThat(folder.output()).isEqualTo("dbus-p1: argument " + directory + ": it is a directory; write the path of a port in"
                    + " it, or of a log\n");
        }
    }

    /** Before the log is open no output makes a file, a folder or a database; also of one that no program can read. */
    @ParameterizedTest
    @ValueSource(strings = {"mistyped.log", "packed.log"})
    void aLogThatCannotBeOpenedLeavesNothing(String name) throws Exception {
        Files.write(directory.resolve("packed.log"), HexFormat.of().parseHex("1f8b0800000000000003ab00008316dc8c01000000"));
        try (DriverProcess driver = driver(directory.resolve(name), "--history.enabled=true", "--csv.enabled=true")) {
            assertThat(driver.status()).as(driver.output()).isIn(ExitStatus.ABSENT.code(), ExitStatus.NO_DATA.code());
        }
        assertThat(directory.resolve("state/replayed.db")).doesNotExist();
        assertThat(directory.resolve("state/replayed")).doesNotExist();
    }

    /** A connection to a broker takes longer than the log: its end waits for the last state, and then ends the values. */
    @Test
    void theOnlyTelegramOfALogReachesTheBroker() throws Exception {
        Path log = log(telegrams(1));
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/#");
                DriverProcess driver = DriverProcess.withoutVenus(directory, FakeTime.slow(5), log.toString(), "--speed=max",
                        "--mqtt.url=tcp://127.0.0.1:" + broker.port())) {
            assertThat(driver.status()).as(driver.output()).isZero();
            assertThat(subscriber.await(message -> message.topic().endsWith("/state")).json().path("power_net_w").asInt()).isEqualTo(360);
            subscriber.await(message -> message.topic().endsWith("/status") && message.payload().equals("offline"));
        }
    }
}
