package org.dbusp1.output.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A driver that is some hours old, into whose history its owner replays a log, with the output as the driver runs it. */
@Timeout(240)
class OlderLogTest {
    /** The driver writes until seven minutes after this minute since 1970. */
    private static final long NOON = TestHistory.second("2026-11-27T12:00:00Z") / 60;
    private static final long HOUR = 60;
    private static final long DAY = 24 * HOUR;
    private static final long LAST = NOON + 7;
    private static final String SUM_OF_QUARTERS = "SELECT COALESCE(SUM(imp_moved_wh), 0) FROM p1_quarters";

    /** Lengths of logs, with some minutes between messages. */
    private enum Log {
        HOUR_LONG(HOUR, 1), DAY_LONG(DAY, 5), MONTH_LONG(30 * DAY, 15);

        final long minutes;
        final int step;

        Log(long minutes, int step) {
            this.minutes = minutes;
            this.step = step;
        }
    }

    private enum End { BEFORE, WITHIN, AFTER }

    static Stream<Arguments> histories() {
        List<Arguments> all = new ArrayList<>();
        for (int hours : new int[] {1, 10, 14}) {
            for (Log log : Log.values()) {
                for (End end : End.values()) {
                    all.add(Arguments.of(SqlDialect.SQLITE, hours, log, end));
                }
            }
        }
        for (SqlDialect server : List.of(SqlDialect.POSTGRESQL, SqlDialect.MARIADB)) {
            for (End end : End.values()) {
                all.add(Arguments.of(server, 10, Log.MONTH_LONG, end));
            }
        }
        return all.stream();
    }

    private static long imported(long minute) {
        return 4 * (minute - NOON + 60 * DAY) + Math.round(60 * Math.sin(minute / 50.0));
    }

    private static long litres(long minute) {
        return 100_000 + (minute - NOON + 60 * DAY) / 5 * 3;
    }

    private static Snapshot message(Readings meter, long minute) {
        long gas = minute / 5 * 5;
        return meter.with(Quantity.ENERGY_IMPORT, TestHistory.kilowattHours(imported(minute))).with(Quantity.POWER_NET, "240")
                .with(Quantity.TARIFF, Long.toString(1 + minute / (7 * HOUR) % 2))
                .mbus(1, 3, "G1", gas * 60, TestHistory.kilowattHours(litres(gas)), "m3").at(minute * 60);
    }

    private static void run(HistoryConfig settings, Readings meter, long first, long last, int step) {
        HistoryOutput output = new HistoryOutput(settings, new DriverState(OwnerChoices.none()));
        for (long minute = first; minute <= last; minute += step) {
            output.snapshot(message(meter, minute));
        }
        output.event(new Event(EventType.METER_SILENT.usualCondition(), true, Event.Severity.WARNING,
                Instant.ofEpochSecond(LAST * 60 + 30), Map.of()));
        // Days of old rows are deleted one after the other.
        for (int i = 0; i < 40; i++) {
            output.tick();
        }
        output.close();
    }

