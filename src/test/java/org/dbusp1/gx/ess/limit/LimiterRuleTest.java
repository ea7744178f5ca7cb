package org.dbusp1.gx.ess.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.gx.ess.LimiterFacts;
import org.dbusp1.gx.ess.limit.LimiterRule.InverterReport;
import org.dbusp1.gx.ess.limit.LimiterRule.LimitRequest;
import org.dbusp1.gx.ess.limit.LimiterRule.Need;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the peak limiter asks of ESS. The inputs are values, also the time. */
class LimiterRuleTest {
    private final Map<String, Double> values = new HashMap<>(Map.of("/Settings/CGwacs/BatteryLife/MinimumSocLimit", 20.0,
            "/Dc/Battery/Soc", 40.0));
    private LimiterRule rule = new LimiterRule(new Reserve(null, 30));
    private long grid = 5_000;
    private Long allowed = 2_400L;
    private boolean keepsReserve;
    private boolean missed;
    private boolean others;
    private double given;
    private double second = 1_000;
    private LimitRequest request;

    /** Decides so many seconds later. */
    private LimiterRuleTest after(double seconds) {
        second += seconds;
        request = rule.decide(new Need(allowed, keepsReserve, missed, grid, nanos()), new LimiterFacts(Map.copyOf(values)),
                new InverterReport(given, 5_000), others, nanos());
        return this;
    }

    private long nanos() {
        return Math.round(second * 1e9);
    }

    private LimiterRuleTest given(double watts) {
        given = watts;
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
        assertThat(request.finding().condition()).isEqualTo(state);
    }

    private void asksNothing(Condition state) {
        assertThat(request).isEqualTo(LimitRequest.none(Finding.of(state)));
    }

