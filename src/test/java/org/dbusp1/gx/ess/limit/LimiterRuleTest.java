package org.dbusp1.gx.ess.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.gx.ess.EssFacts;
import org.dbusp1.gx.ess.limit.LimiterRule.Need;
import org.dbusp1.gx.ess.limit.LimiterRule.Request;
import org.dbusp1.meter.Reserve;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the peak limiter asks of ESS. The inputs are values, also the time. */
class LimiterRuleTest {
    private final Map<String, Double> values = new HashMap<>(Map.of("/Settings/CGwacs/Hub4Mode", 1.0,
            "/Settings/CGwacs/BatteryLife/State", 10.0, "/Settings/CGwacs/BatteryLife/MinimumSocLimit", 20.0,
            "/Hub4/AssistantId", 5.0, "/Dc/Battery/Soc", 40.0, "/Ac/ActiveIn/L1/P", 0.0, "/Ac/Out/L1/P", 0.0));
    private final LimiterRule rule = new LimiterRule(new Reserve(null, 30));
    private long grid = 5_000;
    private Long allowed = 2_400L;
    private boolean keepsReserve;
    private boolean missed;
    private Double override = -1.0;
    private double second;
    private Need need;
    private Request request;

    /** Decides so many seconds later. */
    private LimiterRuleTest after(double seconds) {
        second += seconds;
        need = new Need(allowed, keepsReserve, missed, (double) grid, values.get("/Ac/Out/L1/P") - values.get("/Ac/ActiveIn/L1/P"), 5_000);
        request = rule.decide(need, new EssFacts(Map.copyOf(values), override), Math.round(second * 1e9));
        return this;
    }

    private LimiterRuleTest with(String path, double value) {
        values.put(path, value);
        return this;
    }

    private LimiterRuleTest grid(long watts) {
        grid = watts;
        return this;
    }

    private void asks(double watts, Condition state) {
        assertThat(request.watts()).isEqualTo(watts);
        assertThat(request.state()).isEqualTo(state);
    }

    private void asksNothing(Condition state) {
        assertThat(request).isEqualTo(Request.nothing(state));
    }

    @Test
    void theInvertersGiveWhatTheHouseUsesAboveTheAllowedImport() {
        after(0).asks(2_600, Condition.LIMITER_ASKED);
        grid(2_400).with("/Ac/Out/L1/P", 2_600).with("/Dc/Battery/Power", -2_800).after(5).asks(2_600, Condition.LIMITER_LIMITING);
        // 1 kW of load on the output that comes from the grid, and 0.5 kW that goes to the battery.
        grid(2_400).with("/Ac/Out/L1/P", 1_000).with("/Ac/ActiveIn/L1/P", 900).after(5).asks(100, Condition.LIMITER_LIMITING);
        grid(1_000).with("/Ac/Out/L1/P", 0).with("/Ac/ActiveIn/L1/P", 0).after(5).asks(1, Condition.LIMITER_HOLDING);
    }

    /** A single telegram may be that of a ramp, whose import is half a second newer than what the inverters gave. */
    @Test
    void itIsUrgentWhenTheInvertersHaveToGiveMuchMoreForTheSecondTelegramInARow() {
        after(0).asks(2_600, Condition.LIMITER_ASKED);
        assertThat(rule.accept(needOf(5_199))).isFalse();
        assertThat(rule.accept(needOf(5_200))).isFalse();
        assertThat(rule.accept(needOf(5_199))).as("not in a row").isFalse();
        assertThat(rule.accept(needOf(5_200))).isFalse();
        assertThat(rule.accept(needOf(5_200))).isTrue();
    }

    private Need needOf(long watts) {
        return new Need(allowed, keepsReserve, missed, (double) watts, 0.0, 5_000);
    }

