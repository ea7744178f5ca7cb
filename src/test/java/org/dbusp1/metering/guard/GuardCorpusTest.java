package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.guard.Rule.Reason;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No capture of a real meter loses a power: what real meters print side by side is no contradiction. */
@Tag(Beside.TAG)
class GuardCorpusTest {
    private static List<Reading> readings(byte[] bytes) {
        return new TestPipeline(new DsmrDecoder.Options(null, null, DsmrDecoder.Options.Checksum.IGNORED))
                .accept(bytes, () -> bytes.length).end().readings();
    }

    private static Stream<String> captures() {
        return Stream.of("telegrams", "streams", "han", "eu/p1", "eu/d0", "eu/sml", "reports/han").flatMap(folder ->
                Corpus.names(folder).stream().flatMap(name -> Stream.of(".txt", ".telegram", ".hex", ".bin")
                        .map(ending -> folder + "/" + name + ending).filter(file -> Files.exists(Corpus.file(file)))));
    }

    private static byte[] bytes(String file) {
        byte[] bytes = Corpus.bytes(file);
        return file.endsWith(".hex") ? HexFormat.of().parseHex(new String(bytes, StandardCharsets.US_ASCII).replaceAll("\\s", "")) : bytes;
    }

    @Test
    void noPowerOfARealMeterIsWithheldByComparison() {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        Map<String, Set<String>> withheld = new java.util.TreeMap<>();
        int accepted = 0;
        for (String file : captures().filter(file -> !file.startsWith("streams/implausible")).toList()) {
            for (Reading reading : readings(bytes(file))) {
                accepted++;
                GuardedReading now = new PlausibilityRule().check(new GuardedReading(reading, 0));
                now.withheldValues().forEach((quantity, reason) -> {
                    if (reason == Reason.CONTRADICTS_MESSAGE) {
                        withheld.computeIfAbsent(file, first -> new TreeSet<>()).add(quantity + " " + reason);
                    }
                });
            }
        }
        assertThat(accepted).isGreaterThan(1_000);
        assertThat(withheld).isEmpty();
        System.out.println("messages of captures whose powers were compared: " + accepted);
    }

    /** Both meters print the same first line, and their numbers in 0-0:0.0.0. */
    @Test
    void anExchangedMeterIsAnotherOneAndItsCountersAreBelieved() {
        List<Reading> readings = readings(Corpus.bytes("reports/p1/stream-ch-meter-replaced.bin"));
        Guard guard = new Guard();
        GuardedLine line = new GuardedLine(guard);
        List<Snapshot> snapshots = new ArrayList<>();
        for (int i = 0; i < readings.size(); i++) {
            // The fitter takes some minutes.
            line.accept(i < readings.size() / 2 ? i : i + 270, readings.get(i)).ifPresent(snapshots::add);
            if (i == readings.size() / 2 - 1) {
                line.lose();
            }
        }
        Snapshot last = snapshots.get(snapshots.size() - 1);
        assertThat(last.published().meterIndex()).isNotEqualTo(snapshots.get(0).published().meterIndex());
        assertThat(snapshots).hasSizeGreaterThan(readings.size() - 4)
                .allSatisfy(snapshot -> assertThat(snapshot.published().values().has(Quantity.ENERGY_IMPORT_T1)).isTrue());
    }

    /** Telegrams of real meters without a checksum, each as the meter sends it again and again. */
    @Test
    void rightTelegramsWithoutAChecksumPassTheirNeighbours() {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        Map<String, Integer> accepted = new java.util.TreeMap<>();
        for (String file : captures().filter(file -> !file.startsWith("streams/")).toList()) {
            String text = new String(bytes(file), StandardCharsets.ISO_8859_1);
            List<String> variants = variants(text);
            Guard guard = TestGuard.ofRepeatedLog(StateStore.NONE);
            long nanos = 0;
            for (int i = 0; i < 3 * variants.size(); i++) {
                String telegram = variants.get(i % variants.size());
                for (Reading reading : readings(telegram.getBytes(StandardCharsets.ISO_8859_1))) {
                    if (!reading.meter().dialect().sendsChecksum()) {
                        nanos += reading.meter().dialect().interval().toNanos();
                        Optional<Snapshot> shown = Snapshots.guarded(guard, reading,
                                new MeterKey("house"), GuardedLine.ARRIVAL, nanos);
                        assertThat(shown.isPresent()).as("%s: telegram %d: %s", file, i, telegram)
                                .isEqualTo(accepted.merge(file, 1, Integer::sum) > 1);
                        shown.ifPresent(snapshot -> assertThat(snapshot.published().values()).isEqualTo(reading.values()));
                    }
                }
            }
        }
        assertThat(accepted).hasSizeGreaterThan(15);
        assertThat(accepted.keySet()).filteredOn(file -> file.contains("nl-dsmr")).hasSize(8);
        System.out.println("meters without checksum whose telegrams were compared with one another: " + accepted.size());
    }

    /** A telegram, the same without what other meters report, with a message, and with more power. */
    private static List<String> variants(String telegram) {
        if (!telegram.contains("0-0:96.13.1(")) {
            return List.of(telegram);
        }
        String message = telegram.replaceAll("0-0:96.13.0\\([^)]*\\)", "0-0:96.13.0(303132333435)");
        return List.of(telegram, telegram.replaceAll("(?m)^0-[1-4]:[^(]*.*\\R", "").replaceAll("(?m)^\\(\\d.*\\R", ""),
                message, telegram.replaceAll("0-0:96.13..\\([^)]*\\)\\R", ""), telegram.replaceAll("(1-0:1.7.0\\(\\d+)\\.\\d\\d", "$1.97"),
                telegram.replaceAll("0-0:17.0.0\\([^)]*\\)\\R", ""), message);
    }

    @Test
    void noValueOfARealTelegramIsOutOfRange() {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        Map<String, Set<String>> withheld = new java.util.TreeMap<>();
        for (String file : captures().filter(file -> !file.startsWith("streams/")).toList()) {
            for (Reading reading : readings(bytes(file))) {
                new Guard().checkValues(reading, 0).keys().stream()
                        // Sagemcom meters in Hungary print 4.556, those in Lithuania a negative one.
                        .filter(key -> !key.startsWith("power_factor"))
                        .forEach(key -> withheld.computeIfAbsent(file, first -> new TreeSet<>()).add(key));
            }
        }
        assertThat(withheld).isEmpty();
    }
}
