package org.dbusp1.decode.tic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.IntSupplier;
import org.dbusp1.Corpus;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.DecodeResult;
import org.dbusp1.decode.TestPipeline;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.FrameScanner;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captured lines of French meters through framing and decoding, against the truth beside them. */
class TicTruthTest {
    private static int ran;

    /** A frame of a line, and the result of its decoder. */
    private record Row(Frame frame, DecodeResult decoded) {
        boolean accepted() {
            return decoded.accepted();
        }

        Reading reading() {
            return decoded.reading();
        }
    }

    static List<String> captures() {
        return Corpus.names("eu/tic");
    }

    @AfterAll
    static void report() {
        System.out.println("captures of French meters that ran: " + ran);
    }

    private static List<Row> rows(byte[] bytes, IntSupplier sizes) {
        FrameScanner framer = new FrameScanner(false, Decryptor.none());
        TicDecoder decoder = new TicDecoder(false, Optional.empty());
        List<Row> rows = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int to = Math.min(bytes.length, at + sizes.getAsInt());
            framer.feed(bytes, at, to, frame -> rows.add(new Row(frame, DecodeResult.of(decoder, frame))));
            at = to;
        }
        framer.end(frame -> rows.add(new Row(frame, DecodeResult.of(decoder, frame))));
        return rows;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("captures")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = Corpus.truth("eu/tic/" + name + ".json");
        byte[] bytes = Corpus.bytes("eu/tic/" + name + ".txt");
        Random random = new Random(name.hashCode());
        for (IntSupplier sizes : List.<IntSupplier>of(() -> 1, () -> bytes.length, () -> 1 + random.nextInt(100))) {
            judge(truth, rows(bytes, sizes), 0);
        }
        ran++;
    }

    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("captures")
    void nothingIsLostBehindNuls(String name) {
        JsonNode truth = Corpus.truth("eu/tic/" + name + ".json");
        byte[] bytes = Corpus.bytes("eu/tic/" + name + ".txt");
        byte[] behind = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, behind, 7, bytes.length);
        judge(truth, rows(behind, () -> 64), 7);
    }

    /** Whatever is cut off at either end: the frames that are whole come out, and no others. */
    @ParameterizedTest(allowZeroInvocations = true)
    @MethodSource("captures")
    void everyPrefixAndEveryRestGiveWholeFramesOnly(String name) {
        byte[] bytes = Corpus.bytes("eu/tic/" + name + ".txt");
        List<Row> all = rows(bytes, () -> bytes.length).stream().filter(Row::accepted).toList();
        for (int cut = 0; cut <= bytes.length; cut++) {
            int at = cut;
            assertThat(rows(Arrays.copyOf(bytes, cut), () -> 100).stream().filter(Row::accepted).map(row -> row.reading().values()))
                    .isEqualTo(all.stream().filter(row -> row.frame.offset() + row.frame.length() <= at)
                            .map(row -> row.reading().values()).toList());
            assertThat(rows(Arrays.copyOfRange(bytes, cut, bytes.length), () -> 100).stream().filter(Row::accepted)
                    .map(row -> row.reading().values()))
                    .isEqualTo(all.stream().filter(row -> row.frame.offset() >= at).map(row -> row.reading().values()).toList());
        }
    }

    private static void judge(JsonNode truth, List<Row> rows, int shift) {
        Iterator<Row> accepted = rows.stream().filter(Row::accepted).iterator();
        long damaged = 0;
        for (JsonNode telegram : truth.get("telegrams")) {
            if (telegram.get("outcome").asText().equals("accept")) {
                assertThat(accepted.hasNext()).isTrue();
                judge(truth, telegram, accepted.next(), shift);
            } else if (!telegram.path("tail").asBoolean()) {
                damaged++;
            }
        }
        assertThat(accepted.hasNext()).isFalse();
        assertThat(rows.stream().filter(row -> !row.accepted()).count()).isBetween(damaged, 2 * damaged + 2);
    }

    private static void judge(JsonNode truth, JsonNode telegram, Row row, int shift) {
        assertThat(row.frame.offset()).isEqualTo(telegram.get("offset").asLong() + shift);
        assertThat(row.frame.length()).isEqualTo(telegram.get("length").asInt());
        assertThat(row.frame.format().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-')).isEqualTo(truth.get("format").asText());
        JsonNode json = TestPipeline.jsonWithRegisters(row.reading());
        telegram.get("values").fields()
                .forEachRemaining(value -> assertThat(same(value.getKey(), value.getValue(), json.get("values").path(value.getKey())))
                .as(value.getKey() + ": expected " + value.getValue() + ", was " + json.get("values").path(value.getKey())).isTrue());
        truth.path("must_not").forEach(key -> assertThat(json.get("values").has(key.asText())).as(key.asText()).isFalse());
        if (telegram.has("registers")) {
            JsonNode registers = json.get("registers");
            assertThat(registers).hasSameSizeAs(telegram.get("registers"));
            for (int i = 0; i < registers.size(); i++) {
                JsonNode expected = telegram.get("registers").get(i);
                JsonNode register = registers.get(i);
                expected.fields().forEachRemaining(field ->
                        assertThat(same(field.getKey(), field.getValue(), register.path(field.getKey())))
                        .as(expected + " was " + register).isTrue());
                assertThat(register.has("time")).isEqualTo(expected.has("time"));
            }
        }
    }

    private static boolean same(String key, JsonNode expected, JsonNode actual) {
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        return key.equals("timestamp") ? OffsetDateTime.parse(expected.asText()).isEqual(OffsetDateTime.parse(actual.asText()))
                : expected.equals(actual);
    }
}
