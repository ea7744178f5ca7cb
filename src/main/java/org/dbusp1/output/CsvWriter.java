package org.dbusp1.output;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Writes cells as lines of CSV: each cell that is not empty in quotes, so that a comma in it separates nothing, CR LF at the end. Used by
 * one thread.
 */
public final class CsvWriter {
    private static final String FORMULA_STARTS = "=+-@\t\r";

    private final CsvFormat format;
    private final StringBuilder line = new StringBuilder();

    public CsvWriter(CsvFormat format) {
        this.format = format;
    }

    public void emptyCell() {
        line.append(format.separator());
    }

    /** Writes a cell of text, with its quotes doubled, and an apostrophe before what a spreadsheet would run; an empty cell for null. */
    public void text(@Nullable String text) {
        if (text == null) {
            emptyCell();
        } else {
            boolean isFormula = !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
            quoted((isFormula ? "'" : "") + text.replace("\"", "\"\""));
        }
    }

    private void quoted(String text) {
        line.append('"').append(text).append('"').append(format.separator());
    }

    /** Writes a cell with a number in decimal digits, with a decimal point. */
    public void number(String digits) {
        quoted(format.number(digits));
    }

    /** Writes a cell with a number, with as many decimals as it has. */
    public void number(BigDecimal number) {
        number(number.toPlainString());
    }

    /** Writes a cell with a number, without zeros at its end. */
    public void shortest(BigDecimal number) {
        number(number.stripTrailingZeros());
    }

    /** Writes a number with seven significant digits, because a measurement has no more, and without zeros at its end. */
    public void shortest(double value) {
        int decimals = value == 0 ? 0 : Math.max(0, 6 - (int) Math.floor(Math.log10(Math.abs(value))));
        shortest(BigDecimal.valueOf(Math.round(value * Math.pow(10, decimals)), decimals));
    }

    /** Ends the line, which has at least one cell, and returns it; the next cell begins another one. */
    public String endLine() {
        line.setLength(line.length() - 1);
        String whole = line.append("\r\n").toString();
        line.setLength(0);
        return whole;
    }
}
