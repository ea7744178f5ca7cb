package org.dbusp1.metering.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Derivation;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Doubts.DoubtfulPower.Cause;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Kamstrup meter whose powers may be in tenths of a watt: 1,520 W, 7 A, counters once an hour. */
class PowerScaleTest {
    private static final double HOUSE_WATTS = 1_520;

    @TempDir
    private Path directory;
    private @Nullable PowerScale chosen;
    private Guard guard = guard(StateStore.NONE);
    private @Nullable String type = "6841138BN245101090";
    private Dialect dialect = Dialect.KAMSTRUP;
    private String number = "7000000000000001";
    private boolean assumedScales = true;
    private double second;
    private double drawn = 1_000;
    private Optional<Snapshot> last = Optional.empty();

    private Guard guard(StateStore store) {
        return new Guard(new Guard.Options(null, store, Guard.Origin.CHECKED_LOG, chosen));
    }

    private void start() {
        guard = guard(new FileStateStore(directory.resolve("energy-units.properties"), "of a test", Runnable::run));
    }

    private record OfList(@Nullable String type, boolean hasAssumedScales) implements Message {
        @Override
        public byte[] bytes() {
            return new byte[0];
        }

        @Override
        public List<Register> registers() {
            return type == null ? List.of() : List.of(new Register("1-1:96.1.1.255", "visible-string", "", null, "", null, type));
        }
    }

    /**
     * @param printed watts as decoded
     * @param amperes of each phase; null: the list lacks them
     * @param kwh     the counter, if its step is 10 Wh; null: the list lacks it
     */
    private void send(double printed, @Nullable Double amperes, @Nullable Double kwh) {
        Values.Builder values = new Values.Builder();
        set(values, Quantity.POWER_IMPORT, printed);
        set(values, Quantity.POWER_EXPORT, 0);
        for (int phase = 1; phase <= 3 && amperes != null; phase++) {
            set(values, Quantity.valueOf("VOLTAGE_L" + phase), 230);
            set(values, Quantity.valueOf("CURRENT_L" + phase), amperes);
        }
        if (kwh != null) {
            set(values, Quantity.ENERGY_IMPORT, Math.floor(kwh * 100) / 100);
        }
        Derivation.complete(values);
        last = Snapshots.guarded(guard, Snapshots.of(values.build()).dialect(dialect).number(number)
                .message(new OfList(type, assumedScales)).reading(), new MeterKey("M"), Instant.ofEpochSecond((long) second),
                (long) (second * 1e9));
        second += 10;
        drawn += HOUSE_WATTS * 10 / 3_600_000;
    }

    private static void set(Values.Builder values, Quantity quantity, double value) {
        values.set(quantity, Math.round(value * quantity.unit().scaledOne()));
    }

    /** @param printed powers for a watt @param counted counter steps of 10 Wh for 10 Wh, as decoded */
    private void hours(int hours, double printed, double counted) {
        for (int i = 0; i <= 360 * hours; i++) {
            send(printed * HOUSE_WATTS, 2.2, i % 360 == 0 ? counted * drawn : null);
        }
    }

    private @Nullable Double watts() {
        return last.filter(now -> now.published().values().has(Quantity.POWER_NET))
                .map(now -> now.published().values().number(Quantity.POWER_NET))
                .orElse(null);
    }

    private @Nullable Double counter() {
        return last.filter(now -> now.published().values().has(Quantity.ENERGY_IMPORT))
                .map(now -> now.published().values().number(Quantity.ENERGY_IMPORT)).orElse(null);
    }

