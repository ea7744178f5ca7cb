package org.dbusp1.output.history;

import static org.dbusp1.output.history.SqlTable.Aggregation.GROUP_KEY;
import static org.dbusp1.output.history.SqlTable.Aggregation.HIGHEST;
import static org.dbusp1.output.history.SqlTable.Aggregation.LOWEST;
import static org.dbusp1.output.history.SqlTable.Aggregation.MEAN;
import static org.dbusp1.output.history.SqlTable.Aggregation.NONE;
import static org.dbusp1.output.history.SqlTable.Aggregation.NOT_SENT;
import static org.dbusp1.output.history.SqlTable.Aggregation.NOT_SHOWN;
import static org.dbusp1.output.history.SqlTable.Aggregation.SUM;
import static org.dbusp1.output.history.SqlTable.Column.amperes;
import static org.dbusp1.output.history.SqlTable.Column.integer;
import static org.dbusp1.output.history.SqlTable.Column.text;
import static org.dbusp1.output.history.SqlTable.Column.volts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.meter.Quantity;
import org.dbusp1.output.history.SqlTable.Aggregation;
import org.dbusp1.output.history.SqlTable.Column;

/**
 * The tables of the history. The key of each begins with the meter, which is not listed here. In their columns n is the number of good
 * telegrams, and bad that of rejected ones.
 */
public final class Schema {
    static final int VERSION = 1;
    /** An entry of the meter's log of long failures: the time when power returned, and the seconds without power. */
    public static final String OUTAGE = "outage";

    /** The kinds of the driver's events, which have the machine's time; all others have the meter's. */
    public static final List<String> DRIVER_EVENTS = Arrays.stream(EventType.values()).map(EventType::key).toList();

    /** The stored energy counters: both directions, the total and each tariff. */
    static final List<Quantity> COUNTERS = List.of(
            Quantity.ENERGY_IMPORT, Quantity.ENERGY_IMPORT_T1, Quantity.ENERGY_IMPORT_T2, Quantity.ENERGY_IMPORT_T3,
            Quantity.ENERGY_IMPORT_T4, Quantity.ENERGY_IMPORT_T5,
            Quantity.ENERGY_EXPORT, Quantity.ENERGY_EXPORT_T1, Quantity.ENERGY_EXPORT_T2, Quantity.ENERGY_EXPORT_T3,
            Quantity.ENERGY_EXPORT_T4, Quantity.ENERGY_EXPORT_T5);

    /** Suffix of a counter's reading in a minute, and of its energy in an hour or day. */
    static final String WH = "_wh";
    /** Suffix of the energy that counts for a quarter hour, after a gap with the energy of the gap. */
    static final String MOVED_WH = "_moved_wh";
    /** Suffix of the reading at the end of a quarter hour or day. */
    static final String END_WH = "_end_wh";

    private static final Column TS = integer("ts", GROUP_KEY);
    private static final Column DAY = text("day", GROUP_KEY);
    private static final Column CHANNEL = integer("channel", GROUP_KEY);
    private static final Column KIND = text("kind", GROUP_KEY);

    /** A row for each minute with telegrams; of several rows for one minute the row with most telegrams stays. */
    public static final SqlTable MINUTES = new SqlTable("p1_minutes", List.of(TS), columns(
            List.of(integer("p_imp_w", MEAN), integer("p_exp_w", MEAN),
                    integer("p_min_w", LOWEST), integer("p_max_w", HIGHEST),
                    integer("p_l1_w", MEAN), integer("p_l2_w", MEAN), integer("p_l3_w", MEAN),
                    volts("u_l1", MEAN), volts("u_l2", MEAN), volts("u_l3", MEAN),
                    volts("u_min", LOWEST), volts("u_max", HIGHEST),
                    amperes("i_l1", MEAN), amperes("i_l2", MEAN), amperes("i_l3", MEAN)),
            counters(WH, HIGHEST),
            List.of(integer("demand_w", HIGHEST), integer("tariff", NONE), integer("n", SUM),
                    integer("bad", SUM), integer("device", NOT_SHOWN))));

    /**
     * Clock quarters from the ledger. imp_wh, exp_wh and avg_w are the energy and the mean import of the quarter hour itself. The
     * _moved_wh of a counter is the energy that counts for the quarter hour, after a gap with the energy of the gap; its _end_wh is
     * the reading at the end. The energies of hours and days are sums of the _moved_wh. gap_ts is the start of a gap before the
     * quarter, of which the energy is included. partial is 1 if a part of the quarter was not measured, 0 for a whole quarter, and
     * NULL if the quarter's own energy and mean are unknown; then the row is neither shown nor sent. half_hour_w and hour_w are the
     * mean import of the half hour and hour that end with the quarter, if known.
     */
    public static final SqlTable QUARTERS = new SqlTable("p1_quarters", List.of(TS), columns(
            List.of(integer("imp_wh", SUM), integer("exp_wh", SUM), integer("avg_w", HIGHEST), integer("partial", HIGHEST)),
            counters(MOVED_WH, NOT_SENT), counters(END_WH, NOT_SENT),
            List.of(integer("gap_ts", NOT_SENT), integer("half_hour_w", NOT_SENT), integer("hour_w", NOT_SENT),
                    integer("p_min_w", NOT_SENT), integer("p_max_w", NOT_SENT),
                    volts("u_min", NOT_SENT), volts("u_max", NOT_SENT), integer("n", NOT_SENT))), "partial IS NOT NULL");

