package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Moment;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Scenario.Time;
import org.dbusp1.ScenarioValues;
import org.dbusp1.Snapshots;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests what a ledger knows: what was used today and yesterday, the windows of the import, of meters with their counter in each message
 * and of those that send it once an hour, its lines, and when something is not known.
 */
class LedgerTest {
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final LocalDate FIRST_DAY = LocalDate.of(2026, 1, 1);
    private static final String FILE = "file ";
    private static final Pattern COMMAND = Pattern.compile("(-|windows of|meter is|number|no number|guard sees another meter"
            + "|(?:meter|machine)'s clock is set by|no clock is right|clocks are right|file has|file loses|file is read(?: late)?"
            + "|driver ends|driver restarts|driver was killed and restarts) ?(.*)");
    private static final Pattern GAS = Pattern.compile("gas (\\w+|without number) (\\S+) (\\w+) of (.+)");
    private static final Pattern WINDOW = Pattern.compile("(?:\\d\\S+ )?\\d\\d:\\d\\d (?:\\S+ W|taken back)");
    private static final Pattern RANGE = Pattern.compile("(.*?)(-?\\d+)\\.\\.(\\d+)( \\w+)?");

    private final StoredLines lines = new StoredLines();
    /** Whether a ledger has to wait for its lines, and what it then does with them. */
    private boolean isReadLate;
    private @Nullable Runnable reading;
    /** Mean powers by the second at which the window began. */
    private final Map<Long, Long> windows = new TreeMap<>();
    private final List<MBusDevice> devices = new ArrayList<>();
    private MeterTime clock = ofRelease(Origin.LOG, Instant.EPOCH);
    private Dialect dialect = Dialect.DSMR5;
    private String meter = "E0001";
    private int segment;
    /** The time of the row. */
    private Duration now = Duration.ofDays(FIRST_DAY.toEpochDay());
    /** Seconds by which the meter's clock, and the machine's, is ahead of the time that a row says. */
    private long ahead;
    private long machineAhead;
    /** The counters that the last telegram with counters held. */
    private Values counters = Values.NONE;
    /** Length of the windows that are reported; 0: none. */
    private int windowSeconds;
    private Ledger ledger = fresh();
    private EnergyUse use = EnergyUse.NONE;

    private Ledger fresh() {
        windows.clear();
        return new Ledger(new MeterKey("house"), new LateLines(), null, windowSeconds,
                zone -> (start, watts) -> windows.compute(start, (value, before) -> watts));
    }

    private static MeterTime ofRelease(Origin origin, Instant released) {
        return new MeterTime(origin, LocalTimeResolver.ofLog(null), released, null);
    }

    private final class LateLines implements LedgerStore {
        @Override
        public void read(MeterKey key, Consumer<Stream<String>> reader) {
            reading = () -> lines.read(key, reader);
            if (!isReadLate) {
                reading.run();
            }
        }

