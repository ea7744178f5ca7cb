package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Use;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.history.ReferenceHouse.Telegram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random houses: what the history holds, and what the D-Bus shows of energy and the bill, is what {@link ReferenceHouse}
 * calculates. Gaps, restarts, kills, replaced meters, stops at chosen seconds, late gas, both changes of the clock.
 */
@Timeout(600)
class IndependentReferenceTest {
    private static final String[] ENERGIES = {"imp_wh", "imp_t1_wh", "imp_t2_wh", "exp_wh", "exp_t1_wh", "exp_t2_wh"};
    /** Seconds after a border at which a driver is stopped. */
    private static final int[] STOPS = {0, -60, 60, 1, 59, 450};

    /** A driver with its history. */
    private static final class Driver implements AutoCloseable {
        private final TestHistory book;
        private final Tariff tariff;
        private final boolean log;
        private final StoredLines lines = new StoredLines();
        private Ledger ledger;
        private DemandTracker tracker;
        private EnergyUse use = EnergyUse.NONE;
        private @Nullable Demand demand;
        private int segment;
        private int meter;

        Driver(SqlDialect kind, String tariff, boolean log) throws Exception {
            this.tariff = Tariff.named(tariff);
            this.log = log;
            this.book = new TestHistory(Servers.changed(Servers.fresh(kind), 10_000, ReferenceHouse.ZONE, this.tariff));
            start();
        }

        private void start() {
            tracker = new DemandTracker(new MeterKey("house"), new DemandConfig(tariff, null), log ? Ledger.LedgerStore.NONE : lines,
                    ReferenceHouse.ZONE, StateStore.NONE);
            ledger = tracker.ledger();
            segment = 0;
            meter = 0;
        }

        void stop() throws Exception {
            book.restart();
            ledger.end();
            start();
        }

        void kill() throws Exception {
            book.kill();
            start();
        }

        void reads(Telegram telegram) {
            if (meter != 0 && meter != telegram.meter()) {
                segment++;
            }
            meter = telegram.meter();
            Values.Builder values = new Values.Builder();
            List<Quantity> quantities = List.of(Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_EXPORT_T1,
                    Quantity.ENERGY_EXPORT_T2);
            for (int i = 0; i < quantities.size(); i++) {
                values.set(quantities.get(i), telegram.counters()[i] * 10_000);
            }
            values.set(Quantity.ENERGY_IMPORT, telegram.imported() * 10_000).set(Quantity.ENERGY_EXPORT, telegram.exported() * 10_000);
            List<MBusDevice> gas = List.of(new MBusDevice(1, 3, "G1", null,
                    new MBusDevice.CounterReading(Stamp.of(telegram.gasSecond(), ReferenceHouse.ZONE),
                            BigDecimal.valueOf(telegram.gas(), 3), "m3")));
            Values sent = values.build();
            Snapshot snapshot = Snapshots.of(sent).key("house").number("E" + telegram.meter()).devices(gas).meterIndex(segment)
                    .at(Stamp.of(telegram.second(), ReferenceHouse.ZONE)).interval(Duration.ofSeconds(10)).take();
            use = Snapshots.accept(ledger, snapshot);
            demand = Snapshots.accept(tracker, snapshot,
                    new DemandTracker.DemandInputs(null, null, null));
            book.add(Snapshots.like(snapshot).energy(use).take());
        }

        @Nullable Long bill() {
            return Optional.ofNullable(demand).map(Demand::bill).map(Demand.Bill::watts).orElse(null);
        }

        @Override
        public void close() {
            book.close();
        }
    }

    /** Five days of each tariff, at times of the year in which something happens. */
    static List<Object[]> tariffs() {
        List<Object[]> houses = new ArrayList<>();
        List<String> starts = List.of("2026-03-27", "2026-10-23", "2025-12-29", "2028-02-27");
        int seed = 0;
        for (String tariff : new TreeMap<>(ReferenceHouse.RULES).keySet()) {
            houses.add(new Object[] {SqlDialect.SQLITE, tariff, starts.get(seed % starts.size()), 5, 60, seed++, seed % 3 == 0});
        }
        return houses;
    }

    /** Tariffs with holidays, with hours of the day, and with months that are not billed; each database; a clock change of each second. */
    static List<Object[]> houses() {
        List<Object[]> houses = new ArrayList<>(tariffs().stream()
                .filter(house -> List.of("helen", "sollentuna", "telge").contains(house[1])).toList());
        houses.add(new Object[] {SqlDialect.SQLITE, "flanders", "2026-10-24", 1, 10, 101, false});
        houses.add(new Object[] {SqlDialect.MARIADB, "norway", "2026-03-28", 3, 60, 102, true});
        houses.add(new Object[] {SqlDialect.POSTGRESQL, "flanders", "2026-10-23", 3, 60, 103, true});
        return houses;
    }

    @ParameterizedTest
    @MethodSource("houses")
    void aRandomHouseIsBilledRight(SqlDialect kind, String tariff, String start, int days, int interval, long seed, boolean kills)
            throws Exception {
        live(kind, tariff, start, days, interval, seed, kills);
    }

