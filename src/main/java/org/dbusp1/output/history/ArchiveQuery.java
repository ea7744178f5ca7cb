package org.dbusp1.output.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.history.SqlColumn.Aggregation;
import org.dbusp1.output.history.SqlColumn.Type;

/** A query of the archive, in SQL: its parameters are the meter, and from and to as the time column has them. */
final class ArchiveQuery {
    private static final int DAY = 86_400;
    private static final Map<Step, Integer> SECONDS =
            Map.of(Step.FIVE_MINUTES, 300, Step.QUARTER, 900, Step.HOUR, 3_600);

    private record Part(String name, String expression, Type type) {
    }

    private final Source source;
    private final Step step;
    private final List<Part> parts = new ArrayList<>();

    /** The tables of the archive, with their steps and the seconds that one window of about 1500 rows takes. */
    private enum Source {
        MINUTES(Schema.MINUTES, DAY, Step.ROW, Step.FIVE_MINUTES, Step.QUARTER, Step.HOUR, Step.ALL),
        QUARTERS(Schema.QUARTERS, 15 * DAY, Step.ROW, Step.QUARTER, Step.HOUR, Step.ALL),
        HOURS(Schema.HOURS, 60 * DAY, Step.ROW, Step.HOUR, Step.ALL),
        DAYS(Schema.DAYS, 1_500 * DAY, Step.ROW, Step.MONTH, Step.YEAR, Step.ALL),
        PEAKS(Schema.PEAKS, 1_500 * DAY, Step.ROW, Step.ALL),
        MBUS(Schema.MBUS, 2 * DAY, Step.ROW, Step.FIVE_MINUTES, Step.QUARTER, Step.HOUR, Step.ALL),
        MBUS_DAYS(Schema.MBUS_DAYS, 500 * DAY, Step.ROW, Step.MONTH, Step.YEAR, Step.ALL),
        EVENTS(Schema.EVENTS, 60 * DAY, Step.ROW);

        private final SqlTable table;
        private final int windowSeconds;
        private final Set<Step> steps;

        Source(SqlTable table, int windowSeconds, Step... steps) {
            this.table = table;
            this.windowSeconds = windowSeconds;
            this.steps = EnumSet.copyOf(Arrays.asList(steps));
        }
    }

    /** @throws IllegalArgumentException when the table has no such step */
    ArchiveQuery(Table table, Step step) {
        this.source = Source.valueOf(table.name());
        this.step = step;
        if (!source.steps.contains(step)) {
            throw new IllegalArgumentException(table.title() + " have no step " + step.title() + ", but "
                    + source.steps.stream().map(Step::title).collect(Collectors.joining(", ")));
        }
        for (SqlColumn column : source.table.all()) {
            expression(column).ifPresent(sql -> parts.add(new Part(column.name(), sql, column.type())));
        }
    }

    private Optional<String> expression(SqlColumn column) {
        if (!column.isShown()) {
            return Optional.empty();
        }
        if (step == Step.ROW) {
            return Optional.of(column.name());
        }
        if (column.equals(source.table.time())) {
            return time();
        }
        if (column.aggregation() == Aggregation.APART) {
            return Optional.of(column.name());
        }
        return column.aggregation() == Aggregation.NONE ? Optional.empty()
                : Optional.of(column.aggregation().function() + "(" + column.name() + ")");
    }

    private Optional<String> time() {
        // A reading of a gas meter at the full hour ends the hour before.
        String second = endsAtItsTime() ? "(ts - 1)" : "ts";
        return switch (step) {
            case ROW, ALL -> Optional.empty();
            case FIVE_MINUTES, QUARTER, HOUR -> Optional.of(second + " - " + second + " % " + SECONDS.get(step));
            case MONTH -> Optional.of("SUBSTR(day, 1, 7)");
            case YEAR -> Optional.of("SUBSTR(day, 1, 4)");
        };
    }

    SqlTable table() {
        return source.table;
    }

    /** Returns whether the query's rows have a day in place of a second. */
    boolean byDay() {
        return source.table.time().type() == Type.TEXT;
    }

    /** Returns whether a row is about the time before its time stamp, not after it. */
    boolean endsAtItsTime() {
        return source == Source.MBUS;
    }

    /** Returns the end of a window that begins at a moment: it holds about 1500 rows, and no step is cut in two. */
    long windowEnd(long begin) {
        return step == Step.ROW || SECONDS.containsKey(step)
                ? (Math.floorDiv(begin, source.windowSeconds) + 1L) * source.windowSeconds
                : Long.MAX_VALUE;
    }

    List<Column> columns() {
        return parts.stream().map(part -> new Column(part.name, part.type != Type.TEXT)).toList();
    }

    /** Reads a row as texts. */
    List<String> cells(ResultSet rows) throws SQLException {
        List<String> cells = new ArrayList<>(parts.size());
        for (int place = 1; place <= parts.size(); place++) {
            cells.add(parts.get(place - 1).type.text(rows, place));
        }
        return cells;
    }

    String sql() {
        String time = source.table.time().name();
        String select = "SELECT " + parts.stream().map(Part::expression).collect(Collectors.joining(", ")) + " FROM "
                + source.table.name() + " WHERE " + source.table.shown() + " AND " + SqlTable.METER + " = ? AND " + time
                + (endsAtItsTime() ? " > ? AND " + time + " <= ?" : " >= ? AND " + time + " < ?");
        String apart = IntStream.rangeClosed(1, parts.size())
                .filter(place -> isApart(parts.get(place - 1).name))
                .mapToObj(Integer::toString).collect(Collectors.joining(", "));
        boolean grouped = step != Step.ROW && !apart.isEmpty();
        return select + (grouped ? " GROUP BY " + apart : "") + (apart.isEmpty() ? "" : " ORDER BY " + apart);
    }

    private boolean isApart(String name) {
        return source.table.key().stream().anyMatch(column -> column.name().equals(name));
    }
}
