package org.dbusp1.source;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The format of bytes on a serial line: speed in baud, data bits, parity, stop bits.
 */
public record LineSettings(int baud, int dataBits, Parity parity, int stopBits) {
    /** The parity bit behind the data bits. */
    public enum Parity { NONE, EVEN, ODD }

    private static final List<Integer> BAUDS = List.of(300, 600, 1_200, 2_400, 4_800, 9_600, 19_200, 38_400, 57_600,
            115_200, 230_400, 460_800, 921_600);
    private static final Pattern TEXT = Pattern.compile("(\\d{1,7})-([78])([NEO])([12])");

    /**
     * Parses {@code 115200-8N1}.
     *
     * @throws IllegalArgumentException with one line for the owner, which names the allowed values
     */
    public static LineSettings parse(String text) {
        Matcher parts = TEXT.matcher(text.trim());
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text + "\" are no line settings: give speed, data bits (7 or 8),"
                    + " parity (N, E or O) and stop bits (1 or 2), such as 115200-8N1, 9600-7E1 or 2400-8E1");
        }
        int baud = Integer.parseInt(parts.group(1));
        if (!BAUDS.contains(baud)) {
            throw new IllegalArgumentException("\"" + text + "\": no line runs at " + baud + " baud; allowed are "
                    + BAUDS.toString().replaceAll("[\\[\\]]", ""));
        }
        Parity parity = Stream.of(Parity.values()).filter(one -> one.name().startsWith(parts.group(3))).findFirst()
                .orElseThrow();
        int dataBits = Integer.parseInt(parts.group(2));
        if (dataBits == 7 && parity == Parity.NONE) {
            throw new IllegalArgumentException("\"" + text + "\": no meter sends 7 data bits without parity; give 7E1, 7O1 or 8N1");
        }
        return new LineSettings(baud, dataBits, parity, Integer.parseInt(parts.group(4)));
    }

    // The comparison that Java makes for a record loads a megabyte of classes at the start.
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
