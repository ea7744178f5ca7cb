package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.dbusp1.JavaCommand;
import org.dbusp1.dbus.BusAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Telegrams with right checksums and with each control character in every text, through the whole driver to a real bus. */
@Tag("server")
@Timeout(180)
class TelegramTextsTest {
    private static final String GASMETER = "com.victronenergy.gasmeter.p1_sim_gas";
    private static final int LAST_WATTS = 7777;

    @TempDir
    private Path directory;
    private TestBus bus;
    private BusClient client;

    @BeforeEach
    void start() throws Exception {
        bus = new TestBus();
        client = bus.client();
        bus.localsettings();
        TestBus.await("localsettings", () -> !client.owner(LocalSettings.NAME).isEmpty());
    }

    @AfterEach
    void end() throws Exception {
        bus.close();
    }

    @Test
    @Tag("seconds")
    void noTextOfATelegramEndsTheConnectionToTheBus() throws Exception {
        List<String> telegrams = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            telegrams.add(telegram(telegrams.size(), 'x', 100));
        }
        for (char c = 0; c < 0xA0; c = c == ' ' - 1 ? 0x7F : (char) (c + 1)) {
            telegrams.add(telegram(telegrams.size(), c, 1000 + c));
        }
        telegrams.add(telegram(telegrams.size(), 'x', LAST_WATTS));
        Path file = directory.resolve("telegrams.txt");
        Files.writeString(file, String.join("", telegrams), StandardCharsets.ISO_8859_1);

        Process driver = driver(file);
        try {
            TestBus.await("the last telegram's power", () -> powers().contains(String.valueOf((double) LAST_WATTS)));
            assertThat(driver.isAlive()).isTrue();
        } finally {
            driver.destroyForcibly();
        }
        assertThat(changes().get(VenusRig.GRID.replace("ttyUSB0", "sim")).isEmpty()).isFalse();
        assertThat(left()).as("services that left the bus while telegrams came").isEmpty();
        assertThat(changes().get(GASMETER).isEmpty()).isFalse();
        assertThat(powers()).as("telegrams with odd texts").hasSizeGreaterThan(30);
    }

    private Process driver(Path telegrams) throws IOException {
        List<String> words = JavaCommand.with("-XX:TieredStopAtLevel=1");
        words.addAll(List.of("org.dbusp1.Main", "run", "--replay", telegrams.toString(), "--speed", "10",
                "--venus.gasmeter=true"));
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.environment().put(BusAddress.SESSION, bus.address());
        builder.environment().put("STATE_DIRECTORY", directory.resolve("state").toString());
        builder.environment().put("RUNTIME_DIRECTORY", directory.resolve("run").toString());
        return builder.redirectErrorStream(true).redirectOutput(directory.resolve("driver.log").toFile()).start();
    }

    /** The owner changes of the driver's services, until the last telegram was shown. */
    private Map<String, List<JsonNode>> changes() {
        Map<String, List<JsonNode>> changes = new HashMap<>();
        for (JsonNode signal : client.signals()) {
            if (power(signal).equals(String.valueOf((double) LAST_WATTS))) {
                return changes;
            }
            String name = signal.get("body").get(0).get(1).asText();
            if (signal.get("member").asText().equals("NameOwnerChanged") && name.startsWith("com.victronenergy.")) {
                changes.computeIfAbsent(name, any -> new ArrayList<>()).add(signal.get("body"));
            }
        }
        throw new AssertionError("the last telegram was not shown");
    }

    private List<String> left() {
        return changes().entrySet().stream()
                .filter(changed -> changed.getValue().stream().anyMatch(body -> body.get(2).get(1).asText().isEmpty()))
                .map(Map.Entry::getKey).toList();
    }

    private List<String> powers() {
        return client.signals("ItemsChanged").stream().map(TelegramTextsTest::power).filter(power -> !power.isEmpty())
                .toList();
    }

    private static String power(JsonNode signal) {
        JsonNode changed = signal.get("body").get(0).get(1);
        return changed.isObject() && changed.has("/Ac/Power")
                ? changed.get("/Ac/Power").get(1).get("Value").get(1).toString() : "";
    }

    /** The equipment id stays the same: another one would be another meter. */
    private static String telegram(int second, char c, int watts) {
        String text = """
                /ISK5\\2M5%1$s50T

                1-3:0.2.8(5%1$s0)
                0-0:1.0.0(26011520%2$04dW)
                0-0:96.1.1(K8EG)
                1-0:1.8.1(000123.456*kWh)
                1-0:2.8.1(000000.000*kWh)
                0-0:96.14.0(0001)
                1-0:1.7.0(%3$06.3f*kW)
                1-0:2.7.0(00.000*kW)
                0-0:17.0.0(016.1*k%1$sW)
                0-0:96.3.10(1%1$s)
                0-0:96.13.1(co%1$sde)
                0-0:96.13.0(mess%1$sage)
                0-1:24.1.0(003)
                0-1:96.1.0(G%1$s1)
                0-1:24.2.1(260115200500W)(00012.345*m%1$s3)
                !""".replace("\n", "\r\n")
                .transform(form -> String.format(Locale.ROOT, form, c, 900 + second / 60 * 100 + second % 60, watts / 1000.0));
        return text + "%04X\r\n".formatted(checksum(text));
    }

    /** CRC-16/ARC, P1 companion standard 5.0.2, 6.2. */
    private static int checksum(String text) {
        int crc = 0;
        for (byte octet : text.getBytes(StandardCharsets.ISO_8859_1)) {
            crc ^= octet & 0xFF;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >> 1 ^ 0xA001 : crc >> 1;
            }
        }
        return crc;
    }
}
