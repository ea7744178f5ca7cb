package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.ImportLimit.GuardState;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.output.venus.PeakRule.Ask;
import org.dbusp1.output.venus.PeakRule.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guard of the peak asks of ESS, by values alone: the time is a number too. */
class PeakRuleTest {
    private final Map<String, Double> values = new HashMap<>(Map.of("/Settings/CGwacs/Hub4Mode", 1.0,
            "/Settings/CGwacs/BatteryLife/State", 10.0, "/Settings/CGwacs/BatteryLife/MinimumSocLimit", 20.0,
            "/Settings/CGwacs/AlwaysPeakShave", 0.0, "/Hub4/AssistantId", 5.0, "/Hub4/L1/OverruledShoreLimit", -1.0,
            "/Dc/Battery/Soc", 40.0,
            EssFacts.OVERRIDE, -1.0, "/Ac/ActiveIn/L1/P", 0.0, "/Ac/Out/L1/P", 0.0));
    private final PeakRule rule = new PeakRule(true, OptionalInt.empty());
    private long grid = 5_000;
    private OptionalLong allowed = OptionalLong.of(2_400);
    private OptionalInt amperes = OptionalInt.empty();
    private double second;
    private Need need;
    private boolean urgent;
    private Ask ask;

    /** Decides so many seconds later. */
    private PeakRuleTest after(double seconds) {
        second += seconds;
        Values measured = new Values.Builder().set(Quantity.POWER_NET, grid * 1000).set(Quantity.POWER_L1, grid * 1000).build();
        need = new Need(new ImportLimit(amperes, allowed, ImportLimit.Reason.NEEDED, Optional.empty()), measured,
                OptionalDouble.of(values.get("/Ac/Out/L1/P") - values.get("/Ac/ActiveIn/L1/P")));
        urgent = rule.isUrgent(need);
        ask = rule.decide(need, Optional.of(new EssFacts(Map.copyOf(values))), Math.round(second * 1e9));
        return this;
    }

    private PeakRuleTest with(String path, double value) {
        values.put(path, value);
        return this;
    }

    private PeakRuleTest grid(long watts) {
        grid = watts;
        return this;
    }

    private void asks(double watts, GuardState state) {
        assertThat(ask.watts()).isEqualTo(OptionalDouble.of(watts));
        assertThat(ask.amperes()).isEmpty();
        assertThat(ask.state()).isEqualTo(state);
    }

    private void asksNothing(GuardState state) {
        assertThat(ask).isEqualTo(Ask.nothing(state));
    }

    private void limits(double limit, GuardState state) {
        assertThat(ask.amperes()).isEqualTo(OptionalDouble.of(limit));
        assertThat(ask.watts()).isEmpty();
        assertThat(ask.state()).isEqualTo(state);
    }

    @Test
    void theInvertersGiveWhatTheHouseUsesAboveTheAllowedImport() {
        after(0).asks(2_600, GuardState.ASKED);
        grid(2_400).with("/Ac/Out/L1/P", 2_600).with("/Dc/Battery/Power", -2_800).after(1).asks(2_600, GuardState.LIMITING);
        // 1 kW of load on the output that comes from the grid, and 0.5 kW that goes to the battery.
        grid(3_000).with("/Ac/Out/L1/P", 1_000).with("/Ac/ActiveIn/L1/P", 1_500).after(5).asks(100, GuardState.LIMITING);
        grid(1_000).with("/Ac/Out/L1/P", 0).with("/Ac/ActiveIn/L1/P", 0).after(5).asks(1, GuardState.HOLDING);
    }

    @Test
    void itIsUrgentWhenTheInvertersHaveToGiveMuchMore() {
        after(0).asks(2_600, GuardState.ASKED);
        grid(5_199).after(1).asks(2_799, GuardState.ASKED);
        assertThat(urgent).isFalse();
        grid(5_399).after(1).asks(2_999, GuardState.ASKED);
        assertThat(urgent).isTrue();
        grid(4_000).after(1).asks(1_600, GuardState.ASKED);
        assertThat(urgent).isFalse();
        amperes = OptionalInt.of(10);
        after(1);
        assertThat(urgent).isTrue();
    }

    @Test
    void theOwnersLimitOfTheInvertersIsNotExceeded() {
        with("/Settings/CGwacs/MaxDischargePower", 1_000).after(0).asks(1_000, GuardState.ASKED);
    }

    @ParameterizedTest
    @CsvSource({"19, BATTERY_EMPTY", "20, BATTERY_EMPTY", "21, ASKED", "50, ASKED", "51, READY", "100, READY"})
    void theBatteryIsKeptBetweenTheMinimumAndTheReserve(double charge, GuardState state) {
        with("/Dc/Battery/Soc", charge).after(0);
        assertThat(ask.state()).isEqualTo(state);
        assertThat(ask.watts().isPresent()).isEqualTo(state == GuardState.ASKED);
    }

