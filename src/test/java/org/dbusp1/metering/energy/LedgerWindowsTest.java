package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The windows that the ledger reports, of a meter with its counter in each message, and of one that sends it once an hour. */
class LedgerWindowsTest {
    private static final long MIDNIGHT = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();
    private static final int DAY = 86_400;
    private static final int STEP_SECONDS = 10;
    private static final Pattern TELEGRAM = Pattern.compile(
            "(?:(\\d+) Wh)?(?:, )?(?:(\\d+) W)?( retracts)?|no values");
    private static final Pattern RISING = Pattern.compile("1 Wh more each second, (\\d+) W, clock each (\\d+) min");
    private static final Pattern WINDOW = Pattern.compile("(?:day \\d+ )?\\d\\d:\\d\\d (?:\\S+ W|taken back)");

    private final StoredLines lines = new StoredLines();
    /** Mean powers by the second at which the window began. */
    private final Map<Long, Long> windows = new TreeMap<>();
    private int windowSeconds = 3_600;
    private Ledger ledger = started();
    private MeterTime clock = MeterTime.ofLog(LocalTimeResolver.ofLog(null));
    /** Seconds by which the meter's clock is ahead of the time that a row says. */
    private long ahead;
    private long machineAhead;
    private EnergyUse use = EnergyUse.NONE;

