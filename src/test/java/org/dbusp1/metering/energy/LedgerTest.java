package org.dbusp1.metering.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.Use;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what was used today and yesterday, and when that is not known. */
class LedgerTest {
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");
    private static final int CLOCK_LENGTH = "00:00:00".length();
    private static final String FILE = "file ";
    private static final Pattern GAS = Pattern.compile("gas (\\w+|without number) (\\S+) (\\w+) of (.+)");

    private final StoredLines lines = new StoredLines();
    private final List<MBusDevice> devices = new ArrayList<>();
    private String meter = "E0001";
    private String imported = "";
    private LocalDate day = LocalDate.EPOCH;
    /** The counter of the export; empty: the telegram holds none. */
    private String exported = "";
    private boolean hasCounter = true;
    private int segment;
    private Ledger ledger = fresh();
    private EnergyUse use = EnergyUse.NONE;

    private Ledger fresh() {
        return new Ledger(new MeterKey("house"), lines, null);
    }

    private static Stamp stamp(String time) {
        OffsetDateTime parsed = OffsetDateTime.parse(time);
        return new Stamp(parsed.toEpochSecond(), parsed.getOffset().getTotalSeconds());
    }

    private void at(String time, String imported) {
        Values.Builder counters = new Values.Builder().set(Quantity.ENERGY_IMPORT, scaled(imported));
        if (!exported.isEmpty()) {
            counters.set(Quantity.ENERGY_EXPORT, scaled(exported));
        }
        Values values = counters.build();
        use = Snapshots.accept(ledger, Snapshots.of(hasCounter ? values : Values.NONE).valid(values).key("house")
                .number(meter.isEmpty() ? null : meter).devices(devices).meterIndex(segment).at(stamp(time)).take());
    }

    private static long scaled(String kilowattHours) {
        return new BigDecimal(kilowattHours).setScale(Quantity.ENERGY_IMPORT.decimals()).unscaledValue().longValue();
    }

    /** A telegram with a gas meter's counter; both have their own time. */
    private void gas(String id, String time, String volume, String unit, String sent) {
        counted(id, time, volume, unit);
        at(sent, "1");
    }

    private void counted(String id, String time, String volume, String unit) {
        devices.clear();
        devices.add(new MBusDevice(1, 3, Optional.of(id).filter(number -> !number.isEmpty()).orElse(null), null,
                new MBusDevice.CounterReading(stamp(time), new BigDecimal(volume), unit)));
    }