    @Test
    void theMinimumOfBatteryLifeCounts() {
        with("/Control/ActiveSocLimit", 45).after(0).asksNothing(GuardState.BATTERY_EMPTY);
        with("/Dc/Battery/Soc", 47).after(1).asksNothing(GuardState.BATTERY_EMPTY);
        with("/Dc/Battery/Soc", 49).after(1).asks(2_600, GuardState.ASKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/DynamicEss/Active", "/Settings/DynamicEss/Mode", "/Control/ScheduledCharge", "/LoadShedding/Active",
            "/Overrides/ForceCharge"})
    void itYieldsToWhoeverHasTheBattery(String path) {
        after(0).asks(2_600, GuardState.ASKED);
        with(path, 1).after(1).asksNothing(GuardState.YIELDING);
        with(path, 0).after(1).asks(2_600, GuardState.ASKED);
    }

    @Test
    void withoutAWindowThatLimitsTheImportNothingIsAsked() {
        allowed = OptionalLong.empty();
        after(0).asksNothing(GuardState.READY);
    }

    @ParameterizedTest
    @CsvSource({"/Settings/CGwacs/Hub4Mode, 3", "/Hub4/AssistantId, 0"})
    void whereEssDoesNotRegulateItIsImpossible(String path, double value) {
        amperes = OptionalInt.of(10);
        with(path, value).after(0).asksNothing(GuardState.IMPOSSIBLE);
    }

    @Test
    void whereTheBatteryIsKeptChargedTheImportOfEachPhaseIsLimited() {
        amperes = OptionalInt.of(10);
        with("/Settings/CGwacs/BatteryLife/State", 9).after(0).limits(10, GuardState.ASKED);
        grid(2_300).with("/SystemState/PeakShaving", 1).after(1).limits(10, GuardState.LIMITING);
        values.remove("/Hub4/L1/OverruledShoreLimit");
        after(1).asksNothing(GuardState.IMPOSSIBLE);
    }

    /** ESS gives the rest of the battery for peaks where its owner has chosen Peak shaving: Always. */
    @Test
    void belowTheMinimumTheImportOfEachPhaseIsLimitedWhereEssShavesAlways() {
        amperes = OptionalInt.of(10);
        with("/Dc/Battery/Soc", 15).with("/Settings/CGwacs/AlwaysPeakShave", 1).after(0).limits(10, GuardState.ASKED);
        with("/Settings/CGwacs/AlwaysPeakShave", 0).after(1).asksNothing(GuardState.BATTERY_EMPTY);
    }

    @Test
    void whatIsNotObeyedForTwoMinutesIsGivenBackForAnHour() {
        after(0).asks(2_600, GuardState.ASKED);
        after(119).asks(2_600, GuardState.ASKED);
        after(1).asksNothing(GuardState.NOT_OBEYED);
        after(3_599).asksNothing(GuardState.NOT_OBEYED);
        after(1).asks(2_600, GuardState.ASKED);
    }

    @Test
    void anInverterAtItsLimitObeys() {
        with("/Ac/Out/L1/P", 2_400).with("/Dc/Battery/Power", -2_600).after(0);
        for (int minute = 0; minute < 10; minute++) {
            after(60);
            assertThat(ask.watts()).isPresent();
        }
    }

    /** Firmware that ignores the override covers the whole house. */
    @Test
    void anInverterThatGivesMoreThanAskedDoesNotObey() {
        grid(0).with("/Ac/Out/L1/P", 2_000).with("/Dc/Battery/Power", -2_200).after(0).asks(1, GuardState.HOLDING);
        after(60).asks(1, GuardState.HOLDING);
        after(60).asks(1, GuardState.HOLDING);
        after(60).asksNothing(GuardState.NOT_OBEYED);
    }

    /** The inverter follows, but what it reports no longer changes: the house seems to use nothing when the import is low enough. */
    @Test
    void anInverterWhoseReportNoLongerChangesDoesNotObey() {
        with("/Dc/Battery/Power", -500);
        for (int look = 0; look < 29; look++) {
            grid(look % 2 == 0 ? 5_000 : 2_400).after(5);
            assertThat(ask.state()).as("after " + second + " s").isNotEqualTo(GuardState.NOT_OBEYED);
        }
        after(5).asksNothing(GuardState.NOT_OBEYED);
    }

    /** Short loads: the inverter is late, but follows. */
    @Test
    void anInverterThatIsLateObeys() {
        with("/Dc/Battery/Power", -500);
        for (int look = 0; look < 200; look++) {
            grid(look % 2 == 0 ? 5_000 : 500).with("/Ac/Out/L1/P", look % 8 / 6 * 20).after(5);
            assertThat(ask.state()).isNotEqualTo(GuardState.NOT_OBEYED);
        }
    }

    @Test
    void aLimitInAmperesThatNothingObeysIsGivenBack() {
        amperes = OptionalInt.of(10);
        with("/Settings/CGwacs/BatteryLife/State", 9).after(0).limits(10, GuardState.ASKED);
        after(120).asksNothing(GuardState.NOT_OBEYED);
        rule.restart();
        after(1).limits(10, GuardState.ASKED);
    }
}