        @Override
        public void append(MeterKey key, List<String> added) {
            lines.append(key, added);
        }
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(LedgerTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void knows(Scenario scenario) {
        for (Row row : scenario.rows()) {
            Map<Long, Long> before = new TreeMap<>(windows);
            for (Moment moment : row.moments(now)) {
                now = moment.time();
                for (String event : row.events()) {
                    if (!isCommand(event)) {
                        telegram(moment, event);
                    } else if (event.endsWith("restarts")) {
                        before.clear();
                    }
                }
            }
            if (windowSeconds > 0) {
                assertWindows(row, before);
            }
            row.expected().stream().filter(fact -> !WINDOW.matcher(fact).matches()).forEach(fact -> assertFact(row, fact));
            List<String> file = row.expected().stream().filter(fact -> fact.startsWith(FILE))
                    .map(fact -> fact.substring(FILE.length())).toList();
            assertThat(file.isEmpty() ? lines.all() : file).as(row.toString()).isEqualTo(lines.all());
        }
    }

    private long second(String clock) {
        return second(Time.parse(clock).from(now));
    }

    private static long second(Duration clock) {
        return LocalDateTime.ofEpochSecond(clock.toSeconds(), 0, ZoneOffset.UTC).atZone(AMSTERDAM).toEpochSecond();
    }

    private static Stamp stamp(long second) {
        return Stamp.of(second, AMSTERDAM);
    }

    private boolean isCommand(String event) {
        Matcher command = COMMAND.matcher(event);
        if (!command.matches()) {
            return false;
        }
        String rest = command.group(2);
        switch (command.group(1)) {
            case "-" -> { }
            case "windows of" -> {
                windowSeconds = number(rest) * 60;
                ledger = fresh();
            }
            case "meter is" -> dialect = Dialect.valueOf(rest);
            case "number" -> meter = rest;
            case "no number" -> meter = "";
            case "guard sees another meter" -> segment++;
            case "meter's clock is set by" -> ahead += number(rest);
            case "machine's clock is set by" -> machineAhead += number(rest);
            case "no clock is right" -> clock = ofRelease(Origin.LINE, Instant.MAX);
            case "clocks are right" -> clock = ofRelease(Origin.LOG, Instant.EPOCH);
            case "file is read late" -> isReadLate = true;
            case "file is read" -> {
                isReadLate = false;
                reading.run();
            }
            case "file has" -> lines.written.add(rest);
            case "file loses" -> assertThat(lines.written.remove(rest)).as(event).isTrue();
            case "driver ends" -> ledger.end();
            case "driver restarts" -> {
                ledger.end();
                ledger = fresh();
            }
            default -> ledger = fresh();
        }
        return true;
    }

    private static int number(String text) {
        return Integer.parseInt(text.replaceAll("[^-0-9]", ""));
    }

    /** Reads what a telegram holds, or what the gas meter counted before it. */
    private void telegram(Moment moment, String event) {
        Matcher gas = GAS.matcher(event);
        if (gas.matches()) {
            counted(gas.group(1), stamp(second(gas.group(4))), gas.group(2), gas.group(3));
            return;
        }
        long arrival = second(now);
        long time = arrival + ahead;
        Stamp shown = stamp(time);
        Snapshots telegram = telegram(Values.NONE).arrival(Instant.ofEpochSecond(arrival + machineAhead))
                .arrivalNanos(TimeUnit.SECONDS.toNanos(arrival) + now.getNano());
        for (String part : event.split(", ")) {
            switch (ScenarioValues.add(telegram, part, moment) ? "-" : part.replaceAll("\\d+", "N")) {
                case "-", "no values", "only powers" -> { }
                case "clock each N min" -> shown = time % (60L * number(part)) == 0 ? shown : null;
                case "retracts" -> telegram.retracted(Set.of(Quantity.ENERGY_IMPORT));
                default -> throw new IllegalArgumentException(part);
            }
        }
        telegram.time(shown);
        Values values = telegram.reading().values();
        counters = values.has(Quantity.ENERGY_IMPORT) ? values : counters;
        Snapshot dated = Snapshots.dated(clock, (event.equals("only powers") ? telegram.valid(counters) : telegram).take(),
                TimeUnit.SECONDS.toNanos(arrival) + now.getNano());
        use = Snapshots.accept(ledger, dated);
        assertThat(ledger.now()).as(event).isEqualTo(isReadLate ? null : dated.arrival().rowTime());
    }

    private Snapshots telegram(Values values) {
        return Snapshots.of(values).dialect(dialect).key("house").number(meter.isEmpty() ? null : meter).devices(devices)
                .meterIndex(segment);
    }

    private void counted(String id, Stamp time, String volume, String unit) {
        devices.clear();
        devices.add(new MBusDevice(1, 3, id.equals("without number") ? null : id, null,
                new MBusDevice.CounterReading(time, new BigDecimal(volume), unit)));
    }

    private void assertWindows(Row row, Map<Long, Long> before) {
        List<String> reported = new ArrayList<>();
        windows.forEach((start, watts) -> {
            if (!watts.equals(before.get(start))) {
                reported.add(boundary(start) + " " + watts + " W");
            }
        });
        before.keySet().stream().filter(start -> !windows.containsKey(start))
                .forEach(start -> reported.add(boundary(start) + " taken back"));
        List<String> expected = row.expected().stream().filter(fact -> WINDOW.matcher(fact).matches()).toList();
        if (row.expected().contains("only windows of 0 W")) {
            assertThat(reported).as(row.toString()).allMatch(window -> window.endsWith(" 0 W"));
        } else {
            assertThat(reported).as(row.toString()).hasSameSizeAs(expected);
            for (int i = 0; i < expected.size(); i++) {
                assertText(row, reported.get(i), expected.get(i));
            }
        }
    }

    /** The time of a boundary, as rows say it. */
    private static String boundary(long second) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochSecond(second), AMSTERDAM);
        return (time.toLocalDate().equals(FIRST_DAY) ? "" : time.toLocalDate() + " ") + time.toLocalTime();
    }