    @Test
    void aPowerFarAboveTheCurrentsIsWithheldFromTheThirdMessageAndAtTheNextStart() {
        start();
        send(15_200, 2.2, 1_000.0);
        send(15_200, 2.2, null);
        assertThat(watts()).isEqualTo(15_200);
        send(15_200, 2.2, null);
        assertThat(watts()).isNull();
        assertThat(last.orElseThrow().published().values().has(Quantity.VOLTAGE_L1)).isTrue();
        assertThat(guard.doubtfulPower()).isEqualTo(new DoubtfulPower(Cause.SCALE_UNKNOWN, 15_200, 1_518));
        send(200, 0.3, 1_000.0);
        assertThat(watts()).as("it does not end by itself").isNull();
        start();
        send(150, 0.2, 1_000.0);
        assertThat(watts()).as("remembered").isNull();
        assertThat(guard.doubtfulPower()).isEqualTo(new DoubtfulPower(Cause.SCALE_UNKNOWN, 150, 138));
    }

    /** Three times 3 x 230 V x (2 A + 1 A) is 6,210 W. */
    @ParameterizedTest
    @CsvSource({"6210, false", "6211, true", "-6211, true"})
    void theBoundIsThreeTimesVoltageTimesCurrentAndOneAmpere(double printed, boolean isFound) {
        for (int i = 0; i < 3; i++) {
            sendSigned(printed);
        }
        assertThat(guard.doubtfulPower() != null).isEqualTo(isFound);
    }

    private void sendSigned(double printed) {
        Values.Builder values = new Values.Builder();
        set(values, Quantity.POWER_IMPORT, Math.max(0, printed));
        set(values, Quantity.POWER_EXPORT, Math.max(0, -printed));
        for (int phase = 1; phase <= 3; phase++) {
            set(values, Quantity.valueOf("VOLTAGE_L" + phase), 230);
            set(values, Quantity.valueOf("CURRENT_L" + phase), -2);
        }
        Derivation.complete(values);
        last = Snapshots.guarded(guard, Snapshots.of(values.build()).dialect(dialect).number(number)
                .message(new OfList(type, assumedScales)).reading(), new MeterKey("M"), Instant.ofEpochSecond((long) second),
                (long) (second * 1e9));
        second += 10;
    }

    @Test
    void onlyMessagesInARowWithPowerCurrentsAndVoltagesCount() {
        send(15_200, 2.2, null);
        send(15_200, 2.2, null);
        send(15_200, null, null);
        assertThat(guard.doubtfulPower()).as("without currents").isNull();
        send(1_520, 2.2, null);
        send(15_200, 2.2, null);
        send(15_200, 2.2, null);
        assertThat(guard.doubtfulPower()).as("not in a row").isNull();
        send(15_200, 2.2, null);
        assertThat(guard.doubtfulPower()).isNotNull();
    }

    /** Meters with transformers, of an unknown type, and of other makers. */
    @ParameterizedTest
    @CsvSource({"6851138BN245101090, KAMSTRUP", ", KAMSTRUP", ", KAIFA", ", ISKRA", ", LANDIS_GYR"})
    void ofOtherMetersNothingIsWithheld(@Nullable String ofMeter, Dialect maker) {
        type = ofMeter;
        dialect = maker;
        for (int i = 0; i < 5; i++) {
            send(15_200, 2.2, null);
        }
        assertThat(watts()).isEqualTo(15_200);
        assertThat(guard.doubtfulPower()).isNull();
    }

    @Test
    void aListWithItsScalesIsNotJudged() {
        dialect = Dialect.KAIFA;
        assumedScales = false;
        for (int i = 0; i < 5; i++) {
            send(15_200, 2.2, null);
        }
        assertThat(guard.doubtfulPower()).isNull();
    }

    /**
     * Powers of ten times what the currents carry, and a counter that rises by a tenth of them (tenths and 10 Wh), as they do (tenths
     * and Wh, or watts and 10 Wh) or ten times as fast (watts and Wh, of a meter whose currents are wrong).
     */
    @ParameterizedTest
    @CsvSource({"1, false", "10, false", "100, true"})
    void onlyACounterOfWattHoursProvesContradictedWatts(double counted, boolean areWatts) {
        start();
        hours(2, 10, counted);
        assertThat(watts()).isEqualTo(areWatts ? Double.valueOf(10 * HOUSE_WATTS) : null);
        assertThat(counter() != null).isEqualTo(areWatts);
        assertThat(guard.doubtfulPower() == null).isEqualTo(areWatts);
        start();
        for (int i = 0; i < 3; i++) {
            send(10 * HOUSE_WATTS, 2.2, counted * drawn);
        }
        assertThat(watts()).as("remembered").isEqualTo(areWatts ? Double.valueOf(10 * HOUSE_WATTS) : null);
        assertThat(counter() != null).as("remembered").isEqualTo(areWatts);
    }

