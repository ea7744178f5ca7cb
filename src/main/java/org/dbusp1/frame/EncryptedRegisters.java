package org.dbusp1.frame;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.cipher.CipheredApdu;

/**
 * P1 telegrams of which the registers alone are encrypted, as Kaifa and Elgama send them in Poland: first line and
 * empty line in clear text, then {@code 00 | length | control | counter | text | tag} and, without a line end, the mark
 * with its checksum, which is that of the bytes on the line. 00 is the length of a system title that is left out; zeros
 * replace it (UtilitechAS/amsreader-firmware, issues 1067 and 1198).
 */
final class EncryptedRegisters {
    private static final byte NO_TITLE = 0;
    private static final int CHECKSUM = 4;

    private EncryptedRegisters() {
    }

    /** Returns whether such registers are between the first line that begins at a slash and the mark. */
    static boolean endAt(byte[] bytes, int slash, int mark) {
        int title = ByteSearch.behindLine(bytes, slash, mark);
        return title + 1 < mark && bytes[title] == NO_TITLE && CipheredApdu.Head.behindTitle(bytes, title + 1, mark)
                .filter(head -> head.end() == mark).isPresent() && apdu(bytes, title, mark).isPresent();
    }

    /** Returns the registers as an APDU with its system title; empty if the bytes are no such APDU. */
    private static Optional<CipheredApdu> apdu(byte[] bytes, int title, int mark) {
        int rest = 2 + CipheredApdu.TITLE_LENGTH;
        byte[] apdu = new byte[rest + mark - title - 1];
        apdu[0] = (byte) CipheredApdu.TAG;
        apdu[1] = CipheredApdu.TITLE_LENGTH;
        System.arraycopy(bytes, title + 1, apdu, rest, mark - title - 1);
        return CipheredApdu.of(apdu);
    }

    /**
     * Returns the registers of a telegram, which ends with its checksum, as an APDU; empty if they are not encrypted.
     */
    static Optional<CipheredApdu> of(byte[] telegram) {
        int mark = telegram.length - 1;
        while (mark > telegram.length - 1 - CHECKSUM && mark > 0 && telegram[mark] != '!') {
            mark--;
        }
        int title = ByteSearch.behindLine(telegram, 0, mark);
        return mark > 0 && telegram[0] == '/' && title < mark && telegram[title] == NO_TITLE
                ? apdu(telegram, title, mark) : Optional.empty();
    }

    /** Returns the telegram in clear text with the checksum of the clear text; empty if the text is no telegram. */
    static Optional<byte[]> decrypted(byte[] telegram, byte[] text) {
        int title = ByteSearch.behindLine(telegram, 0, telegram.length);
        byte[] upToMark = Arrays.copyOf(telegram, title + text.length + 1);
        System.arraycopy(text, 0, upToMark, title, text.length);
        upToMark[upToMark.length - 1] = '!';
        byte[] checksum = ByteSearch.bytes("%04X".formatted(Crc16.ARC.of(upToMark, 0, upToMark.length)));
        byte[] clear = ByteSearch.replace(upToMark, upToMark.length, upToMark.length, checksum);
        List<Frame> telegrams = FrameScanner.telegrams(clear);
        return telegrams.size() == 1 && Arrays.equals(telegrams.get(0).bytes(), clear)
                && ByteSearch.allSevenBit(text, 0, text.length) && FormatHint.REGISTER_TEXT.isIn(text)
                ? Optional.of(clear) : Optional.empty();
    }
}