    /** What the inverters report is frozen, or half of it is missing: only the import shows that it is not enough. */
    @Test
    void whileTheImportIsTooHighMoreIsAskedWhateverTheInvertersReport() {
        with("/Dc/Battery/Power", -500).after(0).asks(2_600, Condition.LIMITER_ASKED);
        grid(3_700).after(5).asks(3_900, Condition.LIMITER_ASKED);
        grid(2_500).after(5).asks(4_000, Condition.LIMITER_LIMITING);
        grid(2_400).after(5).asks(1, Condition.LIMITER_HOLDING);
    }

    @Test
    void anOverrideWithoutAValueIsNoLimitAndOneThatIsNotThereIsImpossible() {
        assertThat(EssFacts.override(List.of())).isEqualTo(EssFacts.NOT_VALID);
        assertThat(EssFacts.override("x")).isNaN();
        assertThat(EssFacts.override(Double.POSITIVE_INFINITY)).isNaN();
        override = null;
        after(0).asksNothing(Condition.LIMITER_IMPOSSIBLE);
        override = -1.0;
        after(5).asks(2_600, Condition.LIMITER_ASKED);
    }

    @Test
    void theOwnersLimitOfTheInvertersIsNotExceeded() {
        with("/Settings/CGwacs/MaxDischargePower", 1_000).after(0).asks(1_000, Condition.LIMITER_ASKED);
    }

    @ParameterizedTest
    @CsvSource({"19, LIMITER_BATTERY_EMPTY", "20, LIMITER_BATTERY_EMPTY", "21, LIMITER_ASKED",
            "50, LIMITER_ASKED", "51, LIMITER_ABOVE_RESERVE", "100, LIMITER_ABOVE_RESERVE"})
    void theBatteryIsKeptBetweenTheMinimumAndTheReserve(double charge, Condition state) {
        with("/Dc/Battery/Soc", charge).after(0);
        assertThat(request.state()).isEqualTo(state);
        assertThat(request.watts() != null).isEqualTo(state == Condition.LIMITER_ASKED);
    }

    @Test
    void theMinimumOfBatteryLifeCounts() {
        with("/Control/ActiveSocLimit", 45).after(0).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
        with("/Dc/Battery/Soc", 47).after(1).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
        with("/Dc/Battery/Soc", 49).after(1).asks(2_600, Condition.LIMITER_ASKED);
    }

    /** A full battery throttles its solar chargers, which then report hardly any power. */
    @ParameterizedTest
    @CsvSource({"95, LIMITER_ASKED", "96, LIMITER_ABOVE_RESERVE", "100, LIMITER_ABOVE_RESERVE"})
    void withSolarChargersNoBatteryIsKeptFull(double charge, Condition state) {
        with("/Control/ActiveSocLimit", 80).with("/Dc/Battery/Soc", charge).after(0);
        assertThat(request.state()).as("without solar chargers").isEqualTo(Condition.LIMITER_ASKED);
        with("/Dc/Pv/Power", 0).after(5);
        assertThat(request.state()).isEqualTo(state);
    }

    @Test
    void theInvertersMayAlwaysGiveTheSolarPowerOfTheDcSide() {
        grid(1_000).with("/Dc/Pv/Power", 3_000).after(0).asks(3_000, Condition.LIMITER_HOLDING);
        with("/Dc/Pv/Power", 7_000).after(5).asks(5_000, Condition.LIMITER_HOLDING);
        with("/Settings/CGwacs/MaxDischargePower", 1_000).after(5).asks(1_000, Condition.LIMITER_HOLDING);
        grid(5_000).with("/Settings/CGwacs/MaxDischargePower", -1).with("/Dc/Pv/Power", 2_000).after(5)
                .asks(3_600, Condition.LIMITER_ASKED);
    }

