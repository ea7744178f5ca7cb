package org.dbusp1.output.fleet;

import java.io.IOException;
import java.util.List;
import org.dbusp1.output.Archive;
import org.dbusp1.output.JsonWriter;
import org.jspecify.annotations.Nullable;

/**
 * Finished rows of one meter's history, as a driver sends them to a collector in one message. A finished row does not change any more, so
 * that the same set may arrive twice and in any order. As JSON it is
 * {@code {"v":1,"driver":"...","number":7,"zone":"...","tables":{"minutes":{"columns":["ts",...],"rows":[[...]]}}}}; an absent
 * value is null.
 *
 * @param driver the epoch second in which the driver first sent rows, in ten digits, a hyphen and eight random hexadecimal digits; a driver
 *               that was set up later has the greater text
 * @param number counts the sets of a driver from 1; a set that is sent again keeps its number; null if the driver does not count
 */
public record RowSet(String driver, @Nullable Long number, String zone, List<Table> tables) {
    public static final int VERSION = 1;
    /** The most bytes of a message; a collector refuses a longer message. */
    public static final int MOST_BYTES = 64 * 1024;
    public static final String DRIVER = "[0-9]{10}-[0-9a-f]{8}";
    /** The number of digits of the epoch second in {@link #driver}. */
    private static final int MOMENT = 10;

    public RowSet {
        tables = List.copyOf(tables);
    }

    /**
     * The rows of one table, with the columns of the database except the meter's.
     *
     * @param rows rows with a cell for each column, as in {@link Archive.RowConsumer#row}: empty if the value is absent
     */
    public record Table(String name, List<Archive.Column> columns, List<List<String>> rows) {
        public Table {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
        }
    }

    /**
     * The finished rows that wait to be sent, the oldest first. The queue outlives restarts. Used by one thread; calls may
     * take seconds.
     */
    public interface Queue {
        /**
         * Returns the next rows; null if there are none. Until {@link #sent} a call returns the same rows, maybe with more.
         *
         * @throws IOException when the history cannot be read now, with the reason in one line
         */
        @Nullable RowSet next() throws IOException;

        /**
         * Called when the rows that {@link #next} returned last have arrived: removes them.
         *
         * @throws IOException when the removal cannot be stored: then a restart sends these rows again
         */
        void sent() throws IOException;
    }

    public int size() {
        return tables.stream().mapToInt(table -> table.rows().size()).sum();
    }

    /** Returns the epoch second at which a driver, named in the form of {@link #DRIVER}, first sent rows. */
    public static long since(String driver) {
        return Long.parseLong(driver.substring(0, MOMENT));
    }

    public byte[] json() {
        return JsonWriter.of(json -> {
            json.writeNumberField("v", VERSION);
            json.writeStringField("driver", driver);
            if (number != null) {
                json.writeNumberField("number", number);
            }
            json.writeStringField("zone", zone);
            json.object("tables", fields -> {
                for (Table table : tables) {
                    fields.object(table.name(), candidate -> {
                        candidate.columns(table.columns());
                        candidate.array("rows", table.rows(), (rows, row) -> rows.row(table.columns(), row));
                    });
                }
            });
        });
    }
}
