package org.dbusp1.output.history;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.output.history.Minute.Event;

/**
 * Writes events. The first value after the driver's start is an event only if the last written one has another value;
 * the very first is written without a delta, so that the next start can compare with it.
 */
record EventWriter(MeterRows meterRows) {
    private static final int VALUE = Schema.EVENTS.place("value");
    private static final int DELTA = Schema.EVENTS.place("delta");

    void write(Event event) throws SQLException {
        if (event.before().isPresent()) {
            insert(event, event.before());
            return;
        }
        Optional<Long> before = meterRows.first(Schema.EVENTS, Schema.EVENTS.columns(),
                "ts < ? AND kind = ? ORDER BY ts DESC", rows -> rows.getLong(1 + VALUE), event.ts(), event.kind());
        if (before.isEmpty()) {
            insert(event, OptionalLong.empty());
        } else if (before.get() != event.value()) {
            insert(event, OptionalLong.of(before.get()));
        }
    }

    private void insert(Event event, OptionalLong before) throws SQLException {
        RowValues cells = new RowValues(Schema.EVENTS.columns().size()).set(VALUE, event.value());
        before.ifPresent(value -> cells.set(DELTA, event.value() - value));
        meterRows.write(Schema.EVENTS, List.of(event.ts(), event.kind()), cells);
        endFirstSight(event);
    }

    /** Deletes the first value of a later start of the driver, where it equals this one. */
    private void endFirstSight(Event event) throws SQLException {
        Optional<Long> next = meterRows.firstSecond(Schema.EVENTS, "ts > ? AND kind = ? ORDER BY ts", event.ts(),
                event.kind());
        if (next.isPresent()) {
            meterRows.change("DELETE FROM " + Schema.EVENTS.name()
                    + " WHERE meter = ? AND ts = ? AND kind = ? AND delta IS NULL AND value = ?",
                    next.get(), event.kind(), event.value());
        }
    }
}
