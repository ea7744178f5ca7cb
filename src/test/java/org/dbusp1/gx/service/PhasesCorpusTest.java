package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.LongUnaryOperator;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.service.ShownPowers.Powers;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What ESS regulates by, the sum of the phases, has the direction of the total, with all captures of meters with phases. */
@Tag(Beside.TAG)
class PhasesCorpusTest {
    private static final double WATTS = 60;

    /** Meters of each kind, made of what the captures print. */
    enum Printed {
        AS_CAPTURED(watts -> watts),
        EXPORTING(watts -> -watts),
        WITHOUT_SIGN(Math::abs),
        ZERO(watts -> 0);

        private final LongUnaryOperator phase;

        Printed(LongUnaryOperator phase) {
            this.phase = phase;
        }

        /** The last two are meters whose phases are wrong while the house exports. */
        Values of(Values captured) {
            Values.Builder values = new Values.Builder();
            captured.present().forEach(quantity -> values.set(quantity, captured.scaled(quantity)));
            if (this != AS_CAPTURED && captured.has(Quantity.POWER_NET)) {
                values.set(Quantity.POWER_NET, -Math.abs(captured.scaled(Quantity.POWER_NET)));
                for (Phase phase : Phase.ALL) {
                    if (captured.has(phase.power())) {
                        values.set(phase.power(), this.phase.applyAsLong(captured.scaled(phase.power())));
                    }
                }
            }
            return values.build();
        }
    }

    private static Stream<String> captures() {
        return Stream.of("telegrams", "streams", "han", "eu/p1", "eu/d0", "eu/sml").flatMap(folder ->
                Corpus.names(folder).stream().flatMap(name -> Stream.of(".txt", ".telegram", ".hex", ".bin")
                        .map(ending -> folder + "/" + name + ending).filter(file -> Files.exists(Corpus.file(file)))));
    }

    private static List<Reading> readings(String file) {
        byte[] captured = Corpus.bytes(file);
        byte[] bytes = file.endsWith(".hex")
                ? HexFormat.of().parseHex(new String(captured, StandardCharsets.US_ASCII).replaceAll("\\s", "")) : captured;
        return new TestPipeline(new DsmrDecoder.Options(null, null, DsmrDecoder.Options.Checksum.IGNORED))
                .accept(bytes, () -> bytes.length).end().readings();
    }

    @ParameterizedTest
    @EnumSource
    void theSumOfThePhasesHasTheDirectionOfTheTotal(Printed printed) {
        assumeFalse(Corpus.names("telegrams").isEmpty(), "no captures");
        List<String> wrong = new ArrayList<>();
        int compared = 0;
        int several = 0;
        int shownPhases = 0;
        for (String file : captures().filter(file -> !file.startsWith("streams/implausible")).toList()) {
            ShownPowers bus = new ShownPowers();
            int second = 0;
            for (Reading reading : readings(file)) {
                Values values = printed.of(reading.values());
                if (Phase.ALL.stream().noneMatch(phase -> values.has(phase.power())) || !values.has(Quantity.POWER_NET)) {
                    continue;
                }
                Powers shown = bus.after(snapshot(reading, values, second++));
                double total = values.number(Quantity.POWER_NET);
                compared++;
                several += Phase.ALL.stream().filter(phase -> values.has(phase.power())).count() > 1 ? 1 : 0;
                shownPhases += shown.phases().size() > 1 ? 1 : 0;
                if (shown.total().isEmpty() || shown.phases().isEmpty()
                        || shown.sum() * total < 0 && Math.abs(shown.sum() - total) > WATTS + 0.5) {
                    wrong.add(file + ": " + shown + " of " + total);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(compared).isGreaterThan(500);
        System.out.printf("%s: %d messages of captures with phases, %d with several, which %d show%n", printed, compared, several,
                shownPhases);
    }

    private static Snapshot snapshot(Reading from, Values values, int second) {
        return Snapshots.like(from).sent(values).devices(List.of()).key("house").arrival(Instant.ofEpochSecond(second))
                .interval(from.meter().dialect().interval()).meterIndex(0).take();
    }
}
