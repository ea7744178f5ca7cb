package org.dbusp1.output.history;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;

/** What tables a database has: asked before any is made, which a user may not have the right to. */
record Tables(Connection connection) {
    boolean exist(String table) throws SQLException {
        return has(table, "TABLE");
    }

    boolean hasView(String view) throws SQLException {
        return has(view, "VIEW");
    }

    private boolean has(String name, String kind) throws SQLException {
        try (ResultSet tables = connection.getMetaData().getTables(connection.getCatalog(), connection.getSchema(),
                name(name), new String[] {kind})) {
            return tables.next();
        }
    }

    boolean hasIndex(String table, String index) throws SQLException {
        try (ResultSet indexes = connection.getMetaData().getIndexInfo(connection.getCatalog(), connection.getSchema(),
                name(table), false, true)) {
            while (indexes.next()) {
                if (index.equalsIgnoreCase(indexes.getString("INDEX_NAME"))) {
                    return true;
                }
            }
            return false;
        }
    }

    /** As the database has noted a name that was not quoted. */
    private String name(String plain) throws SQLException {
        return connection.getMetaData().storesLowerCaseIdentifiers() ? plain.toLowerCase(Locale.ROOT) : plain;
    }
}
