package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Details;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A meter whose list does not show the unit of its counters: power each ten seconds, counters once an hour. */
class KamstrupUnitRuleTest {
    private static final Message NO_REGISTERS = new PlainMessage(Details.NONE);
    private static final double START = 1_000;

    @TempDir
    private Path directory;
    private Guard guard = guard(StateStore.NONE);
    private String number = "7000000000000001";
    private long second;
    /** kWh that the house has drawn. */
    private double drawn;
    private Optional<Snapshot> last = Optional.empty();

    private Guard remembering() {
        return guard(new FileStateStore(directory.resolve("energy-units.properties"), "of a test", Runnable::run));
    }

    /** These messages have neither clock nor bytes, by which new ones are known. */
    private static Guard guard(StateStore store) {
        return TestGuard.ofRepeatedLog(store);
    }

    private void message(Dialect dialect, double watts, Optional<Double> kwh) {
        Values.Builder values = new Values.Builder();
        values.set(Quantity.POWER_IMPORT, Math.round(watts) * Quantity.POWER_IMPORT.unit().scaledOne());
        kwh.ifPresent(energy -> values.set(Quantity.ENERGY_IMPORT,
                Math.round(energy * 100) * (Quantity.ENERGY_IMPORT.unit().scaledOne() / 100)));
        last = Snapshots.guarded(guard, Snapshots.of(values.build()).dialect(dialect).number(number).message(NO_REGISTERS)
                .reading(), new MeterKey("M"), Instant.ofEpochSecond(second), second * 1_000_000_000L);
    }

    /** @param factor how many times the decoded counter, in 10 Wh, grows by what was drawn */
    private void hours(Dialect dialect, int hours, double factor) {
        for (int i = 0; i <= hours * 360; i++) {
            double watts = 500 + 400 * Math.sin(second / 300.0);
            message(dialect, watts, i % 360 == 0 ? Optional.of(factor * (START + drawn)) : Optional.empty());
            drawn += watts * 10 / 3_600_000;
            second += 10;
        }
    }

    private Optional<Double> counter() {
        return last.filter(now -> now.published().values().has(Quantity.ENERGY_IMPORT))
                .map(now -> now.published().values().number(Quantity.ENERGY_IMPORT));
    }

    @ParameterizedTest
    @CsvSource({"1", "10"})
    void theCountersAppearInTheirUnitWhenAnHourHasShownIt(double factor) {
        hours(Dialect.KAMSTRUP, 0, factor);
        assertThat(counter()).as("not known yet").isEmpty();
        assertThat(last.orElseThrow().published().withheld().quantities()).containsExactly(Quantity.ENERGY_IMPORT);
        assertThat(last.orElseThrow().reading().values().present()).as("for outputs that show messages")
                .containsExactly(Quantity.POWER_IMPORT);
        hours(Dialect.KAMSTRUP, 1, factor);
        assertThat(counter()).hasValueSatisfying(kwh -> assertThat(kwh).isBetween(START + drawn - 0.02, START + drawn + 0.02));
    }

    /** A counter that neither unit explains. */
    @ParameterizedTest
    @CsvSource({"0.1", "4", "40", "0"})
    void theCountersStayWithheldWhileTheHourShowsNeither(double factor) {
        hours(Dialect.KAMSTRUP, 3, factor);
        assertThat(counter()).isEmpty();
        assertThat(last.orElseThrow().published().values().has(Quantity.POWER_IMPORT)).as("the power is there").isTrue();
    }

    /** A gateway that sends the last counter with each power. */
    @Test
    void lessThanAnHourShowsNothing() {
        second = 20_000;
        for (int i = 0; i < 360; i++) {
            message(Dialect.KAMSTRUP, 3_600, Optional.of(START + drawn));
            assertThat(counter()).isEmpty();
            drawn += 0.01;
            second += 10;
        }
        message(Dialect.KAMSTRUP, 3_600, Optional.of(START + drawn));
        assertThat(counter()).contains(START + 3.6);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 10})
    void aRestartKnowsTheUnit(double factor) {
        guard = remembering();
        hours(Dialect.KAMSTRUP, 1, factor);
        guard = remembering();
        second += 7_200;
        drawn += 1;
        hours(Dialect.KAMSTRUP, 0, factor);
        assertThat(counter()).hasValueSatisfying(kwh -> assertThat(kwh).isBetween(START + drawn - 0.02, START + drawn + 0.02));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anotherMeterHasToShowItAnew(boolean restarts) {
        guard = remembering();
        hours(Dialect.KAMSTRUP, 1, 10);
        guard = restarts ? remembering() : guard;
        number = "7000000000000002";
        second += 7_200;
        hours(Dialect.KAMSTRUP, 0, 1);
        hours(Dialect.KAMSTRUP, 0, 1);
        assertThat(last).isPresent();
        assertThat(counter()).isEmpty();
        hours(Dialect.KAMSTRUP, 1, 1);
        assertThat(counter()).hasValueSatisfying(kwh -> assertThat(kwh).isBetween(START + drawn - 0.02, START + drawn + 0.02));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\u00e4"})
    void anOddNumberStopsNothing(String odd) {
        number = odd;
        hours(Dialect.KAMSTRUP, 1, 10);
        assertThat(counter()).isPresent();
    }

    /** As one meter did overnight. */
    @Test
    void aMeterThatChangesItsUnitIsFollowed() {
        hours(Dialect.KAMSTRUP, 2, 1);
        hours(Dialect.KAMSTRUP, 3, 10);
        assertThat(counter()).hasValueSatisfying(kwh -> assertThat(kwh).isBetween(START + drawn - 0.02, START + drawn + 0.02));
    }

    @Test
    void metersWhoseMessagesHaveAScalerAreNotDoubted() {
        hours(Dialect.AIDON, 0, 1);
        assertThat(counter()).contains(START);
    }

    @Test
    void energyThatNoMessageShowedProvesNothing() {
        message(Dialect.KAMSTRUP, 500, Optional.of(START));
        second += 3_600;
        message(Dialect.KAMSTRUP, 500, Optional.of(START + 0.5));
        message(Dialect.KAMSTRUP, 500, Optional.of(START + 0.5));
        assertThat(counter()).isEmpty();
    }

    @Test
    void aHouseThatDrawsNothingProvesNothing() {
        for (int i = 0; i < 800; i++) {
            message(Dialect.KAMSTRUP, 0, i % 360 == 0 ? Optional.of(START) : Optional.empty());
            second += 10;
        }
        assertThat(counter()).isEmpty();
    }
}
