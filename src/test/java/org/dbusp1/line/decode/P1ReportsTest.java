package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Telegrams of public bug reports, against the truth next to them. */
@Tag(Beside.TAG)
class P1ReportsTest {
    private static final String FOLDER = "reports/p1";
    private static final String STREAM = "stream-";
    /** A start that is always damaged is known from the second telegram on. */
    private static final int TIMES = 3;

    static List<String> telegrams() {
        return Corpus.each(FOLDER, name -> !name.startsWith(STREAM));
    }

    @ParameterizedTest
    @MethodSource("telegrams")
    void reportsWhatTheTruthHas(String name) {
        ObjectNode truth = (ObjectNode) Corpus.truth(FOLDER + "/" + name + ".json");
        if (truth.has("expected_of_the_second")) {
            truth.set("expected", truth.get("expected_of_the_second"));
        }
        byte[] telegram = TelegramTruthTest.bytes(FOLDER + "/" + name, truth);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int i = 0; i < TIMES; i++) {
            line.writeBytes(telegram);
            line.write('\r');
            line.write('\n');
        }
        List<Reading> readings = readings(line.toByteArray(), zone(truth));
        assertThat(readings).hasSizeGreaterThan(1);
        for (Reading reading : readings) {
            JsonNode values = TestPipeline.json(reading);
            assertThat(TelegramTruthTest.differences(truth, values)).isEmpty();
            if (!truth.get("expected").has("power_net_w")) {
                assertThat(values.has("power_net_w")).isFalse();
            }
        }
    }

    @Test
    void telegramsOfWhichEachStartIsDamagedAreReadFromTheSecondOn() {
        List<Reading> readings = readings(Corpus.bytes(FOLDER + "/stream-se-star-garbled-start.bin"), Optional.empty());
        assertThat(readings).hasSize(39).allSatisfy(reading -> {
            assertThat(reading.message().repaired()).isFalse();
            assertThat(reading.meter().identification()).isEqualTo("STR5\\2MSZ314X");
        });
    }

    /** Starts that rarely or never arrive, a mark in the line: read, as far as the checksum proves it. */
    @ParameterizedTest
    @CsvSource({"stream-fi-aidon-7534-start-corrupted, 29, ADN9 7534", "stream-sib-known-start-lost-4-garbage-1, 13, ADN9 7534",
        "stream-sib-known-start-lost-8-garbage-0, 13, ADN9 7534", "stream-sib-mark-after-blank, 6, ISK5\\2M550T-1013",
        "stream-be-flu5-start-lost-2026-01, 0,", "stream-nl-request-too-short, 0,", "stream-sib-cut-at-400, 0,"})
    void startsAndEndsThatDoNotArriveAsTheStandardSays(String name, int count, String identification) {
        List<Reading> readings = readings(Corpus.bytes(FOLDER + "/" + name + ".bin"), Optional.of(ZoneId.of("Europe/Helsinki")));
        assertThat(readings).hasSize(count).allSatisfy(
                reading -> assertThat(reading.meter().identification()).isEqualTo(identification));
    }

    /** The owner's option, as the command line has it. */
    private static Optional<ZoneId> zone(JsonNode truth) {
        List<String> arguments = StreamSupport.stream(truth.path("arguments").spliterator(), false).map(JsonNode::asText).toList();
        return arguments.contains("--zone") ? Optional.of(ZoneId.of(arguments.get(arguments.indexOf("--zone") + 1))) : Optional.empty();
    }

    private static List<Reading> readings(byte[] line, Optional<ZoneId> zone) {
        TestScanner scanner = new TestScanner(true, Decryptor.none());
        Decoder decoder = LineDecoders.with(new DsmrDecoder.Options(zone.orElse(null), null, Checksum.BY_METER));
        List<ScannedFrame> frames = new ArrayList<>(scanner.accept(line, 0, line.length));
        frames.addAll(scanner.end());
        return frames.stream().map(frame -> DecodeOutcome.of(decoder, frame))
                .filter(DecodeOutcome::accepted).map(DecodeOutcome::reading).toList();
    }
}
