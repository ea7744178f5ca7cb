package org.dbusp1.line.frame;

import org.dbusp1.line.cipher.CipheredApdu;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.line.frame.Frame.Proof;
import org.dbusp1.meter.RejectCause;

/**
 * Encrypted P1 telegrams: a ciphered APDU (IEC 62056-5-3) without a frame, {@code DB 08 | system title | length | control
 * | counter | text | tag}, as in Luxembourg and with some operators of Austria and Poland. The tag proves the bytes, or the
 * checksum in the text.
 */
final class EncryptedTelegramFormat implements FrameFormat {
    private static final byte[] STARTS = {(byte) CipheredApdu.APDU_TAG};
    /** The longest telegram, with 64 bytes for the head and the tag. */
    private static final int MAX_FRAME_BYTES = TelegramFormat.MAX_TELEGRAM_BYTES + 64;
    /** Fewest bytes after the length: control, counter and tag. */
    private static final int LEAST_BODY_BYTES = 17;

    private final Decryption decryption;

    EncryptedTelegramFormat(Decryption decryption) {
        this.decryption = decryption;
    }

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public Format format() {
        return Format.P1_ENCRYPTED;
    }

    @Override
    public ParseResult parse(ByteWindow window, int at) {
        if (window.lengthFrom(at) > 1 && window.byteAt(at + 1) != CipheredApdu.TITLE_LENGTH) {
            return ParseResult.NO_MATCH;
        }
        CipheredApdu.BodySpan body = CipheredApdu.BodySpan.of(window.bytes(), at, window.end());
        if (body == null) {
            return window.lengthFrom(at) < CipheredApdu.BodySpan.MAX_HEAD_BYTES ? ParseResult.notYetRecognized(window)
                    : ParseResult.NO_MATCH;
        }
        int start = body.start();
        int end = body.end();
        if (end - start < LEAST_BODY_BYTES || end - at > MAX_FRAME_BYTES
                || window.end() > start && !CipheredApdu.isSupported(window.byteAt(start))) {
            return ParseResult.NO_MATCH;
        }
        if (end > window.end()) {
            return ParseResult.incompleteFrame(window, at);
        }
        Decryption.Telegram telegram = decryption.telegram(window.copy(at, end));
        if (telegram.flaw() == null) {
            Proof proof = telegram.checked() ? Proof.PROVEN : Proof.UNPROVEN;
            return new ParseResult.Complete(
                    new Frame(Format.P1_ENCRYPTED, window.copy(at, end), telegram.text(), window.offset(at), end - at, proof), end);
        }
        // Without a key no telegram can be found inside.
        return new ParseResult.Rejected(at, end, telegram.flaw() == RejectCause.ENCRYPTED ? end : at + 1, telegram.flaw(), false);
    }
}
