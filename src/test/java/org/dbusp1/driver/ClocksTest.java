package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongUnaryOperator;
import org.dbusp1.driver.ClockedHouse.MeterClock;
import org.dbusp1.driver.ClockedHouse.Wrong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The judge of clocks: a clock of the machine, one of the meter and a night are played through the chain into a history, and a row
 * says what is wrong then: quarter hours, hours and days with a wrong energy, lost energy, missing windows of the bill, its peak,
 * minutes with a false date and minutes without a row. What no row of {@link #ACCEPTED} names is right to the last watt hour.
 */
class ClocksTest {
    private static final String ORDINARY = "2026-11-20";
    private static final String MARCH = "2026-03-29";
    private static final String OCTOBER = "2026-10-25";

    /** What is wrong and why; the first row that matches counts. A figure that may be any, or is unknown: -1. */
    private static final String ACCEPTED = """
            # The meter seems to be a day late: rows take the time of arrival until NTP, which is 300 days ahead.
            EACH_HOUR, LISTS_WITHOUT_SEASON | 300 d ahead until NTP | * | 8/1/2 +0 Wh, 8 windows +0 W, 81/80 minutes
            * | 300 d ahead until NTP | 2026-11-20 | 6/2/3 +0 Wh, 6 windows +0 W, 81/80 minutes
            * | 300 d ahead until NTP | 2026-03-29 | 6/2/2 +0 Wh, 6 windows +0 W, 81/80 minutes
            * | 300 d ahead until NTP | 2026-10-25 | 6/2/4 +0 Wh, 6 windows +0 W, 81/80 minutes
            # Before the first list with a clock, ten seconds after the start, the machine's is the only one.
            EACH_HOUR | 90 s behind until NTP, 1 h behind until NTP, 40 d behind until NTP, 40 d behind for ever | * \
            | 0/0/0 +0 Wh, 0 windows +0 W, 1/0 minutes
            # The machine's clock is the only one: rows have its time, and the quarter hour in which it is set has no mean.
            ABSENT | 90 s behind until NTP | 2026-11-20, 2026-03-29 | 6/2/0 +0 Wh, 1 windows +0 W, 2/1 minutes
            ABSENT | 90 s behind until NTP | 2026-10-25 | 6/2/2 +0 Wh, 1 windows +0 W, 2/1 minutes
            ABSENT | 1 h behind until NTP | 2026-11-20, 2026-03-29 | 6/2/0 +0 Wh, 1 windows +0 W, 60/59 minutes
            ABSENT | 1 h behind until NTP | 2026-10-25 | 6/2/2 +0 Wh, 1 windows +0 W, 60/59 minutes
            ABSENT | 40 d behind until NTP | 2026-11-20 | 6/2/3 +0 Wh, 6 windows +0 W, 81/80 minutes
            ABSENT | 40 d behind until NTP | 2026-03-29 | 6/2/2 +0 Wh, 6 windows +0 W, 81/80 minutes
            ABSENT | 40 d behind until NTP | 2026-10-25 | 6/2/4 +0 Wh, 6 windows +0 W, 81/80 minutes
            # Nobody knows the time: nothing is stored.
            ABSENT | before the release for ever | 2026-11-20 | 32/8/2 -15660 Wh, -1 windows -1 W, 0/481 minutes
            ABSENT | before the release for ever | 2026-03-29, 2026-10-25 | 32/8/2 -15750 Wh, -1 windows -1 W, 0/481 minutes
            ABSENT | set by +90 s | * | 13/4/0 +0 Wh, 1 windows +0 W, 1/0 minutes
            ABSENT | set by -90 s | * | 13/4/0 +0 Wh, 1 windows +0 W, 0/2 minutes
            ABSENT | set by +3600 s | * | 13/4/0 +0 Wh, 5 windows +0 W, 60/59 minutes
            ABSENT | set by -3600 s | * | 17/5/0 +0 Wh, 0 windows +0 W, 0/60 minutes
            ABSENT | stands | 2026-11-20, 2026-03-29 | 27/7/2 +0 Wh, 0 windows +0 W, 0/400 minutes
            ABSENT | stands | 2026-10-25 | 27/7/0 +0 Wh, 0 windows +0 W, 0/400 minutes
            """;

    private record Accepted(List<String> clocks, List<String> machines, List<String> nights, String wrong) {
        static Accepted of(String line) {
            String[] cells = line.split(" *\\| *");
            return new Accepted(List.of(cells[0].split(", ")), List.of(cells[1].split(", ")), List.of(cells[2].split(", ")), cells[3]);
        }

        boolean matches(MeterClock clock, String machine, String night) {
            return (clocks.contains("*") || clocks.contains(clock.name())) && machines.contains(machine)
                    && (nights.contains("*") || nights.contains(night));
        }
    }

    @TempDir
    private Path directory;
    private final List<Accepted> accepted = ACCEPTED.lines().filter(line -> !line.startsWith("#")).map(Accepted::of).toList();
    private final StringBuilder table = new StringBuilder(
            "\nwrong quarter hours/hours/days, energy, bill, minutes with a false date/without a row\n");
    private final List<String> failures = new ArrayList<>();

    /** The machine's clock by true time. */
    private static Map<String, LongUnaryOperator> machines(Instant change) {
        long ntp = change.getEpochSecond() - 4 * 3_600 + 80 * 60 + 10;
        // Within the second hour of October.
        long step = change.getEpochSecond() + 50 * 60 + 10;
        Map<String, LongUnaryOperator> all = new LinkedHashMap<>();
        all.put("right", time -> time);
        Map.of("90 s behind", -90L, "1 h behind", -3_600L, "40 d behind", -3_456_000L, "300 d ahead", 25_920_000L).forEach((name, by) ->
                all.put(name + " until NTP", time -> time < ntp ? time + by : time));
        all.put("40 d behind for ever", time -> time - 3_456_000);
        all.put("before the release for ever", time -> time - 86_400_000);
        for (long by : new long[] {90, -90, 3_600, -3_600}) {
            all.put("set by %+d s".formatted(by), time -> time < step ? time : time + by);
        }
        all.put("stands", time -> Math.min(time, ntp));
        return all;
    }

    private void play(String night, MeterClock clock, String machine) throws Exception {
        judge(night, clock, machine, Duration.ZERO, accepted.stream().filter(row -> row.matches(clock, machine, night)).map(Accepted::wrong)
                .findFirst().orElse(Wrong.NOTHING.toString()));
    }

    private void judge(String night, MeterClock clock, String machine, Duration behind, String promised) throws Exception {
        Instant change = Instant.parse(night + "T01:00:00Z");
        Wrong wrong = new ClockedHouse(clock, behind.toSeconds(), change, machines(change).get(machine))
                .play(directory.resolve(night + clock + machine + behind));
        String row = "%s %-20s %-22s %s%s".formatted(night, clock, machine, wrong, behind.isZero() ? "" : ", meter behind by " + behind);
        boolean isKept = wrong.toString().equals(promised);
        table.append(row).append(isKept ? "\n" : "  !\n");
        if (!isKept) {
            failures.add(row + ", promised " + promised);
        }
    }

    private void report() {
        System.out.println(table);
        assertThat(failures).isEmpty();
    }

    @Test
    void nothingIsLostByAClock() throws Exception {
        for (MeterClock clock : List.of(MeterClock.WITH_SEASON, MeterClock.EACH_HOUR, MeterClock.ABSENT)) {
            for (String machine : List.of("90 s behind until NTP", "40 d behind until NTP", "40 d behind for ever", "set by -3600 s")) {
                play(ORDINARY, clock, machine);
            }
        }
        for (MeterClock clock : MeterClock.values()) {
            play(OCTOBER, clock, "right");
        }
        report();
    }

    @Test
    @Tag("slow")
    void nothingIsLostByAnyClockOfMeterAndMachineInAnyNight() throws Exception {
        for (String night : List.of(ORDINARY, MARCH, OCTOBER)) {
            for (MeterClock clock : MeterClock.values()) {
                for (String machine : machines(Instant.parse(night + "T01:00:00Z")).keySet()) {
                    play(night, clock, machine);
                }
            }
        }
        for (int days : new int[] {2, 90, 26 * 365}) {
            judge(ORDINARY, MeterClock.WITH_SEASON, "right", Duration.ofDays(days), Wrong.NOTHING.toString());
        }
        // The meter was without power as long as the device: its clock is wrong from NTP on.
        judge(ORDINARY, MeterClock.WITH_SEASON, "40 d behind until NTP", Duration.ofDays(40),
                "6/2/3 +0 Wh, 6 windows +0 W, 81/80 minutes");
        report();
    }
}
