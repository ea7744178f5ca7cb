package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.dbusp1.TestTelegram;
import org.dbusp1.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a driver that replays a log with {@code --exit} ends, and what it prints. */
@Timeout(600)
class ReplayEndTest {
    @TempDir
    private Path directory;

    private Path log(byte[] content) throws IOException {
        return Files.write(directory.resolve("p1.log"), content);
    }

    private DriverProcess driver(Path log, String... more) throws IOException {
        return DriverProcess.withoutVenus(directory, Map.of(), Stream.concat(
                Stream.of("--replay", log.toString(), "--speed=max", "--exit"), Stream.of(more)).toArray(String[]::new));
    }

    /** 86,400 seconds of telegrams each 10 s take a second: faster than files are written. */
    @Test
    void aLogThatIsPlayedWithoutPauseIsKeptWhole() throws Exception {
        StringBuilder telegrams = new StringBuilder();
        int count = 8_640;
        for (int i = 0; i < count; i++) {
            telegrams.append(TestTelegram.sealed(String.format(Locale.ROOT, "/ISK5\\2M550T-1012\r\n\r\n1-3:0.2.8(50)\r\n"
                    + "0-0:1.0.0(260615%02d%02d%02dS)\r\n0-0:96.1.1(4530303437303030)\r\n1-0:1.8.1(%010.3f*kWh)\r\n"
                    + "1-0:1.7.0(00.360*kW)\r\n!", i / 360, i / 6 % 60, i % 6 * 10, 1_000 + i / 1_000.0)));
        }
        try (DriverProcess driver = driver(log(telegrams.toString().getBytes(StandardCharsets.UTF_8)),
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
    void aLogWithoutATelegramEndsWithALine() throws Exception {
        byte[] noise = new byte[20_000];
        new Random(1).nextBytes(noise);
        for (byte[] content : new byte[][] {{}, noise, "hello\n".getBytes(StandardCharsets.UTF_8)}) {
            Path log = log(content);
            try (DriverProcess driver = driver(log)) {
                assertThat(driver.status()).as(driver.output()).isEqualTo(ExitStatus.NO_DATA.code());
                assertThat(driver.output()).endsWith("dbus-p1: no good telegram in the replay of " + log
                        + "; dbus-p1 check --replay FILE shows what the file holds\n");
            }
        }
    }

    @Test
    void aLogThatIsNotThereIsNamed() throws Exception {
        try (DriverProcess none = driver(directory.resolve("none")); DriverProcess folder = driver(directory)) {
            assertThat(none.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(none.output()).isEqualTo("dbus-p1: " + directory.resolve("none") + ": there is no such file\n");
            assertThat(folder.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(folder.output()).isEqualTo("dbus-p1: " + directory + ": is a directory; name a file in it\n");
        }
    }
}
