package org.dbusp1.output.http;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Bytes as text, the way {@code /raw.dat} and {@code /log.txt} of older gateways print them: 16 to a line. */
final class ByteList {
    private static final int TO_A_LINE = 16;

    private ByteList() {
    }

    /** Returns {@code 0x2f, 0x45, ...}; no comma behind the last byte. */
    static String raw(byte[] bytes) {
        return String.join(",\n", lines(HexFormat.ofDelimiter(", ").withPrefix("0x"), bytes));
    }

    /**
     * Returns a rejected telegram as text. C prints {@code %#04x} without its 0x where the byte is 0, and programs that
     * read this file expect that.
     *
     * @param millis the time of the rejection, in milliseconds since the start
     */
    static String log(byte[] bytes, long millis) {
        String hex = String.join("\n", lines(HexFormat.of().withPrefix("0x").withSuffix(", "), bytes));
        return "--- Start " + millis + " ---\n" + hex.replace("0x00", "0000")
                + (bytes.length > 0 && bytes.length % TO_A_LINE == 0 ? "\n" : "") + "\n---  End  ---\n";
    }

    private static List<String> lines(HexFormat form, byte[] bytes) {
        return IntStream.iterate(0, from -> from < bytes.length, from -> from + TO_A_LINE)
                .mapToObj(from -> form.formatHex(bytes, from, Math.min(from + TO_A_LINE, bytes.length))).toList();
    }
}
