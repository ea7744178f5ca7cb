package org.dbusp1.output;

import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The recorded rows, for outputs that show them. Every call reads the store anew and may take seconds. Thread safe: while rows are
 * passed on, the store holds no lock, so that a slow receiver delays no other thread.
 */
public interface Archive {
    /**
     * The tables, with their columns in the comments. Columns for several phases or tariffs exist for each phase or tariff: p_l1_w to
     * p_l3_w, imp_t1_wh to imp_t5_wh; imp_wh and exp_wh are the totals. ts is in seconds since 1970 UTC, day is 2026-03-29 of the
     * meter's calendar. Voltages are in V, currents in A.
     */
    enum Table {
        /**
         * ts, p_imp_w, p_exp_w (means), p_min_w, p_max_w (net), p_l1_w (net means), u_l1 (mean), u_min, u_max, i_l1
         * (mean), imp_wh, imp_t1_wh, exp_wh, exp_t1_wh (readings at the minute's end), demand_w, tariff, n (good telegrams),
         * bad (rejected telegrams).
         */
        MINUTES,
        /** ts, imp_wh, exp_wh (energy of the quarter hour), avg_w (mean import), partial (1: only a part of the quarter hour was seen). */
        QUARTERS,
        /**
         * ts, imp_wh, imp_t1_wh, exp_wh, exp_t1_wh (energy of the hour), p_min_w, p_max_w, u_min, u_max, n, gap (1: with the energy of
         * a gap that began earlier).
         */
        HOURS,
        /**
         * day, the columns of the hours for the day, imp_end_wh, imp_t1_end_wh, exp_end_wh, exp_t1_end_wh (readings at the end of the
         * day), peak_quarter_w, peak_quarter_ts.
         */
        DAYS,
        /**
         * day (the first of the month), tariff (the rule), peak_w (the month's figure), peak_ts (if a single window makes the figure),
         * bill_w (the figure of the bill), by_meter (1: the meter's own), missing (incomplete windows).
         */
        PEAKS,
        /**
         * ts (when the device was read), channel, kind, reading_l (gas and water, in litres) or reading_kj (heat), delta (since the
         * reading before, in the same unit as the reading). The range is from < ts <= to: the energy between the two seconds.
         */
        MBUS,
        /** day, channel, kind, reading_l or reading_kj (at the end of the day), delta (of the day). */
        MBUS_DAYS,
        /** ts, kind (power_failures, voltage_sags_l1, tariff, meter, ...), value, delta (since the event of this kind before). */
        EVENTS;

        /** Returns the table's name in addresses and file names: {@code hours}. */
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The steps in which rows are combined: energies are added, extremes stay extremes, means of minutes are averaged; the highest
     * counts of readings, demand_w, avg_w and peaks; columns without a meaningful combination (the tariff in force) are omitted.
     */
    enum Step {
        /** Every row as it is. */
        ROW,
        /** Steps of minutes and M-Bus readings, the last two also of quarters, the last one also of hours; ts is the step's start. */
        FIVE_MINUTES, QUARTER, HOUR,
        /** Steps of days and M-Bus days, not of peaks; the day of a row then is 2026-03 or 2026. */
        MONTH, YEAR,
        /**
         * The whole range in a single row without ts or day: the sums of a period; a row for each channel and kind, or for each tariff,
         * where the table has them as its key. For every table except events.
         */
        ALL;

        /** Returns the step's name in addresses: {@code five_minutes}. */
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    final class NoSuchStepException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        public NoSuchStepException(String message) {
            super(message);
        }
    }

    /**
     * Reads the rows of a table with from &lt;= time &lt; to (readings of M-Bus devices: from &lt; time &lt;= to), in the order of
     * time, for the meter of this driver; before the first telegram for the only meter in the store.
     *
     * @param from epoch second; the time of a day is its start by the meter's clock
     * @param to   epoch second
     * @throws NoSuchStepException when the table has no such step
     * @throws IOException when the store cannot be read now, with the reason in one line; or when rows throws it
     */
    void read(Table table, Step step, long from, long to, RowConsumer rows) throws IOException;

    /**
     * Returns the zone of the meter's calendar, by which its rows have days; empty while nothing of the meter is recorded, and
     * while it is unknown which of several meters is meant.
     *
     * @throws IOException when the store cannot be read now, with the reason in one line
     */
    Optional<ZoneId> zone() throws IOException;

    /** Accepts rows while they are read, so that years of rows need little memory. */
    interface RowConsumer {
        /** Called once before the first row, also if no row follows. */
        void columns(List<Column> columns) throws IOException;

        /** Accepts a cell for each column: a number in decimal digits, or text; an empty cell for an absent value. */
        void row(List<String> cells) throws IOException;
    }

    /** @param isNumber true if the cells are numbers, false if they are text */
    record Column(String name, boolean isNumber) {
    }
}
