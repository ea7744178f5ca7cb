package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.ToDoubleFunction;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.Message.Register;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.UncountedPower;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests whether power and counter contradict each other, in a house that the test meters by itself. */
class CounterCheckTest {
    private static final int INTERVAL = 10;
    private static final int HOUR = 3_600;
    /** In 0.1 mWh. */
    private static final long WATT_HOUR = 10_000;

    private CounterCheck check = new CounterCheck(Origin.LINE);
    private final Values.Builder values = new Values.Builder();
    private List<Register> registers = List.of();
    /** The true energies, in Wh. */
    private double imported = 1_000_123.5;
    private double exported = 0.5;
    /** What the meter counts its energies in, in 0.1 mWh. */
    private long step = WATT_HOUR;
    private int second;
    private @Nullable UncountedPower found;
    private int firstSecond;

    private long counted(double wattHours) {
        long exact = Math.round(wattHours * WATT_HOUR);
        return exact - exact % step;
    }

    private void send() {
        Values sent = values.build();
        values.clear();
        List<Register> printed = registers;
        Message message = new Message() {
            @Override
            public byte[] bytes() {
                return new byte[0];
            }

            @Override
            public List<Register> registers() {
                return printed;
            }
        };
        Snapshot snapshot = Snapshots.anonymous(Dialect.DSMR5, sent).message(message).arrival(Instant.ofEpochSecond(second))
                .interval(Duration.ofSeconds(INTERVAL)).validFor(Duration.ofSeconds(30)).take();
        found = check.accept(snapshot.reading(), snapshot.published(), second * 1_000_000_000L);
        firstSecond = found != null && firstSecond == 0 ? second : firstSecond;
    }

    private static Register total(String obis) {
        return new Register(obis, null, "", null, "kWh", null, null);
    }

    /** Meters a house. @param shown the power that the meter prints, of the true one */
    private void house(int seconds, IntToLongFunction watts, ToDoubleFunction<Long> shown, int counterEach) {
        for (int end = second + seconds; second < end; second += INTERVAL) {
            long power = watts.applyAsLong(second);
            imported += Math.max(0, power) * INTERVAL / 3_600.0;
            exported += Math.max(0, -power) * INTERVAL / 3_600.0;
            values.set(Quantity.POWER_NET, Math.round(shown.applyAsDouble(power) * 1_000));
            if (second % counterEach == 0) {
                values.set(Quantity.ENERGY_IMPORT, counted(imported)).set(Quantity.ENERGY_EXPORT, counted(exported));
            }
            send();
        }
    }

    @ParameterizedTest
    @CsvSource({"-425, ENERGY_IMPORT", "425, ENERGY_EXPORT"})
    void aPowerWithTheWrongSignIsSaidWithBothFigures(long watts, Quantity counter) {
        house(HOUR, at -> watts, power -> power, INTERVAL);
        assertThat(found).isNull();
        int since = second;
        house(HOUR, at -> watts, power -> -power, INTERVAL);
        assertThat(found).isNotNull();
        assertThat(firstSecond - since).as("0.1 kWh at 425 W").isBetween(840, 900);
        assertThat(found.counter()).isEqualTo(counter);
        assertThat(found.wattHours()).isBetween(415L, 425L);
        assertThat(found.minutes()).isGreaterThanOrEqualTo(59);
        assertThat(found.reading()).isEqualTo(counted(counter == Quantity.ENERGY_IMPORT ? imported : exported) / WATT_HOUR);
        house(60, at -> watts, power -> power, INTERVAL);
        house(HOUR, at -> -watts, power -> power, INTERVAL);
        assertThat(found).as("the counter moves again").isNull();
    }

    /** A value of whole kWh has the step that its decimals show: a counter in whole kWh is told only after ten of them. */
    @ParameterizedTest
    @CsvSource({"(000000.000*kWh), kWh, -3, true", "(009491.000*kWh), kWh, -3, true", "(009491*kWh), kWh, 0, false",
        "(9491000*Wh), Wh, 0, true"})
    void theStepOfACounterIsThatOfItsPrintedDecimals(String printed, String unit, int scaler, boolean isSaid) {
        registers = List.of(new Register("1-0:1.8.0", null, printed, scaler, unit, null, null));
        for (; second < 2 * HOUR; second += INTERVAL) {
            values.set(Quantity.POWER_NET, 2_000_000).set(Quantity.ENERGY_IMPORT, 9_491_000 * WATT_HOUR);
            send();
        }
        assertThat(found != null).isEqualTo(isSaid);
    }

    @Test
    void sixtyFiveMinutesAreNeededHoweverHighThePower() {
        house(HOUR, at -> 9_000, power -> power, INTERVAL);
        int since = second;
        house(2 * HOUR, at -> -9_000, power -> -power, INTERVAL);
        assertThat(firstSecond - since).isBetween(3_890, 3_920);
    }

    @Test
    void aCounterThatNeverMovesIsSaid() {
        house(2 * HOUR, at -> 0, power -> 3_600, INTERVAL);
        assertThat(firstSecond).isBetween(3_890, 3_920);
    }

