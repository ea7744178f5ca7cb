package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.meter.Reading;

/** What the truth next to a capture has of all telegrams of the line, as those of SML do. */
public final class TruthOfLine {
    private TruthOfLine() {
    }

    /**
     * Fails unless the line gives the good telegrams and no other, each where it was, with its values and registers.
     *
     * @param shift bytes before the capture
     */
    public static void verify(JsonNode truth, TestPipeline line, int shift) {
        List<JsonNode> telegrams = StreamSupport.stream(truth.get("telegrams").spliterator(), false).toList();
        List<JsonNode> good = telegrams.stream().filter(TruthOfLine::isGood).toList();
        // A line on which nothing is good has only their number.
        long damaged = telegrams.isEmpty() ? truth.path("count").path("reject").asLong()
                : telegrams.stream().filter(telegram -> !isGood(telegram) && !telegram.path("tail").asBoolean()).count();
        assertThat(line.readings()).hasSameSizeAs(good);
        for (int i = 0; i < good.size(); i++) {
            verify(truth, good.get(i), line.acceptedFrames().get(i), line.readings().get(i), shift);
        }
        assertThat(line.rejected()).isBetween(damaged, 2 * damaged + 2);
    }

    private static boolean isGood(JsonNode telegram) {
        return telegram.get("outcome").asText().equals("accept");
    }

    private static void verify(JsonNode truth, JsonNode telegram, ScannedFrame frame, Reading reading, int shift) {
        assertThat(frame.offset()).isEqualTo(telegram.get("offset").asLong() + shift);
        assertThat(frame.length()).isEqualTo(telegram.get("length").asInt());
        assertThat(frame.format().code()).isEqualTo(truth.get("format").asText());
        assertThat(HexFormat.of().withUpperCase().formatHex(frame.bytes())).endsWith(telegram.path("crc").asText(""));
        JsonNode json = TestPipeline.jsonWithRegisters(reading);
        JsonNode values = json.get("values");
        Set<String> open = new HashSet<>();
        truth.path("not_judged").forEach(key -> open.add(key.asText()));
        telegram.get("values").properties().stream().filter(value -> !open.contains(value.getKey()))
                .forEach(value -> assertSame(value, values));
        // The truths of SML name all that may be there.
        boolean complete = frame.format() == Frame.Format.SML;
        values.fieldNames().forEachRemaining(key ->
                assertThat(!complete || telegram.get("values").has(key) || open.contains(key)).as(key).isTrue());
        truth.path("must_not").forEach(key -> assertThat(values.has(key.asText())).as(key.asText()).isFalse());
        JsonNode registers = json.get("registers");
        for (int i = 0; i < registers.size() && telegram.has("registers"); i++) {
            JsonNode expected = telegram.get("registers").get(i);
            JsonNode register = registers.get(i);
            expected.properties().forEach(field -> assertSame(field, register));
            assertThat(register.has("time")).isEqualTo(expected.has("time"));
        }
        assertThat(registers).hasSize(telegram.has("registers") ? telegram.get("registers").size() : registers.size());
    }

    private static void assertSame(Map.Entry<String, JsonNode> field, JsonNode object) {
        JsonNode actual = object.path(field.getKey());
        assertThat(isSame(field.getKey(), field.getValue(), actual)).as("%s, was %s in %s", field, actual, object).isTrue();
    }

    private static boolean isSame(String key, JsonNode expected, JsonNode actual) {
        if (expected.isNull()) {
            return actual.isMissingNode() || actual.isNull();
        }
        if (expected.isNumber() && actual.isNumber()) {
            return expected.decimalValue().compareTo(actual.decimalValue()) == 0;
        }
        return key.equals("timestamp") ? OffsetDateTime.parse(expected.asText()).isEqual(OffsetDateTime.parse(actual.asText()))
                : expected.equals(actual);
    }
}