    /** gap is 1 if the row includes the energy of a gap that began before its hour or day. */
    private static final List<Column> EXTREMES = List.of(integer("p_min_w", LOWEST), integer("p_max_w", HIGHEST),
            volts("u_min", LOWEST), volts("u_max", HIGHEST), integer("n", SUM), integer("gap", HIGHEST));

    public static final SqlTable HOURS = new SqlTable("p1_hours", List.of(TS), columns(counters(WH, SUM), EXTREMES));

    public static final SqlTable DAYS = new SqlTable("p1_days", List.of(DAY), columns(counters(WH, SUM), EXTREMES,
            counters(END_WH, HIGHEST), List.of(integer("peak_quarter_w", HIGHEST), integer("peak_quarter_ts", NONE))));

    /**
     * The peak of each month (day is the first of the month) by a demand tariff: its figure, its time if a single window makes it, the
     * figure of the bill, whether the meter itself gives the peak, and the number of incomplete windows.
     */
    public static final SqlTable PEAKS = new SqlTable("p1_peaks", List.of(DAY, text("tariff", GROUP_KEY)), columns(
            List.of(integer("peak_w", HIGHEST), integer("peak_ts", NONE), integer("bill_w", HIGHEST),
                    integer("by_meter", LOWEST), integer("missing", SUM))));

    /**
     * Readings of gas, water and heat meters. delta is the use since the reading before, in litres or else kJ; NULL without a reading
     * before, after another device, and if the counter fell or jumped.
     */
    public static final SqlTable MBUS = new SqlTable("p1_mbus", List.of(TS, CHANNEL, KIND), columns(List.of(integer("reading_l", HIGHEST),
                    integer("reading_kj", HIGHEST), integer("delta", SUM), integer("device", NOT_SHOWN))));

    public static final SqlTable MBUS_DAYS = new SqlTable("p1_mbus_days", List.of(DAY, CHANNEL, KIND), columns(
            List.of(integer("reading_l", HIGHEST), integer("reading_kj", HIGHEST), integer("delta", SUM))));

    /** delta is the change of value since the event of the same kind before, for an outage its seconds; NULL without an event before. */
    public static final SqlTable EVENTS = new SqlTable("p1_events", List.of(TS, KIND), columns(
            List.of(integer("value", NONE), integer("delta", NONE))));

    /** The meters, with the zone of their calendar. */
    public static final SqlTable METERS = new SqlTable("p1_meters", List.of(), columns(List.of(text("zone", NONE))));

    /** The devices of a meter key: channel 0 is the electricity meter, 1 to 4 are M-Bus devices. */
    public static final SqlTable DEVICES = new SqlTable("p1_devices", List.of(CHANNEL, integer("device", GROUP_KEY)),
            columns(List.of(text("serial", NONE), integer("since_ts", NONE))));

    static final List<SqlTable> TABLES = List.of(MINUTES, HOURS, DAYS, QUARTERS, PEAKS, MBUS, MBUS_DAYS, EVENTS, METERS, DEVICES);

    private Schema() {
    }

    /** Returns the tables with a time, which is the first column of their key. */
    public static List<SqlTable> timed() {
        return TABLES.stream().filter(table -> table.key().contains(TS) || table.key().contains(DAY)).toList();
    }

    /** Returns the name of a table in messages and addresses: without p1_. */
    public static String title(SqlTable table) {
        return table.name().substring("p1_".length());
    }

    /** Returns the column of a counter in whole watt hours. @param ending {@link #WH}, {@link #MOVED_WH} or {@link #END_WH} */
    static String column(Quantity counter, String ending) {
        return counter.name().toLowerCase(Locale.ROOT).replace("energy_import", "imp").replace("energy_export", "exp") + ending;
    }

    private static List<Column> counters(String ending, Aggregation aggregation) {
        return COUNTERS.stream().map(counter -> integer(column(counter, ending), aggregation)).toList();
    }

    @SafeVarargs
    private static List<Column> columns(List<Column>... groups) {
        List<Column> all = new ArrayList<>();
        for (List<Column> group : groups) {
            all.addAll(group);
        }
        return all;
    }
}
