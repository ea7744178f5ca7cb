package org.dbusp1.decode.p1;

/**
 * Walks over the registers of a P1 telegram: code, then brackets. A line that starts with a bracket continues the one
 * before, and so does whatever follows an open bracket, up to its end or to the next code. Lines without a code are
 * passed over. Used again and again by one thread; allocates nothing.
 */
final class RegisterScanner {
    /**
     * The first code of a telegram shows whether there are short ones in it: of a long one that lost bytes a short one
     * is left.
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

    /** Begins with a telegram; its first line is behind it then. */
    void start(byte[] telegram) {
        bytes = telegram;
        end = endMark(telegram);
        headEnd = lineEnd(0);
        at = headEnd;
        codes = Codes.UNKNOWN;
        code.start(telegram, end);
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

    /** The code of the register. */
    PrintedCode code() {
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