    @Test
    void invertersThatTheSunAloneKeepsAtTheirRatingObey() {
        with("/Ac/Out/L1/P", 4_700).with("/Dc/Pv/Power", 5_200).with("/Dc/Battery/Power", 100);
        for (int minute = 0; minute < 10; minute++) {
            after(60);
            assertThat(request.state()).isNotEqualTo(Condition.LIMITER_NOT_OBEYED);
        }
        assertThat(request.watts()).isEqualTo(5_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/DynamicEss/Active", "/Settings/DynamicEss/Mode", "/Control/ScheduledCharge", "/LoadShedding/Active",
            "/Overrides/ForceCharge"})
    void itYieldsToWhoeverHasTheBattery(String path) {
        after(0).asks(2_600, Condition.LIMITER_ASKED);
        with(path, 1).after(1).asksNothing(Condition.LIMITER_YIELDING);
        with(path, 0).after(1).asks(2_600, Condition.LIMITER_ASKED);
    }

    /** ESS draws such a set point from the grid, whatever the inverters may give. */
    @Test
    void itYieldsToASetPointOfAnotherProgramAboveTheOwners() {
        with("/Settings/CGwacs/AcPowerSetPoint", 50).with("/Overrides/Setpoint", 4_000).after(0).asksNothing(Condition.LIMITER_YIELDING);
        with("/Overrides/Setpoint", 151).after(1).asksNothing(Condition.LIMITER_YIELDING);
        with("/Overrides/Setpoint", 150).after(1).asks(2_600, Condition.LIMITER_ASKED);
        with("/Overrides/Setpoint", -3_000).grid(2_400).with("/Ac/Out/L1/P", 2_600).with("/Dc/Battery/Power", -2_800).after(1)
                .asks(2_600, Condition.LIMITER_LIMITING);
    }

    @Test
    void aRatingWithAFractionIsNotExceeded() {
        grid(20_000).after(0);
        rule.restart();
        need = new Need(allowed, false, false, 20_000.0, 0.0, 4_999.6);
        assertThat(rule.decide(need, new EssFacts(Map.copyOf(values), override), 0).watts()).isEqualTo(4_999);
    }

    @Test
    void withoutAWindowThatLimitsTheImportNothingIsAsked() {
        allowed = null;
        after(0).asksNothing(Condition.LIMITER_READY);
    }

    @Test
    void beforeAWindowThatCountsTheInvertersGiveNoMoreThanTheSun() {
        allowed = null;
        keepsReserve = true;
        after(0).asks(1, Condition.LIMITER_HOLDING);
        with("/Dc/Pv/Power", 800).after(5).asks(800, Condition.LIMITER_HOLDING);
        with("/Dc/Battery/Soc", 51).after(5).asksNothing(Condition.LIMITER_ABOVE_RESERVE);
        with("/Dc/Battery/Soc", 20).after(5).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
    }

    /** After a cloud, chargers give what the inverters take: the limit has to lead. */
    @Test
    void theSunBesideABatteryThatTakesNoCurrentGetsRoomToGrow() {
        grid(1_000).with("/Dc/Pv/Power", 300).after(0).asks(300, Condition.LIMITER_HOLDING);
        with("/Info/MaxChargeCurrent", 0).after(5).asks(445, Condition.LIMITER_HOLDING);
        double sun = 300;
        for (int step = 0; step < 16 && sun < 2_090; step++) { // 80 s
            sun = Math.min(3_000, request.watts());
            with("/Dc/Pv/Power", sun).after(5);
        }
        assertThat(sun).isGreaterThan(2_090);
        with("/Dc/Pv/Power", 49).after(5).asks(49, Condition.LIMITER_HOLDING);
        with("/Dc/Pv/Power", 300).with("/Info/MaxChargeCurrent", 1).after(5).asks(300, Condition.LIMITER_HOLDING);
    }

