package org.dbusp1.output.csv;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.CsvFormat;
import org.dbusp1.output.csv.CsvColumns.Column;
import org.jspecify.annotations.Nullable;

/** Writes messages as lines of a CSV file: quoted cells, CR LF at the end. */
final class CsvWriter {
    private final List<Column> columns;
    private final CsvFormat format;
    private final StringBuilder line = new StringBuilder();

    CsvWriter(List<Column> columns, CsvFormat format) {
        this.columns = columns;
        this.format = format;
    }

    /** Returns the file's first line, with the names of the columns. */
    byte[] headerLine() {
        columns.forEach(column -> text(column.name()));
        return endLine();
    }

    /**
     * Returns the line of a message.
     *
     * @param time of the reading: the meter's own time, or the time of arrival if its clock is wrong or absent; null if unknown
     */
    byte[] line(Reading reading, @Nullable Stamp time) {
        columns.forEach(column -> column.cell().write(reading, time, this));
        return endLine();
    }

    private byte[] endLine() {
        line.setLength(line.length() - 1);
        byte[] bytes = line.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
        line.setLength(0);
        return bytes;
    }

    void emptyCell() {
        line.append(format.separator());
    }

    /** Writes a cell of text, with its quotes doubled; an empty cell for null. */
    void text(@Nullable String text) {
        if (text == null) {
            emptyCell();
        } else {
            quoted(text.replace("\"", "\"\""));
        }
    }

    private void quoted(String text) {
        line.append('"').append(text).append('"').append(format.separator());
    }

    /** Writes a cell with a number, with as many decimals as it has. */
    void number(BigDecimal number) {
        quoted(format.number(number.toPlainString()));
    }

    /** Writes a cell with a number, without zeros at its end. */
    void shortest(BigDecimal number) {
        number(number.stripTrailingZeros());
    }

    /** Writes a number with seven significant digits, because a measurement has no more, and without zeros at its end. */
    void shortest(double value) {
        int decimals = value == 0 ? 0 : Math.max(0, 6 - (int) Math.floor(Math.log10(Math.abs(value))));
        shortest(BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals));
    }
}
