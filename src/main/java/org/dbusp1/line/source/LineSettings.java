package org.dbusp1.line.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The format of bytes on a serial line: speed in baud, data bits, parity, and one stop bit. No known meter has odd parity. */
public record LineSettings(int baud, int dataBits, Parity parity) {
    public enum Parity { NONE, EVEN }

    private static final List<Integer> BAUDS = List.of(300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600,
            115_200, 230_400, 460_800, 921_600);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})-([78])([NE])1");

    /**
     * Parses {@code 115200-8N1}.
     *
     * @throws IllegalArgumentException if the text has another form, no line has this speed, or no meter sends with these settings
     */
    public static LineSettings parse(String text) {
        String trimmed = text.trim();
        Matcher parts = TEXT.matcher(trimmed);
        if (!parts.matches() || !BAUDS.contains(Integer.valueOf(parts.group(1))) || trimmed.endsWith("7N1")) {
            throw new IllegalArgumentException(text);
        }
        return new LineSettings(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)),
                parts.group(3).equals("E") ? Parity.EVEN : Parity.NONE);
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof LineSettings that && baud == that.baud && dataBits == that.dataBits && parity == that.parity;
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return baud + "-" + dataBits + parity.name().charAt(0) + "1";
    }
}
