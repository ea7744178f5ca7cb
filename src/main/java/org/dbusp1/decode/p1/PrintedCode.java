package org.dbusp1.decode.p1;

import org.dbusp1.decode.register.RegisterTable;

/** Reads the code in front of a register's brackets. Used again and again by one thread; allocates nothing. */
final class PrintedCode {
    private static final int GROUPS = 5;
    /** The number of groups before group C, which may be a letter. */
    private static final int LETTERED = 2;
    /** Groups A and B of the meter itself, 1-0. */
    private static final long METER_ITSELF = 1L << 32;
    private static final int ERROR = 97;
    /** Group F of current values; other numbers mean values of past periods. */
    private static final int CURRENT = 255;

    private byte[] bytes;
    private int end;
    private int brackets;
    private int packed;
    private boolean shortForm;
    private boolean history;
    private boolean historyPrinted;

    /** Starts to read a telegram, which ends at a place. */
    void start(byte[] telegram, int to) {
        bytes = telegram;
        end = to;
    }

    /** Returns the packed code; {@link RegisterTable#NONE} for a code that no meter should print. */
    int packed() {
        return packed;
    }

    /** Returns the place where the code ends and the brackets begin. */
    int brackets() {
        return brackets;
    }

    /** Returns whether the code has neither medium nor channel, as in the answers of meters to a request. */
    boolean shortForm() {
        return shortForm;
    }

    /** Returns whether group F means a value of the past. */
    boolean history() {
        return history;
    }

    /** Returns whether group F is printed. */
    boolean historyPrinted() {
        return historyPrinted;
    }

    /**
     * Reads A-B:C.D.E at a place, with an optional *F or .F, with any separators: the standard's own example has wrong
     * ones. Group C may be a letter (1-0:C.1.0*255, ZPA GH305).
     */
    boolean read(int at) {
        shortForm = false;
        int groups = 0;
        int number = 0;
        int groupFrom = at;
        long all = 0;
        boolean large = false;
        for (int i = at; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                number = number * 10 + digit;
                continue;
            }
            int digits = i - groupFrom;
            if (digits == 0 && groups == LETTERED && letterGroup(bytes[i]) >= 0) {
                number = letterGroup(bytes[i]);
                i++;
                digits = 1;
            }
            if (digits == 0 || i == end) {
                return false;
            }
            if (groups < GROUPS) {
                all = all << 8 | number & 0xFF;
                large |= digits > 3 || number > 0xFF;
            }
            groups++;
            if (bytes[i] == '(') {
                brackets = i;
                packed = large ? RegisterTable.NONE : RegisterTable.pack(all);
                historyPrinted = groups > GROUPS;
                history = historyPrinted && number != CURRENT;
                return groups == GROUPS || groups == GROUPS + 1;
            }
            if (bytes[i] != '-' && bytes[i] != ':' && bytes[i] != '.' && bytes[i] != '*') {
                return false;
            }
            groupFrom = i + 1;
            number = 0;
        }
        return false;
    }

    /**
     * Reads C.D or C.D.E at a place, with an optional *F or &F, as answers of mode C have them (IEC 62056-21, 6.5): the
     * register of the meter itself, 1-0. Group C may be a letter.
     */
    boolean readShort(int at) {
        shortForm = true;
        boolean letter = bytes[at] >= 'A' && bytes[at] <= 'Z';
        int place = letter ? at + 1 : PrintedText.behindDigits(bytes, at, end);
        int c = letter ? letterGroup(bytes[at]) : value(at, place);
        if (c < 0 || place + 1 >= end || bytes[place] != '.') {
            return false;
        }
        boolean error = bytes[place + 1] == 'F';
        int next = error ? place + 2 : PrintedText.behindDigits(bytes, place + 1, end);
        int d = error ? ERROR : value(place + 1, next);
        int e = 0;
        if (next < end && bytes[next] == '.') {
            int behind = PrintedText.behindDigits(bytes, next + 1, end);
            e = value(next + 1, behind);
            next = behind;
        }
        historyPrinted = next < end && (bytes[next] == '*' || bytes[next] == '&');
        history = historyPrinted;
        if (historyPrinted) {
            int behind = PrintedText.behindDigits(bytes, next + 1, end);
            history = value(next + 1, behind) != CURRENT;
            next = behind;
        }
        if (d < 0 || e < 0 || next >= end || bytes[next] != '(') {
            return false;
        }
        brackets = next;
        packed = RegisterTable.pack(METER_ITSELF | c << 16 | d << 8 | e);
        return true;
    }

    /** Returns the number of a group C that is printed as a letter (IEC 62056-61, table 4); -1 for another letter. */
    private static int letterGroup(byte letter) {
        return switch (letter) {
            case 'C' -> 96;
            case 'F' -> ERROR;
            case 'L' -> 98;
            case 'P' -> 99;
            default -> -1;
        };
    }

    /** Returns the number of one to three digits in [first, last), at most 255; -1 if there is none. */
    private int value(int first, int last) {
        if (last <= first || last - first > 3) {
            return -1;
        }
        int number = 0;
        for (int i = first; i < last; i++) {
            number = number * 10 + bytes[i] - '0';
        }
        return number <= 0xFF ? number : -1;
    }
}
