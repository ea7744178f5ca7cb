package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dbusp1.driver.EnergyScaleCheck.Verdict;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.meter.dialect.BinaryMeters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EnergyScaleCheckTest {
    private static final Message NOTHING_SAID = new PlainMessage(Details.NONE);

    private final EnergyScaleCheck witness = new EnergyScaleCheck();
    private long second;

    private void message(Dialect dialect, double watts, Optional<Double> kwh) {
        Values.Builder values = new Values.Builder();
        values.set(Quantity.POWER_IMPORT, Math.round(watts * Quantity.POWER_IMPORT.unit().one()));
        kwh.ifPresent(energy -> values.set(Quantity.ENERGY_IMPORT, Math.round(energy * Quantity.ENERGY_IMPORT.unit().one())));
        witness.see(new Reading(new MeterIdentity(dialect, "", Optional.empty(), Optional.empty()), Optional.empty(),
                values.build(), List.of(), NOTHING_SAID), second * 1_000_000_000L);
    }

    /** A power every ten seconds and the counter each hour, which counts so many times what flowed. */
    private void hours(Dialect dialect, int hours, double factor) {
        double flowed = 0;
        for (int i = 0; i <= hours * 360; i++) {
            double watts = 500 + 400 * Math.sin(second / 300.0);
            message(dialect, watts, i % 360 == 0 ? Optional.of(1_000 + factor * flowed) : Optional.empty());
            flowed += watts * 10 / 3_600_000;
            second += 10;
        }
    }

    @ParameterizedTest
    @CsvSource({"1, AGREES", "10, TEN_TIMES_TOO_HIGH", "0.1, TEN_TIMES_TOO_LOW", "1.5, AGREES"})
    void anHourTellsWhetherTheCounterCountsInTens(double factor, Verdict verdict) {
        hours(BinaryMeters.KAMSTRUP, 1, factor);
        assertThat(witness.verdict()).isEqualTo(verdict);
    }

    @Test
    void metersWhoseMessagesTellTheirScaleAreNotDoubted() {
        hours(BinaryMeters.AIDON, 2, 10);
        assertThat(witness.verdict()).isEqualTo(Verdict.AGREES);
    }

    @Test
    void energyThatNobodySawSpeaksNeitherWay() {
        message(BinaryMeters.KAMSTRUP, 500, Optional.of(1_000.0));
        second += 3_600;
        message(BinaryMeters.KAMSTRUP, 500, Optional.of(1_005.0));
        assertThat(witness.verdict()).isEqualTo(Verdict.AGREES);
        witness.forget();
        hours(BinaryMeters.KAMSTRUP, 1, 10);
        assertThat(witness.verdict()).isEqualTo(Verdict.TEN_TIMES_TOO_HIGH);
    }

    @Test
    void ahouseThatDrawsNothingTellsNothing() {
        for (int i = 0; i < 800; i++) {
            message(BinaryMeters.KAMSTRUP, 0, Optional.of(1_000.0));
            second += 10;
        }
        assertThat(witness.verdict()).isEqualTo(Verdict.AGREES);
    }
}
