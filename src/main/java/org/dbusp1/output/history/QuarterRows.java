package org.dbusp1.output.history;

import static org.dbusp1.output.history.Schema.QUARTERS;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.metering.EnergyUse.Counter;
import org.dbusp1.metering.EnergyUse.Energy;
import org.dbusp1.metering.EnergyUse.Quarter;
import org.jspecify.annotations.Nullable;

/**
 * Writes quarter hours of the ledger, with the extremes of their minutes. A run replaces the rows that it has written by what it knows
 * later, and those of earlier runs where the new row ends at a higher reading, or is whole where the stored one is a part.
 *
 * @param written the starts of the rows that this run wrote last, oldest first; changed by {@link #write}
 */
record QuarterRows(Statements sql, Set<Long> written) {
    private static final int QUARTERS_AN_HOUR = 4;
    /** As many rows as the ledger may still change: those of two days. */
    private static final int MOST_WRITTEN = 192;
    private static final List<Counter> COUNTERS = Stream.of(Counter.values()).filter(counter -> counter.quantity() != null).toList();
    /** The columns that are made from the minutes. */
    private static final Map<String, String> OF_MINUTES = Map.of("p_min_w", "MIN(p_min_w)", "p_max_w", "MAX(p_max_w)",
            "u_min", "MIN(u_min)", "u_max", "MAX(u_max)", "n", "COALESCE(SUM(n), 0)");
    private static final String SELECT_ROW = "SELECT ?, ?, "
            + QUARTERS.columns().stream().map(column -> OF_MINUTES.getOrDefault(column.name(), "?")).collect(Collectors.joining(", "))
            + " FROM " + Schema.MINUTES.name() + " WHERE meter = ? AND ts >= ? AND ts < ?";

    /** @param readings at the end, by counter; without those that are unknown */
    private record StoredRow(boolean isWhole, Map<Counter, Long> readings) {
        static StoredRow read(ResultSet row) throws SQLException {
            return new StoredRow(Objects.equals(SqlTable.number(row, "partial"), 0L), known(row));
        }

        boolean isReplacedBy(Quarter quarter) {
            boolean endsHigher = quarter.energies().entrySet().stream().anyMatch(energy ->
                    energy.getValue().reading() > readings.getOrDefault(energy.getKey(), -1L));
            return quarter.whole() ? endsHigher || !isWhole : endsHigher && !isWhole;
        }
    }

    private static String column(Counter counter, String ending) {
        return Schema.column(Objects.requireNonNull(counter.quantity()), ending);
    }

    /** Reads the readings at the end, without those that are NULL. */
    private static Map<Counter, Long> known(ResultSet row) throws SQLException {
        Map<Counter, Long> known = new EnumMap<>(Counter.class);
        for (Counter counter : COUNTERS) {
            Long value = SqlTable.number(row, column(counter, Schema.END_WH));
            if (value != null) {
                known.put(counter, value);
            }
        }
        return known;
    }

    /** Writes quarter hours in order; returns the starts of the rows that changed. */
    SortedSet<Long> write(List<Quarter> quarters) throws SQLException {
        SortedMap<Long, Map<String, @Nullable Object>> changed = new TreeMap<>();
        for (Quarter quarter : quarters) {
            long start = quarter.start();
            // A query for each quarter: with a wrong clock, years of rows may lie between two quarters.
            StoredRow stored = sql.first(QUARTERS, QUARTERS.columns(), "ts = ?", StoredRow::read, start).orElse(null);
            if (stored == null || written.contains(start) || stored.isReplacedBy(quarter)) {
                written.add(start);
                changed.put(start, columns(quarter));
            }
        }
        while (written.size() > MOST_WRITTEN) {
            written.remove(written.iterator().next());
        }
        sql.updateBatch(QUARTERS.insert(sql.dialect(), SELECT_ROW),
                changed.entrySet().stream().map(row -> parameters(row.getKey(), row.getValue())).toList());
        return new TreeSet<>(changed.keySet());
    }

    private @Nullable Object[] parameters(long start, Map<String, @Nullable Object> columns) {
        return Stream.of(Stream.of(sql.meter(), start),
                QUARTERS.columns().stream().map(SqlTable.Column::name).filter(name -> !OF_MINUTES.containsKey(name)).map(columns::get),
                Stream.of(sql.meter(), start, start + EnergyUse.QUARTER_SECONDS)).flatMap(part -> part).toArray();
    }

    private static Map<String, @Nullable Object> columns(Quarter quarter) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        quarter.energies().forEach((counter, energy) -> {
            columns.put(column(counter, Schema.MOVED_WH), energy.counted());
            columns.put(column(counter, Schema.END_WH), energy.reading());
        });
        Energy imported = quarter.energies().getOrDefault(Counter.IMPORT, Energy.NONE);
        Energy exported = quarter.energies().getOrDefault(Counter.EXPORT, Energy.NONE);
        columns.put("imp_wh", imported.measured());
        columns.put("exp_wh", exported.measured());
        columns.put("avg_w", imported.measured() != null && imported.watts() == null ? Long.valueOf(imported.measured() * QUARTERS_AN_HOUR)
                : imported.watts());
        columns.put("partial", imported.measured() == null && exported.measured() == null ? null : (quarter.whole() ? 0L : 1L));
        columns.put("gap_ts", gapStart(quarter));
        columns.put("half_hour_w", imported.halfHourWatts());
        columns.put("hour_w", imported.hourWatts());
        return columns;
    }

    private static @Nullable Long gapStart(Quarter quarter) {
        Long gapStart = quarter.energies().getOrDefault(Counter.IMPORT, Energy.NONE).gapStart();
        return gapStart != null ? gapStart : quarter.energies().getOrDefault(Counter.EXPORT, Energy.NONE).gapStart();
    }
}
