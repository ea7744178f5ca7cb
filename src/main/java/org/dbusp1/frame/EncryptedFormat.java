package org.dbusp1.frame;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.cipher.CipheredApdu;
import org.dbusp1.cipher.DecryptionResult;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * P1 telegrams that come encrypted: a ciphered APDU (IEC 62056-5-3) bare on the line, {@code DB 08 | system title |
 * length | control | counter | text | tag}, as in Luxembourg and with some operators of Austria and Poland. The tag is
 * the only proof; the clear text is a telegram like any other.
 */
final class EncryptedFormat implements FrameFormat {
    /** The longest telegram, and what stands around its text. */
    static final int MAX_FRAME = P1Framer.MAX_TELEGRAM + 64;
    /** Control, counter and tag. */
    private static final int LEAST = 17;
    /** So many telegrams of one meter in a row that do not open are not damaged: the key is that of another meter. */
    private static final int ANOTHER_KEY = 10;

    private final Decryptor decryptor;
    private byte[] text;
    private boolean everDecrypted;
    /** Telegrams in a row that did not open, and the system title that all of them have. */
    private int closed;
    private byte[] closedTitle = {};

    EncryptedFormat(Decryptor decryptor) {
        this.decryptor = decryptor;
    }

    @Override
    public byte startByte() {
        return (byte) CipheredApdu.TAG;
    }

    @Override
    public int shortest() {
        return LEAST;
    }

    @Override
    public int measure(Window window) {
        if (window.length() > 1 && window.at(1) != CipheredApdu.TITLE_LENGTH) {
            return NONE;
        }
        Optional<CipheredApdu.Head> head = CipheredApdu.Head.of(window.array(), window.start(),
                window.start() + window.length());
        if (head.isEmpty()) {
            return window.length() < CipheredApdu.Head.LONGEST ? UNKNOWN : NONE;
        }
        int body = head.get().body() - window.start();
        int length = head.get().end() - window.start();
        if (length - body < LEAST || length > MAX_FRAME) {
            return NONE;
        }
        return window.length() > body && !CipheredApdu.used(window.at(body)) ? NONE : length;
    }

    @Override
    public Optional<RejectCause> flaw(Window window, int length) {
        Optional<CipheredApdu> apdu = CipheredApdu.of(window.copy(0, length));
        if (apdu.isEmpty()) {
            return Optional.of(RejectCause.GARBAGE);
        }
        DecryptionResult result = decryptor.decrypt(apdu.get(), Decryptor.Tag.REQUIRED);
        if (result instanceof DecryptionResult.NoKey) {
            return Optional.of(RejectCause.ENCRYPTED);
        }
        if (result instanceof DecryptionResult.Clear clear && P1Framer.begins(clear.text())) {
            text = clear.text();
            everDecrypted = true;
            closed = 0;
            return Optional.empty();
        }
        if (result instanceof DecryptionResult.Clear && !apdu.get().encrypted()) {
            // Nothing was opened, and no telegram is inside.
            return Optional.of(RejectCause.GARBAGE);
        }
        // With a key that has decrypted others the frame must be damaged, as long as it is one of few.
        closed = Arrays.equals(apdu.get().title(), closedTitle) ? closed + 1 : 1;
        closedTitle = apdu.get().title();
        return Optional.of(everDecrypted && closed < ANOTHER_KEY ? RejectCause.CRC : RejectCause.KEY);
    }

    @Override
    public void take(Window window, int length, Consumer<Frame> frames) {
        for (Frame telegram : P1Framer.all(text)) {
            frames.accept(new Frame(Format.P1_ENCRYPTED, telegram.bytes(), window.offset(), length,
                    telegram.verdict(), telegram.cause()));
        }
    }

    /** Without a key nothing can be found inside. */
    @Override
    public boolean finished(RejectCause cause) {
        return cause == RejectCause.ENCRYPTED;
    }
}
