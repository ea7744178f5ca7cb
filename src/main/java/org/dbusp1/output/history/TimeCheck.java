package org.dbusp1.output.history;

import java.sql.SQLException;

/**
 * Whether a time is borne out by the rows that lead up to it. A clock that is wrong for some minutes, the meter's or
 * the machine's, makes the rows of those minutes and no others; the rows are there after a restart too.
 */
record TimeCheck(MeterRows meterRows) {
    /** Hours with rows that bear a time out; fewer are of a clock that is wrong for a while. */
    static final int HOURS = 12;
    private static final long TWO_DAYS = 2 * 86_400;

    /** Whether half a day of the last two days before this second was recorded. */
    boolean bearsOut(long second) throws SQLException {
        return hours("ts > ? AND ts <= ?", second - TWO_DAYS, second) >= HOURS;
    }

    /** How many hours have rows. */
    long hours(String condition, Object... parameters) throws SQLException {
        return meterRows.query("SELECT COUNT(*) FROM " + Schema.HOURS.name() + " WHERE meter = ? AND " + condition,
                row -> row.getLong(1), parameters).get(0);
    }
}