    @Test
    void theInvertersGiveWhatTheHouseUsesAboveTheAllowedImport() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(2_400).given(2_600).after(5).asks(2_600, Condition.LIMITER_LIMITING);
        grid(1_000).after(5).asks(1_200, Condition.LIMITER_LIMITING);
        grid(500).given(1_200).after(5).asks(1, Condition.LIMITER_HOLDING);
    }

    /** Nothing is asked yet: what the inverters give already counts. 0.5 kW goes to the battery. */
    @Test
    void theFirstLimitStartsFromWhatTheInvertersGive() {
        given(-500).after(0).asks(2_100, Condition.LIMITER_LIMITING);
        rule.forget();
        given(1_000).after(0).asks(3_600, Condition.LIMITER_LIMITING);
    }

    /** Hub4 counts watts of the DC side: 94 % of what is asked arrives. */
    @Test
    void onceTheImportIsRightTheReportsOfTheInvertersDoNotCount() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(2_556).given(2_444).after(5).asks(2_756, Condition.LIMITER_LIMITING);
        grid(2_400).given(2_590).after(5).asks(2_756, Condition.LIMITER_LIMITING);
        grid(2_400).given(2_650).after(5).asks(2_756, Condition.LIMITER_LIMITING);
    }

    /** Inverters that are on the way up explain the import; what is asked grows by a quarter of what is missing at most. */
    @Test
    void whileTheInvertersAreFarBelowTheLimitItGrowsSlowly() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(4_000).given(1_000).after(5).asks(3_000, Condition.LIMITER_LIMITING);
        grid(3_400).given(2_500).after(5).asks(3_500, Condition.LIMITER_LIMITING);
    }

    /** Inverters that are on the way down: the limit falls no further than what they give needs. */
    @Test
    void whileTheInvertersGiveFarMoreThanTheLimitItDoesNotFallBelowWhatIsNeeded() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(1_000).given(4_000).after(5).asks(2_600, Condition.LIMITER_LIMITING);
        grid(0).given(4_000).after(5).asks(1_600, Condition.LIMITER_LIMITING);
    }

    /** Losses and late reports leave them so far apart. */
    @Test
    void whileTheInvertersAreNearTheLimitTheirReportsDoNotCount() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(1_400).given(3_000).after(5).asks(1_600, Condition.LIMITER_LIMITING);
        grid(2_900).given(1_400).after(5).asks(2_100, Condition.LIMITER_LIMITING);
    }

    /** What a telegram shows that arrived earlier was measured before the last change had its effect. */
    @Test
    void aTelegramThatIsTooEarlyChangesNothing() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(4_000).given(2_600).after(4.4).asks(2_600, Condition.LIMITER_LIMITING);
        after(0.1).asks(4_200, Condition.LIMITER_LIMITING);
        grid(2_000).given(4_200).after(4.4).asks(4_200, Condition.LIMITER_LIMITING);
        after(0.1).asks(3_800, Condition.LIMITER_LIMITING);
        rule.forget();
        grid(5_000).given(0).after(3).asks(2_600, Condition.LIMITER_LIMITING);
        grid(4_000).given(2_600).after(4.4).asks(2_600, Condition.LIMITER_LIMITING);
    }

    /** The charge that a battery shows sags under load, and comes back without it. */
    @Test
    void aChargeThatSagsByAPointSwitchesNothing() {
        with("/Dc/Battery/Soc", 50).after(0).asks(2_600, Condition.LIMITER_LIMITING);
        grid(2_400).given(2_600).with("/Dc/Battery/Soc", 51).after(5).asks(2_600, Condition.LIMITER_LIMITING);
        with("/Dc/Battery/Soc", 52).after(5).asks(2_600, Condition.LIMITER_LIMITING);
        with("/Dc/Battery/Soc", 53).after(5).asksNothing(Condition.LIMITER_ABOVE_RESERVE);
        with("/Dc/Battery/Soc", 51).after(5).asksNothing(Condition.LIMITER_ABOVE_RESERVE);
        with("/Dc/Battery/Soc", 50).after(5);
        assertThat(request.finding().condition()).isEqualTo(Condition.LIMITER_LIMITING);
    }

    @Test
    void forADayAfterTheSunHasFilledTheBatteryNothingIsKept() {
        grid(-201).with("/Dc/Battery/Soc", 97).after(0).asksNothing(Condition.LIMITER_ABOVE_RESERVE);
        grid(5_000).with("/Dc/Battery/Soc", 40).after(24 * 3_600 - 1).asksNothing(Condition.LIMITER_ABOVE_RESERVE);
        after(1).asks(2_600, Condition.LIMITER_LIMITING);
    }

    /** A schedule fills it at night: it imports, or exports no more than a moment's difference. */
    @ParameterizedTest
    @CsvSource({"97, 1500", "97, -200", "96, -3000"})
    void aBatteryThatTheSunHasNotFilledIsKept(double charge, long watts) {
        grid(watts).with("/Dc/Battery/Soc", charge).after(0);
        grid(5_000).with("/Dc/Battery/Soc", 40).after(60).asks(2_600, Condition.LIMITER_LIMITING);
    }

    @Test
    void aReserveThatTheOwnerChoseIsKeptAlsoAfterASunnyDay() {
        rule = new LimiterRule(new Reserve(50, 30));
        grid(-3_000).with("/Dc/Battery/Soc", 100).after(0);
        grid(5_000).with("/Dc/Battery/Soc", 40).after(60).asks(2_600, Condition.LIMITER_LIMITING);
    }

    @Test
    void anOverrideWithoutAValueIsNoLimit() {
        assertThat(LimiterFacts.override(List.of())).isEqualTo(LimiterFacts.NOT_VALID);
        assertThat(LimiterFacts.override("x")).isNaN();
        assertThat(LimiterFacts.override(Double.POSITIVE_INFINITY)).isNaN();
        assertThat(new LimiterFacts(Map.of()).hasCharge()).isFalse();
    }

    @Test
    void theOwnersLimitOfTheInvertersIsNotExceeded() {
        with("/Settings/CGwacs/MaxDischargePower", 1_000).after(0).asks(1_000, Condition.LIMITER_LIMITING);
    }

    @ParameterizedTest
    @CsvSource({"19, LIMITER_BATTERY_EMPTY", "20, LIMITER_BATTERY_EMPTY", "21, LIMITER_LIMITING",
            "50, LIMITER_LIMITING", "51, LIMITER_ABOVE_RESERVE", "100, LIMITER_ABOVE_RESERVE"})
    void theBatteryIsKeptBetweenTheMinimumAndTheReserve(double charge, Condition state) {
        with("/Dc/Battery/Soc", charge).after(0);
        assertThat(request.finding().condition()).isEqualTo(state);
        assertThat(request.watts() != null).isEqualTo(state == Condition.LIMITER_LIMITING);
    }

    @Test
    void theMinimumOfBatteryLifeCounts() {
        with("/Control/ActiveSocLimit", 45).after(0).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
        with("/Dc/Battery/Soc", 47).after(1).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
        with("/Dc/Battery/Soc", 49).after(1).asks(2_600, Condition.LIMITER_LIMITING);
    }

    /** A full battery throttles its solar chargers, which then report hardly any power. The band of 2 points counts while it is kept. */
    @ParameterizedTest
    @CsvSource({"97, LIMITER_LIMITING", "98, LIMITER_ABOVE_RESERVE", "100, LIMITER_ABOVE_RESERVE"})
    void withSolarChargersNoBatteryIsKeptFull(double charge, Condition state) {
        with("/Control/ActiveSocLimit", 80).with("/Dc/Battery/Soc", charge).after(0);
        assertThat(request.finding().condition()).as("without solar chargers").isEqualTo(Condition.LIMITER_LIMITING);
        with("/Dc/Pv/Power", 0).after(5);
        assertThat(request.finding().condition()).isEqualTo(state);
    }

    @Test
    void theInvertersMayAlwaysGiveTheSolarPowerOfTheDcSide() {
        grid(1_000).with("/Dc/Pv/Power", 3_000).after(0).asks(3_000, Condition.LIMITER_HOLDING);
        with("/Dc/Pv/Power", 3_500).after(1).asks(3_500, Condition.LIMITER_HOLDING);
        grid(2_900).given(1_000).after(4).asks(3_625, Condition.LIMITER_LIMITING);
        grid(-1_000).given(3_500).after(5).asks(3_500, Condition.LIMITER_HOLDING);
        grid(1_000).with("/Dc/Pv/Power", 7_000).after(5).asks(5_000, Condition.LIMITER_HOLDING);
        with("/Settings/CGwacs/MaxDischargePower", 1_000).after(5).asks(1_000, Condition.LIMITER_HOLDING);
        grid(5_000).given(1_000).with("/Settings/CGwacs/MaxDischargePower", -1).with("/Dc/Pv/Power", 2_000).after(5)
                .asks(3_600, Condition.LIMITER_LIMITING);
    }

    /** The battery gave what the sun no longer does: what is asked falls at once, by what the house needs, and not step by step. */
    @Test
    void whenTheSunGoesWhatIsAskedFallsAtOnce() {
        grid(-500).given(3_000).with("/Dc/Pv/Power", 3_000).after(0).asks(3_000, Condition.LIMITER_HOLDING);
        grid(0).with("/Dc/Pv/Power", 0).after(1).asks(600, Condition.LIMITER_LIMITING);
        rule.forget();
        grid(-500).with("/Dc/Pv/Power", 3_000).after(5).asks(3_000, Condition.LIMITER_HOLDING);
        grid(0).given(2_000).with("/Dc/Pv/Power", 100).after(1).asks(100, Condition.LIMITER_HOLDING);
    }

    @Test
    void anotherProgramsOverrideIsLeftAlone() {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        others = true;
        after(5).asksNothing(Condition.LIMITER_OTHER_PROGRAM);
        with("/DynamicEss/Active", 1).after(5).asksNothing(Condition.LIMITER_YIELDING);
        with("/Dc/Battery/Soc", 20).after(5).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
        allowed = null;
        after(5).asksNothing(Condition.LIMITER_READY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/DynamicEss/Active", "/Settings/DynamicEss/Mode", "/Control/ScheduledCharge", "/LoadShedding/Active",
            "/Overrides/ForceCharge"})
    void itYieldsToWhoeverHasTheBattery(String path) {
        after(0).asks(2_600, Condition.LIMITER_LIMITING);
        with(path, 1).after(1).asksNothing(Condition.LIMITER_YIELDING);
        with(path, 0).after(1).asks(2_600, Condition.LIMITER_LIMITING);
    }

    /** ESS draws such a set point from the grid, whatever the inverters may give. */
    @Test
    void itYieldsToASetPointOfAnotherProgramAboveTheOwners() {
        with("/Settings/CGwacs/AcPowerSetPoint", 50).with("/Overrides/Setpoint", 4_000).after(0).asksNothing(Condition.LIMITER_YIELDING);
        with("/Overrides/Setpoint", 151).after(1).asksNothing(Condition.LIMITER_YIELDING);
        with("/Overrides/Setpoint", 150).after(1).asks(2_600, Condition.LIMITER_LIMITING);
        with("/Overrides/Setpoint", -3_000).grid(2_400).given(2_600).after(1)
                .asks(2_600, Condition.LIMITER_LIMITING);
    }

    @Test
    void aRatingWithAFractionIsNotExceeded() {
        Need need = new Need(allowed, false, false, 20_000.0, 0);
        assertThat(rule.decide(need, new LimiterFacts(Map.copyOf(values)), new InverterReport(0, 4_999.6), false, 0).watts())
                .isEqualTo(4_999);
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
        with("/Dc/Battery/Soc", 53).after(5).asksNothing(Condition.LIMITER_ABOVE_RESERVE);
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

    @Test
    void anInverterThatSustainsAnEmptyBatteryGetsNoLimit() {
        with("/Hub4/Sustain", 1).after(0).asksNothing(Condition.LIMITER_BATTERY_EMPTY);
    }

    /** An inverter that derates in the middle of a window gives what it can. */
    @Test
    void aWindowThatIsLostForTwoMinutesIsSaid() {
        grid(2_400).given(2_600).after(0).asks(2_600, Condition.LIMITER_LIMITING);
        missed = true;
        given(1_500).grid(3_500).after(5).asks(2_875, Condition.LIMITER_LIMITING);
        after(119);
        assertThat(request.finding().condition()).isEqualTo(Condition.LIMITER_LIMITING);
        after(1);
        assertThat(request.finding().condition()).isEqualTo(Condition.LIMITER_NOT_ENOUGH);
        missed = false;
        grid(2_400).after(5);
        assertThat(request.finding().condition()).isEqualTo(Condition.LIMITER_LIMITING);
    }
}
