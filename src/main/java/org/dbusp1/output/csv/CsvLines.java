package org.dbusp1.output.csv;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.CsvWriter;
import org.dbusp1.output.csv.CsvColumns.Column;
import org.jspecify.annotations.Nullable;

/** Makes the lines of a CSV file of messages, in UTF-8. */
final class CsvLines {
    private final List<Column> columns;
    private final CsvWriter writer;

    CsvLines(List<Column> columns, CsvFormat format) {
        this.columns = columns;
        this.writer = new CsvWriter(format);
    }

    byte[] headerLine() {
        columns.forEach(column -> writer.text(column.name()));
        return writer.endLine().getBytes(StandardCharsets.UTF_8);
    }

    /** @param time of the reading: the meter's own time, or the time of arrival if its clock is wrong or absent; null if unknown */
    byte[] line(Reading reading, @Nullable Stamp time) {
        columns.forEach(column -> column.cell().write(reading, time, writer));
        return writer.endLine().getBytes(StandardCharsets.UTF_8);
    }
}