    static Stream<Scenario> scenarios() throws IOException {
        return Scenario.of(LedgerTest.class);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void knowsTheUse(Scenario scenario) {
        for (Row row : scenario.rows()) {
            int date = row.time().length() - CLOCK_LENGTH;
            day = date > 0 ? LocalDate.parse(row.time().substring(0, date).strip()) : day;
            String now = time(row.time().substring(Math.max(0, date)));
            row.events().forEach(event -> happens(now, event));
            row.expected().forEach(fact -> known(row, fact));
            List<String> file = row.expected().stream().filter(fact -> fact.startsWith(FILE))
                    .map(fact -> fact.substring(FILE.length())).toList();
            assertThat(file.isEmpty() ? lines.all() : file).as(row.toString()).isEqualTo(lines.all());
        }
    }

    /** @param clock with a date, or of the row's day */
    private String time(String clock) {
        return LocalDateTime.parse(clock.length() == CLOCK_LENGTH ? day + "T" + clock : clock.replace(' ', 'T')).atZone(AMSTERDAM)
                .format(DateTimeFormatter.ISO_OFFSET_DATE_TIME);
    }

    private void happens(String now, String event) {
        Matcher gas = GAS.matcher(event);
        if (gas.matches()) {
            counted(gas.group(1).equals("without number") ? "" : gas.group(1), time(gas.group(4)), gas.group(2), gas.group(3));
        } else if (event.startsWith(FILE + "has ")) {
            lines.written.add(event.substring(9));
        } else if (event.startsWith("import ")) {
            hasCounter = true;
            imported = event.substring(7);
            at(now, imported);
        } else if (event.startsWith("number ")) {
            meter = event.substring(7);
        } else {
            switch (event) {
                case "-" -> { }
                case "only powers" -> {
                    hasCounter = false;
                    at(now, imported);
                }
                case "no number" -> meter = "";
                case "guard sees another meter" -> segment++;
                case "driver ends" -> ledger.end();
                case "driver was killed and restarts" -> ledger = fresh();
                case "driver restarts" -> {
                    ledger.end();
                    ledger = fresh();
                }
                default -> throw new IllegalArgumentException(event);
            }
        }
    }

    private void known(Row row, String fact) {
        String[] words = fact.split(" ");
        boolean isOther = words[0].equals("gas") || words[0].equals("export");
        Counter counter = isOther ? Counter.valueOf(words[0].toUpperCase(Locale.ROOT)) : Counter.IMPORT;
        String value = words[words.length - 1];
        Use known = use.uses().get(counter);
        String is = switch (words[isOther ? 1 : 0]) {
            case "today" -> text(use.of(counter, Use::today));
            case "yesterday" -> text(use.of(counter, Use::yesterday));
            case "hour" -> text(use.of(counter, Use::hour));
            case "reading" -> Long.toString(known.reading());
            case "today+yesterday" -> Long.toString(use.of(counter, Use::today)
                    + use.of(counter, Use::yesterday));
            case "stored" -> lines.all().contains(fact.substring(7)) ? value : lines.all().toString();
            case "file" -> value;
            default -> throw new IllegalArgumentException(fact);
        };
        int range = value.indexOf("..");
        if (range > 0) {
            assertThat(Long.parseLong(is)).as(row.toString()).isBetween(Long.parseLong(value.substring(0, range)),
                    Long.parseLong(value.substring(range + 2)));
        } else {
            assertThat(is).as("%s in %s", fact, row).isEqualTo(value);
        }
    }

    /** As a row says it. */
    private static String text(@Nullable Long known) {
        return known == null ? "-" : Long.toString(known);
    }

    /** A wire that changes a digit now and then. */
    @Test
    void aGasNumberThatAlternatesStoresNothing() {
        gas("G1", "2026-03-02T00:00:00+01:00", "50.200", "m3", "2026-03-02T00:02:00+01:00");
        List<String> before = lines.all();
        for (int second = 1; second < 50; second++) {
            gas(second % 2 == 0 ? "G1" : "G7", "2026-03-02T00:00:00+01:00", "50.200", "m3",
                    String.format("2026-03-02T00:02:%02d+01:00", second));
        }
        assertThat(lines.all()).isEqualTo(before);
        assertThat(use.of(Counter.GAS, Use::today)).isEqualTo(0);
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
        ledger = new Ledger(new MeterKey("house"), junk, null);
        at("2026-03-01T10:00:00+01:00", "105");
        while (made.stream().anyMatch(line -> line.get() != null)) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(made).hasSize(1_000);
        assertThat(use.uses().get(Counter.IMPORT)).isNotNull();
    }

    /** The start of the newest quarter hour that was measured whole, in seconds of March. */
    private @Nullable Long lastQuarter() {
        return use.finishedQuarters().stream().filter(quarter ->
                        quarter.energies().getOrDefault(Counter.IMPORT, EnergyUse.Energy.NONE).watts() != null)
                .map(quarter -> quarter.start() - stamp("2026-03-01T00:00:00+01:00").epochSecond())
                .max(Comparator.naturalOrder()).orElse(null);
    }

    /** 60 Wh a minute, and a load of 6 kW in the last minute of the quarter hour. */
    @Test
    void aQuarterHourOfAMeterThatSendsEachMinuteIsWhole() {
        for (int minute = 0; minute <= 14; minute++) {
            at(String.format("2026-03-01T00:%02d:00+01:00", minute), BigDecimal.valueOf(100_000 + 60 * minute, 3).toString());
        }
        assertThat(lastQuarter()).isNull();
        at("2026-03-01T00:15:00+01:00", "100.940");
        assertThat(lastQuarter()).isZero();
        assertThat(use.finishedQuarters().get(0).energies().get(Counter.IMPORT).watts()).isEqualTo(3_760);
        at("2026-03-01T00:31:00+01:00", "101");
        assertThat(lastQuarter()).as("its end was missed").isZero();
    }

    @Test
    void noQuarterHourLiesOverAMeterThatWasReplacedOrAClockThatWasSet() {
        for (int minute = 0; minute <= 60; minute++) {
            meter = minute < 20 ? "E0001" : "E0002";
            at(String.format("2026-03-01T%02d:%02d:00+01:00", minute / 60, minute % 60),
                    BigDecimal.valueOf((minute < 20 ? 100_000 : 500_000) + 10 * minute, 3).toString());
            assertThat(lastQuarter()).isEqualTo(minute < 15 ? null
                    : minute < 45 ? 0L : minute < 60 ? 1_800L : (Long) 2_700L);
        }
        at("2026-03-01T00:20:00+01:00", "500.700");
        for (int minute = 21; minute <= 31; minute++) {
            at(String.format("2026-03-01T00:%02d:00+01:00", minute), "500.700");
        }
        assertThat(lastQuarter()).as("0:15 is of the clock before").isEqualTo(2_700);
        assertThat(lines.all()).last().isEqualTo("2026-03-01T00:30:00+01:00 import=500.7#2");
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
        ledger = new Ledger(new MeterKey("house"), slow, null);
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
            String time = stamp("2026-03-01T00:00:00+01:00").instant().plusSeconds(3_600L * hour)
                    .atOffset(ZoneOffset.ofHours(1)).toString();
            counted("G1", time, Integer.toString(500 + hour / 2), "m3");
            for (int quarter = 0; quarter < 4; quarter++) {
                at(stamp(time).instant().plusSeconds(900L * quarter).atOffset(ZoneOffset.ofHours(1)).toString(),
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

    @Test
    void ofACounterThatStoodStillOverAGapAKilledDriverKnowsAllBorders() {
        exported = "50";
        at("2026-03-03T21:00:00+01:00", "100");
        at("2026-03-03T22:00:00+01:00", "100.8");
        ledger = fresh();
        exported = "50.7";
        at("2026-03-03T22:16:00+01:00", "100.9");
        at("2026-03-03T22:30:00+01:00", "100.9");
        at("2026-03-03T22:31:00+01:00", "100.9");
        long ten = stamp("2026-03-03T22:00:00+01:00").epochSecond();
        assertThat(use.finishedQuarters()).filteredOn(quarter -> quarter.energies().get(Counter.EXPORT).counted() > 0).isNotEmpty()
                .allMatch(quarter -> quarter.start() >= ten);
    }

    /** The lines of a house with gaps, exchanges, set clocks and wrong counters make the account that the messages made. */
    @ParameterizedTest
    @ValueSource(ints = {10, 60, 300})
    void linesMakeTheAccountThatMessagesMade(int interval) {
        SplittableRandom random = new SplittableRandom(interval);
        long second = stamp("2026-03-01T00:00:00+01:00").epochSecond();
        long nanos = 0;
        long in = 100_000_000;
        long out = 50_000_000;
        int compared = 0;
        for (int message = 0; message < 6 * 86_400 / interval; message++) {
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
        use = Snapshots.accept(ledger, Snapshots.of(values).valid(values).key("house").number(meter.isEmpty() ? null : meter)
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

    /** A port that its operator opens late, and lists that were lost: later counters are of their moment, not of the hour. */
    @ParameterizedTest
    @EnumSource(names = {"DSMR5", "KAIFA"})
    void aMinuteWithoutCountersMakesNoMeterOfHours(Dialect dialect) {
        long start = OffsetDateTime.parse("2026-03-01T10:00:00Z").toEpochSecond();
        Map<Long, Long> counted = new TreeMap<>();
        for (int second = 0; second <= 9_000; second += 10) {
            Values.Builder values = new Values.Builder().set(Quantity.POWER_IMPORT, 3_600_000).set(Quantity.POWER_NET, 3_600_000);
            if (second < 300 || second >= 370) {
                values.set(Quantity.ENERGY_IMPORT, (1_000_000L + second) * EnergyUse.WATT_HOUR);
            }
            use = Snapshots.accept(ledger, Snapshots.of(values.build()).valid(values.build()).key("house").dialect(dialect)
                    .at(new Stamp(start + second, 3_600)).arrivalNanos(second * 1_000_000_000L).take());
            use.finishedQuarters().forEach(quarter ->
                    counted.put(quarter.start() - start, quarter.energies().get(Counter.IMPORT).counted()));
        }
        assertThat(counted).containsEntry(2_700L, 900L).containsEntry(3_600L, 900L).containsEntry(6_300L, 900L).containsEntry(7_200L, 900L);
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
            use = Snapshots.accept(ledger, Snapshots.of(values.build()).valid(values.build()).key("house").dialect(Dialect.KAIFA)
                    .at(new Stamp(start + second, 3_600)).arrivalNanos(second * 1_000_000_000L).take());
            use.finishedQuarters().stream().filter(quarter -> quarter.energies().containsKey(Counter.IMPORT)).forEach(quarter ->
                    counted.put(quarter.start() - start, quarter.energies().get(Counter.IMPORT).counted()));
        }
        assertThat(counted).containsEntry(6_300L, 900L).containsEntry(7_200L, 900L).containsEntry(9_900L, 900L);
    }

    /** Its lines are in the order of its readings, and in lines of their own. */
    @Test
    void aGasClockThatGoesBackBetweenTwoReadingsLosesNoGas() {
        gas("G1", "2026-03-01T00:00:00+01:00", "50.000", "m3", "2026-03-01T00:00:00+01:00");
        gas("G1", "2026-03-01T02:20:00+01:00", "51.000", "m3", "2026-03-01T02:20:00+01:00");
        gas("G1", "2026-03-01T01:40:00+01:00", "51.400", "m3", "2026-03-01T02:40:00+01:00");
        gas("G1", "2026-03-01T02:00:00+01:00", "51.500", "m3", "2026-03-01T03:00:00+01:00");
        assertThat(lines.all()).filteredOn(line -> line.contains("gas")).containsExactly(
                "2026-03-01T00:00:00+01:00 gas.meter=G1 gas=50", "2026-03-01T02:20:00+01:00 gas=51", "2026-03-01T01:40:00+01:00 gas=51.4#1",
                "2026-03-01T02:00:00+01:00 gas=51.5#1").noneMatch(line -> line.contains("import"));
        assertThat(use.of(Counter.GAS, Use::today)).isEqualTo(1_500);
        ledger = fresh();
        gas("G1", "2026-03-01T02:00:00+01:00", "51.500", "m3", "2026-03-01T03:00:10+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).isEqualTo(1_500);
    }

    /** A power cut may leave the first of two lines of one time. */
    @Test
    void aLineThatIsMissingOfTwoOfOneTimeCostsNothing() {
        gas("G1", "2026-03-01T00:00:00+01:00", "50.000", "m3", "2026-03-01T00:00:00+01:00");
        gas("G1", "2026-03-01T01:00:00+01:00", "51.000", "m3", "2026-03-01T01:00:00+01:00");
        assertThat(lines.written).last().isEqualTo("2026-03-01T01:00:00+01:00 gas=51");
        lines.written.remove(lines.written.size() - 1);
        ledger = fresh();
        gas("G1", "2026-03-01T02:00:00+01:00", "52.000", "m3", "2026-03-01T02:00:00+01:00");
        assertThat(use.of(Counter.GAS, Use::today)).isEqualTo(2_000);
        assertThat(use.of(Counter.IMPORT, Use::today)).isZero();
    }

    /** The first number of the meter comes with a counter that the next one proves wrong. */
    @Test
    void aRetractedReadingThatHasALineCostsNoLaterLine() {
        meter = "";
        long midnight = stamp("2026-03-01T00:00:00+01:00").epochSecond();
        send(midnight + 10, 10_000_000_000L, 100_000_000, 0, Set.of());
        meter = "E1";
        send(midnight + 20, 20_000_000_000L, 105_000_000, 0, Set.of());
        send(midnight + 30, 30_000_000_000L, 100_010_000, 0, Set.of(Quantity.ENERGY_IMPORT));
        for (int ten = 4; ten <= 120; ten++) {
            send(midnight + 10L * ten, ten * 10_000_000_000L, 100_010_000 + ten * 10_000, 0, Set.of());
        }
        assertThat(use.of(Counter.IMPORT, Use::today)).isEqualTo(121);
        ledger = fresh();
        send(midnight + 1_210, 1_210_000_000_000L, 101_220_000, 0, Set.of());
        assertThat(use.of(Counter.IMPORT, Use::today)).isEqualTo(122);
    }
}
