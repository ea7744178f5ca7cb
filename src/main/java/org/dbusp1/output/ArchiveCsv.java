package org.dbusp1.output;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Collectors;

/** Rows of the archive as CSV: a line for each, absent cells empty, times in ISO 8601 with the zone's offset. */
public final class ArchiveCsv implements Archive.Rows {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private final Writer csv;
    private final ZoneId zone;
    private List<Archive.Column> columns = List.of();

    public ArchiveCsv(Writer csv, ZoneId zone) {
        this.csv = csv;
        this.zone = zone;
    }

    @Override
    public void columns(List<Archive.Column> names) throws IOException {
        columns = names;
        csv.write(columns.stream().map(Archive.Column::name).collect(Collectors.joining(",", "", "\r\n")));
    }

    @Override
    public void row(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            csv.write(i > 0 ? "," : "");
            csv.write(cell(columns.get(i), cells.get(i)));
        }
        csv.write("\r\n");
    }

    private String cell(Archive.Column column, String text) {
        if (text.isEmpty() || column.number() && !isTime(column)) {
            return text;
        }
        return isTime(column) ? TIME.format(Instant.ofEpochSecond(Long.parseLong(text)).atZone(zone))
                : '"' + text.replace("\"", "\"\"") + '"';
    }

    private static boolean isTime(Archive.Column column) {
        return column.number() && (column.name().equals("ts") || column.name().endsWith("_ts"));
    }
}
