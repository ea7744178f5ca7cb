package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dbusp1.SimulatedLog;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SimulatedMeterTest {
    /** A Tuesday. */
    private static final Instant SUMMER = Instant.parse("2026-06-23T10:00:00Z");
    private static final Instant WINTER_NIGHT = Instant.parse("2026-01-13T23:30:00Z");

    @Test
    void anotherSeedIsAnotherHouse() {
        SimulatedDialect dialect = dialect("dsmr50");
        House house = House.usual(dialect, SUMMER);
        House neighbour = new House(house.wiring(), house.solarWatts(), house.devices(), 2, house.start());
        Telegram one = Telegram.next(new SimulatedMeter(dialect, house));
        Telegram other = Telegram.next(new SimulatedMeter(dialect, neighbour));
        for (String code : List.of("0-0:96.1.1", "1-0:1.8.1", "1-0:22.7.0", "0-1:24.2.1")) {
            assertThat(one.groups(code)).as(code).isNotEqualTo(other.groups(code));
        }
    }

    @ParameterizedTest
    @CsvSource({"dsmr50, 1-0:1.8.1, 1-0:1.8.2, 1-0:1.7.0", "dsmr50, 1-0:2.8.1, 1-0:2.8.2, 1-0:2.7.0",
        "emucs17, 1-0:1.8.1, 1-0:1.8.2, 1-0:1.7.0", "wallonia, 1-0:2.8.1, 1-0:2.8.2, 1-0:2.7.0"})
    void countersAreTheSumOfThePowers(String name, String first, String second, String power) {
        SimulatedMeter meter = SimulatedLog.meter(name, Instant.parse("2026-06-23T04:50:00Z"));
        Telegram telegram = Telegram.next(meter);
        long before = telegram.digits(first) + telegram.digits(second);
        long wattSeconds = 0;
        for (int i = 0; i < 1_200; i++) {
            telegram = Telegram.next(meter);
            wattSeconds += telegram.digits(power);
            long wattHours = telegram.digits(first) + telegram.digits(second) - before;
            // Each of the two registers shows full watt hours only.
            assertThat(wattHours).isCloseTo(wattSeconds / 3_600, within(2L));
        }
        assertThat(wattSeconds).isGreaterThan(0);
    }

    @ParameterizedTest
    @CsvSource({"dsmr50", "sweden", "luxembourg"})
    void theTotalIsTheSumOfThePhases(String name) {
        SimulatedMeter meter = SimulatedLog.meter(name, SUMMER);
        for (int i = 0; i < 200; i++) {
            Telegram telegram = Telegram.next(meter);
            long phases = 0;
            for (int l = 0; l < 3; l++) {
                phases += telegram.digits("1-0:" + (21 + 20 * l) + ".7.0");
                phases -= telegram.digits("1-0:" + (22 + 20 * l) + ".7.0");
            }
            assertThat(telegram.digits("1-0:1.7.0") - telegram.digits("1-0:2.7.0")).isEqualTo(phases);
            assertThat(telegram.digits("1-0:1.7.0") == 0 || telegram.digits("1-0:2.7.0") == 0).isTrue();
        }
    }

    @Test
    void aMeterThatDoesNotNetItsPhasesCountsBothWays() {
        Telegram telegram = Telegram.next(SimulatedLog.meter("hungary-sanxing", SUMMER));
        assertThat(telegram.digits("1-0:1.7.0")).isGreaterThan(0);
        assertThat(telegram.digits("1-0:2.7.0")).isGreaterThan(0);
    }

    @Test
    void currentsFitPowersAndVoltages() {
        SimulatedMeter meter = SimulatedLog.meter("sweden", SUMMER);
        for (int i = 0; i < 200; i++) {
            Telegram t = Telegram.next(meter);
            for (int l = 0; l < 3; l++) {
                String n = "1-0:" + (2 + 2 * l);
                double watts = 1_000 * (t.number(n + "1.7.0") - t.number(n + "2.7.0"));
                double vars = 1_000 * (t.number(n + "3.7.0") - t.number(n + "4.7.0"));
                double volts = t.number("1-0:" + (32 + 20 * l) + ".7.0");
                assertThat(volts).isBetween(215.0, 245.0);
                assertThat(t.number("1-0:" + (31 + 20 * l) + ".7.0")).isCloseTo(Math.hypot(watts, vars) / volts, within(0.06));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "dsmr50,    2026-06-22T20:59:59Z, 0002, 0001",
        "dsmr50,    2026-06-23T04:59:59Z, 0001, 0002",
        "dsmr50,    2026-06-27T04:59:59Z, 0001, 0001",
        "emucs17,   2026-06-22T19:59:59Z, 0001, 0002",
        "emucs17,   2026-06-26T21:59:59Z, 0002, 0002",
        "emucs17,   2026-06-23T04:59:59Z, 0002, 0001",
    })
    void theTariffChangesByTheCountrysRule(String name, Instant start, String before, String after) {
        SimulatedMeter meter = SimulatedLog.meter(name, start);
        assertThat(Telegram.next(meter).first("0-0:96.14.0")).isEqualTo(before);
        assertThat(Telegram.next(meter).first("0-0:96.14.0")).isEqualTo(after);
    }

    @Test
    void onlyTheTariffInForceCounts() {
        SimulatedMeter meter = SimulatedLog.meter("dsmr50", WINTER_NIGHT);
        Telegram first = Telegram.next(meter);
        Telegram last = first;
        for (int i = 0; i < 600; i++) {
            last = Telegram.next(meter);
        }
        assertThat(last.digits("1-0:1.8.1")).isGreaterThan(first.digits("1-0:1.8.1"));
        assertThat(last.digits("1-0:1.8.2")).isEqualTo(first.digits("1-0:1.8.2"));
    }

    @ParameterizedTest
    @CsvSource({"dsmr50, 0-1:24.2.1, 300", "dsmr42, 0-1:24.2.1, 3600", "emucs17, 0-1:24.2.3, 300"})
    void gasIsReadEverySoOftenWithASeparateStamp(String name, String code, int seconds) {
        SimulatedDialect dialect = dialect(name);
        SimulatedMeter meter = SimulatedLog.meter(dialect.name(), Instant.parse("2026-01-13T05:30:00Z"));
        Telegram first = Telegram.next(meter);
        Telegram before = first;
        int readings = 0;
        for (int i = dialect.interval(); i <= 3_600; i += dialect.interval()) {
            Telegram after = Telegram.next(meter);
            if (!after.first(code).equals(before.first(code))) {
                readings++;
                assertThat(meter.second() % seconds).isZero();
                assertThat(after.first(code)).isEqualTo(after.first("0-0:1.0.0"));
            } else {
                assertThat(after.groups(code)).isEqualTo(before.groups(code));
            }
            before = after;
        }
        assertThat(readings).isEqualTo(3_600 / seconds);
        assertThat(before.digits(code)).isGreaterThan(first.digits(code));
    }

    @Test
    void demandGrowsToTheQuartersMeanAndBeginsAnew() {
        SimulatedMeter meter = SimulatedLog.meter("emucs17", Instant.parse("2026-01-13T17:00:00Z"));
        Telegram.next(meter);
        long wattSeconds = 0;
        for (int second = 1; second < 900; second++) {
            Telegram telegram = Telegram.next(meter);
            wattSeconds += telegram.digits("1-0:1.7.0");
            assertThat(telegram.digits("1-0:1.4.0")).isEqualTo(wattSeconds / 900);
        }
        assertThat(Telegram.next(meter).digits("1-0:1.4.0")).isZero();
    }

    @Test
    void theMonthsPeakIsItsHighestQuarterHourAndGoesIntoTheHistory() {
        Instant start = Instant.parse("2026-01-31T22:50:00Z");
        SimulatedMeter meter = SimulatedLog.meter("emucs17", start);
        Telegram before = Telegram.next(meter);
        Telegram after = before;
        for (int i = 0; i < 600; i++) {
            after = Telegram.next(meter);
        }
        List<String> peak = before.groups("1-0:1.6.0");
        List<String> history = after.groups("0-0:98.1.0");
        assertThat(history).hasSize(3 + 3 * 13);
        assertThat(history.subList(history.size() - 3, history.size())).containsExactly("260201000000W", peak.get(0), peak.get(1));
        assertThat(history.subList(3, history.size() - 3)).isEqualTo(before.groups("0-0:98.1.0").subList(6, history.size()));
        assertThat(after.groups("1-0:1.6.0")).containsExactly("260201000000W", "00.000*kW");

        long best = 0;
        String when = "";
        for (int i = 0; i < Duration.ofHours(1).toSeconds(); i++) {
            long running = after.digits("1-0:1.4.0");
            after = Telegram.next(meter);
            if (after.digits("1-0:1.4.0") < running && running > best) {
                best = running;
                when = after.first("0-0:1.0.0");
            }
        }
        assertThat(after.first("1-0:1.6.0")).isEqualTo(when);
        assertThat(after.digits("1-0:1.6.0")).isCloseTo(best, within(10L));
    }

    @Test
    void aHungarianMeterKeepsTheRegistersOfTheMonthsStart() {
        SimulatedMeter meter = SimulatedLog.meter("hungary", Instant.parse("2026-01-31T22:59:50Z"));
        Telegram before = Telegram.next(meter);
        assertThat(before.first("0-0:98.1.0")).isEqualTo("260101000000W");
        assertThat(before.groups("0-0:98.1.0")).hasSize(20);
        Telegram after = Telegram.next(meter);
        assertThat(after.first("0-0:98.1.0")).isEqualTo("260201000000W");
        assertThat(after.groups("0-0:98.1.0").get(1)).isEqualTo(after.first("1-0:1.8.0"));
    }

    @Test
    void threeTimes230VoltHasNoVoltageAndPowerOnL2ButCurrent() {
        Telegram telegram = Telegram.next(new SimulatedMeter(dialect("emucs17"),
                new House(Wiring.THREE_BY_230, 3_600, List.of(), 1, SUMMER)));
        assertThat(telegram.first("1-0:52.7.0")).isEqualTo("000.0*V");
        assertThat(telegram.digits("1-0:41.7.0") + telegram.digits("1-0:42.7.0")).isZero();
        assertThat(telegram.number("1-0:51.7.0")).isGreaterThan(0.2);
    }

    static SimulatedDialect dialect(String name) {
        return Dialects.named(name).orElseThrow();
    }
}
