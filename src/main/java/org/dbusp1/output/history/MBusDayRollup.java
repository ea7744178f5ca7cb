package org.dbusp1.output.history;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/** Makes days of the readings of M-Bus devices. A reading at midnight ends the day before. */
record MBusDayRollup(MeterRows meterRows, MeterCalendar calendar) {
    private static final int LITRES = Schema.MBUS_DAYS.place("reading_l");
    private static final int KILOJOULES = Schema.MBUS_DAYS.place("reading_kj");
    private static final int DELTA = Schema.MBUS_DAYS.place("delta");

    /** Brings the days of these readings up to date. */
    void update(List<Long> readings) throws SQLException {
        SortedSet<LocalDate> days = new TreeSet<>();
        readings.forEach(ts -> days.add(calendar.day(ts - 1)));
        for (LocalDate day : days) {
            update(day);
        }
    }

    private void update(LocalDate day) throws SQLException {
        List<MBusRow> rows = meterRows.rows(Schema.MBUS, MBusRow.ALL, "ts > ? AND ts <= ? ORDER BY ts", MBusRow::read,
                calendar.start(day), calendar.start(day.plusDays(1)));
        Map<List<Object>, RowValues> devices = new LinkedHashMap<>();
        for (MBusRow row : rows) {
            RowValues cells = devices.computeIfAbsent(List.of(day.toString(), row.channel(), row.kind()),
                    none -> new RowValues(Schema.MBUS_DAYS.columns().size()));
            cells.set(LITRES, row.litres()).set(KILOJOULES, row.kilojoules());
            row.delta().ifPresent(value -> cells.add(DELTA, value));
        }
        meterRows.write(Schema.MBUS_DAYS, devices);
    }
}
