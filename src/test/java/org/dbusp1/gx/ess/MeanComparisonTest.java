package org.dbusp1.gx.ess;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The means of two grid meters over ten minutes. */
class MeanComparisonTest {
    private static final long SECOND = 1_000_000_000L;
    private static final String EM24 = "com.victronenergy.grid.em24";
    private final MeanComparison means = new MeanComparison();
    /** As of a machine that runs for an hour. */
    private long seconds = 3_600;

    private String measured(String service, double other, double own, int during) {
        for (int i = 0; i < during; i += 10) {
            seconds += 10;
            means.accept(service, watts(other), watts(own), seconds * SECOND);
        }
        return means.difference();
    }

    private static PhaseWatts watts(double sum) {
        return new PhaseWatts(sum / 2, sum / 2, Double.NaN);
    }

    /** More than 1 kW, and more than half of the larger one. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            3400  | 1230  | ' [10 min: 3400 W, P1 1200 W]'
            -3400 | -1230 | ' [10 min: -3400 W, P1 -1200 W]'
            0     | 1040  | ' [10 min: 0 W, P1 1000 W]'
            0     | 990   | ''
            3400  | 1710  | ''
            900   | -200  | ' [10 min: 900 W, P1 -200 W]'
            NaN   | 3400  | ''
            3400  | NaN   | ''""")
    void metersThatDifferAreNamedWithTheirMeans(double other, double own, String difference) {
        assertThat(measured(EM24, other, own, 600)).isEmpty();
        assertThat(measured(EM24, other, own, 10)).isEqualTo(difference);
    }

    @Test
    void nothingIsComparedBeforeTenMinutesAreOverAlsoIfNoMeterIsChosen() {
        assertThat(measured("", 3400, 1200, 600)).isEmpty();
    }

    @Test
    void eachTenMinutesDecideAndAnotherMeterBeginsAnew() {
        assertThat(measured(EM24, 3400, 1200, 620)).isNotEmpty();
        assertThat(measured(EM24, 2000, 2000, 580)).as("until the next ten minutes are over").isNotEmpty();
        assertThat(measured(EM24, 2000, 2000, 20)).isEmpty();
        assertThat(measured("com.victronenergy.grid.other", 3400, 1200, 600)).isEmpty();
        assertThat(measured("com.victronenergy.grid.other", 3400, 1200, 20)).isNotEmpty();
    }
}
