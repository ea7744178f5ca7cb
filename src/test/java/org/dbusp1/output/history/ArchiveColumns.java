package org.dbusp1.output.history;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;

/** The columns that the history has, for tests of those who read it. */
public final class ArchiveColumns {
    private ArchiveColumns() {
    }

    /** @throws IllegalArgumentException when the table has no such step */
    public static List<Column> of(Table table, Step step) {
        return new HistoryQuery(table, step).columns();
    }

    /** Returns the columns of all tables. */
    public static Set<String> names() {
        Set<String> names = new TreeSet<>();
        for (Table table : Table.values()) {
            of(table, Step.ROW).forEach(column -> names.add(column.name()));
        }
        return names;
    }
}
