package org.dbusp1.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.HexDump;

/** Refused telegrams in lines for people. */
public final class RefusedLines {
    private static final int EXCERPT = 40;

    private RefusedLines() {
    }

    /** Each with its time and cause, then byte by byte. */
    public static List<String> of(List<Rejected> refused) {
        List<String> lines = new ArrayList<>();
        for (Rejected telegram : refused) {
            String time = telegram.time().equals(Instant.EPOCH) ? "" : telegram.time() + "  ";
            lines.add(time + telegram.cause().sentence() + "; " + telegram.bytes().length + " bytes");
            StringBuilder dump = new StringBuilder();
            HexDump.append(telegram.bytes(), dump);
            dump.toString().lines().forEach(lines::add);
        }
        return lines;
    }

    /** The beginning of refused bytes in one line: as text where they are text, else in hex. */
    static String excerpt(byte[] bytes) {
        int length = Math.min(EXCERPT, bytes.length);
        if (!isText(bytes)) {
            StringBuilder hex = new StringBuilder();
            for (int i = 0; i < length / 2; i++) {
                hex.append(Character.forDigit(bytes[i] >> 4 & 0xF, 16)).append(Character.forDigit(bytes[i] & 0xF, 16))
                        .append(' ');
            }
            return hex.append(bytes.length > length / 2 ? "..." : "").toString().strip();
        }
        StringBuilder shown = new StringBuilder();
        for (char c : new String(bytes, 0, length, StandardCharsets.ISO_8859_1).toCharArray()) {
            shown.append(c >= ' ' && c < 0x7F ? c : '.');
        }
        return shown.append(bytes.length > length ? "..." : "").toString();
    }

    private static boolean isText(byte[] bytes) {
        int printable = 0;
        for (byte b : bytes) {
            printable += b >= ' ' && b < 0x7F || b == '\r' || b == '\n' ? 1 : 0;
        }
        return bytes.length > 0 && (bytes[0] == '/' || printable * 5 > bytes.length * 4);
    }
}
