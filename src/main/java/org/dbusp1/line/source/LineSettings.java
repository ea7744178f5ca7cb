package org.dbusp1.line.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The format of bytes on a serial line: speed in baud, data bits, parity, stop bits.
 */
public record LineSettings(int baud, int dataBits, Parity parity, int stopBits) {
    /** The parity bit after the data bits. */
    public enum Parity { NONE, EVEN, ODD }

    private static final List<Integer> BAUDS = List.of(300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600,
            115_200, 230_400, 460_800, 921_600);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})-([78][NEO])([12])");

    /**
     * Parses {@code 115200-8N1}.
     *
     * @throws IllegalArgumentException when the text has another form, no line has this speed, or no meter sends with these
     *                                  settings
     */
    public static LineSettings parse(String text) {
        Matcher parts = TEXT.matcher(text.trim());
        if (!parts.matches() || !BAUDS.contains(Integer.valueOf(parts.group(1))) || parts.group(2).equals("7N")) {
            throw new IllegalArgumentException(text);
        }
        Parity parity = Stream.of(Parity.values()).filter(known -> parts.group(2).endsWith(known.name().substring(0, 1))).findFirst()
                .orElseThrow();
        return new LineSettings(Integer.parseInt(parts.group(1)), parts.group(2).charAt(0) - '0', parity, Integer.parseInt(parts.group(3)));
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof LineSettings that && baud == that.baud && dataBits == that.dataBits
                && parity == that.parity && stopBits == that.stopBits;
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** Returns the form that {@link #parse} reads, such as {@code 115200-8N1}. */
    @Override
    public String toString() {
        return baud + "-" + dataBits + parity.name().charAt(0) + stopBits;
    }
}