    private void assertFact(Row row, String fact) {
        String[] words = fact.split(" ");
        Counter counter = words[0].equals("gas") ? Counter.GAS : words[0].equals("export") ? Counter.EXPORT : Counter.IMPORT;
        String of = counter == Counter.IMPORT ? "" : words[0] + " ";
        switch (words[of.isEmpty() ? 0 : 1]) {
            case "-", "only", "file" -> { }
            case "today" -> assertText(row, of + "today " + text(use.of(counter, Use::today)), fact);
            case "yesterday" -> assertText(row, of + "yesterday " + text(use.of(counter, Use::yesterday)), fact);
            case "hour" -> assertText(row, of + "hour " + text(use.of(counter, Use::hour)), fact);
            case "today+yesterday" -> assertText(row, "today+yesterday " + (use.of(counter, Use::today) + use.of(counter, Use::yesterday)),
                    fact);
            case "reading" -> assertText(row, of + "reading " + use.uses().get(counter).reading(), fact);
            case "stored" -> assertThat(lines.all()).as(row.toString()).contains(fact.substring("stored ".length()));
            case "together" -> assertText(row, "together " + windows.values().stream().mapToLong(watts -> watts).sum() + " W", fact);
            case "settled" -> assertThat(ledger.coveredUntil()).as(row.toString()).isEqualTo(second(words[2]));
            case "since" -> {
                Long energy = ledger.importedSince(second(words[1]));
                assertText(row, "since " + words[1] + (energy == null ? " unknown" : " " + BigDecimal.valueOf(energy, 4)
                        .stripTrailingZeros().toPlainString() + " Wh"), fact);
            }
            case "quarter", "corrected" -> {
                List<Energy> reported = reported(counter, second(words[of.isEmpty() ? 1 : 2]));
                assertThat(reported.size() > 1 || !words[0].equals("corrected")).as("%s in %s", fact, row).isTrue();
                Energy energy = reported.isEmpty() ? Energy.NONE : reported.get(reported.size() - 1);
                assertText(row, subject(fact) + (fact.endsWith(" Wh") ? energy.counted() + " Wh"
                        : energy.watts() == null ? "unknown" : energy.watts() + " W"), fact);
            }
            default -> throw new IllegalArgumentException(fact);
        }
    }

    /** What was reported of a quarter hour, in this order. */
    private List<Energy> reported(Counter counter, long start) {
        return use.finishedQuarters().stream().filter(quarter -> quarter.start() == start)
                .map(quarter -> quarter.energies().getOrDefault(counter, Energy.NONE)).toList();
    }

    private static String subject(String fact) {
        return fact.replaceAll("(.*:\\d\\d ).*", "$1");
    }

    private static String text(@Nullable Long known) {
        return known == null ? "-" : Long.toString(known);
    }

