package org.dbusp1.driver;

import static org.dbusp1.line.decode.han.ListBytes.code;
import static org.dbusp1.line.decode.han.ListBytes.number;
import static org.dbusp1.line.decode.han.ListBytes.text;
import static org.dbusp1.line.decode.han.ListBytes.visible;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongUnaryOperator;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.frame.LinkFrames;
import org.dbusp1.line.source.SourceClock;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.energy.StoredLines;
import org.dbusp1.metering.guard.Guard;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.SilentOutput;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.history.HistoryOutput;
import org.jspecify.annotations.Nullable;

/**
 * A house whose meter sends each ten seconds for eight hours around a change of clocks, to a driver on a machine with a clock of its
 * own. What the driver makes of it is compared with sums of what was sent, by true time.
 */
final class ClockedHouse {
    static final int STEP_SECONDS = 10;
    private static final int QUARTER = 900;
    private static final int HOUR = 3_600;
    private static final ZoneId ZONE = ZoneId.of("Europe/Amsterdam");

    /** What the meter's clock shows, and in which messages. */
    enum MeterClock {
        /** P1 text, each time with the letter of its season. */
        WITH_SEASON(1),
        /** P1 text of a clock that follows summer time. */
        WITHOUT_SEASON(1),
        /** P1 text of a clock on standard time all year, without a letter, whose zone the owner has named. */
        STANDARD_TIME(1),
        /** P1 text without a time. */
        ABSENT(1),
        /** Lists of Aidon's form: clock and counters once an hour, ten seconds after it. */
        EACH_HOUR(10),
        /** Lists of Kaifa's form: a clock that follows summer time in each, without a season; counters once an hour. */
        LISTS_WITHOUT_SEASON(10);

        /** The counter's resolution in Wh; of a counter that is sent once an hour, with that of the powers between. */
        private final int stepWattHours;

        MeterClock(int stepWattHours) {
            this.stepWattHours = stepWattHours;
        }

        private boolean sendsCounterEachHour() {
            return this == EACH_HOUR || this == LISTS_WITHOUT_SEASON;
        }
    }

    /**
     * What is wrong in what the driver made, by true time.
     *
     * @param quarters quarter hours with another energy than was drawn in them, by more than the counter's resolution
     * @param hours the same of hours
     * @param days of the two days
     * @param wattHours the energy of all quarter hours less what was drawn
     * @param windows windows of the bill that are missing
     * @param peakWatts the highest window less the highest mean
     * @param dates minutes with rows before the first message or after the last one
     * @param minutes minutes without a row
     */
    record Wrong(int quarters, int hours, int days, long wattHours, int windows, long peakWatts, int dates, int minutes) {
        static final Wrong NOTHING = new Wrong(0, 0, 0, 0, 0, 0, 0, 0);

        @Override
        public String toString() {
            return "%d/%d/%d %+d Wh, %d windows %+d W, %d/%d minutes".formatted(quarters, hours, days, wattHours, windows, peakWatts, dates,
                    minutes);
        }
    }

    private final MeterClock clock;
    private final long start;
    private final long end;
    /** The machine's clock by true time, in seconds since 1970. */
    private final LongUnaryOperator machine;
    /** Seconds by which the meter's clock is behind. */
    private final long behind;
    private long now;
    private @Nullable Demand demand;

    /**
     * @param behind seconds by which the meter's clock is behind
     * @param change the moment in the middle of the eight hours
     */
    ClockedHouse(MeterClock clock, long behind, Instant change, LongUnaryOperator machine) {
        this.clock = clock;
        this.behind = behind;
        this.start = change.getEpochSecond() - 4 * HOUR;
        this.end = change.getEpochSecond() + 4 * HOUR + (clock.sendsCounterEachHour() ? STEP_SECONDS : 0);
        this.machine = machine;
    }

    /** 1,080 to 2,880 W, another power in each step and each quarter hour. @return Wh in each step */
    private static long drawn(long second) {
        return 3 + second / QUARTER * 7 % 5 + second / STEP_SECONDS % 2;
    }

