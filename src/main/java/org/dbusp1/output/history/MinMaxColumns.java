package org.dbusp1.output.history;

import java.util.ArrayList;
import java.util.List;

/** The columns that rows of one table share with those of another: lowest and highest values. */
record MinMaxColumns(int[] from, int[] to, int lows) {
    private static final List<String> LOWEST = List.of("p_min_w", "u_min");
    private static final List<String> HIGHEST = List.of("p_max_w", "u_max");

    static MinMaxColumns between(SqlTable from, SqlTable to) {
        List<String> names = new ArrayList<>(LOWEST);
        names.addAll(HIGHEST);
        return new MinMaxColumns(names.stream().mapToInt(from::place).toArray(),
                names.stream().mapToInt(to::place).toArray(), LOWEST.size());
    }

    /** Widens the extremes of a row by those of another. */
    void widen(RowValues row, RowValues wider) {
        for (int i = 0; i < from.length; i++) {
            if (!row.has(from[i])) {
                continue;
            }
            if (i < lows) {
                wider.lower(to[i], row.get(from[i]));
            } else {
                wider.raise(to[i], row.get(from[i]));
            }
        }
    }
}
