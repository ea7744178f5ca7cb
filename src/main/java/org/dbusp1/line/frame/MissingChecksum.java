package org.dbusp1.line.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the meters that print no checksum although meters of their kind do: Iskra AM550 in Slovenia, whose owner chooses the
 * registers (SmartEVSE/Sensorbox-2, issue 11). Five telegrams in a row with one first line and the same codes, each followed by a
 * line end, prove that; one checksum that fits disproves it. Each run begins anew. Used by one thread.
 */
final class MissingChecksum {
    private static final int TELEGRAMS = 5;
    private static final int MARK_AND_CHECKSUM = 5;
    private static final Pattern CODE = Pattern.compile("(?m)^([^\r\n(]+)\\(");
    private static final int MOST_FIRST_LINES = 16;

    /** Whether meters print a checksum, by their first line, as this run has found out: the newest lines. */
    private final Map<String, Boolean> found = new LinkedHashMap<>();
    /** First line of the last telegram whose checksum fitted, with its line end; empty before the first. */
    private byte[] fittedLine = {};
    /** First line and codes of the last telegram without a checksum; empty before the first. */
    private String last = "";
    private int inRow;

    /** Accepts a telegram without a checksum. @return whether its meter prints none */
    boolean accept(Frame frame) {
        String text = text(frame);
        String firstLine = firstLine(text);
        Boolean prints = found.get(firstLine);
        if (prints != null) {
            return !prints;
        }
        if (frame.length() == frame.bytes().length) {
            // Without its line end it may be cut off.
            return false;
        }
        String now = firstLine + codes(text);
        inRow = now.equals(last) ? inRow + 1 : 1;
        last = now;
        if (inRow < TELEGRAMS) {
            return false;
        }
        remember(firstLine, false);
        return true;
    }

    /** Accepts a telegram whose checksum fits. */
    void fitted(Frame frame) {
        byte[] bytes = frame.bytes();
        if (bytes.length <= MARK_AND_CHECKSUM || bytes[bytes.length - MARK_AND_CHECKSUM] != '!') {
            return;
        }
        breakRow();
        int length = fittedLine.length;
        if (length == 0 || bytes.length < length || !Arrays.equals(bytes, 0, length, fittedLine, 0, length)) {
            fittedLine = Arrays.copyOf(bytes, ByteSearch.afterLine(bytes, 0, bytes.length));
            String firstLine = firstLine(text(frame));
            if (!Boolean.TRUE.equals(found.get(firstLine))) {
                remember(firstLine, true);
            }
        }
    }

    /** Called when a telegram was rejected: the next one is the first in a row. */
    void breakRow() {
        last = "";
    }

    private void remember(String firstLine, boolean prints) {
        if (found.size() == MOST_FIRST_LINES && !found.containsKey(firstLine)) {
            found.remove(found.keySet().iterator().next());
        }
        found.put(firstLine, prints);
    }

    private static String text(Frame frame) {
        return new String(frame.bytes(), StandardCharsets.ISO_8859_1);
    }

    private static String firstLine(String text) {
        int end = text.indexOf('\r');
        int feed = text.indexOf('\n');
        return text.substring(0, end >= 0 ? end : Math.max(feed, 0));
    }

    private static String codes(String text) {
        StringBuilder codes = new StringBuilder();
        for (Matcher code = CODE.matcher(text); code.find();) {
            codes.append('\n').append(code.group(1));
        }
        return codes.toString();
    }
}
