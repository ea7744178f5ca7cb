package org.dbusp1.line.decode.p1;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.line.decode.register.RegisterTable;
import org.dbusp1.line.frame.ByteSearch;
import org.dbusp1.line.frame.EndMark;
import org.dbusp1.meter.Obis;
import org.dbusp1.meter.Quantity;

/**
 * Finds the registers of a P1 telegram: code, then brackets, up to the next code in the line. A line that starts with a
 * bracket continues the previous line, and so do all bytes after an open bracket, up to the closing bracket. A register whose bracket is
 * still open where a line begins with the next code and its bracket lost bytes, and is skipped: no value holds a bracket (IEC 62056-21,
 * 6.3), but for a message of the grid operator, which may be any text. Lines without a code are skipped, and so is a block of
 * lines between brackets: Holley's values of the last month, with the codes of the present ones. Used once.
 */
final class RegisterScanner {
    /** Number of groups A to E of a code. */
    private static final int GROUPS = 5;
    /** The number of groups before group C, which may be a letter. */
    private static final int LETTERED = 2;
    /** Group C of error registers, and group D of the short code F.F, printed as F. */
    private static final int ERROR = 97;
    /** Stands for the end of a register whose bracket is never closed. */
    private static final int UNCLOSED = -1;
    /** Stands for a printed code with a group above 255. */
    private static final Obis NONE = new Obis(255, 255, 255, 255, 255, Obis.F_NOT_USED);

    private final byte[] bytes;
    private final int end;
    private final int headEnd;
    private final boolean proven;
    private final List<Quantity> doubtful = new ArrayList<>();
    /** Position of the next byte to examine. */
    private int at;
    /** Position of the first bracket after the last code. */
    private int from;
    private Obis code = NONE;
    /** Whether the last code has neither medium nor channel. */
    private boolean shortForm;
    /** Whether group F of the last code means a value of the past. */
    private boolean past;
    private boolean firstIsShort;
    private boolean blockIsOpen;
    private boolean groupFPrinted;

    RegisterScanner(byte[] telegram, boolean proven) {
        this.proven = proven;
        bytes = telegram;
        end = EndMark.positionIn(telegram);
        headEnd = lineEnd(0);
    }

    String head() {
        int first = Math.min(1, headEnd);
        return new String(bytes, first, headEnd - first, StandardCharsets.ISO_8859_1);
    }

    boolean hasChecksum() {
        return EndMark.isWithChecksum(bytes);
    }

    /**
     * Returns the registers after the first line, in their order. In a telegram that no checksum proves, a long code that
     * lost bytes looks like a short code: if the first code is long, short codes are not read.
     */
    List<RegisterLine> lines() {
        List<RegisterLine> lines = new ArrayList<>();
        at = headEnd;
        while (at < end) {
            int block = blockFrom(at);
            if (isBlank(at)) {
                at++;
            } else if (block > at) {
                at = afterBlock(block);
            } else if (readCode(at) || readShortCode(at)) {
                int codeFrom = at;
                int to = readBrackets();
                if (to == UNCLOSED) {
                    continue;
                }
                Obis key = RegisterTable.key(code);
                RegisterLine line = new RegisterLine(bytes, key, RegisterTable.definitionOfKey(key), code.b(),
                        groupFPrinted || shortForm, past, codeFrom, from, to);
                if (!shortForm || proven || lines.isEmpty() || firstIsShort) {
                    firstIsShort |= shortForm && lines.isEmpty();
                    lines.add(line);
                } else if (line.kind() == RegisterTable.RegisterType.NUMBER && !past) {
                    doubtful.add(line.meaning().requireQuantity());
                }
            } else {
                at = lineEnd(at);
            }
        }
        return lines;
    }

    boolean blockIsOpen() {
        return blockIsOpen;
    }

    /** Returns the quantities of the short codes that were not read: no sum may be calculated as if these were not sent. */
    List<Quantity> doubtful() {
        return doubtful;
    }