    @Test
    void aCounterOfWattHoursProvesWatts() {
        start();
        for (int i = 0; i <= 720; i++) {
            send(HOUSE_WATTS, 0.0, i % 360 == 0 ? 10 * drawn : null);
        }
        send(HOUSE_WATTS * 2, 0.0, null);
        assertThat(watts()).as("the counter has proved the watts").isEqualTo(HOUSE_WATTS * 2);
        for (int i = 0; i < 5; i++) {
            send(HOUSE_WATTS * 2, 0.0, null);
        }
        assertThat(watts()).isEqualTo(HOUSE_WATTS * 2);
    }

    @Test
    void aCounterOfWattHoursEndsADoubtOfWatts() {
        for (int i = 0; i <= 720; i++) {
            send(2 * HOUSE_WATTS, 0.0, i % 360 == 0 ? 20 * drawn : null);
            assertThat(watts() == null).isEqualTo(i >= 2 && i < 360);
        }
        assertThat(guard.doubtfulPower()).isNull();
    }

    /** The unit of the counter that powers in the wrong unit had told is not used. */
    @Test
    void theOwnersTenthsDivideAndTheCounterFollowsThem() {
        start();
        for (int i = 0; i <= 720; i++) {
            send(HOUSE_WATTS, 22.0, i % 360 == 0 ? drawn : null);
        }
        assertThat(counter()).as("10 Wh, by watts").isNotNull();
        chosen = PowerScale.TENTHS;
        start();
        send(10 * HOUSE_WATTS, 2.2, 10 * drawn);
        assertThat(watts()).isEqualTo(HOUSE_WATTS);
        assertThat(counter()).as("told by other powers").isNull();
        hours(1, 10, 10);
        assertThat(counter()).isBetween(drawn - 0.02, drawn + 0.02);
        start();
        send(10 * HOUSE_WATTS, 2.2, 10 * drawn);
        assertThat(counter()).as("remembered").isBetween(drawn - 0.02, drawn + 0.02);
    }

    @Test
    void theOwnersWattsEndWhatIsRemembered() {
        start();
        hours(0, 10, 1);
        hours(0, 10, 1);
        hours(0, 10, 1);
        assertThat(watts()).isNull();
        chosen = PowerScale.WATTS;
        start();
        send(15_200, 2.2, null);
        assertThat(watts()).isEqualTo(15_200);
        chosen = null;
        start();
        send(15_200, 2.2, null);
        assertThat(watts()).as("named once").isEqualTo(15_200);
    }

    /** A Kaifa meter has its scales from a table too, but powers of it are never withheld. */
    @Test
    void anotherMakersMeterIsNotDoubtedForTheMeterBeforeIt() {
        for (int i = 0; i < 3; i++) {
            send(15_200, 2.2, null);
        }
        assertThat(guard.doubtfulPower()).isNotNull();
        dialect = Dialect.KAIFA;
        number = "8000000000000001";
        second += 7_200;
        for (int i = 0; i < 3; i++) {
            send(1_520, 2.2, null);
        }
        assertThat(watts()).isEqualTo(1_520);
        assertThat(guard.doubtfulPower()).isNull();
        dialect = Dialect.KAMSTRUP;
        number = "7000000000000002";
        second += 7_200;
        for (int i = 0; i < 3; i++) {
            send(1_520, 2.2, null);
        }
        assertThat(watts()).as("another Kamstrup meter").isEqualTo(1_520);
        assertThat(guard.doubtfulPower()).isNull();
    }
}
