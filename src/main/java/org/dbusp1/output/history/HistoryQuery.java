package org.dbusp1.output.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.dbusp1.metering.EnergyUse;
import org.dbusp1.output.Archive.Column;
import org.dbusp1.output.Archive.NoSuchStepException;
import org.dbusp1.output.Archive.Step;
import org.dbusp1.output.Archive.Table;
import org.dbusp1.output.history.SqlTable.Type;
import org.jspecify.annotations.Nullable;

/** A query of the archive in SQL. Its parameters are the meter, and the range in the form of the time column. */
final class HistoryQuery {
    private static final int DAY = 86_400;
    private static final Map<Step, Integer> SECONDS =
            Map.of(Step.FIVE_MINUTES, 300, Step.QUARTER, EnergyUse.QUARTER_SECONDS, Step.HOUR, 3_600);

    private record SelectColumn(String name, String expression, Type type) {
    }

    private final RowSource source;
    private final Step step;
    private final List<SelectColumn> parts = new ArrayList<>();

    /** The tables of the archive, with their steps and the seconds of a window of about 360 rows. */
    private enum RowSource {
        MINUTES(Schema.MINUTES, DAY / 4, Step.ROW, Step.FIVE_MINUTES, Step.QUARTER, Step.HOUR, Step.ALL),
        QUARTERS(Schema.QUARTERS, 4 * DAY, Step.ROW, Step.QUARTER, Step.HOUR, Step.ALL),
        HOURS(Schema.HOURS, 15 * DAY, Step.ROW, Step.HOUR, Step.ALL),
        DAYS(Schema.DAYS, 360 * DAY, Step.ROW, Step.MONTH, Step.YEAR, Step.ALL),
        PEAKS(Schema.PEAKS, 360 * DAY, Step.ROW, Step.ALL),
        MBUS(Schema.MBUS, DAY / 2, Step.ROW, Step.FIVE_MINUTES, Step.QUARTER, Step.HOUR, Step.ALL),
        MBUS_DAYS(Schema.MBUS_DAYS, 120 * DAY, Step.ROW, Step.MONTH, Step.YEAR, Step.ALL),
        EVENTS(Schema.EVENTS, 15 * DAY, Step.ROW);

        private final SqlTable table;
        private final int windowSeconds;
        private final Set<Step> steps;

        RowSource(SqlTable table, int windowSeconds, Step... steps) {
            this.table = table;
            this.windowSeconds = windowSeconds;
            this.steps = EnumSet.copyOf(Arrays.asList(steps));
        }
    }

    /** @throws NoSuchStepException when the table does not have the step */
    HistoryQuery(Table table, Step step) {
        this.source = RowSource.valueOf(table.name());
        this.step = step;
        if (!source.steps.contains(step)) {
            throw new NoSuchStepException(table.title() + " have the steps "
                    + source.steps.stream().map(Step::title).collect(Collectors.joining(", ")) + ", not " + step.title());
        }
        for (SqlTable.Column column : source.table.all()) {
            String sql = column.isShown() ? expression(column) : null;
            if (sql != null) {
                parts.add(new SelectColumn(column.name(), sql, column.type()));
            }
        }
    }

    /** Null if the rows of the step do not have the column. */
    private @Nullable String expression(SqlTable.Column column) {
        if (step == Step.ROW) {
            return column.name();
        }
        if (column.equals(source.table.time())) {
            return time();
        }
        return switch (column.aggregation()) {
            case GROUP_KEY -> column.name();
            case SUM, MEAN, LOWEST, HIGHEST -> column.aggregation().function() + "(" + column.name() + ")";
            case NONE, NOT_SHOWN, NOT_SENT -> null;
        };
    }

    private @Nullable String time() {
        // A reading of a gas meter at the full hour ends the hour before.
        String second = endsAtItsTime() ? "(ts - 1)" : "ts";
        return switch (step) {
            case ROW, ALL -> null;
            case FIVE_MINUTES, QUARTER, HOUR -> second + " - " + second + " % " + SECONDS.get(step);
            case MONTH -> "SUBSTR(day, 1, 7)";
            case YEAR -> "SUBSTR(day, 1, 4)";
        };
    }

    SqlTable table() {
        return source.table;
    }

    boolean byDay() {
        return source.table.time().type() == Type.TEXT;
    }

    /** True if a row is about the time before its time stamp. */
    boolean endsAtItsTime() {
        return source == RowSource.MBUS;
    }

    /**
     * Returns the end of a window of about 360 rows that ends between two steps; for months, years and the whole range there is
     * only a single window.
     */
    long windowEnd(long begin) {
        return step == Step.ROW || SECONDS.containsKey(step) ? (Math.floorDiv(begin, source.windowSeconds) + 1L) * source.windowSeconds
                : Long.MAX_VALUE;
    }

    List<Column> columns() {
        return parts.stream().map(part -> new Column(part.name, part.type != Type.TEXT)).toList();
    }

    List<String> cells(ResultSet rows) throws SQLException {
        List<String> cells = new ArrayList<>(parts.size());
        for (int position = 1; position <= parts.size(); position++) {
            cells.add(parts.get(position - 1).type.text(rows, position));
        }
        return cells;
    }

    String sql() {
        String time = source.table.time().name();
        String select = "SELECT " + parts.stream().map(SelectColumn::expression).collect(Collectors.joining(", ")) + " FROM "
                + source.table.name() + " WHERE " + source.table.shownCondition() + " AND " + SqlTable.METER + " = ? AND " + time
                + (endsAtItsTime() ? " > ? AND " + time + " <= ?" : " >= ? AND " + time + " < ?");
        String keyPositions = IntStream.rangeClosed(1, parts.size()).filter(position -> isKey(parts.get(position - 1).name))
                .mapToObj(Integer::toString).collect(Collectors.joining(", "));
        boolean grouped = step != Step.ROW && !keyPositions.isEmpty();
        return select + (grouped ? " GROUP BY " + keyPositions : "") + (keyPositions.isEmpty() ? "" : " ORDER BY " + keyPositions);
    }

    private boolean isKey(String name) {
        return source.table.key().stream().anyMatch(column -> column.name().equals(name));
    }
}