    /** The figure of an expected text may be a range. */
    private static void assertText(Row row, String actual, String expected) {
        Matcher range = RANGE.matcher(expected);
        String unit = range.matches() && range.group(4) != null ? range.group(4) : "";
        if (range.matches() && actual.startsWith(range.group(1)) && actual.endsWith(unit)) {
            assertThat(new BigDecimal(actual.substring(range.group(1).length(), actual.length() - unit.length()))).as(row.toString())
                    .isBetween(new BigDecimal(range.group(2)), new BigDecimal(range.group(3)));
        } else {
            assertThat(actual).as(row.toString()).isEqualTo(expected);
        }
    }

    private void at(String time, String kilowattHours) {
        use = Snapshots.accept(ledger, telegram(Values.NONE).with(Quantity.ENERGY_IMPORT, kilowattHours).at(Snapshots.stamp(time)).take());
    }

    @Test
    void aFallIsNoNegativeRiseWhereTheGuardSaysNothing() {
        long second = Snapshots.stamp("2026-03-01T00:00:00+01:00").epochSecond();
        for (String kilowattHours : List.of("100", "105", "99", "99.5")) {
            Snapshot sent = telegram(Values.NONE).with(Quantity.ENERGY_IMPORT, kilowattHours).at(stamp(second++)).take();
            use = ledger.accept(sent.reading(), sent.published(), sent.arrival());
        }
        assertThat(use.of(Counter.IMPORT, Use::today)).isEqualTo(5_500);
    }

    /** A power cut may leave anything in a file. */
    @Test
    void aDamagedLineCostsNoOther() {
        at("2026-03-01T00:00:00+01:00", "100");
        List<String> kept = lines.written;
        for (String damaged : List.of("", "yesterday import=2", "2026-03-01T00:00:00+01:00 import", "2026-03-01T00:00:00+01:00 import=x",
                "2026-03-01T00:00:00+01:00 heat=1", "2026-03-01T00:00:00+01:00 import=1e99", "\0\0\0 import=1",
                "2026-03-01T00:00:00+01:00 import=1e999999999", "2026-03-01T00:00:00+01:00 import=-5",
                "2026-03-01T00:00:00+01:00 import=" + "1".repeat(100_000), "2026-03-01T00:00:00+01:00 import.meter=" + "x".repeat(5_000),
                "2026-03-01T00:00:00+01:00 =1",
                "2026-03-01T00:00:00+01:00 import.colour=1", "2026-03-01T00:00:00+01:00 import=0.00000001")) {
            kept.add(damaged);
        }
        ledger = fresh();
        at("2026-03-01T10:00:00+01:00", "105");
        assertThat(use.of(Counter.IMPORT, Use::today)).isEqualTo(5000);
    }

    /** Lines that are no lines do not stay in memory. */
    @Test
    void linesOfJunkAreCountedOnly() throws Exception {
        List<WeakReference<String>> made = new ArrayList<>();
        Ledger.LedgerStore junk = new Ledger.LedgerStore() {
            @Override
            public void read(MeterKey key, Consumer<Stream<String>> reader) {
                reader.accept(Stream.generate(() -> {
                    String line = "junk".repeat(900) + made.size();
                    made.add(new WeakReference<>(line));
                    return line;
                }).limit(1_000));
            }

            @Override
            public void append(MeterKey key, List<String> added) {
                lines.append(key, added);
            }
        };
        ledger = TestLedger.of(new MeterKey("house"), junk);
        at("2026-03-01T10:00:00+01:00", "105");
        while (made.stream().anyMatch(line -> line.get() != null)) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(made).hasSize(1_000);
        assertThat(use.uses().get(Counter.IMPORT)).isNotNull();
    }

