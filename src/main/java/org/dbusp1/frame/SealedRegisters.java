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
    private static final byte NO_TITLE = 0;
    private static final int CHECKSUM = 4;
    /** CR and LF, twice. */
    private static final int LINE_ENDS = 4;

    private SealedRegisters() {
    }

    /**
     * Whether such registers end at the mark. One pass over the bytes, whatever they are.
     *
     * @param first where a telegram may begin, {@link TelegramStarts#NONE} where none may; it may be noise
     */
    static boolean endAt(byte[] bytes, int first, int mark) {
        int title = first == TelegramStarts.NONE ? mark : ByteSearch.next(bytes, first, mark, NO_TITLE);
        while (title < mark && !(fits(bytes, title, mark) && followsFirstLine(bytes, first, title))) {
            title = ByteSearch.next(bytes, title + 1, mark, NO_TITLE);
        }
        return title < mark && apdu(bytes, title, mark).isPresent();
    }

    private static boolean fits(byte[] bytes, int title, int mark) {
        return title + 1 < mark && CipheredApdu.Head.behindTitle(bytes, title + 1, mark)
                .filter(head -> head.end() == mark).isPresent();
    }

    private static boolean followsFirstLine(byte[] bytes, int first, int title) {
        int line = title;
        while (line > Math.max(first, title - LINE_ENDS) && endsLine(bytes[line - 1])) {
            line--;
        }
        int at = line - 1;
        int longest = Math.max(first, line - TelegramStarts.MAX_FIRST_LINE);
        while (at > longest && bytes[at] != '/' && !endsLine(bytes[at])) {
            at--;
        }
        return line < title && at >= longest && bytes[at] == '/';
    }

    /** The registers as an APDU with its system title; empty where they are none. */
    private static Optional<CipheredApdu> apdu(byte[] bytes, int title, int mark) {
        int rest = 2 + CipheredApdu.TITLE_LENGTH;
        byte[] apdu = new byte[rest + mark - title - 1];
        apdu[0] = (byte) CipheredApdu.TAG;
        apdu[1] = CipheredApdu.TITLE_LENGTH;
        System.arraycopy(bytes, title + 1, apdu, rest, mark - title - 1);
        return CipheredApdu.of(apdu);
    }

    /** The registers of a telegram with its checksum, as an APDU; empty where they are not encrypted. */
    static Optional<CipheredApdu> of(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark > telegram.length - 1 - CHECKSUM && mark > 0 && telegram[mark] != '!') {
            mark--;
        }
        int title = title(telegram, mark);
        return mark > 0 && P1Framer.begins(telegram) && title < mark && telegram[title] == NO_TITLE
                ? apdu(telegram, title, mark) : Optional.empty();
    }

    /** The telegram in clear text, with the checksum of that; empty where the text is none. */
    static Optional<byte[]> opened(byte[] telegram, byte[] text) {
        int title = title(telegram, telegram.length);
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
    private static int title(byte[] telegram, int to) {
        int at = ByteSearch.next(telegram, 0, Math.min(to, TelegramStarts.MAX_FIRST_LINE), (byte) '\r', (byte) '\n');
        int last = Math.min(to, at + LINE_ENDS);
        while (at < last && endsLine(telegram[at])) {
            at++;
        }
        return at;
    }

    private static boolean endsLine(byte b) {
        return b == '\r' || b == '\n';
    }
}
