package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A column of a table of the history.
 *
 * @param aggregation the function that makes one value of several rows
 */
record SqlColumn(String name, Type type, Aggregation aggregation) {
    /** The values of a column: whole numbers except volts and amperes, which people read in SQL as they are. */
    enum Type {
        INTEGER("BIGINT", 0), VOLTS("NUMERIC(6,1)", 1), AMPERES("NUMERIC(7,2)", 2), TEXT("VARCHAR(64)", 0);

        private final String sql;
        private final int decimals;

        Type(String sql, int decimals) {
            this.sql = sql;
            this.decimals = decimals;
        }

        String sql() {
            return sql;
        }

        /** Returns the number at a place of a row; absent where the row has no number there. */
        OptionalLong number(ResultSet rows, int place) throws SQLException {
            if (decimals == 0) {
                long value = rows.getLong(place);
                return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
            }
            BigDecimal value = rows.getBigDecimal(place);
            return value == null ? OptionalLong.empty()
                    : OptionalLong.of(value.setScale(decimals, RoundingMode.HALF_EVEN).unscaledValue().longValue());
        }

        /** Returns a number as a parameter of a statement; null where it is absent. */
        Object value(OptionalLong number) {
            if (number.isEmpty()) {
                return null;
            }
            return decimals == 0 ? (Object) number.getAsLong() : BigDecimal.valueOf(number.getAsLong(), decimals);
        }

        /** Returns the value at a place of a row as plain text; empty where there is none. Means have more decimals. */
        String text(ResultSet rows, int place) throws SQLException {
            if (this == TEXT) {
                return Optional.ofNullable(rows.getString(place)).orElse("");
            }
            BigDecimal value = rows.getBigDecimal(place);
            return value == null ? "" : value.setScale(decimals, RoundingMode.HALF_EVEN).toPlainString();
        }

        /** Returns the decimals: a value v is handled as the whole number v x 10^decimals. */
        int decimals() {
            return decimals;
        }
    }

    /** The function that makes one value of several rows. */
    enum Aggregation {
        SUM("SUM"), MEAN("AVG"), LOWEST("MIN"), HIGHEST("MAX"),
        /** A value that has no sense for several rows. */
        NONE(""),
        /** Part of the key: rows of different values stay apart. */
        APART(""),
        /** A value for the program itself; it is not shown. */
        INTERNAL(""),
        /** A value for the program that wrote the row; it is not shown, and not sent to the database of a fleet. */
        LOCAL("");

        private final String function;

        Aggregation(String function) {
            this.function = function;
        }

        /** Returns the function of SQL; empty where there is none. */
        String function() {
            return function;
        }
    }

    /** Returns whether the column is shown to people. */
    boolean isShown() {
        return aggregation != Aggregation.INTERNAL && aggregation != Aggregation.LOCAL;
    }

    static SqlColumn integer(String name, Aggregation aggregation) {
        return new SqlColumn(name, Type.INTEGER, aggregation);
    }

    static SqlColumn volts(String name, Aggregation aggregation) {
        return new SqlColumn(name, Type.VOLTS, aggregation);
    }

    static SqlColumn amperes(String name, Aggregation aggregation) {
        return new SqlColumn(name, Type.AMPERES, aggregation);
    }

    static SqlColumn text(String name, Aggregation aggregation) {
        return new SqlColumn(name, Type.TEXT, aggregation);
    }
}
