package org.dbusp1.frame;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.cipher.CipheredApdu;

/**
 * P1 telegrams of which the registers alone are encrypted, as Kaifa and Elgama send them in Poland: first line and
 * empty line in clear text, then {@code 00 | length | control | counter | text | tag} and, without a line end, the mark
 * with its checksum, which is that of the bytes on the line. 00 is the length of a system title that is left out; zeros
 * stand for it (UtilitechAS/amsreader-firmware, issues 1067 and 1198).
 */
final class SealedRegisters {
    private static final int CHECKSUM = 4;
    private static final int MAX_FIRST_LINE = 64;
    /** CR and LF, twice. */
    private static final int LINE_ENDS = 4;

    private SealedRegisters() {
    }

    /** The registers of a telegram in [head, mark) as an APDU with its system title; empty where they are no such. */
    static Optional<CipheredApdu> of(byte[] bytes, int head, int mark) {
        int title = title(bytes, head, mark);
        if (title == mark || bytes[title] != 0) {
            return Optional.empty();
        }
        int rest = 2 + CipheredApdu.TITLE_LENGTH;
        byte[] apdu = new byte[rest + mark - title - 1];
        apdu[0] = (byte) CipheredApdu.TAG;
        apdu[1] = CipheredApdu.TITLE_LENGTH;
        System.arraycopy(bytes, title + 1, apdu, rest, mark - title - 1);
        return CipheredApdu.of(apdu);
    }

    /**
     * Whether such registers end at the mark.
     *
     * @param first where a telegram may begin, {@link TelegramStarts#NONE} where none may; it may be noise
     */
    static boolean endAt(byte[] bytes, int first, int mark) {
        int head = first == TelegramStarts.NONE ? mark : first;
        while (head < mark && of(bytes, head, mark).isEmpty()) {
            head = ByteSearch.next(bytes, head + 1, mark, (byte) '/');
        }
        return head < mark;
    }

    /** The same of a telegram with its checksum. */
    static Optional<CipheredApdu> of(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark > telegram.length - 1 - CHECKSUM && mark > 0 && telegram[mark] != '!') {
            mark--;
        }
        return mark > 0 && P1Framer.begins(telegram) ? of(telegram, 0, mark) : Optional.empty();
    }

    /** The telegram in clear text, with the checksum of that; empty where the text is none. */
    static Optional<byte[]> opened(byte[] telegram, byte[] text) {
        int title = title(telegram, 0, telegram.length);
        byte[] upToMark = Arrays.copyOf(telegram, title + text.length + 1);
        System.arraycopy(text, 0, upToMark, title, text.length);
        upToMark[upToMark.length - 1] = '!';
        byte[] checksum = Text.bytes("%04X".formatted(Crc16.of(upToMark, 0, upToMark.length)));
        byte[] clear = Text.replace(upToMark, upToMark.length, upToMark.length, checksum);
        List<Frame> telegrams = P1Framer.all(clear);
        return telegrams.size() == 1 && Arrays.equals(telegrams.get(0).bytes(), clear)
                && ByteSearch.allSevenBit(text, 0, text.length) && RegisterText.holdsCode(text)
                ? Optional.of(clear) : Optional.empty();
    }

    /** Where the length of the system title stands, behind first line and empty line; {@code to} where nothing is. */
    private static int title(byte[] bytes, int from, int to) {
        int at = from;
        int longest = Math.min(to, from + MAX_FIRST_LINE);
        while (at < longest && !endsLine(bytes[at])) {
            at++;
        }
        int last = Math.min(to, at + LINE_ENDS);
        while (at < last && endsLine(bytes[at])) {
            at++;
        }
        return at;
    }

    private static boolean endsLine(byte b) {
        return b == '\r' || b == '\n';
    }
}
