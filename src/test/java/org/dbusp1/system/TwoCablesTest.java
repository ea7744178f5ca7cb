package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.dbusp1.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two cables at one machine, whose drivers have one configuration: that of the Debian package, and the raw port. */
@Timeout(600)
class TwoCablesTest {
    private static final Pattern PAGE = Pattern.compile("web server on http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern RAW = Pattern.compile("raw port on tcp://127\\.0\\.0\\.1:(\\d+)");

    @TempDir
    private Path directory;

    private DriverProcess driver(String port) throws IOException {
        Path config = directory.resolve("dbus-p1.properties");
        Files.writeString(config, Files.readString(Path.of("venus/debian/dbus-p1.properties")) + "tcp.enabled=true\n");
        return new DriverProcess(directory, "unix:path=/nowhere", "--config=" + config, directory.resolve(port).toString(), "--wait",
                "--venus.enabled=auto");
    }

    private static int port(DriverProcess driver, Pattern line) {
        Await.await(line.pattern(), () -> line.matcher(driver.output()).find());
        return line.matcher(driver.output()).results().mapToInt(found -> Integer.parseInt(found.group(1))).findFirst().orElseThrow();
    }

    private static void end(DriverProcess driver) throws IOException, InterruptedException {
        driver.signal("TERM");
        assertThat(driver.status()).isZero();
    }

    private String remembered() {
        try {
            Path file = directory.resolve("state/ports.properties");
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String page(int port) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
                HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void eachHasItsPageAndItsRawPortAndKeepsThem() throws Exception {
        try (SendingMeter house = new SendingMeter(directory.resolve("ttyHouse"));
                SendingMeter shed = new SendingMeter(directory.resolve("ttyShed"), "4530303437303031", 7);
                DriverProcess first = driver("ttyHouse")) {
            int housePage = port(first, PAGE);
            int houseRaw = port(first, RAW);
            try (DriverProcess second = driver("ttyShed")) {
                int shedPage = port(second, PAGE);
                int shedRaw = port(second, RAW);
                assertThat(shedPage).isNotEqualTo(housePage);
                assertThat(shedRaw).isNotEqualTo(houseRaw);
                assertThat(page(housePage)).contains("<html");
                assertThat(page(shedPage)).contains("<html");
                Await.await("a telegram of each meter", () -> remembered().contains(Integer.toString(housePage))
                        && remembered().contains(Integer.toString(shedPage)));
                end(first);
                end(second);
                // The other one starts first now, and is the only one.
                try (DriverProcess again = driver("ttyShed")) {
                    assertThat(port(again, PAGE)).isEqualTo(shedPage);
                    assertThat(port(again, RAW)).isEqualTo(shedRaw);
                    end(again);
                }
            }
        }
    }
}
