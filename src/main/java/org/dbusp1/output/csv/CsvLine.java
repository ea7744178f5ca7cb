package org.dbusp1.output.csv;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A line of a CSV file: quoted cells, CR LF at its end. Made anew and again in the same memory, so that a log of
 * gigabytes costs no more than one of lines.
 */
public final class CsvLine {
    private static final int LONGEST_NUMBER = 24;

    private final char separator;
    private final char decimal;
    private byte[] bytes = new byte[512];
    private int length;

    public CsvLine(CsvFormat format) {
        separator = format.separator();
        decimal = format.decimal();
    }

    /** A cell that is empty because there is nothing to say. */
    public CsvLine nothing() {
        return put(separator);
    }

    /** A cell of text; a quote in it is doubled. */
    public CsvLine text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        put('"');
        for (byte b : utf8) {
            if (b == '"') {
                put('"');
            }
            put((char) (b & 0xFF));
        }
        return put('"').put(separator);
    }

    /** A cell of text, or an empty one. */
    public CsvLine text(Optional<String> text) {
        return text.isPresent() ? text(text.get()) : nothing();
    }

    /** A cell of plain text that stands in bytes [from, to) and holds no quote. */
    public CsvLine text(byte[] text, int from, int to) {
        put('"');
        room(to - from);
        System.arraycopy(text, from, bytes, length, to - from);
        length += to - from;
        return put('"').put(separator);
    }

    /** A cell with the number scaled / 10^decimals, without zeros at its end. */
    public CsvLine number(long scaled, int decimals) {
        put('"');
        digits(scaled, decimals);
        return put('"').put(separator);
    }

    private void digits(long scaled, int decimals) {
        long rest = Math.abs(scaled);
        int places = decimals;
        while (places > 0 && rest % 10 == 0) {
            rest /= 10;
            places--;
        }
        room(LONGEST_NUMBER);
        int end = length + LONGEST_NUMBER;
        int at = end;
        for (int printed = 0; rest > 0 || printed <= places; printed++) {
            if (printed == places && places > 0) {
                bytes[--at] = (byte) decimal;
            }
            bytes[--at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        if (scaled < 0) {
            bytes[--at] = '-';
        }
        System.arraycopy(bytes, at, bytes, length, end - at);
        length += end - at;
    }

    /** A cell with a number of seven significant digits, all that a measurement carries. */
    public CsvLine number(double value) {
        if (value == 0) {
            return number(0, 0);
        }
        int decimals = Math.max(0, 6 - (int) Math.floor(Math.log10(Math.abs(value))));
        return number(Math.round(value * Math.pow(10, decimals)), decimals);
    }

    /** The line as it stands in a file; the next one begins then. */
    public void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, end());
        length = 0;
    }

    private int end() {
        int last = Math.max(0, length - 1);
        length = last;
        return put('\r').put('\n').length;
    }

    private CsvLine put(char c) {
        room(1);
        bytes[length++] = (byte) c;
        return this;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * (length + more));
        }
    }
}
