package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Ended;
import org.dbusp1.OwnPlace;
import org.dbusp1.SimulatedLog;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The whole driver with an old log, on the computer of its owner: a GX device, or a PC with the configuration of the Debian package. */
@Timeout(300)
class ReplayedLogTest {
    private static final String METER = "com.victronenergy.grid.p1_sim";

    @TempDir
    private Path directory;
    private Path log;

    @BeforeEach
    void write() throws IOException {
        log = Files.write(directory.resolve("p1.log"), SimulatedLog.of("dsmr50", Instant.parse("2024-06-15T10:00:00Z"), 60));
    }

    private Ended play(List<String> computer, String bus, String... options) throws Exception {
        List<String> words = new ArrayList<>(computer);
        words.addAll(List.of("venus/dbus-p1", "run", log.toString(), "--speed=10"));
        words.addAll(List.of(options));
        ProcessBuilder driver = OwnPlace.program(directory, words);
        driver.environment().put("DBUS_SESSION_BUS_ADDRESS", bus);
        driver.environment().put("DBUS_SYSTEM_BUS_ADDRESS", bus);
        return Ended.of(driver);
    }

    /** Returns the names on a bus that came or went, apart from those of connections. */
    private static List<String> names(BusClient client) {
        return client.signals("NameOwnerChanged").stream().map(JsonNode::toString).filter(signal -> signal.contains("com.victronenergy.grid"))
                .toList();
    }

    @Test
    void aGxDeviceGetsNoMeterOfALog() throws Exception {
        try (TestBus bus = new TestBus()) {
            BusClient grid = bus.client();
            bus.localsettings();
            Ended played = play(MadeRoot.ofGxDevice(), bus.address());
            assertThat(played.well()).contains("INFO a log is sent only to what an option, or the file of --config, names; not used: the D-Bus");
            assertThat(names(grid)).isEmpty();

            Path named = Files.writeString(directory.resolve("named.properties"), "venus.enabled=true\n");
            assertThat(play(MadeRoot.ofGxDevice(), bus.address(), "--venus.enabled=true")).isEqualTo(new Ended(64, "dbus-p1: option"
                    + " --venus.enabled=true: ESS would steer by a log; leave it out, or use another computer; --http.enabled=true shows a"
                    + " page\n"));
            assertThat(play(MadeRoot.ofGxDevice(), bus.address(), "--config=" + named).status()).isEqualTo(78);
            assertThat(names(grid)).isEmpty();

            assertThat(play(MadeRoot.ofPc(), bus.address(), "--venus.enabled=true").well()).doesNotContain("not used");
            assertThat(names(grid)).anyMatch(signal -> signal.contains(METER));
        }
    }

    @Test
    void theBrokerAndTheFilesOfTheOwnerGetNothingOfALog() throws Exception {
        Path csv = Files.createDirectory(directory.resolve("csv"));
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "#")) {
            String url = "tcp://127.0.0.1:" + broker.port();
            // Who plays a log may read no secret of the service; with the broker of the option it is needed.
            configure(url, csv, "");
            assertThat(play(MadeRoot.ofPc(), "unix:path=/nowhere").well())
                    .contains("not used: http.enabled, history.enabled, mqtt.url, csv.enabled, csv.dir");
            assertThat(subscriber.all()).isEmpty();
            assertThat(broker.logged()).doesNotContain("dbus-p1-");
            assertThat(csv).isEmptyDirectory();
            assertThat(OwnPlace.state(directory).resolve("replayed.db")).doesNotExist();

            configure(url, csv, "# ");
            assertThat(play(MadeRoot.ofPc(), "unix:path=/nowhere", "--mqtt.url=" + url, "--csv.enabled=true").well())
                    .contains("not used: http.enabled, history.enabled, csv.dir");
            subscriber.await(message -> message.topic().endsWith("/state"));
            assertThat(csv).isEmptyDirectory();
            assertThat(OwnPlace.state(directory).resolve("replayed")).isDirectoryContaining("glob:**.csv");
        }
    }

    private void configure(String url, Path csv, String mark) throws IOException {
        MadeRoot.configure(directory, Files.readString(Path.of("venus/debian/dbus-p1.properties")) + """
                mqtt.url=%s
                mqtt.user=p1
                %smqtt.password.file=/etc/dbus-p1/secrets/none
                csv.enabled=true
                csv.dir=%s
                history.enabled=true
                """.formatted(url, mark, csv));
    }
}