    /** The owner sees which of his own settings it is. */
    @ParameterizedTest
    @CsvSource({"/Settings/CGwacs/Hub4Mode, 3, LIMITER_EXTERNAL_CONTROL",
            "/Settings/CGwacs/BatteryLife/State, 9, LIMITER_KEEPS_CHARGED", "/Hub4/Sustain, 1, LIMITER_BATTERY_EMPTY",
            "/Settings/CGwacs/BatteryUse, 1, LIMITER_CRITICAL_LOADS", "/Devices/NumberOfVebusDevices, 0, LIMITER_NO_VEBUS"})
    void whereEssTakesNoLimitTheStateSaysWhy(String path, double value, Condition state) {
        with(path, value).after(0).asksNothing(state);
    }

    /** Each other number than 5 is of Hub-4, which was before ESS. */
    @Test
    void anAssistantOfHub4RegulatesToo() {
        with("/Hub4/AssistantId", 4).after(0).asks(2_600, Condition.LIMITER_ASKED);
        values.remove("/Hub4/AssistantId");
        after(5).asksNothing(Condition.LIMITER_IMPOSSIBLE);
    }

    @Test
    void whatIsNotObeyedForTwoMinutesIsGivenBackForAnHour() {
        after(0).asks(2_600, Condition.LIMITER_ASKED);
        after(119).asks(5_000, Condition.LIMITER_ASKED);
        after(1).asksNothing(Condition.LIMITER_NOT_OBEYED);
        after(3_599).asksNothing(Condition.LIMITER_NOT_OBEYED);
        after(1).asks(2_600, Condition.LIMITER_ASKED);
    }

    @Test
    void anInverterAtItsLimitObeys() {
        with("/Ac/Out/L1/P", 2_400).with("/Dc/Battery/Power", -2_600).after(0);
        for (int minute = 0; minute < 10; minute++) {
            after(60);
            assertThat(request.watts()).isNotNull();
        }
    }

    /** Firmware that ignores the override covers the whole house. */
    @Test
    void anInverterThatGivesMoreThanAskedDoesNotObey() {
        grid(0).with("/Ac/Out/L1/P", 2_000).with("/Dc/Battery/Power", -2_200).after(0).asks(1, Condition.LIMITER_HOLDING);
        after(60).asks(1, Condition.LIMITER_HOLDING);
        after(60).asks(1, Condition.LIMITER_HOLDING);
        after(60).asksNothing(Condition.LIMITER_NOT_OBEYED);
    }

    /** An inverter that derates in the middle of a window gives what it can. */
    @Test
    void aWindowThatIsLostForTwoMinutesIsSaid() {
        with("/Ac/Out/L1/P", 2_600).with("/Dc/Battery/Power", -2_800).grid(2_400).after(0).asks(2_600, Condition.LIMITER_LIMITING);
        missed = true;
        with("/Ac/Out/L1/P", 1_500).with("/Dc/Battery/Power", -1_600).grid(3_500).after(5).asks(3_700, Condition.LIMITER_LIMITING);
        after(119).asks(4_800, Condition.LIMITER_LIMITING);
        after(1).asks(5_000, Condition.LIMITER_NOT_ENOUGH);
        missed = false;
        grid(2_400).after(5);
        assertThat(request.state()).isEqualTo(Condition.LIMITER_LIMITING);
    }

    /** Short loads: the inverter is late, but follows. */
    @Test
    void anInverterThatIsLateObeys() {
        with("/Dc/Battery/Power", -500);
        for (int decision = 0; decision < 200; decision++) {
            grid(decision % 2 == 0 ? 5_000 : 500).with("/Ac/Out/L1/P", decision % 8 / 6 * 20).after(5);
            assertThat(request.state()).isNotEqualTo(Condition.LIMITER_NOT_OBEYED);
        }
    }

    @Test
    void whatWasNotObeyedIsAskedAgainWhenTheOwnerSwitchesTheLimiterOn() {
        after(0);
        after(120).asksNothing(Condition.LIMITER_NOT_OBEYED);
        rule.restart();
        after(1).asks(2_600, Condition.LIMITER_ASKED);
    }
}
