package org.dbusp1.frame;

import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.cipher.CipheredApdu;
import org.dbusp1.cipher.Decryptor;
import org.dbusp1.frame.Frame.Encryption;
import org.dbusp1.frame.Frame.Format;
import org.dbusp1.meter.RejectCause;

/**
 * Decrypts the encrypted payloads of link frames (an APDU, or a P1 telegram, which is scanned again) and the registers
 * of P1 telegrams of which only the registers are encrypted. A message that a meter repeats is passed on once. Logs
 * what is wrong with the configured key.
 */
final class PayloadDecryption {
    /** The tag of a data-notification, IEC 62056-5-3: what meters push. */
    private static final int NOTIFICATION = 0x0F;

    private final Decryptor decryptor;
    private Optional<CipheredApdu> last = Optional.empty();

    PayloadDecryption(Decryptor decryptor) {
        this.decryptor = decryptor;
    }

    /** Passes a frame on, in clear text. */
    void pass(Frame frame, Consumer<Frame> frames) {
        if (frame.cause().isEmpty() && encrypted(frame)) {
            decrypt(frame, CipheredApdu.of(frame.payload()), frames);
            return;
        }
        Optional<CipheredApdu> registers = frame.cause().isEmpty() && frame.format() == Format.P1
                ? EncryptedRegisters.of(frame.bytes()) : Optional.empty();
        if (registers.isPresent()) {
            decrypt(frame, registers, frames);
            return;
        }
        if (frame.cause().isPresent() && frame.format() == Format.P1_ENCRYPTED) {
            hint(frame.cause().get(), CipheredApdu.of(frame.bytes()));
        }
        frames.accept(frame);
    }

    private static boolean encrypted(Frame frame) {
        byte[] payload = frame.payload();
        return (frame.format() == Format.HDLC || frame.format() == Format.MBUS)
                && payload.length > 0 && (payload[0] & 0xFF) == CipheredApdu.TAG;
    }

    private void decrypt(Frame frame, Optional<CipheredApdu> apdu, Consumer<Frame> frames) {
        if (apdu.isEmpty()) {
            refuse(frame, RejectCause.GARBAGE, frames);
        } else if (last.filter(apdu.get()::repeats).isEmpty()) {
            // The link frame, or the telegram's checksum, has proved its bytes: where no authentication key is known
            // the tag may go unchecked.
            Decryptor.Result result = decryptor.decrypt(apdu.get(), Decryptor.Tag.OPTIONAL);
            Optional<Frame> clear = result instanceof Decryptor.Result.Clear text
                    ? clear(frame, text, apdu.get())
                    : Optional.empty();
            if (clear.isPresent()) {
                last = apdu;
                frames.accept(clear.get());
            } else {
                RejectCause cause = result instanceof Decryptor.Result.NoKey ? RejectCause.ENCRYPTED : RejectCause.KEY;
                hint(cause, apdu);
                refuse(frame, cause, frames);
            }
        }
    }

    /** Returns the frame in clear text; empty if no meter sends such a text: then the key must be wrong. */
    private static Optional<Frame> clear(Frame frame, Decryptor.Result.Clear clear, CipheredApdu apdu) {
        byte[] text = clear.text();
        if (frame.format() == Format.P1) {
            return EncryptedRegisters.decrypted(frame.bytes(), text).map(telegram -> new Frame(Format.P1_ENCRYPTED,
                    telegram, frame.offset(), frame.length(), frame.verdict(), Optional.empty()));
        }
        if (text.length > 0 && text[0] == NOTIFICATION) {
            return Optional.of(frame.decrypted(text, new Encryption(apdu.maker(), clear.proven())));
        }
        return FrameScanner.telegrams(text).stream().filter(telegram -> telegram.cause().isEmpty()).findFirst()
                .map(telegram -> new Frame(Format.P1_ENCRYPTED, telegram.bytes(), frame.offset(), frame.length(),
                        telegram.verdict(), Optional.empty()));
    }

    private static void refuse(Frame frame, RejectCause cause, Consumer<Frame> frames) {
        frames.accept(Frame.rejected(frame.format(), frame.bytes(), frame.offset(), frame.length(), cause));
    }

    private void hint(RejectCause cause, Optional<CipheredApdu> apdu) {
        if (cause == RejectCause.ENCRYPTED) {
            apdu.ifPresent(decryptor::hintNoKey);
        } else if (cause == RejectCause.KEY) {
            apdu.ifPresent(decryptor::hintWrongKey);
        }
    }
}
