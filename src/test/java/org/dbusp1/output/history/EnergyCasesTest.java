package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.DayUse;
import org.dbusp1.output.MapMemory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * One table of what meters do, and what each part of the program makes of it: the history, the use of today and the
 * demand follow one rule. The meter draws 180 W from midnight on and sends each minute, for two hours; after one hour
 * something happens.
 */
@Timeout(60)
class EnergyCasesTest {
    private static final long MIDNIGHT = TestHistory.second("2026-01-14T23:00:00Z");

    private TestHistory history;
    private final MapMemory memory = new MapMemory();
    private DayUse today = new DayUse(memory, Optional.empty());
    private DemandTracker demand = demand();
    private List<Long> highest = List.of();

    private static DemandTracker demand() {
        return new DemandTracker(new DemandSettings(DemandSettings.Window.QUARTER, OptionalLong.empty()));
    }

    @BeforeEach
    void open() throws Exception {
        history = new TestHistory(Database.SQLITE);
    }

    @AfterEach
    void close() {
        history.close();
    }

    private void send(int minute, String serial, long wattHours) {
        Snapshot snapshot = history.meter.serial(serial)
                .with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(wattHours)).at(MIDNIGHT + minute * 60L);
        history.add(snapshot);
        today.accept(snapshot);
        Optional<Demand> now = demand.accept(snapshot.reading(), snapshot.values(), snapshot.key(), snapshot.arrival());
        now.flatMap(watched -> watched.peakWatts().isPresent() ? Optional.of(watched.peakWatts().getAsLong())
                : Optional.empty()).ifPresent(watts -> highest = List.of(watts));
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
            another meter,                                     E1, E2, 1000000, 0,  357, -
            another meter while the driver is off,             E1, E2, 1000000, 10, 327, -
            another one without a number far ahead,            -,  -,  7000000, 0,  357, -
            another one without a number and a bit ahead,      -,  -,  300000,  0,  357, -
            # after a restart today knows the counter of midnight alone: 1 MW since then
            the same while the driver is off,                  -,  -,  300000,  10, 327, 300360
            another one without a number that has counted less, -, -,  -900000, 0,  357, -
            the same while the driver is off for ten minutes,  -,  -,  -900000, 10, 327, -
            """)
    void whatACounterMoved(String what, String before, String after, long ahead, int pause, long wh, String used)
            throws Exception {
        for (int minute = 0; minute <= 120; minute++) {
            boolean first = minute < 60;
            if (minute == 60 && pause > 0) {
                history.restart();
                today = new DayUse(memory, Optional.empty());
                demand = demand();
                minute += pause;
            }
            send(minute, (first ? before : after).replace("-", ""), 1_000_000 + (first ? 0 : ahead) + 3L * minute);
        }
        history.write();

        assertThat(history.column(Table.DAYS, "imp_wh")).as("history").containsExactly(Long.toString(wh));
        assertThat(today.today(DayUse.Counter.IMPORT)).as("today").isEqualTo(
                used.equals("-") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(used)));
        assertThat(highest).as("highest quarter hour").containsExactly(180L);
        assertThat(history.column(Table.QUARTERS, "avg_w")).as("quarter hours").allMatch(watts ->
                Long.parseLong(watts) <= (pause == 0 ? 180 : 600));
    }
}
