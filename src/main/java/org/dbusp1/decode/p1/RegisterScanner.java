package org.dbusp1.decode.p1;

import org.dbusp1.decode.register.RegisterTable;

/**
 * Walks over the registers of a P1 telegram: code, then brackets. A line that starts with a bracket continues the one before,
 * and so does whatever follows an open bracket, up to its end or to the next code. Lines without a code are passed over.
 * Used again and again by one thread; allocates nothing.
 */
final class RegisterScanner {
    private static final int GROUPS = 5;
    /** Groups A and B of the meter itself, 1-0. */
    private static final long METER_ITSELF = 1L << 32;
    private static final int ERROR = 97;
    /** Group F of what is valid now; others are values of past periods. */
    private static final int CURRENT = 255;

    /** The first code of a telegram tells whether there are short ones in it: of a long one that lost bytes a short one is left. */
    private enum Codes { UNKNOWN, LONG, SHORT }

    private byte[] bytes;
    private Codes codes = Codes.UNKNOWN;
    private boolean shortCode;
    private int end;
    private int at;
    private int headEnd;

    private int codeFrom;
    private int code;
    private int from;
    private int to;
    private boolean history;
    private boolean historyPrinted;

    /** Begins with a telegram; its first line is behind it then. */
    void start(byte[] telegram) {
        bytes = telegram;
        end = endMark(telegram);
        headEnd = lineEnd(0);
        at = headEnd;
        codes = Codes.UNKNOWN;
    }

    /** Where the first line ends; it begins behind the slash. */
    int headEnd() {
        return headEnd;
    }

    /** Goes to the next register; false when there is none. */
    boolean next() {
        while (at < end) {
            if (bytes[at] <= ' ' && bytes[at] >= 0) {
                at++;
            } else if (readCode() || codes != Codes.LONG && readShortCode()) {
                codes = codes == Codes.UNKNOWN ? shortCode ? Codes.SHORT : Codes.LONG : codes;
                readBrackets();
                return true;
            } else {
                at = lineEnd(at);
            }
        }
        return false;
    }

    /** The code, packed; {@link RegisterTable#NONE} for one that no meter should print. */
    int code() {
        return code;
    }

    /** Where the code begins; it ends before the brackets. */
    int codeFrom() {
        return codeFrom;
    }

    /** The first bracket. */
    int from() {
        return from;
    }

    /** Behind the last bracket. */
    int to() {
        return to;
    }

    /** Whether group F says that this is a value of the past. */
    boolean history() {
        return history;
    }

    /** Whether the code has neither medium nor channel, as meters print it that answer a request. */
    boolean shortCode() {
        return shortCode;
    }

    /** Whether group F is printed. */
    boolean historyPrinted() {
        return historyPrinted;
    }

    /** Reads A-B:C.D.E with an optional *F or .F, whatever the separators: the standard's own example has wrong ones. */
    private boolean readCode() {
        codeFrom = at;
        shortCode = false;
        int groups = 0;
        int number = 0;
        int groupFrom = at;
        long packed = 0;
        boolean large = false;
        for (int i = at; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit >= 0 && digit <= 9) {
                number = number * 10 + digit;
                continue;
            }
            int digits = i - groupFrom;
            if (digits == 0) {
                return false;
            }
            if (groups < GROUPS) {
                packed = packed << 8 | number & 0xFF;
                large |= digits > 3 || number > 0xFF;
            }
            groups++;
            if (bytes[i] == '(') {
                from = i;
                code = large ? RegisterTable.NONE : RegisterTable.pack(packed);
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
     * Reads C.D or C.D.E with an optional *F or &F, as answers of mode C have them (IEC 62056-21, 6.5): the register of the meter itself, 1-0. Group C
     * may be a letter.
     */
    private boolean readShortCode() {
        shortCode = true;
        boolean letter = bytes[at] >= 'A' && bytes[at] <= 'Z';
        int place = letter ? at + 1 : digits(at);
        int c = letter ? letterGroup(bytes[at]) : value(at, place);
        if (c < 0 || place + 1 >= end || bytes[place] != '.') {
            return false;
        }
        boolean error = bytes[place + 1] == 'F';
        int next = error ? place + 2 : digits(place + 1);
        int d = error ? ERROR : value(place + 1, next);
        int e = 0;
        if (next < end && bytes[next] == '.') {
            int behind = digits(next + 1);
            e = value(next + 1, behind);
            next = behind;
        }
        historyPrinted = next < end && (bytes[next] == '*' || bytes[next] == '&');
        history = historyPrinted;
        if (historyPrinted) {
            int behind = digits(next + 1);
            history = value(next + 1, behind) != CURRENT;
            next = behind;
        }
        if (d < 0 || e < 0 || next >= end || bytes[next] != '(') {
            return false;
        }
        from = next;
        code = RegisterTable.pack(METER_ITSELF | c << 16 | d << 8 | e);
        return true;
    }

    /** Groups C that have a letter of their own (IEC 62056-61, table 4); -1 for a letter that has none. */
    private static int letterGroup(byte letter) {
        return switch (letter) {
            case 'C' -> 96;
            case 'F' -> ERROR;
            case 'L' -> 98;
            case 'P' -> 99;
            default -> -1;
        };
    }

    /** Where the digits from a place on end. */
    private int digits(int start) {
        int i = start;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i;
    }

    /** The number of one to three digits in [first, last), at most 255; -1 where there is none. */
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

    private void readBrackets() {
        int line = lineEnd(from);
        while (true) {
            to = trimmed(line);
            int next = line;
            while (next < end && (bytes[next] == '\r' || bytes[next] == '\n')) {
                next++;
            }
            boolean open = bytes[to - 1] != ')';
            if (next >= end || !(bytes[next] == '(' || open && !looksLikeCode(next))) {
                at = next;
                return;
            }
            line = lineEnd(next);
        }
    }

    private boolean looksLikeCode(int start) {
        int i = start;
        while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
            i++;
        }
        return i > start && i + 1 < end && bytes[i] == '-' && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
    }

    private int trimmed(int line) {
        int last = line;
        while (last > from + 1 && bytes[last - 1] >= 0 && bytes[last - 1] <= ' ') {
            last--;
        }
        return last;
    }

    /** Where the line ends, at its CR or LF. */
    private int lineEnd(int start) {
        int i = start;
        while (i < end && bytes[i] != '\r' && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /** The '!' that ends the telegram, with up to four digits behind it; of a fragment its end. */
    private static int endMark(byte[] telegram) {
        for (int i = telegram.length - 1; i >= 0 && i >= telegram.length - 5; i--) {
            if (telegram[i] == '!') {
                return i;
            }
        }
        return telegram.length;
    }
}
