package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Captured;
import org.dbusp1.Corpus;
import org.dbusp1.Main;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame;
import org.dbusp1.line.frame.FrameScanner;
import org.dbusp1.line.frame.FrameSink;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Stamp;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every captured telegram of text, with each zone of the owner, as a Finnish and as a Swedish meter would send it now. */
class FinnishCapturesTest {
    private static final ZoneId HELSINKI = ZoneId.of("Europe/Helsinki");
    private static final List<String> FOLDERS = List.of("telegrams", "eu/p1", "reports/p1");

    @RegisterExtension
    private final Captured captured = new Captured();

    private static List<String> captures() {
        return FOLDERS.stream().flatMap(folder -> Corpus.folder(folder).isEmpty() ? Stream.of()
                : Corpus.names(folder).stream().map(name -> folder + "/" + name + ".txt")).filter(file -> Corpus.file(file).toFile().exists())
                .toList();
    }

    private static List<Reading> readings(String file, LocalTimeResolver times) {
        StreamDecoder decoder = LineDecoders.ofStream(times);
        List<Reading> readings = new ArrayList<>();
        byte[] bytes = Corpus.bytes(file);
        FrameScanner scanner = TestScanner.scanner(true, Decryptor.none());
        FrameSink sink = new FrameSink() {
            @Override
            public void frame(Frame frame) {
                if (decoder.decode(frame) instanceof DecodeResult.Decoded decoded) {
                    readings.add(decoded.reading());
                }
            }

            @Override
            public void rejected(Frame frame, RejectCause cause) {
                // only whole telegrams have a time
            }
        };
        scanner.accept(bytes, 0, bytes.length, sink);
        scanner.end(sink);
        return readings;
    }

    private static LocalTimeResolver line(String owners, Instant machine) {
        LocalTimeResolver times = new LocalTimeResolver(Origin.LINE, null, LocalTimeResolver.finnishZone(owners));
        times.arrived(0, machine);
        return times;
    }

    private static long local(Reading reading) {
        Stamp time = Objects.requireNonNull(reading.time());
        return time.local();
    }

    @Tag(Beside.TAG)
    @Test
    void onlyAFinnishMetersTextIsReadWithTheOwnersZone() {
        List<String> files = captures();
        assumeFalse(files.isEmpty(), "no captures");
        int finnish = 0;
        for (String file : files) {
            List<Reading> plain = readings(file, LocalTimeResolver.ofLog(null)).stream().filter(reading -> reading.time() != null).toList();
            if (plain.isEmpty()) {
                continue;
            }
            Reading first = plain.get(0);
            Dialect dialect = first.meter().dialect();
            boolean isAlsoFinnish = dialect == Dialect.P1 || dialect == Dialect.NORDIC;
            for (String owners : List.of("", "UTC", "Europe/Stockholm", "Europe/Helsinki", "Europe/Lisbon", "America/New_York")) {
                boolean isOwners = isAlsoFinnish && owners.equals("Europe/Helsinki");
                List<Reading> read = readings(file, line(owners, first.time().instant())).stream()
                        .filter(reading -> reading.time() != null).toList();
                if (!isOwners) {
                    assertThat(read.get(0).time().instant()).as("%s, %s", file, owners).isEqualTo(first.time().instant());
                }
                assertThat(read.get(0).zone()).as("%s, %s", file, owners).isEqualTo(isOwners ? HELSINKI : dialect.zone());
                finnish += isOwners ? 1 : 0;
                assertThat(local(read.get(0))).isEqualTo(local(first));
            }
        }
        assertThat(finnish).as("captures that may be of a Finnish meter").isGreaterThan(5);
    }

    /** What decode shows of a log does not depend on where it is read. */
    @Tag(Beside.TAG)
    @Test
    void everyCaptureIsDecodedAlikeInEachZone() {
        List<String> files = captures().stream().map(file -> Corpus.file(file).toString()).toList();
        assumeFalse(files.isEmpty(), "no captures");
        List<String> command = new ArrayList<>(List.of("decode"));
        command.addAll(files);
        TimeZone before = TimeZone.getDefault();
        Set<String> results = new HashSet<>();
        int shown = 0;
        try {
            for (String machine : List.of("UTC", "Europe/Stockholm", "Europe/Helsinki", "Europe/Lisbon", "America/New_York")) {
                TimeZone.setDefault(TimeZone.getTimeZone(machine));
                Main.run(command);
                results.add(captured.out().substring(shown));
                shown = captured.out().length();
            }
        } finally {
            TimeZone.setDefault(before);
        }
        assertThat(results).hasSize(1);
        assertThat(results.iterator().next().lines()).as("telegrams").hasSizeGreaterThan(50);
    }

    @ParameterizedTest
    @CsvSource({
        "Europe/Helsinki, true", "Europe/Riga, true", "Europe/Athens, true", "Europe/Stockholm, false", "Europe/Lisbon, false",
        "UTC, false", "Asia/Jerusalem, false", "Europe/Nowhere, false", "Europe/../x, false",
    })
    void onlyAZoneOfEuropeWithFinlandsStandardTimeIsAnother(String name, boolean isFinnish) {
        assertThat(LocalTimeResolver.finnishZone(name) != null).isEqualTo(isFinnish);
    }
}