    @ParameterizedTest
    @MethodSource("tariffs")
    @Tag("slow")
    void aRandomHouseOfEachTariffIsBilledRight(SqlDialect kind, String tariff, String start, int days, int interval, long seed,
            boolean kills) throws Exception {
        live(kind, tariff, start, days, interval, seed, kills);
    }

    /** Four months of each tariff, six weeks in the databases of servers, and a weekend of each second. */
    static List<Object[]> months() {
        List<Object[]> houses = new ArrayList<>();
        for (SqlDialect kind : SqlDialect.values()) {
            long seed = 1_000;
            for (String tariff : new TreeMap<>(ReferenceHouse.RULES).keySet()) {
                houses.add(new Object[] {kind, tariff, "2025-12-01", kind == SqlDialect.SQLITE ? 125 : 42, 60, seed, seed++ % 2 == 0});
            }
            houses.add(new Object[] {kind, "flanders", "2026-10-24", 2, 1, seed, true});
        }
        return houses;
    }

    @ParameterizedTest
    @MethodSource("months")
    @Tag("slow")
    @Tag("long")
    @Timeout(3_600)
    void monthsOfARandomHouseAreBilledRight(SqlDialect kind, String tariff, String start, int days, int interval, long seed,
            boolean kills) throws Exception {
        live(kind, tariff, start, days, interval, seed, kills);
    }

