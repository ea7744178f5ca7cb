package org.dbusp1.decode.sml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntSupplier;
import org.dbusp1.Corpus;
import org.dbusp1.decode.TestPipeline;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every capture of a meter with SML through the real chain, against the truth beside it. */
class SmlTruthTest {
    private static int ran;

    static List<String> captures() {
        return Corpus.each("eu/sml");
    }

    @AfterAll
    static void report() {
        System.out.println("captures of SML meters that ran: " + ran);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = truth(name);
        byte[] bytes = bytes(name);
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 100)) {
            judge(truth, new TestPipeline().feed(bytes, sizes).end());
        }
        ran++;
    }

    /** A telegram that breaks off anywhere costs no telegram behind it. */
    @ParameterizedTest
    @MethodSource("captures")
    void noTelegramIsLostBehindACutOne(String name) {
        byte[] bytes = someTelegrams(name);
        List<String> right = spoken(bytes);
        for (int cut = 1; cut < Math.min(700, bytes.length); cut += 3) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.write(bytes, 0, cut);
            line.writeBytes(bytes);
            List<String> spoken = spoken(line.toByteArray());
            assertThat(spoken).as("cut after %d bytes", cut).endsWith(right.toArray(String[]::new));
            assertThat(right).containsAll(spoken);
        }
    }

    private static List<String> spoken(byte[] bytes) {
        return new TestPipeline().feed(bytes, () -> bytes.length).end().readings().stream()
                .map(reading -> reading.meter() + " " + reading.values()).toList();
    }

    private static void judge(JsonNode truth, TestPipeline chain) {
        List<JsonNode> good = new ArrayList<>();
        long damaged = 0;
        for (JsonNode telegram : truth.get("telegrams")) {
            if (telegram.get("outcome").asText().equals("accept")) {
                good.add(telegram);
            } else if (!telegram.path("tail").asBoolean()) {
                damaged++;
            }
        }
        List<Reading> readings = chain.readings();
        List<Frame> frames = chain.acceptedFrames();
        assertThat(readings).hasSameSizeAs(good);
        for (int i = 0; i < good.size(); i++) {
            JsonNode telegram = good.get(i);
            byte[] bytes = frames.get(i).bytes();
            assertThat(frames.get(i).format()).isEqualTo(Frame.Format.SML);
            assertThat(frames.get(i).offset()).isEqualTo(telegram.get("offset").asLong());
            assertThat(frames.get(i).length()).isEqualTo(telegram.get("length").asInt());
            assertThat(HexFormat.of().withUpperCase().formatHex(bytes, bytes.length - 2, bytes.length))
                    .isEqualTo(telegram.get("crc").asText());
            values(truth, telegram.get("values"), TestPipeline.json(readings.get(i)));
            if (telegram.has("registers")) {
                registers(telegram.get("registers"), readings.get(i).message().registers());
            }
        }
        assertThat(chain.rejected()).isBetween(damaged, 2 * damaged + 2);
    }

    /** Nothing else than the truth has, but for what a reader may see otherwise. */
    private static void values(JsonNode truth, JsonNode right, JsonNode actual) {
        Set<String> open = new HashSet<>();
        truth.path("not_judged").forEach(key -> open.add(key.asText()));
        for (Map.Entry<String, JsonNode> value : right.properties()) {
            if (!open.contains(value.getKey())) {
                JsonNode ours = actual.path(value.getKey());
                if (value.getValue().isNumber()) {
                    assertThat(ours.isNumber()).as("%s is a number: %s", value.getKey(), ours).isTrue();
                    assertThat(ours.decimalValue()).as(value.getKey()).isEqualByComparingTo(value.getValue().decimalValue());
                } else {
                    assertThat(ours).as(value.getKey()).isEqualTo(value.getValue());
                }
            }
        }
        actual.fieldNames().forEachRemaining(key -> assertThat(right.has(key) || open.contains(key)).as(key).isTrue());
        truth.path("must_not").forEach(key -> assertThat(actual.has(key.asText())).isFalse());
    }

    private static void registers(JsonNode right, List<Register> actual) {
        assertThat(actual).hasSameSizeAs(right);
        for (int i = 0; i < actual.size(); i++) {
            JsonNode row = right.get(i);
            Register register = actual.get(i);
            assertThat(register.obis()).isEqualTo(row.get("obis").asText());
            assertThat(register.type()).as(register.obis()).isEqualTo(row.get("type").asText());
            assertThat(register.raw()).as(register.obis()).isEqualTo(row.get("raw").asText());
            assertThat(register.scaler().isPresent()).as(register.obis()).isEqualTo(row.hasNonNull("scaler"));
            register.scaler().ifPresent(scaler -> assertThat(scaler).isEqualTo(row.get("scaler").asInt()));
            assertThat(register.unit()).as(register.obis()).isEqualTo(row.path("unit").asText("null").replace("null", ""));
            assertThat(register.value().map(BigDecimal::doubleValue).orElse(0.0)).isEqualTo(row.path("value").asDouble(0));
            assertThat(register.value().isPresent()).isEqualTo(row.hasNonNull("value"));
            assertThat(register.text().orElse(null)).as(register.obis()).isEqualTo(row.path("text").textValue());
        }
    }

    private static JsonNode truth(String name) {
        return Corpus.truth("eu/sml/" + name + ".json");
    }

    /** Enough for two telegrams of most meters: what holds for them holds for those behind them. */
    private static byte[] someTelegrams(String name) {
        byte[] all = bytes(name);
        return Arrays.copyOf(all, Math.min(all.length, 1400));
    }

    private static byte[] bytes(String name) {
        return Corpus.bytes("eu/sml/" + name + ".bin");
    }
}
