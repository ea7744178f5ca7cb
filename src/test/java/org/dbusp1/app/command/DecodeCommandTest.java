package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Captured;
import org.dbusp1.Main;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.frame.LinkFrames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class DecodeCommandTest {
    private static final String GOOD = TestTelegram.dsmr5("1-0:1.8.1(016230.132*kWh)", "1-0:1.7.0(00.866*kW)", "9-9:9.9.9(x)");

    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    @Test
    void printsALineForEachTelegram() throws IOException {
        String file = file("noise" + GOOD + GOOD.replace("00.866", "00.867") + GOOD);
        assertThat(run("decode", file)).isZero();
        List<JsonNode> lines = lines();
        assertThat(lines).extracting(line -> line.get("status").asText()).containsExactly("accepted", "rejected", "accepted");
        assertThat(lines).extracting(line -> line.get("index").asInt()).containsExactly(0, 1, 2);
        assertThat(lines.get(1).get("offset").asInt()).isEqualTo(5 + GOOD.length());
        assertThat(lines.get(1).get("length").asInt()).as("without its line end").isEqualTo(GOOD.strip().length());
        assertThat(lines.get(1).get("reason").asText()).isEqualTo("crc");
        assertThat(lines.get(1).has("values")).isFalse();
        assertThat(lines.get(0).get("file").asText()).isEqualTo(file);
        assertThat(lines.get(0).get("reason").isNull()).isTrue();
        assertThat(lines.get(0).get("crc").asText()).isEqualTo(GOOD.strip().substring(GOOD.indexOf('!') + 1));
        assertThat(lines.get(0).get("withheld")).isEmpty();
        assertThat(lines.get(0).has("registers")).isFalse();
        assertThat(lines.get(0).get("values").get("energy_import_total_kwh").decimalValue()).isEqualByComparingTo("16230.132");
    }

    @Test
    void printsWhatTheGuardWouldWithhold() throws IOException {
        assertThat(run("decode", file(GOOD + TestTelegram.dsmr5("1-0:32.7.0(999.0*V)", "1-0:1.8.1(000000.000*kWh)")))).isZero();
        assertThat(lines().get(1).get("withheld")).extracting(JsonNode::asText)
                .contains("voltage_l1_v", "energy_import_t1_kwh", "energy_import_total_kwh");
    }

    @Test
    void printsEveryRegisterWhenAsked() throws IOException {
        assertThat(run("decode", "--registers", file(GOOD))).isZero();
        JsonNode registers = lines().get(0).get("registers");
        assertThat(registers).hasSize(5);
        assertThat(registers.get(3)).hasToString("{\"obis\":\"1-0:1.7.0\",\"type\":\"text\",\"raw\":\"(00.866*kW)\",\"scaler\":-3,"
                + "\"unit\":\"kW\",\"value\":0.866,\"text\":null}");
        assertThat(registers.get(4).get("text").asText()).isEqualTo("x");
    }

    @Test
    void printsWhatABinaryMeterSends() throws IOException {
        byte[] frame = LinkFrames.hdlc("0F40000000" + "00" + "0101" + "0203" + "09060100010700FF" + "0600000200" + "02020F00161B");
        assertThat(run("decode", "--registers", file(frame))).isZero();

        JsonNode line = lines().get(0);
        assertThat(line.get("status").asText()).isEqualTo("accepted");
        assertThat(line.get("length").asInt()).isEqualTo(frame.length);
        assertThat(line.get("crc").isNull()).isTrue();
        assertThat(line.get("values").get("power_import_w").asInt()).isEqualTo(512);
        assertThat(line.get("registers").get(0)).hasToString("{\"obis\":\"1-0:1.7.0.255\",\"type\":"
                + "\"double-long-unsigned\",\"raw\":512,\"scaler\":0,\"unit\":\"W\",\"value\":512,\"text\":null}");
    }

    @Test
    void printsWhyABinaryFrameWasRejected() throws IOException {
        byte[] broken = LinkFrames.hdlc("0F40000000" + "00" + "0201" + "0600000200");
        broken[20] ^= 1;
        assertThat(run("decode", file(broken))).isZero();
        assertThat(lines().get(0).get("reason").asText()).isEqualTo("fcs");
    }

    @Test
    void opensWhatIsEncryptedWithTheKeyInAFile() throws IOException {
        String key = file("000102030405060708090A0B0C0D0E0F\n");
        String sealed = file(TestTelegram.encrypted(GOOD, "000102030405060708090A0B0C0D0E0F", "D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF"));
        assertThat(run("decode", sealed)).isZero();
        assertThat(run("decode", "--decryption.key.file", key, sealed)).isZero();
        String authentication = file("D0D1D2D3D4D5D6D7D8D9DADBDCDDDEDF\n");
        assertThat(run("decode", "--decryption.key.file", key, "--decryption.authentication-key.file", authentication, sealed)).isZero();

        assertThat(lines()).extracting(line -> line.get("reason").asText("none")).containsExactly("encrypted", "none", "none");
        // Without the authentication key the text's own checksum proves the key.
        assertThat(lines().get(1).get("values")).isEqualTo(lines().get(2).get("values"));
        assertThat(lines().get(2).get("values").get("power_import_w").asInt()).isEqualTo(866);
    }

    @Test
    void aKeyThatIsNoneEndsItWithOneLine() throws IOException {
        assertThat(run("decode", "--decryption.key.file", file("not a key"), file(GOOD))).isEqualTo(78);
        assertThat(run("decode", "--decryption.authentication-key.file", file("12"), file(GOOD))).isEqualTo(78);
    }

    @Test
    void theZoneMayBeGiven() throws IOException {
        assertThat(run("decode", "--zone", "Europe/Helsinki", file(GOOD))).isZero();
        assertThat(lines().get(0).get("values").get("timestamp").asText()).isEqualTo("2026-01-15T20:10:09+02:00");
    }

    @Test
    void checksumsMayBeIgnored() throws IOException {
        assertThat(run("decode", "--ignore-crc", file(GOOD.replace("00.866", "00.867")))).isZero();
        assertThat(lines().get(0).get("status").asText()).isEqualTo("accepted");
        assertThat(lines().get(0).get("values").get("power_import_w").asInt()).isEqualTo(867);
    }

    @Test
    void repairsWhatTheChecksumProves() throws IOException {
        String file = file(GOOD + "\16" + GOOD.substring(1));
        assertThat(run("decode", file)).isZero();
        assertThat(lines()).extracting(line -> line.get("status").asText()).containsExactly("accepted", "repaired");
    }

    @Test
    void takesOffTheParityOfALineReadWithout() throws IOException {
        StringBuilder line = new StringBuilder();
        ("/ISk5\\2MT382-1000\r\n\r\n1-0:1.8.1(12345.678*kWh)\r\n1-0:1.7.0(0000.98*kW)\r\n!\r\n").chars()
                .forEach(c -> line.append((char) (Integer.bitCount(c) % 2 == 0 ? c : c | 0x80)));
        assertThat(run("decode", file(line.toString()))).isZero();
        assertThat(lines().get(0).get("values").get("power_net_w").asInt()).isEqualTo(980);
    }

    @Test
    void severalFilesEachBeginAnew() throws IOException {
        String first = file(GOOD.substring(0, 50));
        String second = file(GOOD);
        assertThat(run("decode", first, second)).isZero();
        assertThat(lines()).extracting(line -> line.get("file").asText()).containsExactly(first, second);
        assertThat(lines()).extracting(line -> line.get("index").asInt()).containsExactly(0, 0);
    }

    private String file(String content) throws IOException {
        return file(content.getBytes(StandardCharsets.ISO_8859_1));
    }

    private String file(byte[] content) throws IOException {
        return Files.write(Files.createTempFile(directory, "p1", ".log"), content).toString();
    }

    private List<JsonNode> lines() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : captured.out().split("\n")) {
            lines.add(new ObjectMapper().readTree(line));
        }
        return lines;
    }

    private static int run(String... arguments) {
        return Main.run(List.of(arguments));
    }
}