    private Ledger started() {
        Ledger made = new Ledger(new MeterKey("house"), lines, null, windowSeconds,
                zone -> (start, watts) -> windows.compute(start, (value, before) -> watts));
        windows.clear();
        return made;
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(LedgerWindowsTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void reportsTheWindows(Scenario scenario) {
        for (Row row : scenario.rows()) {
            Map<Long, Long> before = new TreeMap<>(windows);
            String[] times = row.time().split(" to ");
            long first = second(times[0]);
            long last = second(times[times.length - 1]);
            for (String event : row.events()) {
                if (event.endsWith("restarts")) {
                    before.clear();
                }
                if (!isCommand(event)) {
                    for (long second = first; second <= last; second += STEP_SECONDS) {
                        telegram(second, event);
                    }
                }
            }
            List<String> reported = reported(before);
            List<String> expected = row.expected().stream().filter(fact -> WINDOW.matcher(fact).matches()).toList();
            if (row.expected().contains("only windows of 0 W")) {
                assertThat(reported).as(row.toString()).allMatch(window -> window.endsWith(" 0 W"));
            } else {
                assertThat(reported).as(row.toString()).hasSameSizeAs(expected);
                for (int i = 0; i < expected.size(); i++) {
                    assertFigure(row, reported.get(i), expected.get(i));
                }
            }
            row.expected().stream().filter(fact -> !expected.contains(fact)).forEach(fact -> known(row, fact));
        }
    }

    private static long second(String clock) {
        String[] words = clock.split(" ");
        return MIDNIGHT + (words.length == 1 ? 0 : (Long.parseLong(words[1]) - 1) * DAY)
                + LocalTime.parse(words[words.length - 1]).toSecondOfDay();
    }

    private static String text(long second) {
        long day = (second - MIDNIGHT) / DAY;
        return (day == 0 ? "" : "day " + (day + 1) + " ") + LocalTime.ofSecondOfDay((second - MIDNIGHT) % DAY);
    }

    private List<String> reported(Map<Long, Long> before) {
        List<String> reported = new ArrayList<>();
        windows.forEach((start, watts) -> {
            if (!watts.equals(before.get(start))) {
                reported.add(text(start) + " " + watts + " W");
            }
        });
        before.keySet().stream().filter(start -> !windows.containsKey(start)).forEach(start -> reported.add(text(start) + " taken back"));
        return reported;
    }

    private boolean isCommand(String event) {
        switch (event.replaceAll("-?\\d+", "N")) {
            case "-" -> { }
            case "windows of N minutes" -> {
                windowSeconds = number(event) * 60;
                ledger = started();
            }
            case "driver restarts" -> {
                ledger.end();
                ledger = started();
            }
            case "meter's clock is set by N s" -> ahead += number(event);
            case "machine's clock is set by N s" -> machineAhead += number(event);
            default -> {
                return false;
            }
        }
        return true;
    }

    private static int number(String event) {
        return Integer.parseInt(event.replaceAll("[^-0-9]", ""));
    }

    private void telegram(long arrival, String event) {
        long time = arrival + ahead;
        Matcher rising = RISING.matcher(event);
        if (rising.matches()) {
            boolean hasClock = time % (60 * Long.parseLong(rising.group(2))) == 0;
            accept(hasClock ? new Stamp(time, 0) : null, arrival, Long.toString(time - MIDNIGHT), rising.group(1), false);
        } else {
            Matcher telegram = TELEGRAM.matcher(event);
            assertThat(telegram.matches()).as(event).isTrue();
            accept(new Stamp(time, 0), arrival, telegram.group(1), telegram.group(2), telegram.group(3) != null);
        }
        assertThat(ledger.now()).as(event).extracting(Stamp::epochSecond).isEqualTo(time);
    }

    private void accept(@Nullable Stamp time, long arrival, @Nullable String wattHours, @Nullable String watts, boolean retracts) {
        Snapshots telegram = Snapshots.anonymous(Dialect.AIDON, Values.NONE).time(time)
                .arrival(Instant.ofEpochSecond(arrival + machineAhead)).arrivalNanos(TimeUnit.SECONDS.toNanos(arrival));
        if (wattHours != null) {
            telegram.scaled(Quantity.ENERGY_IMPORT, energy(wattHours));
        }
        if (watts != null) {
            telegram.with(Quantity.POWER_IMPORT, watts);
        }
        if (retracts) {
            telegram.retracted(Set.of(Quantity.ENERGY_IMPORT));
        }
        use = Snapshots.accept(ledger, Snapshots.dated(clock, telegram.take(), TimeUnit.SECONDS.toNanos(arrival)));
    }

    private static long energy(String wattHours) {
        return new BigDecimal(wattHours).multiply(BigDecimal.valueOf(EnergyUse.WATT_HOUR)).longValueExact();
    }

    private void known(Row row, String fact) {
        String[] words = fact.split(" ");
        switch (words[0]) {
            case "-", "only" -> { }
            case "together" -> assertFigure(row, "together " + windows.values().stream().mapToLong(watts -> watts).sum() + " W", fact);
            case "settled" -> assertThat(ledger.coveredUntil()).as(row.toString()).isEqualTo(second(words[2]));
            case "since" -> {
                Long energy = ledger.importedSince(second(words[1]));
                assertFigure(row, "since " + words[1] + (energy == null ? " unknown" : " " + BigDecimal.valueOf(energy, 4)
                        .stripTrailingZeros().toPlainString() + " Wh"), fact);
            }
            case "corrected" -> assertThat(use.finishedQuarters()).as(row.toString())
                    .filteredOn(quarter -> text(quarter.start()).equals(words[1])).hasSizeGreaterThan(1).last()
                    .isEqualTo(use.finishedQuarters().get(use.finishedQuarters().size() - 1))
                    .extracting(quarter -> "corrected " + text(quarter.start()) + " "
                            + quarter.energies().get(Counter.IMPORT).counted() + " Wh").isEqualTo(fact);
            default -> throw new IllegalArgumentException(fact);
        }
    }

    /** The last but one word of an expected fact may be a range of figures. */
    private static void assertFigure(Row row, String actual, String expected) {
        Matcher range = Pattern.compile("(.* )(-?\\d+)\\.\\.(\\d+)( \\w+)").matcher(expected);
        if (range.matches() && actual.startsWith(range.group(1)) && actual.endsWith(range.group(4))) {
            String figure = actual.substring(range.group(1).length(), actual.length() - range.group(4).length());
            assertThat(new BigDecimal(figure)).as(row.toString())
                    .isBetween(new BigDecimal(range.group(2)), new BigDecimal(range.group(3)));
        } else {
            assertThat(actual).as(row.toString()).isEqualTo(expected);
        }
    }
}