    @Test
    void aTenthOfAKilowattHourIsNeededHoweverLongItTakes() {
        house(2 * HOUR, at -> 0, power -> 40, INTERVAL);
        assertThat(firstSecond).isZero();
        house(HOUR, at -> 0, power -> 40, INTERVAL);
        assertThat(firstSecond).as("0.1 kWh at 40 W").isBetween(8_980, 9_030);
    }

    /** Clouds: the direction changes each quarter of an hour. */
    @Test
    void cloudsAreNoContradiction() {
        house(12 * HOUR, at -> at / 900 % 2 == 0 ? 3_000 : -2_000, power -> power, INTERVAL);
        assertThat(firstSecond).isZero();
    }

    @Test
    void aHouseThatIsRegulatedToZeroIsNone() {
        house(24 * HOUR, at -> at / 10 % 2 == 0 ? 40 : -40, power -> power, INTERVAL);
        assertThat(firstSecond).isZero();
    }

    /** Counters that are sent each quarter of an hour, or each hour. */
    @ParameterizedTest
    @CsvSource({"900", "3600", "310"})
    void countersThatArriveSeldomAreJudgedWhenTheyHaveStoodFor65Minutes(int each) {
        house(6 * HOUR, at -> 8_000, power -> power, each);
        assertThat(firstSecond).isZero();
        int since = second;
        house(6 * HOUR, at -> -8_000, power -> -power, each);
        assertThat(firstSecond - since).isBetween(3_890 - each, 3_920 + each);
    }

    /** The meter prints in each message the counter of the last quarter of an hour. */
    @Test
    void countersThatMoveEachQuarterOfAnHourAreNotJudged() {
        for (; second < 6 * HOUR; second += INTERVAL) {
            values.set(Quantity.POWER_NET, 9_000_000).set(Quantity.ENERGY_IMPORT, counted(1_000_000 + 9_000 * (second / 900) / 4.0));
            send();
        }
        assertThat(firstSecond).isZero();
    }

    /** A meter that shows whole kWh, or tenths: ten of its steps have to be missing. */
    @ParameterizedTest
    @CsvSource({"1000, 10000", "100, 1000"})
    void tenStepsOfACoarseCounterAreNeeded(int stepWattHours, int least) {
        step = stepWattHours * WATT_HOUR;
        house(HOUR, at -> 13_000, power -> power, INTERVAL);
        assertThat(firstSecond).isZero();
        int since = second;
        house(2 * HOUR, at -> -13_000, power -> -power, INTERVAL);
        assertThat(firstSecond - since).isGreaterThanOrEqualTo(Math.max(3_600, least * 3_600 / 13_000) - 300);
    }

    private void tariffs(int seconds, @Nullable Integer present, boolean prints) {
        for (int end = second + seconds; second < end; second += INTERVAL) {
            boolean isPrinted = second < HOUR || prints;
            imported += isPrinted ? 2_000 * INTERVAL / 3_600.0 : 0;
            values.set(Quantity.POWER_NET, 2_000_000).set(Quantity.ENERGY_IMPORT_T1, counted(imported))
                    .set(Quantity.ENERGY_IMPORT, counted(imported));
            if (present != null) {
                values.set(Quantity.TARIFF, second < HOUR ? 1 : present);
            }
            send();
        }
    }

    @Test
    void aSumOfTariffsThatLacksThePresentOneIsNotJudged() {
        tariffs(3 * HOUR, 2, false);
        assertThat(firstSecond).isZero();
    }

    @Test
    void aSumOfTariffsOfWhichThePresentIsUnknownIsNotJudged() {
        tariffs(3 * HOUR, null, false);
        assertThat(firstSecond).isZero();
    }

    @Test
    void aSumWithThePresentTariffAndAPrintedTotalAreJudged() {
        tariffs(3 * HOUR, 1, false);
        assertThat(firstSecond).isPositive();
        firstSecond = 0;
        registers = new ArrayList<>(List.of(total("1-0:1.8.0")));
        CounterCheckTest other = new CounterCheckTest();
        other.registers = registers;
        other.tariffs(3 * HOUR, 2, false);
        assertThat(other.firstSecond).isPositive();
    }

    @Test
    void aSilenceOfTheLineIsNoTimeWithoutAMove() {
        house(HOUR, at -> 500, power -> power, INTERVAL);
        second += 12 * HOUR;
        house(HOUR, at -> 500, power -> power, INTERVAL);
        assertThat(firstSecond).isZero();
    }

    /** Only the end of a log is looked at, also where the meter was exchanged. */
    @Test
    void ofALogItIsSaidToTheEnd() {
        check = new CounterCheck(Origin.LOG);
        house(HOUR, at -> 900, power -> power, INTERVAL);
        house(2 * HOUR, at -> -900, power -> -power, INTERVAL);
        check.forgetMeter();
        house(HOUR, at -> 900, power -> power, INTERVAL);
        assertThat(found).isNotNull();
    }
}