    private static HistoryConfig ofLog(HistoryConfig settings) {
        return new HistoryConfig(settings.url(), settings.user(), settings.password(), settings.minuteRetentionDays(),
                settings.flushInterval(), settings.zone(), settings.tariff(), true);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void aLogAddsWhatIsAbsentAndChangesNothing(SqlDialect kind, int hours, Log log, End end) throws Exception {
        HistoryConfig settings = Servers.emptied(kind);
        long begin = NOON - hours * HOUR;
        run(settings, new Readings(new StoredLines()), begin, LAST, 1);
        Map<String, List<String>> before = Rows.stored(settings);
        long logEnd = switch (end) {
            case BEFORE -> begin - 50 * HOUR;
            case WITHIN -> NOON - hours * HOUR / 2;
            case AFTER -> NOON + 3 * HOUR;
        };
        long logBegin = logEnd - log.minutes;

        Readings older = new Readings();
        older.forget();
        run(ofLog(settings), older, logBegin, logEnd, log.step);

        Map<String, List<String>> after = Rows.stored(settings);
        for (String table : List.of("p1_minutes", "p1_quarters", "p1_mbus", "p1_events")) {
            assertThat(after.get(table)).as(table).containsAll(before.get(table));
        }
        assertThat(minutes(after)).as("minutes").hasSize((int) (LAST - begin + 1
                + Stream.iterate(logBegin, minute -> minute <= logEnd, minute -> minute + log.step)
                .filter(minute -> minute < begin || minute > LAST).count()));
        assertThat(Rows.ask(settings, "SELECT ts FROM p1_events WHERE kind = 'meter_silent'")).as("events of the driver").hasSize(1);
        // The row of the quarter hour in which the driver ended stays, and ends with it.
        long expected = moved(logBegin, Math.min(logEnd, begin)) + moved(begin, LAST) + moved(Math.max(logBegin, NOON + 15), logEnd);
        assertThat(sum(settings, SUM_OF_QUARTERS)).as("energy").isEqualTo(expected);
        sumsAgree(settings);
        assertThat(sum(settings, "SELECT SUM(delta) FROM p1_mbus")).as("gas").isEqualTo(
                used(logBegin, Math.min(logEnd, begin - log.step)) + used(begin, LAST) + (end == End.AFTER ? used(LAST, logEnd) : 0));

        if (end == End.WITHIN) {
            Readings again = new Readings();
            again.forget();
            run(ofLog(settings), again, logBegin, logEnd, log.step);
            assertThat(Rows.stored(settings)).as("replayed again").isEqualTo(after);
        }
        Servers.giveBack(kind, settings);
    }

    private static List<String> minutes(Map<String, List<String>> stored) {
        return stored.get("p1_minutes");
    }

    /** Hours, days and the month's peak are what the quarter hours have, days of gas what its readings have. */
    private static void sumsAgree(HistoryConfig settings) throws Exception {
        assertThat(Rows.ask(settings, "SELECT COUNT(*) FROM p1_hours h WHERE COALESCE(imp_wh, -1) <> COALESCE((SELECT SUM(imp_moved_wh)"
                + " FROM p1_quarters q WHERE q.meter = h.meter AND q.ts >= h.ts AND q.ts < h.ts + 3600), -1)")).containsExactly("0");
        MeterCalendar calendar = new MeterCalendar(ZoneId.of("Europe/Amsterdam"));
        Map<String, Long> days = new LinkedHashMap<>();
        for (Map<String, String> day : Rows.all(settings, Table.DAYS)) {
            long start = calendar.start(LocalDate.parse(day.get("day")));
            long next = calendar.start(LocalDate.parse(day.get("day")).plusDays(1));
            days.put(day.get("day"), Long.parseLong(day.get("imp_wh")));
            assertThat(days.get(day.get("day"))).as(day.get("day"))
                    .isEqualTo(sum(settings, SUM_OF_QUARTERS + " WHERE ts >= " + start + " AND ts < " + next));
        }
        assertThat(days.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(sum(settings, SUM_OF_QUARTERS));
        assertThat(sum(settings, "SELECT SUM(delta) FROM p1_mbus_days")).isEqualTo(sum(settings, "SELECT SUM(delta) FROM p1_mbus"));
        assertThat(sum(settings, "SELECT MAX(peak_w) FROM p1_peaks")).as("peak")
                .isEqualTo(sum(settings, "SELECT MAX(avg_w) FROM p1_quarters WHERE partial = 0"));
    }

    private static long moved(long from, long to) {
        return from < to ? imported(to) - imported(from) : 0;
    }

    private static long used(long from, long to) {
        return from < to ? litres(to) - litres(from) : 0;
    }

    private static long sum(HistoryConfig settings, String query) throws Exception {
        return Long.parseLong(Rows.ask(settings, query).get(0));
    }
}
