package org.dbusp1.output;

import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Rows of the archive as CSV: a line for each row, absent cells empty, times in ISO 8601 with the zone's offset. */
public final class ArchiveCsv implements Archive.RowConsumer {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ISO_OFFSET_DATE_TIME;

    private final Writer csv;
    private final ZoneId zone;
    private final CsvWriter writer;
    private List<Archive.Column> columns = List.of();

    public ArchiveCsv(Writer csv, ZoneId zone, CsvFormat format) {
        this.csv = csv;
        this.zone = zone;
        this.writer = new CsvWriter(format);
    }

    @Override
    public void columns(List<Archive.Column> names) throws IOException {
        columns = names;
        columns.forEach(column -> writer.text(column.name()));
        csv.write(writer.endLine());
    }

    @Override
    public void row(List<String> cells) throws IOException {
        for (int i = 0; i < cells.size(); i++) {
            write(columns.get(i), cells.get(i));
        }
        csv.write(writer.endLine());
    }

    private void write(Archive.Column column, String text) {
        if (text.isEmpty()) {
            writer.emptyCell();
        } else if (!column.isNumber()) {
            writer.text(text);
        } else if (column.name().equals("ts") || column.name().endsWith("_ts")) {
            writer.text(TIME.format(Instant.ofEpochSecond(Long.parseLong(text)).atZone(zone)));
        } else {
            writer.number(text);
        }
    }
}