    Wrong play(Path directory) throws IOException, SQLException {
        Files.createDirectories(directory);
        Path database = directory.resolve("history.db");
        Tariff tariff = Tariff.named("flanders");
        HistoryOutput history = new HistoryOutput(new HistoryConfig("sqlite:" + database, null, null, 3_660, Duration.ofHours(1), null,
                tariff, false, true), new DriverState(OwnerChoices.none()));
        MeterPipeline line = TestDriver.ofLine(new Line(), clock == MeterClock.STANDARD_TIME ? ZoneOffset.ofHours(1) : null)
                .guard(new Guard(new Guard.Options(null, new MapMemory(), Origin.LINE, null)))
                .tracker(new DemandTracker(new MeterKey("house"), new DemandConfig(tariff, null), new StoredLines(), null, new MapMemory()))
                .pipeline(history, new SilentOutput() {
                    @Override
                    public void snapshot(Snapshot snapshot) {
                        demand = snapshot.demand();
                    }
                });
        line.acceptOpening();
        long wattHours = 1_000_000;
        long ofHour = wattHours;
        for (now = start; now <= end; now += STEP_SECONDS) {
            ofHour = now % HOUR == 0 ? wattHours : ofHour;
            byte[] message = message(now, clock.sendsCounterEachHour() ? ofHour : wattHours);
            line.accept(message, message.length, nanos());
            line.idle(nanos());
            wattHours += drawn(now);
        }
        now = end;
        history.close();
        try (Connection rows = DriverManager.getConnection("jdbc:sqlite:" + database)) {
            return compared(rows);
        }
    }

    private long nanos() {
        return (now - start + 1_000) * 1_000_000_000L;
    }

    /** The line has a monotonic clock, which nothing sets, and the machine's. */
    private final class Line extends SilentLine {
        @Override
        public SourceClock clock() {
            return new SourceClock() {
                @Override
                public long nanos() {
                    return ClockedHouse.this.nanos();
                }

                @Override
                public Instant now() {
                    return Instant.ofEpochSecond(machine.applyAsLong(now));
                }
            };
        }
    }

    private byte[] message(long second, long wattHours) {
        long watts = drawn(second) * 360;
        return switch (clock) {
            case EACH_HOUR -> aidon(second, watts, wattHours);
            case LISTS_WITHOUT_SEASON -> kaifa(second, watts, wattHours);
            case ABSENT, STANDARD_TIME, WITHOUT_SEASON, WITH_SEASON -> telegram(Instant.ofEpochSecond(second - behind), watts, wattHours);
        };
    }

    private byte[] telegram(Instant time, long watts, long wattHours) {
        String printed = switch (clock) {
            case WITH_SEASON -> TestTelegram.time(time);
            case STANDARD_TIME -> TestTelegram.time(time, ZoneOffset.ofHours(1));
            case ABSENT -> "";
            default -> TestTelegram.time(time, ZONE);
        };
        return TestTelegram.dsmr42(printed, TestTelegram.energy("1.8.1", wattHours), TestTelegram.power("1.7.0", watts),
                "1-0:2.7.0(00.000*kW)").getBytes(StandardCharsets.ISO_8859_1);
    }

    /** A date-time of IEC 62056-6-2. @param zone 4 digits of the deviation and 2 of the status */
    private static String cosem(long second, String zone) {
        ZonedDateTime local = Instant.ofEpochSecond(second).atZone(ZONE);
        return "%04X%02X%02X%02X%02X%02X%02XFF%s".formatted(local.getYear(), local.getMonthValue(), local.getDayOfMonth(),
                local.getDayOfWeek().getValue(), local.getHour(), local.getMinute(), local.getSecond(), zone);
    }

    private byte[] aidon(long second, long watts, long wattHours) {
        boolean summer = ZONE.getRules().isDaylightSavings(Instant.ofEpochSecond(second));
        String list = "0202" + code("1-1:0.2.129") + visible("AIDON_V0001") + "0202" + code("0-0:96.1.0") + visible("7359992800000001")
                + "0203" + code("1-0:1.7.0") + number(watts) + "02020F00161B" + "0203" + code("1-0:2.7.0") + number(0) + "02020F00161B";
        String more = second % HOUR == STEP_SECONDS ? "0202" + code("0-0:1.0.0") + "090C" + cosem(second, summer ? "FF8880" : "FFC400")
                + "0203" + code("1-0:1.8.0") + number(wattHours / 10) + "02020F01161E" : "";
        return LinkFrames.hdlc("0F4000000000" + (more.isEmpty() ? "0104" : "0106") + list + more);
    }