    /**
     * Reads A-B:C.D.E at a position, with an optional *F or .F, with any separators: the standard's own example has wrong
     * separators. B, or E after a colon, may be omitted (IEC 62056-61), and is 0 then. Group C may be a letter (1-0:C.1.0*255,
     * ZPA GH305).
     */
    private boolean readCode(int start) {
        shortForm = false;
        int groups = 0;
        int number = 0;
        int groupFrom = start;
        long all = 0;
        boolean large = false;
        boolean star = false;
        boolean colon = false;
        boolean withoutB = false;
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
            if (groups < GROUPS && !star) {
                all = all << 8 | number & 0xFF;
                large |= digits > 3 || number > 0xFF;
            }
            groups++;
            if (bytes[i] == '(') {
                boolean withoutE = colon && !withoutB && !large && groups == (star ? GROUPS : GROUPS - 1);
                from = i;
                code = large ? NONE : new Obis((withoutE ? all << 8 : all) << 8 | Obis.F_NOT_USED);
                groupFPrinted = star || groups > GROUPS;
                past = groupFPrinted && number != Obis.F_NOT_USED;
                return withoutE || groups == GROUPS && !star || groups == GROUPS + 1;
            }
            if (star || bytes[i] != '-' && bytes[i] != ':' && bytes[i] != '.' && bytes[i] != '*') {
                return false;
            }
            if (groups == 1 && bytes[i] == ':') {
                withoutB = true;
                all <<= 8;
                groups++;
            }
            star = bytes[i] == '*';
            colon |= bytes[i] == ':';
            groupFrom = i + 1;
            number = 0;
        }
        return false;
    }

    /**
     * Reads C.D or C.D.E at a position, with an optional *F or &F, as in answers of mode C (IEC 62056-21, 6.5): the
     * register of the meter itself, 1-0. Group C may be a letter.
     */
    private boolean readShortCode(int start) {
        shortForm = true;
        boolean letter = bytes[start] >= 'A' && bytes[start] <= 'Z';
        int position = letter ? start + 1 : ByteSearch.afterDigits(bytes, start, end);
        int c = letter ? letterGroup(bytes[start]) : value(start, position);
        if (c < 0 || position + 1 >= end || bytes[position] != '.') {
            return false;
        }
        boolean error = bytes[position + 1] == 'F';
        int next = error ? position + 2 : ByteSearch.afterDigits(bytes, position + 1, end);
        int d = error ? ERROR : value(position + 1, next);
        int e = 0;
        if (next < end && bytes[next] == '.') {
            int after = ByteSearch.afterDigits(bytes, next + 1, end);
            e = value(next + 1, after);
            next = after;
        }
        groupFPrinted = next < end && (bytes[next] == '*' || bytes[next] == '&');
        past = groupFPrinted;
        if (groupFPrinted) {
            int after = ByteSearch.afterDigits(bytes, next + 1, end);
            past = value(next + 1, after) != Obis.F_NOT_USED;
            next = after;
        }
        if (d < 0 || e < 0 || next >= end || bytes[next] != '(') {
            return false;
        }
        from = next;
        code = new Obis(1, 0, c, d, e, Obis.F_NOT_USED);
        return true;
    }

    /** Returns the number of a group C printed as a letter (IEC 62056-61, table 4); -1 for another letter. */
    private static int letterGroup(byte letter) {
        return switch (letter) {
            case 'C' -> 96;
            case 'F' -> ERROR;
            case 'L' -> 98;
            case 'P' -> 99;
            default -> -1;
        };
    }

    /** Returns the number of one to three digits in [first, last), at most 255; -1 for other digits. */
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

    /** Moves {@link #at} after the brackets; returns the end of the register, see {@link RegisterLine#to}, or {@link #UNCLOSED}. */
    private int readBrackets() {
        int open = from;
        while (true) {
            int close = RegisterLine.closingBracket(bytes, open, end);
            int codeLine = isMessage() ? close : lineWithCode(open, close);
            if (codeLine < close) {
                at = codeLine;
                return UNCLOSED;
            }
            int next = Math.min(close + 1, end);
            int after = afterBlanks(next);
            if (after < end && codeFollows(after)) {
                at = after;
                return trimmed(after);
            }
            while (next < end && bytes[next] != '(' && !ByteSearch.isLineEnd(bytes[next])) {
                next++;
            }
            int line = next;
            while (next < end && ByteSearch.isLineEnd(bytes[next])) {
                next++;
            }
            if (next >= end || bytes[next] != '(') {
                at = next;
                return trimmed(line);
            }
            open = next;
        }
    }

    private boolean isMessage() {
        return RegisterTable.definition(code).kind() == RegisterTable.RegisterType.MESSAGE;
    }

    /** Returns the beginning of the first line between two positions that begins with a code and a bracket; the end without one. */
    private int lineWithCode(int start, int to) {
        int line = lineEnd(start) + 1;
        while (line < to) {
            if (codeFollows(line)) {
                return line;
            }
            line = lineEnd(line) + 1;
        }
        return to;
    }

    /**
     * Returns the position of the line after the opening bracket of a block that begins at a position: a code, and the bracket at the
     * end of its line or alone in the next line. Returns the position itself if no block begins there.
     */
    private int blockFrom(int start) {
        int code = afterCode(start);
        if (code == start) {
            return start;
        }
        int bracket = code;
        while (bracket < end && isBlank(bracket)) {
            bracket++;
        }
        int to = afterBlanks(bracket + 1);
        return bracket < end && bytes[bracket] == '(' && (bracket == code || lineEnd(code) < bracket)
                && (to >= end || ByteSearch.isLineEnd(bytes[to])) ? to : start;
    }

    /** Returns the position after the line that ends with a bracket that nothing in it opened; the end of the telegram without one. */
    private int afterBlock(int from) {
        int line = from;
        while (line < end) {
            int to = lineEnd(line);
            int open = 0;
            boolean closes = false;
            for (int i = line; i < to; i++) {
                closes = bytes[i] == ')' && open == 0 || closes && isBlank(i);
                open += bytes[i] == '(' ? 1 : bytes[i] == ')' && open > 0 ? -1 : 0;
            }
            if (closes) {
                return to;
            }
            line = to + 1;
        }
        blockIsOpen = true;
        return end;
    }

    private boolean isBlank(int position) {
        return bytes[position] >= 0 && bytes[position] <= ' ';
    }

    private int afterBlanks(int start) {
        int i = start;
        while (i < end && bytes[i] == ' ') {
            i++;
        }
        return i;
    }

    private boolean codeFollows(int start) {
        int after = afterCode(start);
        return after > start && after < end && bytes[after] == '(';
    }

    /** Returns the position after the characters of a code with a point; the position itself without a point. */
    private int afterCode(int start) {
        int i = start;
        boolean point = false;
        while (i < end && (ByteSearch.isDigit(bytes[i]) || bytes[i] >= 'A' && bytes[i] <= 'Z' || "-:.*&".indexOf(bytes[i]) >= 0)) {
            point |= bytes[i] == '.';
            i++;
        }
        return point ? i : start;
    }

    private int trimmed(int to) {
        int last = to;
        while (last > from + 1 && bytes[last - 1] >= 0 && bytes[last - 1] <= ' ') {
            last--;
        }
        return last;
    }

    private int lineEnd(int start) {
        return ByteSearch.lineEnd(bytes, start, end);
    }
}