    /** A disk may hang for as long as it likes. */
    @Test
    void nothingIsKnownWhileTheLinesAreReadAndNothingIsInvented() {
        List<Consumer<Stream<String>>> waiting = new ArrayList<>();
        StoredLines slow = new StoredLines() {
            @Override
            public void read(MeterKey key, Consumer<Stream<String>> reader) {
                waiting.add(reader);
            }
        };
        ledger = TestLedger.of(new MeterKey("house"), slow);
        at("2026-03-02T00:00:00+01:00", "107");
        assertThat(use.uses()).isEmpty();
        assertThat(use.continuedCounters()).as("an earlier run may have shown more").isEmpty();
        assertThat(slow.all()).isEmpty();
        waiting.get(0).accept(Stream.of("2026-03-01T00:00:00+01:00 import=100", "2026-03-01T23:45:00+01:00 import=106.9"));
        at("2026-03-02T00:05:00+01:00", "107.1");
        assertThat(use.of(Counter.IMPORT, Use::today)).as("the rise over midnight is divided by time").isEqualTo(50);
    }

    /** Three years are more days than are kept: those of the present clock are not the ones to go. */
    @Test
    void aClockThatIsYearsBehindForWeeksHasItsDaysToo() {
        OffsetDateTime day = OffsetDateTime.parse("2026-01-01T00:00:00+01:00");
        int count = 0;
        for (; count < 1_000; count++) {
            at(day.plusDays(count).toString(), Integer.toString(100 + count));
        }
        for (int wrong = 0; wrong < 5; wrong++, count++) {
            at(OffsetDateTime.parse("2024-08-07T00:00:00+01:00").plusDays(wrong).toString(), Integer.toString(100 + count));
        }
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).isEqualTo(1_000);
        at("2024-08-11T10:00:00+01:00", Integer.toString(100 + count));
        assertThat(use.of(Counter.IMPORT, Use::today)).isEqualTo(1_000);
        at(day.plusDays(1_005).toString(), Integer.toString(101 + count));
        at(day.plusDays(1_006).toString(), Integer.toString(102 + count));
        assertThat(use.of(Counter.IMPORT, Use::yesterday)).isEqualTo(1_000);
    }

    /** A clock that jumps for years leaves no more days in memory. */
    @Test
    void ofAThousandJumpsOfAClockTheLastDaysAreKept() {
        Days days = new Days();
        for (int jump = 0; jump < 1_000; jump++) {
            days.accept(new Stamp(400L * 86_400 * jump, 0), jump, false);
        }
        assertThat(LongStream.range(0, 1_000).filter(jump -> days.since(400 * jump, 1_000) != null).boxed())
                .hasSizeBetween(2, 10).endsWith(998L, 999L);
    }

    /** Few lines of a day are needed, but those of a gas meter lie between. */
    @Test
    void allDaysAndMetersComeBackAfterARestart() {
        for (int hour = 0; hour < 24 * 40; hour++) {
            meter = hour < 200 ? "E0001" : "E0002";
            String time = Snapshots.stamp("2026-03-01T00:00:00+01:00").instant().plusSeconds(3_600L * hour)
                    .atOffset(ZoneOffset.ofHours(1)).toString();
            counted("G1", Snapshots.stamp(time), Integer.toString(500 + hour / 2), "m3");
            for (int quarter = 0; quarter < 4; quarter++) {
                at(Snapshots.stamp(time).instant().plusSeconds(900L * quarter).atOffset(ZoneOffset.ofHours(1)).toString(),
                        (hour < 200 ? "1" : "9") + String.format("%03d.%d", hour, quarter));
            }
        }
        EnergyUse before = use;
        assertThat(before.of(Counter.GAS, Use::yesterday)).isEqualTo(12_000);
        assertThat(before.of(Counter.IMPORT, Use::yesterday)).isNotNull();
        ledger = fresh();
        at("2026-04-10T00:00:00+01:00", "9960.3");
        at("2026-04-10T00:00:01+01:00", "9960.3");
        EnergyUse whole = use;
        List<String> kept = lines.all();
        ledger = fresh();
        at("2026-04-10T00:00:01+01:00", "9960.3");
        assertThat(lines.all()).as("nothing is new").isEqualTo(kept);
        assertThat(use.uses().keySet()).isEqualTo(whole.uses().keySet());
        whole.uses().forEach((counter, known) -> {
            assertThat(use.of(counter, Use::today)).as(counter + " today").isEqualTo(known.today());
            assertThat(use.of(counter, Use::yesterday)).as(counter + " yesterday").isEqualTo(known.yesterday());
            assertThat(use.of(counter, Use::hour)).as(counter + " hour").isEqualTo(known.hour());
            assertThat(known.hour() == null).as(counter + " has no hour").isEqualTo(counter.quantity() == null);
        });
    }

    /** The lines of a house with gaps, exchanges, set clocks and wrong counters make the account that the messages made. */
    @ParameterizedTest
    @CsvSource({"10, 1", "60, 6", "300, 6"})
    void linesMakeTheAccountThatMessagesMade(int interval, int days) {
        assertLinesMakeTheAccount(interval, days);
    }

    @Test
    @Tag("slow")
    void linesOfDaysMakeTheAccountThatMessagesMade() {
        assertLinesMakeTheAccount(10, 6);
    }

    private void assertLinesMakeTheAccount(int interval, int days) {
        SplittableRandom random = new SplittableRandom(interval);
        long second = Snapshots.stamp("2026-03-01T00:00:00+01:00").epochSecond();
        long nanos = 0;
        long in = 100_000_000;
        long out = 50_000_000;
        int compared = 0;
        for (int message = 0; message < days * 86_400 / interval; message++) {
            int passed = random.nextInt(300) > 0 ? interval : random.nextInt(4 * 3_600);
            second += passed;
            nanos += passed * 1_000_000_000L;
            in += random.nextInt(3) * 100L * passed;
            out += random.nextInt(2) * 100L * passed;
            switch (random.nextInt(1_500 / Math.min(interval, 60))) {
                case 0 -> second += random.nextInt(-3_000, 3_000);
                case 1 -> {
                    meter = "E" + random.nextInt(10);
                    in = random.nextInt(3) == 0 ? 7 : in + 90_000_000;
                }
                case 2 -> second -= random.nextInt(50);
                default -> { }
            }
            boolean isWrong = random.nextInt(200) == 0;
            long wrong = isWrong ? in + 5_000_000 : in;
            send(second, nanos, wrong, out, Set.of());
            if (isWrong) {
                second += interval;
                nanos += interval * 1_000_000_000L;
                send(second, nanos, in, out, Set.of(Quantity.ENERGY_IMPORT));
            }
            if (random.nextInt(60) == 0) {
                EnergyUse live = use;
                ledger.end();
                Ledger before = ledger;
                ledger = fresh();
                List<String> written = lines.all();
                send(second, nanos, in, out, Set.of());
                assertThat(lines.all()).as("nothing is new").isEqualTo(written);
                live.uses().forEach((counter, known) -> assertThat(use.uses().get(counter))
                        .as("%s after %s", counter, written.get(written.size() - 1)).isEqualTo(known));
                ledger = before;
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(20);
    }

    private void send(long second, long nanos, long in, long out, Set<Quantity> retracted) {
        Values values = new Values.Builder().set(Quantity.ENERGY_IMPORT, in).set(Quantity.ENERGY_EXPORT, out).build();
        use = Snapshots.accept(ledger, Snapshots.of(values).key("house").number(meter.isEmpty() ? null : meter)
                .retracted(retracted).meterIndex(0).at(new Stamp(second, 3_600)).arrivalNanos(nanos).take());
    }

    /** A counter that is wrong just after a quarter hour: its two quarter hours are those of the right ones, also of the lines. */
    @Test
    void aRetractedReadingBesideABoundaryHasMovedNothing() {
        long start = OffsetDateTime.parse("2026-03-01T10:00:00Z").toEpochSecond();
        Map<Long, Energy> quarters = new TreeMap<>();
        for (int second = 3; second <= 2_703; second += 10) {
            boolean isWrong = second == 903;
            send(start + second, second * 1_000_000_000L, (1_000_000L + second + (isWrong ? 900 : 0)) * EnergyUse.WATT_HOUR, 0,
                    second == 913 ? Set.of(Quantity.ENERGY_IMPORT) : Set.of());
            use.finishedQuarters().forEach(quarter -> quarters.put(quarter.start() - start, quarter.energies().get(Counter.IMPORT)));
        }
        assertThat(quarters.values()).extracting(Energy::counted).containsExactly(897L, 900L, 900L);
        assertThat(quarters.values()).extracting(Energy::measured).containsExactly(897L, 900L, 900L);
        assertThat(quarters.values()).extracting(Energy::watts).containsExactly(null, 3_600L, 3_600L);
    }

    /** The hour's counters are those of the hour, also where the list comes again some seconds later. */
    @Test
    void aListThatABridgeSendsTwiceIsStillOfTheHour() {
        long start = OffsetDateTime.parse("2026-03-01T10:00:00Z").toEpochSecond();
        Map<Long, Long> counted = new TreeMap<>();
        for (int second = 0; second <= 4 * 3_600; second += 10) {
            Values.Builder values = new Values.Builder().set(Quantity.POWER_IMPORT, 3_600_000).set(Quantity.POWER_NET, 3_600_000);
            int late = second % 3_600;
            if (late == 20 || late == 60) {
                values.set(Quantity.ENERGY_IMPORT, (1_000_000L + second - late) * EnergyUse.WATT_HOUR);
            }
            use = Snapshots.accept(ledger, Snapshots.of(values.build()).key("house").dialect(Dialect.KAIFA)
                    .at(new Stamp(start + second, 3_600)).arrivalNanos(second * 1_000_000_000L).take());
            use.finishedQuarters().stream().filter(quarter -> quarter.energies().containsKey(Counter.IMPORT)).forEach(quarter ->
                    counted.put(quarter.start() - start, quarter.energies().get(Counter.IMPORT).counted()));
        }
        assertThat(counted).containsEntry(6_300L, 900L).containsEntry(7_200L, 900L).containsEntry(9_900L, 900L);
    }

    /** A Czech meter: a message each minute, without a clock, some of them a little late. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1, 0.3, 1})
    void noQuarterHourIsLostOfAMeterThatSendsEachMinute(double lateSeconds) {
        ledger = TestLedger.of(new MeterKey("house"), LedgerStore.NONE);
        Instant start = LocalDateTime.parse("2026-03-02T00:00:27").atZone(ZoneId.of("Europe/Prague")).toInstant();
        SplittableRandom random = new SplittableRandom(1);
        Map<Long, Long> means = new TreeMap<>();
        for (int minute = -1; minute <= TimeUnit.DAYS.toMinutes(1); minute++) {
            long late = Math.round((random.nextDouble() - 0.5) * lateSeconds * 1e9);
            String counter = BigDecimal.valueOf(1_000 + minute, 2).toPlainString();
            use = Snapshots.accept(ledger, Snapshots.of("POWER_NET=600").with(Quantity.ENERGY_IMPORT, counter).dialect(Dialect.CZECHIA)
                    .key("house").time(null).arrival(start.plusSeconds(60L * minute).plusNanos(late)).take());
            use.finishedQuarters().forEach(quarter -> means.put(quarter.start(), quarter.energies().get(Counter.IMPORT).watts()));
        }
        means.keySet().removeIf(second -> second < start.getEpochSecond() - start.getEpochSecond() % EnergyUse.QUARTER_SECONDS);
        assertThat(means).hasSize(96).allSatisfy((second, watts) -> assertThat(watts).isBetween(560L, 640L));
    }
}
