package org.dbusp1.output.history;

import static org.dbusp1.output.history.SqlColumn.amperes;
import static org.dbusp1.output.history.SqlColumn.integer;
import static org.dbusp1.output.history.SqlColumn.text;
import static org.dbusp1.output.history.SqlColumn.volts;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.dbusp1.output.history.SqlColumn.Fold;

/** The tables, as of {@link #VERSION}. A change here needs a step in {@link Migration}. */
final class Schema {
    static final int VERSION = 1;

    private static final SqlColumn TS = integer("ts", Fold.APART);
    private static final SqlColumn DAY = text("day", Fold.APART);
    private static final SqlColumn CHANNEL = integer("channel", Fold.APART);
    private static final SqlColumn KIND = text("kind", Fold.APART);

    /** A row for each minute with telegrams; of several accounts of a minute the one with most telegrams stays. */
    static final SqlTable MINUTES = new SqlTable("p1_minutes", List.of(TS), columns(
            List.of(integer("p_imp_w", Fold.MEAN), integer("p_exp_w", Fold.MEAN),
                    integer("p_min_w", Fold.LOWEST), integer("p_max_w", Fold.HIGHEST),
                    integer("p_l1_w", Fold.MEAN), integer("p_l2_w", Fold.MEAN), integer("p_l3_w", Fold.MEAN),
                    volts("u_l1", Fold.MEAN), volts("u_l2", Fold.MEAN), volts("u_l3", Fold.MEAN),
                    volts("u_min", Fold.LOWEST), volts("u_max", Fold.HIGHEST),
                    amperes("i_l1", Fold.MEAN), amperes("i_l2", Fold.MEAN), amperes("i_l3", Fold.MEAN)),
            counters(Counter::column, Fold.HIGHEST),
            List.of(integer("demand_w", Fold.HIGHEST), integer("tariff", Fold.NONE), integer("n", Fold.SUM),
                    integer("bad", Fold.SUM), integer("device", Fold.INTERNAL))));

    /**
     * Clock quarters: their own energy and mean import, and of each counter the reading at the end and what it moved
     * since the reading before, so that energy is right when minutes are gone. gap_ts is the time of that reading
     * where it is so old that nobody knows in which quarter the energy was drawn. Hours and days are sums of these
     * rows. Where partial is NULL nothing is known of the quarter by itself.
     */
    static final SqlTable QUARTERS = new SqlTable("p1_quarters", List.of(TS), columns(
            List.of(integer("imp_wh", Fold.SUM), integer("exp_wh", Fold.SUM), integer("avg_w", Fold.HIGHEST),
                    integer("partial", Fold.HIGHEST)),
            counters(Counter::movedColumn, Fold.LOCAL), counters(Counter::endColumn, Fold.LOCAL),
            List.of(integer("end_ts", Fold.LOCAL), integer("device", Fold.LOCAL),
                    integer("gap_ts", Fold.LOCAL), integer("p_min_w", Fold.LOCAL),
                    integer("p_max_w", Fold.LOCAL), volts("u_min", Fold.LOCAL), volts("u_max", Fold.LOCAL),
                    integer("n", Fold.LOCAL))), "partial IS NOT NULL");

    private static final List<SqlColumn> EXTREMES = List.of(
            integer("p_min_w", Fold.LOWEST), integer("p_max_w", Fold.HIGHEST),
            volts("u_min", Fold.LOWEST), volts("u_max", Fold.HIGHEST), integer("n", Fold.SUM),
            integer("gap", Fold.HIGHEST));

    static final SqlTable HOURS = new SqlTable("p1_hours", List.of(TS), columns(
            counters(Counter::column, Fold.SUM), EXTREMES));

    static final SqlTable DAYS = new SqlTable("p1_days", List.of(DAY), columns(
            counters(Counter::column, Fold.SUM), EXTREMES,
            counters(Counter::endColumn, Fold.HIGHEST),
            List.of(integer("peak_quarter_w", Fold.HIGHEST), integer("peak_quarter_ts", Fold.NONE))));

    /**
     * The peak of each month (day is its first) by the rule of a demand tariff: its figure, when it was where one
     * window makes it, the bill's figure, whether the meter itself gives it, and windows that were not seen whole.
     */
    static final SqlTable PEAKS = new SqlTable("p1_peaks", List.of(DAY, text("tariff", Fold.APART)), columns(
            List.of(integer("peak_w", Fold.HIGHEST), integer("peak_ts", Fold.NONE), integer("bill_w", Fold.HIGHEST),
                    integer("by_meter", Fold.LOWEST), integer("missing", Fold.SUM))));

    static final SqlTable MBUS = new SqlTable("p1_mbus", List.of(TS, CHANNEL, KIND), columns(
            List.of(integer("reading_l", Fold.HIGHEST),
                    integer("reading_kj", Fold.HIGHEST), integer("delta", Fold.SUM),
                    integer("device", Fold.INTERNAL))));

    static final SqlTable MBUS_DAYS = new SqlTable("p1_mbus_days", List.of(DAY, CHANNEL, KIND), columns(
            List.of(integer("reading_l", Fold.HIGHEST), integer("reading_kj", Fold.HIGHEST),
                    integer("delta", Fold.SUM))));

    static final SqlTable EVENTS = new SqlTable("p1_events", List.of(TS, KIND), columns(
            List.of(integer("value", Fold.NONE), integer("delta", Fold.NONE))));

    /** The meters, with the zone of their calendar. */
    static final SqlTable METERS = new SqlTable("p1_meters", List.of(), columns(
            List.of(text("zone", Fold.NONE))));

    /** The devices behind a meter key: channel 0 is the electricity meter, 1 to 4 are M-Bus devices. */
    static final SqlTable DEVICES = new SqlTable("p1_devices", List.of(CHANNEL, integer("device", Fold.APART)),
            columns(List.of(text("serial", Fold.NONE), integer("since_ts", Fold.NONE))));

    static final List<SqlTable> TABLES = List.of(MINUTES, HOURS, DAYS, QUARTERS, PEAKS, MBUS, MBUS_DAYS, EVENTS, METERS,
            DEVICES);

    private Schema() {
    }

    /** The name of a table in messages and addresses: without p1_. */
    static String title(SqlTable table) {
        return table.name().substring("p1_".length());
    }

    private static List<SqlColumn> counters(Function<Counter, String> name, Fold fold) {
        return Arrays.stream(Counter.values()).map(counter -> integer(name.apply(counter), fold)).toList();
    }

    @SafeVarargs
    private static List<SqlColumn> columns(List<SqlColumn>... groups) {
        List<SqlColumn> all = new ArrayList<>();
        for (List<SqlColumn> group : groups) {
            all.addAll(group);
        }
        return all;
    }
}
