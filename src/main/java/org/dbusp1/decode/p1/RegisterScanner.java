package org.dbusp1.decode.p1;

/**
 * Walks over the registers of a P1 telegram: code, then brackets. A line that starts with a bracket continues the one
 * before, and so do all bytes behind an open bracket, up to its end or to the next code. Lines without a code are
 * passed over. Used again and again by one thread; allocates nothing.
 */
final class RegisterScanner {
    /**
     * The form of a telegram's codes. The first code shows whether the telegram has short codes: a long code that lost
     * bytes looks like a short one.
     */
    private enum Codes { UNKNOWN, LONG, SHORT }

    private final PrintedCode code = new PrintedCode();
    private byte[] bytes;
    private Codes codes = Codes.UNKNOWN;
    private int end;
    private int at;
    private int headEnd;
    private int codeFrom;
    private int from;
    private int to;

    /** Starts a walk over the registers of a telegram, behind its first line. */
    void start(byte[] telegram) {
        bytes = telegram;
        end = endMark(telegram);
        headEnd = lineEnd(0);
        at = headEnd;
        codes = Codes.UNKNOWN;
        code.start(telegram, end);
    }

    /** Returns the end of the first line, which begins behind the slash. */
    int headEnd() {
        return headEnd;
    }

    /** Goes to the next register; returns false if there is none. */
    boolean next() {
        while (at < end) {
            if (bytes[at] <= ' ' && bytes[at] >= 0) {
                at++;
            } else if (code.read(at) || codes != Codes.LONG && code.readShort(at)) {
                codes = codes == Codes.UNKNOWN ? code.shortForm() ? Codes.SHORT : Codes.LONG : codes;
                codeFrom = at;
                from = code.brackets();
                readBrackets();
                return true;
            } else {
                at = lineEnd(at);
            }
        }
        return false;
    }

    /** Returns the code of the register. */
    PrintedCode code() {
        return code;
    }

    /** Returns the place where the code begins; it ends before the brackets. */
    int codeFrom() {
        return codeFrom;
    }

    /** Returns the place of the first bracket. */
    int from() {
        return from;
    }

    /** Returns the place behind the last bracket. */
    int to() {
        return to;
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
