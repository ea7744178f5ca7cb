package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every telegram of the corpus through the real chain, against the truth next to it. */
@Tag(Beside.TAG)
class TelegramTruthTest {
    private static final BigDecimal TOLERANCE = new BigDecimal("1e-6");
    private static int ran;

    static List<String> telegrams() {
        return Corpus.eachOf("telegrams/", "eu/p1/");
    }

    @AfterAll
    static void report() {
        System.out.println("telegrams of the corpus that ran: " + ran);
    }

    @ParameterizedTest
    @MethodSource("telegrams")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = Corpus.truth(name + ".json");
        byte[] bytes = bytes(name, truth);
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 100)) {
            TestPipeline strict = new TestPipeline(options(truth, false)).accept(bytes, sizes).end();
            verifyChecked(truth, strict);
            TestPipeline lenient = new TestPipeline(options(truth, true)).accept(bytes, sizes).end();
            assertThat(lenient.readings()).hasSize(1);
            assertThat(differences(truth, TestPipeline.json(lenient.readings().get(0)))).isEmpty();
            if (!strict.readings().isEmpty()) {
                assertThat(TestPipeline.json(strict.readings().get(0))).isEqualTo(TestPipeline.json(lenient.readings().get(0)));
            }
        }
        ran++;
    }

    @ParameterizedTest
    @MethodSource("telegrams")
    void hidesNoLine(String name) {
        JsonNode truth = Corpus.truth(name + ".json");
        byte[] bytes = bytes(name, truth);
        Reading reading = new TestPipeline(options(truth, true)).accept(bytes, () -> bytes.length).end().readings().get(0);
        List<String> printed = new String(bytes, StandardCharsets.ISO_8859_1).lines()
                .filter(line -> line.matches("\\d+-\\d+:\\d.*\\(.*")).map(line -> line.substring(0, line.indexOf('('))).toList();
        assertThat(reading.message().registers().stream().map(Register::obis)).containsExactlyElementsOf(printed);
    }

    private static void verifyChecked(JsonNode truth, TestPipeline chain) {
        JsonNode valid = truth.get("crc_valid");
        assertThat(chain.frames).hasSize(1);
        ScannedFrame frame = chain.frames.get(0);
        if (valid.isNull()) {
            assertThat(frame.checked()).isEqualTo(Frame.Proof.UNPROVEN);
            assertThat(chain.readings()).as("it waits for the next").singleElement()
                    .satisfies(reading -> assertThat(reading.message().hasNoChecksum()).isTrue());
        } else if (valid.asBoolean()) {
            assertThat(frame.checked()).isEqualTo(Frame.Proof.PROVEN);
            assertThat(chain.readings()).hasSize(1);
        } else {
            assertThat(frame.cause()).contains(RejectCause.CRC);
            assertThat(chain.readings()).isEmpty();
        }
    }

    /** Returns a capture, with the line end that some captures lack. */
    static byte[] bytes(String name, JsonNode truth) {
        byte[] capture = Corpus.bytes(name + ".txt");
        byte[] more = truth.path("append_for_test").asText("").getBytes(StandardCharsets.ISO_8859_1);
        byte[] all = Arrays.copyOf(capture, capture.length + more.length);
        System.arraycopy(more, 0, all, capture.length, more.length);
        return all;
    }

    /** The owner of a Finnish meter sets where it is; all others are recognised. */
    private static DsmrDecoder.Options options(JsonNode truth, boolean ignoreChecksum) {
        boolean finnish = truth.get("country").asText().equals("FI");
        return new DsmrDecoder.Options(finnish ? ZoneId.of(truth.get("zone").asText()) : null,
                null, ignoreChecksum ? DsmrDecoder.Options.Checksum.IGNORED : DsmrDecoder.Options.Checksum.BY_METER);
    }

    static List<String> differences(JsonNode truth, JsonNode values) {
        Set<String> notCompared = new TreeSet<>();
        truth.path("not_judged").forEach(key -> notCompared.add(key.asText()));
        List<String> wrong = new ArrayList<>();
        truth.get("expected").properties().forEach(expected -> {
            String key = expected.getKey();
            if (!notCompared.contains(key) && key.matches("max_demand_(im|ex)port_month")) {
                String peak = key.replace("max_demand", "peak");
                compare(peak + "_w", expected.getValue().path("value_w"), values.path(peak + "_w"), wrong);
                compare(peak + " timestamp", expected.getValue().path("timestamp"), values.path(peak + "_time"), wrong);
            } else if (!notCompared.contains(key)) {
                compare(key, expected.getValue(), values.path(key), wrong);
            }
        });
        return wrong;
    }

    private static void compare(String where, JsonNode expected, JsonNode actual, List<String> wrong) {
        if (expected.isObject() && actual.isObject()) {
            expected.properties().forEach(field ->
                    compare(where + "." + field.getKey(), field.getValue(), actual.path(field.getKey()), wrong));
        } else if (expected.isArray() && actual.isArray() && expected.size() == actual.size()) {
            for (int i = 0; i < expected.size(); i++) {
                compare(where + "[" + i + "]", expected.get(i), actual.get(i), wrong);
            }
        } else if (!isSame(where, expected, actual)) {
            wrong.add(where + ": expected " + expected + ", was " + actual);
        }
    }

    private static boolean isSame(String where, JsonNode expected, JsonNode actual) {
        if (expected.isNull()) {
            return actual.isNull() || actual.isMissingNode();
        }
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().subtract(actual.decimalValue()).abs().compareTo(TOLERANCE) <= 0;
        }
        if (where.matches(".*\\b(timestamp|end|month)") && expected.isTextual() && actual.isTextual()) {
            return OffsetDateTime.parse(expected.asText()).isEqual(OffsetDateTime.parse(actual.asText()));
        }
        return expected.equals(actual);
    }
}
