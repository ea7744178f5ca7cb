package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.feedback.TestFindings;

/** A history with one meter that writes it, for tests. */
final class TestHistory implements AutoCloseable {
    final HistoryConfig settings;
    HistoryWriter writer;
    final Readings meter = new Readings();
    private final List<Minute> minutes = new ArrayList<>();
    private Runnable end = () -> { };
    private MinuteAggregator recorder = new MinuteAggregator(null, Instant.EPOCH, minutes::add);

    TestHistory(SqlDialect kind) throws Exception {
        this(Servers.emptied(kind));
        end = () -> Servers.giveBack(kind, settings);
    }

    TestHistory(HistoryConfig settings) {
        this.settings = settings;
        this.writer = open(settings.isReplayed());
    }

    private HistoryWriter open(boolean ofLog) {
        return new HistoryWriter(new DatabaseUrl(settings), settings.tariff(), ofLog);
    }

    /** What follows, until a restart, is of a log. */
    TestHistory playLog() {
        meter.forget();
        writer.close();
        writer = open(true);
        return this;
    }

    static long second(String instant) {
        return Instant.parse(instant).getEpochSecond();
    }

    /** The meter sent something at this second. */
    TestHistory add(long second) {
        return add(meter.at(second));
    }

    TestHistory add(Snapshot snapshot) {
        recorder.add(snapshot);
        return this;
    }

    /** Stores whole quarter hours with the mean import in watts, by the second of their start. */
    static void quarters(Connection connection, Map<Long, Long> watts) throws SQLException {
        new Statements(connection, SqlDialect.SQLITE).updateBatch("INSERT INTO p1_quarters (meter, ts, imp_wh, avg_w, hour_w, partial)"
                + " VALUES ('E0012345', ?, ?, ?, ?, 0)", watts.entrySet().stream().map(entry -> new Object[] {entry.getKey(),
                    entry.getValue() / 4, entry.getValue(), hour(watts, entry.getKey() - 2_700)}).toList());
    }

    /** Returns the mean of an hour; null where a quarter hour is missing, or none begins an hour. */
    private static Long hour(Map<Long, Long> watts, long start) {
        List<Long> quarters = LongStream.of(0, 900, 1_800, 2_700).filter(at -> watts.containsKey(start + at)).mapToObj(at ->
                watts.get(start + at)).toList();
        return start % 3_600 != 0 || quarters.size() < 4 ? null : quarters.stream().mapToLong(value -> value).sum() / 4;
    }

    /** Stores four readings of a gas meter in each of some hours, each of them with 3 litres more. */
    static void gas(Statements rows, long from, int hours) throws SQLException {
        rows.updateBatch(Schema.MBUS.upsert(rows.dialect()), IntStream.rangeClosed(1, hours * 4)
                .mapToObj(number -> new Object[] {rows.meter(), from + number * 900L, 1, "gas", number * 3L, null, 3L, 1}).toList());
    }

    /** A meter without a clock did. */
    TestHistory arrived(long second) {
        return add(meter.arrived(second));
    }

    /** The driver starts, of a later release than the machine's clock may show. */
    TestHistory released(String instant) {
        recorder = new MinuteAggregator(null, Instant.parse(instant), minutes::add);
        return this;
    }

    /** The driver reported an event. */
    TestHistory happened(EventType kind, boolean begins, long second) {
        recorder.event(TestFindings.event(kind.usualCondition(), begins, Gravity.ACT, Instant.ofEpochSecond(second), Map.of()));
        return this;
    }

    TestHistory rejected() {
        recorder.rejected();
        return this;
    }

    /** One message at the end of each minute, the import counter rising by so many watt hours each. */
    TestHistory minutes(long from, int count, long wattHours, int perMinute) {
        for (int i = 0; i < count; i++) {
            meter.with(Quantity.ENERGY_IMPORT, kilowattHours(wattHours + (long) i * perMinute))
                    .with(Quantity.POWER_NET, Integer.toString(perMinute * 60));
            add(from + i * 60L + 59);
        }
        return this;
    }

    static String kilowattHours(long wattHours) {
        return BigDecimal.valueOf(wattHours, 3).toPlainString();
    }

    /** Returns what was added so far, not yet written. */
    List<Minute> take() {
        recorder.end();
        List<Minute> taken = List.copyOf(minutes);
        minutes.clear();
        return taken;
    }

    /** Writes what was sent, and returns it. */
    List<Minute> write() throws Exception {
        List<Minute> taken = take();
        writer.connect();
        writer.write(taken, List.of());
        return taken;
    }

    /** Writes the minutes that are over. */
    void flush() throws Exception {
        writer.connect();
        writer.write(List.copyOf(minutes), List.of());
        minutes.clear();
    }

    /** The driver is killed and starts anew: what was not written is lost. */
    void kill() {
        minutes.clear();
        writer.close();
        writer = open(settings.isReplayed());
        recorder = new MinuteAggregator(null, Instant.EPOCH, minutes::add);
    }

    /** The driver ended and starts anew: it knows nothing any more. */
    TestHistory restart() throws Exception {
        write();
        meter.restart();
        writer.close();
        writer = open(settings.isReplayed());
        recorder = new MinuteAggregator(null, Instant.EPOCH, minutes::add);
        return this;
    }

    List<Map<String, String>> rows(Table table) throws Exception {
        return Rows.all(settings, table);
    }

    List<Map<String, String>> rows(Table table, Step step) throws Exception {
        return Rows.all(settings, table, step);
    }

    /** One column of a table, in the order of time; "-" where it is absent. */
    List<String> column(Table table, String column) throws Exception {
        return rows(table).stream().map(row -> row.getOrDefault(column, "-")).toList();
    }

    @Override
    public void close() {
        writer.close();
        end.run();
    }
}
