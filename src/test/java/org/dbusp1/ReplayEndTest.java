package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.dbusp1.process.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a driver ends that plays a log with {@code --exit}, and what it tells. */
@Timeout(120)
class ReplayEndTest {
    @TempDir
    private Path directory;

    private Path log(byte[] content) throws IOException {
        return Files.write(directory.resolve("p1.log"), content);
    }

    private DriverProcess driver(Path log, String... more) throws IOException {
        String[] words = new String[more.length + 6];
        System.arraycopy(more, 0, words, 6, more.length);
        System.arraycopy(new String[] {"--config=/dev/null", "--venus.enabled=false", "--replay", log.toString(), "--speed=max",
            "--exit"}, 0, words, 0, 6);
        return new DriverProcess(directory, "unix:path=/nowhere", words);
    }

    private static byte[] telegrams() {
        return TestTelegram.dsmr5("0-0:96.1.1(4530303437303030)", "1-0:1.7.0(00.866*kW)").repeat(3).getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aLogWithTelegramsEndsWell() throws Exception {
        try (DriverProcess driver = driver(log(telegrams()))) {
            assertThat(driver.status()).isZero();
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
                        + "; dbus-p1 check --replay FILE tells what the file holds\n");
            }
        }
    }

    @Test
    void aLogThatIsNotThereIsNamed() throws Exception {
        try (DriverProcess none = driver(directory.resolve("none")); DriverProcess folder = driver(directory)) {
            assertThat(none.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(none.output()).isEqualTo("dbus-p1: " + directory.resolve("none") + ": there is no such file; give a raw log to --replay\n");
            assertThat(folder.status()).isEqualTo(ExitStatus.ABSENT.code());
            assertThat(folder.output()).isEqualTo("dbus-p1: " + directory + " is a directory; give a raw log to --replay\n");
        }
    }

    /** What does not work beside it is told in words, without names of classes. */
    @Test
    void serversAndDirectoriesThatAreNotThereAreToldInWords() throws Exception {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Path token = Files.writeString(directory.resolve("token"), "key");
        Path state = Files.writeString(directory.resolve("state"), "a file, not a directory");
        try (DriverProcess driver = driver(log(telegrams()), "--dsmrreader.url=http://127.0.0.1:" + port,
                "--dsmrreader.token.file=" + token, "--log.telegrams=all", "--log.telegrams.file=" + state.resolve("telegrams.txt"))) {
            assertThat(driver.status()).isZero();
            assertThat(driver.output()).contains("dsmr-reader at http://127.0.0.1:" + port + ": no connection (Connection refused);"
                    + " check dsmrreader.url and whether dsmr-reader runs").doesNotContain("Exception");
        }
    }
}
