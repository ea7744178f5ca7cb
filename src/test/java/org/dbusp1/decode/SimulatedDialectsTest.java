package org.dbusp1.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.simulator.Dialects;
import org.dbusp1.simulator.House;
import org.dbusp1.simulator.SimulatedDialect;
import org.dbusp1.simulator.SimulatedMeter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Meters made from their standards, ten minutes of each over the end of summer time and over its beginning. */
class SimulatedDialectsTest {
    private static final List<Instant> BEFORE_CHANGES = List.of(Instant.parse("2025-10-26T00:55:00Z"),
            Instant.parse("2026-03-29T00:55:00Z"));

    private static final int SECONDS = 600;

    static List<SimulatedDialect> dialects() {
        return Dialects.all().stream().filter(dialect -> dialect.lists().isEmpty()).toList();
    }

    @ParameterizedTest
    @MethodSource("dialects")
    void everyTelegramIsReadAndTimeAndCountersGoOn(SimulatedDialect dialect) {
        BEFORE_CHANGES.forEach(start -> assertGoesOn(dialect, start));
    }

    private static void assertGoesOn(SimulatedDialect dialect, Instant start) {
        SimulatedMeter meter = new SimulatedMeter(dialect, House.usual(dialect, start));
        TestPipeline chain = new TestPipeline(options(dialect));
        int count = SECONDS / dialect.interval();
        for (int i = 0; i < count; i++) {
            byte[] telegram = meter.next();
            chain.feed(telegram, () -> telegram.length);
        }
        List<Reading> readings = chain.readings();
        assertThat(readings).hasSize(count);
        assertThat(chain.rejected()).isZero();
        for (int i = 1; i < count; i++) {
            Reading before = readings.get(i - 1);
            Reading after = readings.get(i);
            assertThat(after.meter()).isEqualTo(before.meter());
            assertThat(after.time().map(Stamp::offsetSeconds)).isEqualTo(after.time().map(time -> offset(dialect, time)));
            after.time().ifPresent(time -> assertThat(time.epochSecond() - before.time().orElseThrow().epochSecond())
                    .isEqualTo(dialect.interval()));
            assertThat(after.values().present()).isEqualTo(before.values().present());
            for (Quantity counter : List.of(Quantity.ENERGY_IMPORT, Quantity.ENERGY_EXPORT)) {
                if (after.values().has(counter)) {
                    assertThat(after.values().scaled(counter)).isGreaterThanOrEqualTo(before.values().scaled(counter));
                }
            }
        }
    }

    private static int offset(SimulatedDialect dialect, Stamp time) {
        return dialect.zone().getRules().getOffset(time.instant()).getTotalSeconds();
    }

    /** Returns the options of a meter: telegrams of Finnish meters do not show their country, so their owners set it. */
    private static DsmrDecoder.Options options(SimulatedDialect dialect) {
        return dialect.name().equals("finland")
                ? new DsmrDecoder.Options(Optional.of(dialect.zone()), Optional.empty(), DsmrDecoder.Options.Checksum.BY_DIALECT)
                : DsmrDecoder.Options.DEFAULT;
    }
}