    private static void live(SqlDialect kind, String tariff, String start, int days, int interval, long seed, boolean kills)
            throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        ReferenceHouse house = new ReferenceHouse(seed, interval);
        long first = LocalDate.parse(start).atStartOfDay(ReferenceHouse.ZONE).toEpochSecond() + random.nextInt(20) * 3_660L;
        long last = first + days * 86_400L;
        long offUntil = 0;
        try (Driver driver = new Driver(kind, tariff, false)) {
            long gasFirst = -1;
            long gasLast = 0;
            Map<Long, Long> gasAt = new TreeMap<>();
            for (long second = first; second <= last; second += interval) {
                Telegram telegram = house.next(second);
                // What a killed driver had not stored is in the history with the first telegram after it.
                boolean isLast = second + interval > last;
                if (second >= offUntil || isLast) {
                    driver.reads(telegram);
                    house.reads(telegram);
                    gasFirst = gasFirst < 0 ? telegram.gas() : gasFirst;
                    gasLast = telegram.gas();
                    gasAt.put(telegram.gasSecond(), telegram.gas());
                    today(driver, house);
                    gas(driver, telegram, gasAt);
                    if (second % 900 == interval && random.nextInt(20) == 0) {
                        driver.book.flush();
                        bills(driver, house, tariff, kills, second);
                    }
                    if (random.nextInt(3_600 / interval) == 0) {
                        driver.book.flush();
                    }
                }
                boolean border = Math.floorMod(second - STOPS[random.nextInt(STOPS.length)], 900L) < interval;
                if (second >= offUntil && !isLast && random.nextInt(border ? 2_000 / interval : 60_000 / interval) == 0) {
                    if (kills && random.nextBoolean()) {
                        driver.kill();
                        house.kill();
                    } else {
                        driver.stop();
                        house.stop();
                    }
                    offUntil = second + switch (random.nextInt(6)) {
                        case 0 -> random.nextInt(40 * 3_600);
                        case 1 -> random.nextInt(3_600);
                        case 2 -> 59 + random.nextInt(3) * (long) interval;
                        default -> 0;
                    };
                }
                if (random.nextInt(days * 86_400 / interval / 2) == 0) {
                    house.replaceMeter();
                }
            }
            driver.stop();
            sums(driver, house);
            quarters(driver, house, kills);
            assertThat(sum(driver.book.rows(Table.MBUS_DAYS), "delta")).as("gas").isEqualTo(gasLast - gasFirst);
        }
    }

    private static void sums(Driver driver, ReferenceHouse house) throws Exception {
        List<Map<Long, Long>> hours = house.hours();
        for (int i = 0; i < ENERGIES.length; i++) {
            String column = ENERGIES[i];
            assertThat(differences(energies(driver.book.rows(Table.HOURS), column), hours.get(i))).as("hours, %s", column).isEmpty();
            long moved = hours.get(i).values().stream().mapToLong(energy -> energy).sum();
            assertThat(sum(driver.book.rows(Table.DAYS), column)).as("days, %s", column).isEqualTo(moved);
            assertThat(sum(driver.book.rows(Table.DAYS, Step.MONTH), column)).as("months, %s", column).isEqualTo(moved);
            String quarter = column.replace("_wh", "_moved_wh");
            assertThat(Rows.ask(driver.book.settings, "SELECT SUM(" + quarter + ") FROM p1_quarters")).as("quarters, %s", column)
                    .containsExactly(Long.toString(moved));
        }
    }

    private static Map<Long, Long> energies(List<Map<String, String>> rows, String column) {
        return rows.stream().filter(row -> row.containsKey(column))
                .collect(Collectors.toMap(row -> Long.parseLong(row.get("ts")), row -> Long.parseLong(row.get(column))));
    }

    /** Returns the hours whose energy is not as calculated: "2026-01-31T17:00 stored 5 calculated 7". */
    private static List<String> differences(Map<Long, Long> stored, Map<Long, Long> calculated) {
        return Stream.of(stored, calculated).flatMap(hours -> hours.keySet().stream()).distinct().sorted()
                .filter(hour -> !stored.getOrDefault(hour, 0L).equals(calculated.getOrDefault(hour, 0L)))
                .map(hour -> ReferenceHouse.local(hour) + " stored " + stored.getOrDefault(hour, 0L) + " calculated "
                        + calculated.getOrDefault(hour, 0L)).toList();
    }

    private static void quarters(Driver driver, ReferenceHouse house, boolean kills) throws Exception {
        NavigableMap<Long, Long> known = driver.book.rows(Table.QUARTERS).stream().filter(row -> row.get("partial").equals("0"))
                .collect(Collectors.toMap(row -> Long.parseLong(row.get("ts")), row -> Long.parseLong(row.get("avg_w")), (a, b) -> a,
                        TreeMap::new));
        NavigableMap<Long, Long> sure = house.windows(900, true);
        NavigableMap<Long, Long> possible = house.windows(900, false);
        assertThat(known.keySet()).as("quarter hours").containsAll(sure.keySet());
        assertThat(possible.keySet()).as("no other one").containsAll(known.keySet());
        known.forEach((start, watts) -> assertThat(watts).as("quarter hour %d", start).isCloseTo(possible.get(start), within(1)));
        if (!kills) {
            assertThat(sure).isEqualTo(possible);
        }
    }

    private static void bills(Driver driver, ReferenceHouse house, String tariff, boolean kills, long second) throws Exception {
        ReferenceHouse.Rule rule = ReferenceHouse.RULES.get(tariff);
        YearMonth month = YearMonth.from(ReferenceHouse.local(second));
        OptionalLong bill = ReferenceHouse.bill(rule, house.windows(rule.minutes() * 60, false), month);
        Long shown = driver.bill();
        if (!kills) {
            assertThat(shown != null).as("bill at %d: %s", second, bill).isEqualTo(bill.isPresent());
            if (bill.isPresent()) {
                assertThat(shown).as("bill at %d", second).isCloseTo(bill.getAsLong(), within(1));
            }
        }
        Optional<String> stored = driver.book.rows(Table.PEAKS).stream().filter(row -> row.get("day").equals(month.atDay(1).toString()))
                .map(row -> row.get("bill_w")).filter(text -> text != null).findFirst();
        boolean some = !house.windows(rule.minutes() * 60, true).isEmpty() && stored.isPresent();
        if (some) {
            assertThat(stored.map(Long::parseLong)).as("bill in the history at %d", second).contains(shown == null ? -1 : shown);
        }
    }

    private static void today(Driver driver, ReferenceHouse house) {
        Long shown = driver.use.of(Counter.IMPORT, Use::today);
        long[] today = house.today();
        if (today.length == 0) {
            assertThat(shown).as("today").isNull();
        } else if (shown != null) {
            assertThat(shown).as("today").isBetween(today[0], today[1] + 1);
        }
    }

    private static void gas(Driver driver, Telegram telegram, Map<Long, Long> read) {
        long midnight = ReferenceHouse.local(telegram.second()).toLocalDate().atStartOfDay(ReferenceHouse.ZONE).toEpochSecond();
        Long today = driver.use.of(Counter.GAS, Use::today);
        if (telegram.gasSecond() < midnight) {
            assertThat(today).as("gas today, before a reading of today").isNull();
        } else if (read.containsKey(midnight)) {
            assertThat(today).as("gas today").isEqualTo(telegram.gas() - read.get(midnight));
        }
    }

    private static org.assertj.core.data.Offset<Long> within(long watts) {
        return org.assertj.core.data.Offset.offset(watts);
    }

    private static long sum(List<Map<String, String>> rows, String column) {
        return rows.stream().mapToLong(row -> Long.parseLong(row.getOrDefault(column, "0"))).sum();
    }

    /** A driver that runs without a pause, and a log of the same telegrams that is replayed, make the same rows. */
    @Test
    void aReplayedLogIsTheSameLive() throws Exception {
        ReferenceHouse house = new ReferenceHouse(7, 60);
        try (Driver live = new Driver(SqlDialect.SQLITE, "norway", false); Driver log = new Driver(SqlDialect.SQLITE, "norway", true)) {
            long first = LocalDate.parse("2026-10-24").atStartOfDay(ReferenceHouse.ZONE).toEpochSecond() + 1_234;
            for (int minute = 0; minute < 3 * 1_440; minute++) {
                if (minute % 700 > 20) {
                    Telegram telegram = house.next(first + minute * 60L);
                    live.reads(telegram);
                    log.reads(telegram);
                }
                if (minute == 2_000) {
                    house.replaceMeter();
                }
                if (minute % 7 == 0) {
                    live.book.flush();
                }
            }
            live.stop();
            log.stop();
            for (Table table : Table.values()) {
                assertThat(log.book.rows(table)).as(table.title()).isEqualTo(live.book.rows(table));
            }
        }
    }
}
