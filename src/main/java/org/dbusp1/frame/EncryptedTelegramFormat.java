package org.dbusp1.frame;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.cipher.CipheredApdu;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * P1 telegrams that come encrypted: a ciphered APDU (IEC 62056-5-3) bare on the line, {@code DB 08 | system title |
 * length | control | counter | text | tag}, as in Luxembourg and with some operators of Austria and Poland. The tag is
 * the only proof; the clear text is a telegram like any other.
 */
final class EncryptedTelegramFormat implements FrameFormat {
    private static final byte[] STARTS = {(byte) CipheredApdu.TAG};
    /** The longest telegram, and what surrounds its text. */
    private static final int MAX_FRAME = TelegramFormat.MAX_TELEGRAM + 64;
    /** Control, counter and tag. */
    private static final int LEAST = 17;
    /** From this number of consecutive telegrams of one meter that cannot be decrypted, the key is another meter's. */
    private static final int ANOTHER_KEY = 10;

    private final FrameFormat clearText;
    private final Decryptor decryptor;
    private byte[] text = {};
    private boolean everDecrypted;
    /** Telegrams in a row that were not decrypted, and the system title that all of them have. */
    private int encrypted;
    private byte[] encryptedTitle = {};

    /** @param clearText the format of telegrams that are not encrypted, with which these take turns */
    EncryptedTelegramFormat(FrameFormat clearText, Decryptor decryptor) {
        this.clearText = clearText;
        this.decryptor = decryptor;
    }

    @Override
    public byte[] starts() {
        return STARTS;
    }

    @Override
    public FrameFormat family() {
        return clearText;
    }

    /**
     * Returns the place in [from, to) where an encrypted telegram begins that ends at {@code to} at the latest;
     * {@code to} if there is no such place.
     */
    static int first(byte[] bytes, int from, int to) {
        int at = ByteSearch.next(bytes, from, to, STARTS[0]);
        while (at < to && CipheredApdu.Head.of(bytes, at, to).filter(head -> head.end() <= to).isEmpty()) {
            at = ByteSearch.next(bytes, at + 1, to, STARTS[0]);
        }
        return at;
    }

    @Override
    public Outcome look(Window window, int at) {
        if (window.length(at) > 1 && window.at(at + 1) != CipheredApdu.TITLE_LENGTH) {
            return Outcome.NOT_MINE;
        }
        Optional<CipheredApdu.Head> head = CipheredApdu.Head.of(window.bytes(), at, window.end());
        if (head.isEmpty()) {
            return window.length(at) < CipheredApdu.Head.LONGEST ? Outcome.undecided(window) : Outcome.NOT_MINE;
        }
        int body = head.get().body();
        int end = head.get().end();
        if (end - body < LEAST || end - at > MAX_FRAME
                || window.end() > body && !CipheredApdu.used(window.at(body))) {
            return Outcome.NOT_MINE;
        }
        if (end > window.end()) {
            return Outcome.unfinished(window, Format.P1_ENCRYPTED, at);
        }
        Optional<RejectCause> flaw = flaw(window.copy(at, end));
        if (flaw.isEmpty()) {
            return Outcome.whole(window, Format.P1_ENCRYPTED, at, end, Frame.Verdict.PROVEN);
        }
        Outcome damaged = Outcome.damaged(window, Format.P1_ENCRYPTED, at, end, flaw.get());
        // Without a key no telegram can be found inside.
        return flaw.get() == RejectCause.ENCRYPTED ? damaged.passedOver() : damaged;
    }

    private Optional<RejectCause> flaw(byte[] frame) {
        Optional<CipheredApdu> apdu = CipheredApdu.of(frame);
        if (apdu.isEmpty()) {
            return Optional.of(RejectCause.GARBAGE);
        }
        Decryptor.Result result = decryptor.decrypt(apdu.get(), Decryptor.Tag.REQUIRED);
        if (result instanceof Decryptor.Result.NoKey) {
            return Optional.of(RejectCause.ENCRYPTED);
        }
        if (result instanceof Decryptor.Result.Clear clear && clear.text().length > 0 && clear.text()[0] == '/') {
            text = clear.text();
            everDecrypted = true;
            encrypted = 0;
            return Optional.empty();
        }
        if (result instanceof Decryptor.Result.Clear && !apdu.get().encrypted()) {
            // Nothing was decrypted, and no telegram is inside.
            return Optional.of(RejectCause.GARBAGE);
        }
        // With a key that has decrypted others the frame must be damaged, as long as it is one of few.
        encrypted = Arrays.equals(apdu.get().title(), encryptedTitle) ? encrypted + 1 : 1;
        encryptedTitle = apdu.get().title();
        return Optional.of(everDecrypted && encrypted < ANOTHER_KEY ? RejectCause.CRC : RejectCause.KEY);
    }

    /** {@inheritDoc} Hands out the telegrams in the frame's clear text, good or rejected. */
    @Override
    public void accept(Frame frame, Consumer<Frame> frames) {
        for (Frame telegram : FrameScanner.telegrams(text)) {
            frames.accept(new Frame(Format.P1_ENCRYPTED, telegram.bytes(), frame.offset(), frame.length(),
                    telegram.verdict(), telegram.cause()));
        }
    }

    @Override
    public Outcome discarded(Window window, int from, int to, boolean known, boolean followed) {
        return known ? Outcome.damaged(window, Format.P1_ENCRYPTED, from, to, RejectCause.TRUNCATED)
                : Outcome.NOT_MINE;
    }
}
