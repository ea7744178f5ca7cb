package org.dbusp1.frame;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Walks over the groups of a TIC frame (Enedis-NOI-CPT_54E, 5.3): LF, label, data, check, CR, with a blank between them
 * in the mode historique and a tab in the mode standard, where a date may precede the data. The check is six bits
 * of the sum of all bytes from the label to the data, in the mode standard with the tab behind them. The check may be a
 * blank itself, and data may begin and end with blanks.
 *
 * <p>Used again and again by one thread.
 */
public final class TicGroups {
    private static final byte TAB = '\t';
    private static final byte BLANK = ' ';
    /** LF, one letter, separator, separator, check and CR. */
    private static final int SHORTEST = 6;
    private static final int TIME = 13;

    private byte[] bytes;
    private int at;
    private int end;
    private boolean intact;
    private byte separator;

    private int labelFrom;
    private int labelTo;
    private int timeFrom;
    private int timeTo;
    private int dataFrom;
    private int dataTo;

    /** Starts a walk over the groups of a frame, from STX to ETX. */
    public void start(byte[] frame) {
        start(frame, 1, frame.length - 1);
    }

    /** Starts a walk over the groups in [from, to). */
    void start(byte[] line, int from, int to) {
        bytes = line;
        at = from;
        end = to;
        intact = true;
        separator = 0;
    }

    /** Goes to the next group; returns false at the end, and if the bytes are no group or the check is wrong. */
    public boolean next() {
        if (at >= end) {
            return false;
        }
        intact = bytes[at] == '\n' && read(at + 1, ByteSearch.next(bytes, at + 1, end, (byte) '\r'));
        return intact;
    }

    /** Returns whether all groups so far were correct. */
    boolean intact() {
        return intact;
    }

    /** Returns whether the groups so far are of the mode standard. */
    boolean standard() {
        return separator == TAB;
    }

    private boolean read(int from, int cr) {
        if (cr >= end || cr + 2 - from < SHORTEST) {
            return false;
        }
        labelFrom = from;
        labelTo = from;
        while (isLabel(bytes[labelTo])) {
            labelTo++;
        }
        byte behind = bytes[labelTo];
        boolean separated = behind == TAB || behind == BLANK;
        if (labelTo == from || !separated || separator != 0 && behind != separator || bytes[cr - 2] != behind
                || labelTo >= cr - 2) {
            return false;
        }
        at = cr + 1;
        return check(from, cr, behind) && fields(cr - 2, behind);
    }

    private boolean check(int from, int cr, byte between) {
        int sum = 0;
        for (int i = from; i < cr - 2; i++) {
            if (bytes[i] < BLANK && bytes[i] != between || bytes[i] == 0x7F) {
                return false;
            }
            sum += bytes[i];
        }
        sum += between == TAB ? TAB : 0;
        return bytes[cr - 1] == (sum & 0x3F) + BLANK;
    }

    private boolean fields(int last, byte between) {
        separator = between;
        timeFrom = labelTo + 1;
        timeTo = timeFrom;
        dataFrom = timeFrom;
        dataTo = last;
        for (int i = dataFrom; between == TAB && i < last; i++) {
            if (bytes[i] == TAB) {
                if (dataFrom != timeFrom) {
                    return false;
                }
                timeTo = i;
                dataFrom = i + 1;
            }
        }
        return timeTo == timeFrom || isTime();
    }

    /** Returns whether the text is a date: a letter or a blank, then {@code YYMMDDhhmmss}. */
    private boolean isTime() {
        for (int i = timeFrom + 1; i < timeTo; i++) {
            if (!ByteSearch.isDigit(bytes[i])) {
                return false;
            }
        }
        return timeTo - timeFrom == TIME;
    }

    private static boolean isLabel(byte b) {
        return b >= 'A' && b <= 'Z' || ByteSearch.isDigit(b) || b == '+' || b == '-';
    }

    /** Returns the label of the group. */
    public String label() {
        return text(labelFrom, labelTo);
    }

    /** Returns the date; empty if the group has none. */
    public String time() {
        return text(timeFrom, timeTo);
    }

    /** Returns the data, with their blanks. */
    public String data() {
        return text(dataFrom, dataTo);
    }

    private String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.US_ASCII);
    }

    /** Returns whether the label is this one. */
    boolean isLabelled(byte[] label) {
        return Arrays.equals(bytes, labelFrom, labelTo, label, 0, label.length);
    }
}
