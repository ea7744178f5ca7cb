package org.dbusp1.report;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.dbusp1.meter.Rejected;
import org.dbusp1.output.TelegramLog;
import org.dbusp1.source.LineDiagnosis;

/** Rejected telegrams in lines for people. */
public final class RejectedLines {
    private static final int EXCERPT = 40;

    private RejectedLines() {
    }

    /** Returns the lines of each telegram: its time and cause, then its bytes. */
    public static List<String> of(List<Rejected> rejected) {
        List<String> lines = new ArrayList<>();
        for (Rejected telegram : rejected) {
            String time = telegram.time().equals(Instant.EPOCH) ? "" : telegram.time() + "  ";
            lines.add(time + telegram.cause().sentence() + "; " + telegram.bytes().length + " bytes");
            StringBuilder dump = new StringBuilder();
            TelegramLog.appendHex(telegram.bytes(), dump);
            dump.toString().lines().forEach(lines::add);
        }
        return lines;
    }

    /** Returns the beginning of rejected bytes in one line: as text if they are text, else in hex. */
    static String excerpt(byte[] bytes) {
        int length = Math.min(EXCERPT, bytes.length);
        if (!isText(bytes)) {
            String hex = HexFormat.ofDelimiter(" ").formatHex(bytes, 0, length / 2);
            return (hex + (bytes.length > length / 2 ? " ..." : "")).strip();
        }
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).replaceAll("[^ -~]", ".")
                + (bytes.length > length ? "..." : "");
    }

    private static boolean isText(byte[] bytes) {
        return bytes.length > 0
                && (bytes[0] == '/' || LineDiagnosis.printable(bytes, bytes.length) * 5 > bytes.length * 4);
    }
}
