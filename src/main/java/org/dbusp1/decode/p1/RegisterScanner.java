package org.dbusp1.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Obis;

/**
 * Finds the registers of a P1 telegram: code, then brackets. A line that starts with a bracket continues the one
 * before, and so do all bytes behind an open bracket, up to its end or to the next code. Lines without a code are
 * passed over. Used once.
 */
final class RegisterScanner {
    /**
     * The form of a telegram's codes. The first code shows whether the telegram has short codes: a long code that lost
     * bytes looks like a short one.
     */
    private enum Codes { UNKNOWN, LONG, SHORT }

    private static final int GROUPS = 5;
    /** The number of groups before group C, which may be a letter. */
    private static final int LETTERED = 2;
    private static final int ERROR = 97;
    /** A code that no meter should print. */
    private static final Obis NONE = new Obis(255, 255, 255, 255, 255, Obis.CURRENT);

    private final byte[] bytes;
    private final int end;
    private final int headEnd;
    private Codes codes = Codes.UNKNOWN;
    private int at;
    private int from;
    private Obis code = NONE;
    private boolean shortForm;
    private boolean past;
    private boolean historyPrinted;

    RegisterScanner(byte[] telegram) {
        bytes = telegram;
        end = endMark(telegram);
        headEnd = lineEnd(0);
    }

    /** Returns the first line, behind the slash. */
    String head() {
        int first = Math.min(1, headEnd);
        return new String(bytes, first, headEnd - first, StandardCharsets.ISO_8859_1);
    }

    /** Returns the registers behind the first line, in their order. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        at = headEnd;
        while (at < end) {
            if (bytes[at] <= ' ' && bytes[at] >= 0) {
                at++;
            } else if (readCode(at) || codes != Codes.LONG && readShortCode(at)) {
                if (codes == Codes.UNKNOWN) {
                    codes = shortForm ? Codes.SHORT : Codes.LONG;
                }
                int codeFrom = at;
                int to = readBrackets();
                Obis key = RegisterTable.key(code);
                lines.add(new Line(bytes, key, RegisterTable.ofKey(key), code.b(), historyPrinted || shortForm, past, codeFrom, from, to));
            } else {
                at = lineEnd(at);
            }
        }
        return lines;
    }

    /**
     * Reads A-B:C.D.E at a place, with an optional *F or .F, with any separators: the standard's own example has wrong
     * ones. Group C may be a letter (1-0:C.1.0*255, ZPA GH305).
     */
    private boolean readCode(int start) {
        shortForm = false;
        int groups = 0;
        int number = 0;
        int groupFrom = start;
        long all = 0;
        boolean large = false;
        for (int i = start; i < end; i++) {
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
                from = i;
                code = large ? NONE : new Obis(all << 8 | Obis.CURRENT);
                historyPrinted = groups > GROUPS;
                past = historyPrinted && number != Obis.CURRENT;
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
    private boolean readShortCode(int start) {
        shortForm = true;
        boolean letter = bytes[start] >= 'A' && bytes[start] <= 'Z';
        int place = letter ? start + 1 : PrintedText.behindDigits(bytes, start, end);
        int c = letter ? letterGroup(bytes[start]) : value(start, place);
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
        past = historyPrinted;
        if (historyPrinted) {
            int behind = PrintedText.behindDigits(bytes, next + 1, end);
            past = value(next + 1, behind) != Obis.CURRENT;
            next = behind;
        }
        if (d < 0 || e < 0 || next >= end || bytes[next] != '(') {
            return false;
        }
        from = next;
        code = new Obis(1, 0, c, d, e, Obis.CURRENT);
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

    /** Goes behind the brackets; returns the place behind the last one. */
    private int readBrackets() {
        int line = lineEnd(from);
        while (true) {
            int to = trimmed(line);
            int next = line;
            while (next < end && (bytes[next] == '\r' || bytes[next] == '\n')) {
                next++;
            }
            boolean open = bytes[to - 1] != ')';
            if (next >= end || !(bytes[next] == '(' || open && !looksLikeCode(next))) {
                at = next;
                return to;
            }
            line = lineEnd(next);
        }
    }

    private boolean looksLikeCode(int start) {
        int i = PrintedText.behindDigits(bytes, start, end);
        return i > start && i + 1 < end && bytes[i] == '-' && bytes[i + 1] >= '0' && bytes[i + 1] <= '9';
    }

    private int trimmed(int line) {
        int last = line;
        while (last > from + 1 && bytes[last - 1] >= 0 && bytes[last - 1] <= ' ') {
            last--;
        }
        return last;
    }

    /** Returns the end of the line, at its CR or LF. */
    private int lineEnd(int start) {
        int i = start;
        while (i < end && bytes[i] != '\r' && bytes[i] != '\n') {
            i++;
        }
        return i;
    }

    /**
     * Returns the place of the '!' that ends the telegram, with up to four digits behind it; the end of the bytes if
     * they are a fragment.
     */
    private static int endMark(byte[] telegram) {
        for (int i = telegram.length - 1; i >= 0 && i >= telegram.length - 5; i--) {
            if (telegram[i] == '!') {
                return i;
            }
        }
        return telegram.length;
    }
}
