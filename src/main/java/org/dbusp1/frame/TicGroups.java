package org.dbusp1.frame;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Walks over the groups of a TIC frame (Enedis-NOI-CPT_54E, 5.3): LF, label, data, check, CR, with a blank between them
 * in the mode historique and a tab in the mode standard, where a date may precede the data. The check is six bits
 * of the sum of all bytes from the label to the data, in the mode standard with the tab behind them. The check may be a
 * blank itself, and data may begin and end with blanks.
 *
 * <p>Used again and again by one thread.
 */
public final class TicGroups {
    /** Label, separator, date (a letter or a blank, then {@code YYMMDDhhmmss}), data and check. */
    private static final Pattern GROUP = Pattern.compile("\\n([A-Z0-9+-]+)([\\t ])(?:(?<=\\t)([ -~]\\d{12}|)\\t)?([ -~]*)\\2([ -_])\\r");
    private static final int DATE = 3;
    private static final int DATA = 4;
    private static final int CHECK = 5;
    private static final char TAB = '\t';

    private String text = "";
    private Matcher group = GROUP.matcher(text);
    private int at;
    private boolean intact;
    /** The separator of the groups so far; 0 before the first. */
    private char separator;

    /** Starts a walk over the groups of a frame, from STX to ETX. */
    public void start(byte[] frame) {
        start(frame, 1, frame.length - 1);
    }

    /** Starts a walk over the groups in [from, to). */
    void start(byte[] line, int from, int to) {
        text = new String(line, from, to - from, StandardCharsets.ISO_8859_1);
        group = GROUP.matcher(text);
        at = 0;
        intact = true;
        separator = 0;
    }

    /** Goes to the next group; returns false at the end, and if the bytes are no group or the check is wrong. */
    public boolean next() {
        if (at == text.length()) {
            return false;
        }
        intact = group.region(at, text.length()).lookingAt() && isChecked() && (separator == 0 || separator == text.charAt(group.end(1)));
        if (intact) {
            separator = text.charAt(group.end(1));
            at = group.end();
        }
        return intact;
    }

    /** Goes to the first correct group in the bytes from here on; returns false if there is none. */
    boolean find() {
        for (at = text.indexOf('\n', at); at >= 0; at = text.indexOf('\n', at + 1)) {
            if (next()) {
                return true;
            }
        }
        at = text.length();
        return false;
    }

    private boolean isChecked() {
        int sum = text.charAt(group.end(1)) == TAB ? TAB : 0;
        for (int i = group.start(1); i < group.end(DATA); i++) {
            sum += text.charAt(i);
        }
        return text.charAt(group.start(CHECK)) == (sum & 0x3F) + ' ';
    }

    /** Returns whether all groups so far were correct. */
    boolean intact() {
        return intact;
    }

    /** Returns the label of the group. */
    public String label() {
        return group.group(1);
    }

    /** Returns the date; empty if the group has none. */
    public String time() {
        return Optional.ofNullable(group.group(DATE)).orElse("");
    }

    /** Returns the data, with their blanks. */
    public String data() {
        return group.group(DATA);
    }
}
