package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.history.DeviceNumbers.Found;
import org.dbusp1.output.history.Minute.DeviceReading;
import org.dbusp1.output.history.Minute.EventRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes minutes, and all rows that are made from them, in one transaction for each meter. Writing the same minutes again changes
 * nothing. Used by one thread at a time; connects when needed.
 */
final class HistoryWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryWriter.class);
    /** The event of an exchanged electricity meter; the event of an M-Bus device is mbus_ and its channel. */
    private static final String METER_EVENT = "meter";

    private static final long DAY_SECONDS = 86_400;
    /** Of one kind in 24 hours; further ones are not stored. */
    static final int MOST_EVENTS = 100;

    private final DatabaseUrl url;
    private final Tariff tariff;
    private final boolean isReplayed;
    /** For each meter of which this run has committed quarter hours: the newest of them, see {@link QuarterRows#written}. */
    private final Map<String, Set<Long>> writtenQuarters = new HashMap<>();
    private @Nullable Connection connection;
    private String identity = "";
    private boolean isFullTold;
    private boolean isFloodTold;

    /** @param isReplayed true if the minutes are of a log or a simulated meter, which has a database of its own */
    HistoryWriter(DatabaseUrl url, Tariff tariff, boolean isReplayed) {
        this.url = url;
        this.tariff = tariff;
        this.isReplayed = isReplayed;
    }

    /** @param peaks of months, as the meter of the last minute prints them */
    void write(List<Minute> minutes, List<Demand.MonthlyPeak> peaks) throws SQLException {
        Map<String, List<Minute>> meters = new LinkedHashMap<>();
        minutes.forEach(minute -> meters.computeIfAbsent(minute.key().text(), key -> new ArrayList<>()).add(minute));
        for (Map.Entry<String, List<Minute>> meter : meters.entrySet()) {
            url.putMeter(meter.getValue().get(0).key());
            Set<Long> quarters = new LinkedHashSet<>(writtenQuarters.getOrDefault(meter.getKey(), Set.of()));
            inTransaction(meter.getKey(), sql -> {
                write(sql, meter.getValue(), minutes.get(minutes.size() - 1).key().text().equals(meter.getKey()) ? peaks : List.of(),
                        quarters);
                return meter.getValue().size();
            });
            if (meter.getValue().stream().anyMatch(minute -> !minute.quarters().isEmpty())) {
                writtenQuarters.put(meter.getKey(), quarters);
            }
        }
    }

    <T> T inTransaction(String meter, Statements.SqlFunction<Statements, T> work) throws SQLException {
        try {
            Connection open = connect();
            open.setAutoCommit(false);
            T result = work.apply(new Statements(open, url.dialect(), meter));
            // This commits. With an explicit commit SQLite's driver would at once lock the file for the next transaction.
            open.setAutoCommit(true);
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            // Without a connection the database rolls the transaction back.
            close();
            throw e;
        }
    }

    /** @throws LogMark.RefusedException when the rows of the database are of a driver and these minutes of a log, or the other way round */
    Connection connect() throws SQLException {
        if (connection != null && !identity.equals(url.identity())) {
            LOG.warn("history: the file of {} was removed or replaced; a new connection is made", url);
            close();
        }
        if (connection == null) {
            Connection fresh = url.connectForWriting();
            try {
                new LogMark(new Statements(fresh, url.dialect())).check(isReplayed, url);
            } catch (SQLException | RuntimeException | Error e) {
                url.close(fresh);
                throw e;
            }
            connection = fresh;
            identity = url.identity();
        }
        return Objects.requireNonNull(connection);
    }

    /** @param written the quarter hours of this run, to which those of the minutes are added */
    private void write(Statements sql, List<Minute> minutes, List<Demand.MonthlyPeak> metersPeaks, Set<Long> written)
            throws SQLException {
        MeterCalendar calendar = new MeterCalendar(minutes.get(minutes.size() - 1).zone());
        calendar.remember(sql);
        DeviceNumbers devices = new DeviceNumbers(sql);
        writeMinutes(sql, minutes, devices);
        List<Long> readingTimes = new ArrayList<>();
        for (Minute minute : minutes) {
            for (EventRow event : minute.events()) {
                write(sql, event);
            }
            for (DeviceReading reading : minute.devices()) {
                Found device = devices.findOrAdd(reading.channel(), reading.serial(), reading.ts());
                if (device == null) {
                    tellFull(reading.channel());
                    continue;
                }
                writeExchange(sql, device, "mbus_" + reading.channel(), reading.ts());
                MBusRow row = MBusRow.of(reading, device.number()).afterAnother(sql);
                readingTimes.addAll(row.writeBetween(sql));
            }
        }
        PeriodSums sums = new PeriodSums(sql, calendar);
        sums.updateForReadings(readingTimes);
        boolean starting = !writtenQuarters.containsKey(sql.meter());
        SortedSet<Long> quarters = new QuarterRows(sql, written)
                .write(minutes.stream().flatMap(minute -> minute.quarters().stream()).toList());
        PeakRollup peaks = new PeakRollup(sql, calendar, tariff);
        if (starting) {
            peaks.fill();
        }
        peaks.update(quarters);
        peaks.writeMeterPeaks(metersPeaks);
        sums.updateForQuarters(quarters);
    }

    private void tellFull(int channel) {
        if (!isFullTold) {
            isFullTold = true;
            LOG.warn("history: channel {} has had {} gas, water or heat meters; readings of further ones are not stored", channel,
                    DeviceNumbers.MOST_DEVICES);
        }
    }

    private void writeMinutes(Statements sql, List<Minute> minutes, DeviceNumbers devices) throws SQLException {
        Map<Long, Long> telegrams = telegrams(sql, minutes);
        Map<Long, Map<String, @Nullable Object>> rows = new LinkedHashMap<>();
        for (Minute minute : minutes) {
            Found device = devices.findOrAddMeter(minute.serial(), minute.ts());
            writeExchange(sql, device, METER_EVENT, minute.ts());
            // A restart or the end of a log splits a minute into two rows; the row with more telegrams is stored.
            if (minute.telegrams() >= telegrams.getOrDefault(minute.ts(), 0L)) {
                telegrams.put(minute.ts(), minute.telegrams());
                rows.put(minute.ts(), minute.row().columns(minute.ts(), device.number()));
            }
        }
        sql.write(Schema.MINUTES, List.copyOf(rows.values()));
    }

    /** By the start of each existing minute. */
    private static Map<Long, Long> telegrams(Statements sql, List<Minute> minutes) throws SQLException {
        long first = minutes.stream().mapToLong(Minute::ts).min().orElseThrow();
        long last = minutes.stream().mapToLong(Minute::ts).max().orElseThrow();
        Map<Long, Long> telegrams = new HashMap<>();
        sql.query("SELECT ts, n FROM " + Schema.MINUTES.name() + " WHERE meter = ? AND ts >= ? AND ts <= ?",
                row -> telegrams.put(row.getLong("ts"), row.getLong("n")), sql.meter(), first, last);
        return telegrams;
    }

    /**
     * Writes the event of a device that replaced another device: its value is the number of the new device, and the devices of a
     * channel are numbered in order, so that the delta is 1. Writes nothing for any other device.
     */
    private void writeExchange(Statements sql, Found device, String kind, long ts) throws SQLException {
        if (device.isReplacement()) {
            write(sql, new EventRow(ts, kind, device.number(), device.number() - 1L));
        }
    }

    /**
     * Writes an event. The first value after a start is an event only if it differs from the value that was written last; the very
     * first value of a meter is written without a delta, for later comparison.
     */
    private void write(Statements sql, EventRow event) throws SQLException {
        Long before = event.before() != null || event.isFirst() ? event.before() : lastOfMeter(sql, event);
        if (event.before() == null && before != null && before == event.value()) {
            return;
        }
        long ofDay = sql.query("SELECT COUNT(*) FROM " + Schema.EVENTS.name() + " WHERE meter = ? AND kind = ? AND ts > ? AND ts <= ?",
                row -> row.getLong(1), sql.meter(), event.kind(), event.ts() - DAY_SECONDS, event.ts()).get(0);
        if (ofDay < MOST_EVENTS) {
            sql.write(Schema.EVENTS, List.of(event.columns(before)));
        } else if (!isFloodTold) {
            isFloodTold = true;
            LOG.warn("history: there were {} events {} in a day; further ones are not stored", MOST_EVENTS, event.kind());
        }
    }

    /** Returns the last value before an event, of the same electricity meter; null without one. */
    private static @Nullable Long lastOfMeter(Statements sql, EventRow event) throws SQLException {
        long exchange = sql.firstSecond(Schema.EVENTS, "ts <= ? AND kind = ? ORDER BY ts DESC", event.ts(), METER_EVENT).orElse(0L);
        return sql.first(Schema.EVENTS, Schema.EVENTS.columns(), "ts >= ? AND ts < ? AND kind = ? ORDER BY ts DESC",
                row -> row.getLong("value"), exchange, event.ts(), event.kind()).orElse(null);
    }

    /** Disconnects; the next use connects again. */
    @Override
    public void close() {
        if (connection != null) {
            url.close(connection);
            connection = null;
        }
    }
}
