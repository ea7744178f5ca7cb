package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/** Rows of a meter into a table of numbers, sent together. A row replaces the one of the same key. */
final class Upsert implements AutoCloseable {
    private final SqlTable table;
    private final String meter;
    private final PreparedStatement statement;

    Upsert(Connection connection, Database database, SqlTable table, String meter) throws SQLException {
        this.table = table;
        this.meter = meter;
        this.statement = connection.prepareStatement(table.upsert(database));
    }

    /** @param key the key without the meter: numbers and texts */
    void add(List<Object> key, Cells cells) throws SQLException {
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
}
