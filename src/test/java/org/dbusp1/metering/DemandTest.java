package org.dbusp1.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.demand.Tariff;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which power raises what is billed. */
class DemandTest {
    private static final Duration QUARTER = Duration.ofMinutes(15);

    private static Demand window(long meanWatts, @Nullable Long peakWatts) {
        return new Demand(new Stamp(1_767_225_600, 0), QUARTER, meanWatts, null, peakWatts, List.of(), null,
                new ImportLimit(null, null, false, null, false, null));
    }

    /** The screen compares the forecast with the peak, the event the power with what is allowed: they are one rule. */
    @ParameterizedTest
    @CsvSource({"0, 900, 1000", "1800, 600, 2400", "2600, 300, 4100", "4000, 120, 3999", "100, 899, 2501", "2500, 1, 2500"})
    void aPowerAboveTheAllowedOneMakesTheForecastHigherThanThePeak(long mean, long remaining, long peak) {
        long allowed = window(mean, peak).allowedWatts(remaining);
        for (long power : new long[] {1, allowed, allowed + 1, allowed + 2, 2_500, 20_000}) {
            double forecast = (mean * (QUARTER.toSeconds() - remaining) + power * remaining) / (double) QUARTER.toSeconds();
            assertThat(power > allowed).as("%d W", power).isEqualTo(power > 0 && forecast > Math.max(Demand.LEAST_PEAK_WATTS, peak));
        }
    }

    @Test
    void withoutAPeakNoPowerRaisesIt() {
        assertThat(window(2_000, null).allowedWatts(300)).isNull();
        assertThat(window(2_000, 3_000L).allowedWatts(0)).as("at the end").isNull();
    }

    @Test
    void theLeastPeakIsThatOfTheTariffAndOfTheScreen() throws IOException {
        assertThat(Tariff.named("flanders").floorWatts()).isEqualTo(Demand.LEAST_PEAK_WATTS);
        assertThat(Files.readString(Path.of("src/main/qml/P1State.qml")))
                .contains("readonly property int leastPeak: " + Demand.LEAST_PEAK_WATTS + "\n");
    }
}
