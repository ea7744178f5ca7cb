package org.dbusp1.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dbusp1.Corpus;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.decode.LineDecoder;
import org.dbusp1.decode.LineDecoders;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.decode.han.HanOptions;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.frame.Frame;
import org.dbusp1.frame.LineFramer;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.junit.jupiter.api.Test;

/** No capture of a real meter loses a power: what real meters print side by side is no contradiction. */
class GuardCorpusTest {
    private static final Set<WithholdReason> COMPARISONS = Set.of(WithholdReason.NOT_IN_PHASES, WithholdReason.NOT_IN_TOTAL,
            WithholdReason.NOT_IN_CURRENTS, WithholdReason.NOT_IN_POWER);

    private static List<Reading> readings(byte[] bytes) {
        List<Reading> readings = new ArrayList<>();
        LineDecoder decoder = LineDecoders.with(
                new DsmrOptions(Optional.empty(), Optional.empty(), DsmrOptions.Checksum.IGNORED), HanOptions.DEFAULT);
        ReadingStream stream = new ReadingStream(new LineFramer(P1Framer::new, Decryptor.none()), decoder,
                new ReadingStream.Listener() {
                    @Override
                    public void accepted(Reading reading, Frame frame) {
                        readings.add(reading);
                    }

                    @Override
                    public void refused(Frame frame, RejectCause cause) {
                    }
                });
        stream.feed(bytes, 0, bytes.length);
        stream.end();
        return readings;
    }

    private static Stream<String> captures() {
        return Stream.of("telegrams", "streams", "han", "eu/p1", "eu/d0", "eu/sml").flatMap(folder ->
                Corpus.names(folder).stream().flatMap(name -> Stream.of(".txt", ".telegram", ".hex", ".bin")
                        .map(ending -> folder + "/" + name + ending).filter(file -> Files.exists(Corpus.file(file)))));
    }

    private static byte[] bytes(String file) {
        byte[] bytes = Corpus.bytes(file);
        return file.endsWith(".hex")
                ? HexFormat.of().parseHex(new String(bytes, StandardCharsets.US_ASCII).replaceAll("\\s", "")) : bytes;
    }

    @Test
    void noPowerOfARealMeterIsWithheldByComparison() {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        Map<String, Set<String>> withheld = new java.util.TreeMap<>();
        int judged = 0;
        for (String file : captures().filter(file -> !file.startsWith("streams/implausible")).toList()) {
            for (Reading reading : readings(bytes(file))) {
                judged++;
                Map<Quantity, WithholdReason> reasons = new EnumMap<>(Quantity.class);
                new PhaseRules().judge(reading.values(), reasons);
                PowerRules.judge(reading.values(), reasons);
                reasons.forEach((quantity, reason) -> {
                    if (COMPARISONS.contains(reason)) {
                        withheld.computeIfAbsent(file, first -> new TreeSet<>()).add(quantity + " " + reason);
                    }
                });
            }
        }
        assertThat(judged).isGreaterThan(1_000);
        assertThat(withheld).isEmpty();
        System.out.println("messages of captures whose powers were compared: " + judged);
    }

    @Test
    void noValueOfARealTelegramIsOutOfRange() {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        Map<String, Set<String>> withheld = new java.util.TreeMap<>();
        for (String file : captures().filter(file -> !file.startsWith("streams/")).toList()) {
            for (Reading reading : readings(bytes(file))) {
                new Plausibility().judge(reading, 0).keys().stream()
                        // Sagemcom meters in Hungary print 4.556, those in Lithuania a negative one.
                        .filter(key -> !key.startsWith("power_factor"))
                        .forEach(key -> withheld.computeIfAbsent(file, first -> new TreeSet<>()).add(key));
            }
        }
        assertThat(withheld).isEmpty();
    }
}
