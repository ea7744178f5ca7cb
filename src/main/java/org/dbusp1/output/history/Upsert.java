package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.OptionalLong;

/** Rows into a table of numbers, sent together. A row replaces the one of the same key. */
final class Upsert implements AutoCloseable {
    private final SqlTable table;
    private final PreparedStatement statement;

    Upsert(Connection connection, Database database, SqlTable table) throws SQLException {
        this.table = table;
        this.statement = connection.prepareStatement(table.upsert(database));
    }

    /** @param key the key without the meter: numbers and texts */
    void add(String meter, List<Object> key, Cells cells) throws SQLException {
        statement.setString(1, meter);
        int parameter = 2;
        for (Object part : key) {
            statement.setObject(parameter++, part);
        }
        for (int place = 0; place < cells.size(); place++) {
            SqlColumn column = table.columns().get(place);
            if (!cells.has(place)) {
                statement.setNull(parameter++, Types.BIGINT);
            } else if (column.type().decimals() == 0) {
                statement.setLong(parameter++, cells.get(place));
            } else {
                statement.setBigDecimal(parameter++, BigDecimal.valueOf(cells.get(place), column.type().decimals()));
            }
        }
        statement.addBatch();
    }

    /** Sends what was added. */
    void send() throws SQLException {
        statement.executeBatch();
    }

    @Override
    public void close() throws SQLException {
        statement.close();
    }

    /** Reads a row's columns, of which the first stands at the place given, counted from 1. */
    static Cells read(ResultSet rows, int first, List<SqlColumn> columns) throws SQLException {
        Cells cells = new Cells(columns.size());
        for (int place = 0; place < columns.size(); place++) {
            OptionalLong value = number(rows, first + place, columns.get(place).type());
            if (value.isPresent()) {
                cells.set(place, value.getAsLong());
            }
        }
        return cells;
    }

    private static OptionalLong number(ResultSet rows, int place, SqlColumn.Type type) throws SQLException {
        if (type.decimals() == 0) {
            long value = rows.getLong(place);
            return rows.wasNull() ? OptionalLong.empty() : OptionalLong.of(value);
        }
        BigDecimal value = rows.getBigDecimal(place);
        return value == null ? OptionalLong.empty()
                : OptionalLong.of(value.setScale(type.decimals(), RoundingMode.HALF_EVEN).unscaledValue().longValue());
    }
}
