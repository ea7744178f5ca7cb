package org.dbusp1.output;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/**
 * What was recorded, for outputs that show it. Every call reads the store anew and may take seconds; any thread may
 * call, several at once.
 */
public interface Archive {
    /** What is kept. */
    enum Table {
        MINUTES, QUARTERS, HOURS, DAYS, MBUS, EVENTS;

        /** As it is called in addresses and file names: {@code hours}. */
        public String title() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Reads the rows of a table with from &lt;= time &lt; to, in the order of time, for the meter that this driver serves.
     *
     * @param from epoch second; of a day counts its start by the meter's clock
     * @param to   epoch second, exclusive
     * @throws IOException when the store cannot be read now, with the reason in one line; or what rows threw
     */
    void read(Table table, long from, long to, Rows rows) throws IOException;

    /** Takes rows as they are read, so that years of them need no memory. */
    interface Rows {
        /** Called once before the first row, also when there is none. */
        void columns(List<Column> columns) throws IOException;

        /** A cell for each column: a number in decimal digits, or text; empty where the value is absent. */
        void row(List<String> cells) throws IOException;
    }

    /** @param number whether its cells are numbers; else they are text */
    record Column(String name, boolean number) {
    }
}
