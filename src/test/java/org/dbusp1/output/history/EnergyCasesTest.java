package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.output.Archive.Table;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * One table of what meters do, and what each part of the program makes of it: the history, the use of today and the
 * demand follow one rule. The meter draws 180 W from midnight on and sends every minute, for two hours; after one hour
 * something happens.
 */
@Timeout(60)
class EnergyCasesTest {
    private static final long MIDNIGHT = TestHistory.second("2026-01-14T23:00:00Z");

    @AutoClose
    private TestHistory history;
    private final StoredLines lines = new StoredLines();
    private EnergyUse use = EnergyUse.NONE;
    private DemandTracker demand = demand();
    private Ledger ledger = demand.ledger();
    private long highest = -1;
    private long highestOfLedger = -1;

    private DemandTracker demand() {
        return new DemandTracker(MeterKey.of("E0012345"), new DemandConfig(Tariff.QUARTER_PEAK, null), lines, null, StateStore.NONE);
    }

    @BeforeEach
    void open() throws Exception {
        history = new TestHistory(SqlDialect.SQLITE);
    }

    /** @param second after midnight, by the meter's clock */
    private void send(long second, String serial, long wattHours) {
        Snapshot snapshot = history.meter.serial(serial)
                .with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(wattHours)).at(MIDNIGHT + second);
        history.add(snapshot);
        use = Snapshots.accept(ledger, snapshot);
        highestOfLedger = Math.max(highestOfLedger, use.finishedQuarters().stream()
                .map(quarter -> quarter.energies().getOrDefault(Counter.IMPORT, Energy.NONE))
                .mapToLong(energy -> energy.watts() == null ? -1 : energy.watts()).max().orElse(-1));
        Optional.ofNullable(Snapshots.accept(demand, snapshot, new DemandTracker.DemandInputs(null, null, null)))
                .ifPresent(now -> Optional.ofNullable(now.peakWatts()).ifPresent(watts -> highest = watts));
    }

    /**
     * @param after  the number of the meter after an hour; - for none
     * @param ahead  Wh that its counter is ahead of the first one
     * @param pause  minutes without telegrams, and with a restart where there are any
     * @param wh     what the history holds of the day
     * @param used   what was used today; - while it is not known
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing,                                           E1, E1, 0,       0,  360, 360
            a pause,                                           E1, E1, 0,       10, 360, 360
            a meter without a number,                          -,  -,  0,       10, 360, 360
            another meter,                                     E1, E2, 1000000, 0,  357, 357
            another meter while the driver is off,             E1, E2, 1000000, 10, 327, 327
            # meters of several countries print no number: nothing but the counter shows that it is another
            another one without a number far ahead,            -,  -,  7000000, 0,  357, 357
            another one without a number and a bit ahead,      -,  -,  300000,  0,  357, 357
            the same while the driver is off,                  -,  -,  300000,  10, 327, 327
            another one without a number that has counted less, -, -,  -900000, 0,  357, 357
            the same while the driver is off for ten minutes,  -,  -,  -900000, 10, 327, 327
            """)
    void whatACounterMoved(String what, String before, String after, long ahead, int pause, long wh, long used) throws Exception {
        for (int minute = 0; minute <= 120; minute++) {
            boolean first = minute < 60;
            if (minute == 60 && pause > 0) {
                history.restart();
                ledger.end();
                demand = demand();
                ledger = demand.ledger();
                minute += pause;
            }
            send(60L * minute, (first ? before : after).replace("-", ""), 1_000_000 + (first ? 0 : ahead) + 3L * minute);
        }
        history.write();

        assertThat(history.column(Table.DAYS, "imp_wh")).as("history").containsExactly(Long.toString(wh));
        assertThat(use.of(EnergyUse.Counter.IMPORT, EnergyUse.Use::today)).as("today").isEqualTo(used);
        assertThat(highest).as("highest quarter hour").isEqualTo(180);
        assertThat(history.column(Table.QUARTERS, "avg_w")).as("quarter hours").allMatch(watts ->
                Long.parseLong(watts) <= (pause == 0 ? 180 : 600));
        assertThat(history.column(Table.PEAKS, "peak_w")).as("month").containsExactly("180");
    }

    /**
     * The clock is wrong for a while: after ninety minutes, of six hours with 180 W.
     *
     * @param shift   seconds that it is ahead
     * @param minutes for so long
     * @param every   minutes between messages
     * @param wh      what the history holds of the day that it is
     * @param used    what was used today
     * @param peak    the highest quarter hour; -1 where none was seen whole
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(textBlock = """
            nothing,                             0,         0,   1,  1080, 1080, 180
            # by these clocks a quarter hour had 15 minutes and 20, or 40, seconds
            20 s ahead,                          20,        5,   1,  1080, 1080, 183
            40 s behind,                         -40,       5,   1,  1080, 1080, 188
            an hour ahead,                       3600,      5,   1,  1080, 1080, 180
            an hour behind,                      -3600,     5,   1,  1080, 1080, 180
            # the rows of the time that the clock showed have the other energy
            a day and a half ahead,              129600,    5,   1,  1065, 1080, 180
            400 days ahead,                      34560000,  5,   1,  1065, 1080, 180
            400 days behind,                     -34560000, 5,   1,  1065, 1080, 180
            400 days ahead for long,             34560000,  150, 1,  630,  1080, 180
            400 days behind for long,            -34560000, 150, 1,  630,  1080, 180
            counters once an hour,               0,         0,   60, 1080, 1080, -1
            """)
    void whatAClockDid(String what, long shift, int minutes, int every, long wh, long used, long peak) throws Exception {
        for (int minute = 0; minute <= 360; minute += every) {
            boolean wrong = minute >= 90 && minute < 90 + minutes;
            send(60L * minute + (wrong ? shift : 0), "E1", 1_000_000 + 3L * minute);
        }
        history.write();
        String day = history.rows(Table.DAYS).stream().filter(row -> row.get("day").equals("2026-01-15"))
                .map(row -> row.get("imp_wh")).findFirst().orElse("-");
        assertThat(day).as("history").isEqualTo(Long.toString(wh));
        assertThat(use.of(EnergyUse.Counter.IMPORT, EnergyUse.Use::today)).as("today").isEqualTo(used);
        assertThat(highest).as("demand").isEqualTo(peak);
        assertThat(highestOfLedger).as("the ledger's quarter hours").isEqualTo(peak);
    }

    /**
     * The clock is wrong for five minutes, wherever these begin and whichever rows the minutes then replace. 180 W are
     * 45 Wh in each quarter hour; the energy of the five minutes may be that of the next reading.
     *
     * @param shift seconds that it is ahead
     * @param more  more messages in each of these minutes than in others
     * @param flush minutes that are written together while the clock is wrong
     */
    @ParameterizedTest
    @CsvSource(textBlock = """
            -3600,  0, 400
            -3600,  1, 7
            -1800,  0, 7
            -900,   1, 400
            -7200,  1, 1
            900,    0, 7
            1800,   1, 7
            3600,   0, 400
            3600,   1, 1
            3600,   1, 400
            7200,   1, 7
            """)
    void aWrongClockOfFiveMinutesMovesNoMoreThanTheirEnergy(long shift, int more, int flush) throws Exception {
        for (int begin : List.of(190, 194, 235, 239)) {
            int end = begin + (int) Math.max(0, shift / 60) + 40;
            try (TestHistory house = new TestHistory(SqlDialect.SQLITE)) {
                for (int minute = 60; minute <= end; minute++) {
                    boolean wrong = minute >= begin && minute < begin + 5;
                    long second = MIDNIGHT + minute * 60L + (wrong ? shift : 0);
                    house.meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(1_000_000 + 3L * minute));
                    house.add(second);
                    for (int i = 0; i < (wrong ? more : 0); i++) {
                        house.add(second + 20 + i);
                    }
                    if (minute % flush == 0 && (flush > 1 || Math.abs(minute - begin) < 10)) {
                        house.write();
                    }
                }
                house.write();

                String what = "from minute " + begin;
                assertThat(house.rows(Table.DAYS).stream().filter(row -> row.get("day").equals("2026-01-15"))
                        .map(row -> row.get("imp_wh"))).as("day, " + what).containsExactly(Long.toString(3L * (end - 60)));
                assertThat(house.rows(Table.HOURS).stream().filter(row -> Long.parseLong(row.get("ts")) >= MIDNIGHT)
                        .map(row -> Long.parseLong(row.getOrDefault("imp_wh", "0")))).as("hours, " + what)
                        .allSatisfy(hour -> assertThat(hour).isBetween(0L, 198L));
                assertThat(house.rows(Table.QUARTERS).stream().filter(row -> Long.parseLong(row.get("ts")) >= MIDNIGHT)
                        .map(row -> Long.parseLong(row.getOrDefault("imp_wh", "0")))).as("quarters, " + what)
                        .allSatisfy(quarter -> assertThat(quarter).isBetween(0L, 63L));
            }
        }
    }

    /** A device starts with a clock of ten days before or after, until the network sets it. */
    @ParameterizedTest
    @ValueSource(ints = {-10, 10, 400})
    void aClockThatIsWrongBeforeTheFirstRowCountsOnce(int days) throws Exception {
        for (int minute = 0; minute <= 360; minute++) {
            send(60L * minute + (minute < 5 ? days * 86_400L : 0), "E1", 1_000_000 + 3L * minute);
        }
        history.write();
        assertThat(history.rows(Table.DAYS).stream().mapToLong(row -> Long.parseLong(row.getOrDefault("imp_wh", "0"))).sum())
                .isEqualTo(1_080);
    }
}