    private byte[] kaifa(long second, long watts, long wattHours) {
        String time = cosem(second, "800000");
        boolean hourly = second % HOUR == STEP_SECONDS;
        String list = text("KFM_001") + text("6970631400000001") + text("MA304H4") + number(watts) + number(0) + number(0) + number(0)
                + number(1_000) + number(1_000) + number(1_000) + number(2_300) + number(2_300) + number(2_300);
        return LinkFrames.hdlc("0F40000000090C" + time + (hourly ? "0212" : "020D") + list
                + (hourly ? "090C" + time + number(wattHours) + number(0) + number(0) + number(0) : ""));
    }

    private Wrong compared(Connection rows) throws SQLException {
        // Where the machine's clock is the only one, and nothing sets it, rows have its time.
        long from = clock == MeterClock.ABSENT && machine.applyAsLong(end) - end == machine.applyAsLong(start) - start
                ? machine.applyAsLong(start) : start;
        long shift = from - start;
        long until = end + shift;
        long last = until - until % HOUR;
        Map<Long, Long> quarters = new TreeMap<>();
        for (long at = from; at < last; at += STEP_SECONDS) {
            quarters.merge(at - at % QUARTER, drawn(at - shift), Long::sum);
        }
        Map<Long, Long> hours = new TreeMap<>();
        Map<Long, Long> days = new TreeMap<>();
        quarters.forEach((second, energy) -> {
            hours.merge(second - second % HOUR, energy, Long::sum);
            days.merge(LocalDate.ofInstant(Instant.ofEpochSecond(second), ZONE).toEpochDay(), energy, Long::sum);
        });
        Map<Long, Long> storedQuarters = stored(rows, "SELECT ts, imp_moved_wh FROM p1_quarters", from, last);
        TreeSet<Long> minutes = new TreeSet<>(stored(rows, "SELECT ts, n FROM p1_minutes", Long.MIN_VALUE, Long.MAX_VALUE).keySet());
        int inside = minutes.subSet(from, true, until, true).size();
        long sum = stored(rows, "SELECT ts, imp_moved_wh FROM p1_quarters", Long.MIN_VALUE, Long.MAX_VALUE).values().stream()
                .mapToLong(energy -> energy).sum();
        Demand bill = demand;
        long highest = quarters.values().stream().mapToLong(energy -> energy * 4).max().orElseThrow();
        long month = Instant.ofEpochSecond(until).atZone(ZONE).toLocalDate().withDayOfMonth(1).atStartOfDay(ZONE).toEpochSecond();
        return new Wrong(different(quarters, storedQuarters),
                different(hours, stored(rows, "SELECT ts, imp_wh FROM p1_hours", from, last)),
                different(days, stored(rows, "SELECT CAST(julianday(day) - 2440587.5 AS INTEGER), imp_wh FROM p1_days",
                        Long.MIN_VALUE, Long.MAX_VALUE)),
                near(sum - quarters.values().stream().mapToLong(energy -> energy).sum(), 1),
                bill == null || bill.monthlyPeaks().isEmpty() ? -1 : bill.monthlyPeaks().get(bill.monthlyPeaks().size() - 1).missing()
                        - (int) ((from - month) / QUARTER),
                bill == null || bill.peakWatts() == null ? -1 : near(bill.peakWatts() - highest, 4),
                minutes.size() - inside, (int) ((end - start) / 60) + 1 - inside);
    }

    /** Returns a difference; 0 if it is less than so many steps of the counter. */
    private long near(long difference, int steps) {
        return Math.abs(difference) < (long) steps * clock.stepWattHours ? 0 : difference;
    }

    private int different(Map<Long, Long> drawn, Map<Long, Long> stored) {
        TreeSet<Long> times = new TreeSet<>(drawn.keySet());
        times.addAll(stored.keySet());
        return (int) times.stream().filter(time -> near(drawn.getOrDefault(time, 0L) - stored.getOrDefault(time, 0L), 1) != 0).count();
    }

    private static Map<Long, Long> stored(Connection rows, String query, long from, long to) throws SQLException {
        Map<Long, Long> values = new TreeMap<>();
        try (Statement statement = rows.createStatement(); ResultSet row = statement.executeQuery(query)) {
            while (row.next()) {
                if (row.getLong(1) >= from && row.getLong(1) < to) {
                    values.put(row.getLong(1), row.getLong(2));
                }
            }
        }
        return values;
    }
}
