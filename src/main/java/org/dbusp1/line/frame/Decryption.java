package org.dbusp1.line.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.line.cipher.CipheredApdu;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.frame.Frame.Encryption;
import org.dbusp1.line.frame.Frame.Format;
import org.dbusp1.meter.Message.Push;
import org.dbusp1.meter.RejectCause;
import org.jspecify.annotations.Nullable;

/**
 * Decrypts telegrams, payloads of link frames (an APDU, or a P1 telegram), and P1 telegrams with encrypted registers. A
 * repeated APDU of a link frame, or of registers, is passed on once; a repeated encrypted telegram each time.
 *
 * <p>Kaifa and Elgama in Poland encrypt only the registers: first line and empty line in clear text, then {@code 00 |
 * length | control | counter | text | tag} and, without a line end, the mark with the checksum of the bytes on the line.
 * 00 is the length of an omitted system title, replaced by zeros (UtilitechAS/amsreader-firmware, issues 1067 and 1198).
 */
final class Decryption {
    private static final byte NO_TITLE = 0;

    /** From this number of telegrams in a row that cannot be decrypted, the key is taken for another meter's. */
    private static final int ANOTHER_KEY_FROM = 10;
    private static final byte[] NO_TEXT = {};

    private final Decryptor decryptor;
    private @Nullable CipheredApdu last;
    private boolean everDecrypted;
    private final ConsecutiveCount undecrypted = new ConsecutiveCount(ANOTHER_KEY_FROM);
    private byte[] encryptedTitle = {};
    /** System titles, in hex, of the meters whose tag has fitted: from then on the tag decides. */
    private final Set<String> checkedTitles = new HashSet<>();

    Decryption(Decryptor decryptor) {
        this.decryptor = decryptor;
    }

    /** @param text empty if {@code flaw}, why the text is no telegram, is not null */
    record Telegram(byte[] text, @Nullable RejectCause flaw, boolean checked) {
    }

    /**
     * Returns the clear text of a frame that is proved by its tag, or by the checksum in its text: an owner in Luxembourg or Austria may
     * have only the key that decrypts, and the authentication key of the meter is not the common one. Changes no state.
     */
    Telegram telegram(byte[] frame) {
        CipheredApdu apdu = CipheredApdu.of(frame);
        if (apdu == null) {
            return flawed(RejectCause.GARBAGE);
        }
        Decryptor.Result result = decryptor.decrypt(apdu, Decryptor.TagPolicy.COMMON_KEY);
        if (result instanceof Decryptor.Result.NoKey) {
            return flawed(RejectCause.ENCRYPTED);
        }
        if (result instanceof Decryptor.Result.Clear clear && isText(clear)) {
            return new Telegram(clear.text(), null, clear.proven());
        }
        if (result instanceof Decryptor.Result.Mismatch && !checkedTitles.contains(HexFormat.of().formatHex(apdu.title()))
                && decryptor.decrypt(apdu, Decryptor.TagPolicy.UNCHECKED) instanceof Decryptor.Result.Clear unchecked
                && isText(unchecked)) {
            // A text that begins as a telegram was decrypted with the right key; a wrong checksum is damage.
            return isWholeTelegram(unchecked.text()) ? new Telegram(unchecked.text(), null, false) : flawed(RejectCause.CRC);
        }
        // The APDU was not encrypted, and holds no telegram.
        return flawed(result instanceof Decryptor.Result.Clear && !apdu.encrypted() ? RejectCause.GARBAGE : RejectCause.KEY);
    }

    private static Telegram flawed(RejectCause cause) {
        return new Telegram(NO_TEXT, cause, false);
    }

    private static boolean isText(Decryptor.Result.Clear clear) {
        return clear.text().length > 0 && clear.text()[0] == '/';
    }

    private static boolean isWholeTelegram(byte[] text) {
        List<Frame> telegrams = Telegrams.of(text).all;
        if (telegrams.size() != 1 || telegrams.get(0).offset() != 0 || telegrams.get(0).proof() != Frame.Proof.PROVEN) {
            return false;
        }
        int end = telegrams.get(0).bytes().length;
        int at = end;
        while (at < text.length && ByteSearch.isLineEnd(text[at])) {
            at++;
        }
        return at == text.length && EndMark.isWithChecksum(telegrams.get(0).bytes());
    }

    FrameSink decrypting(FrameSink sink) {
        return new FrameSink() {
            @Override
            public void frame(Frame frame) {
                inClear(frame, sink);
            }

            @Override
            public void rejected(Frame frame, RejectCause cause) {
                sink.rejected(frame, frame.format() == Format.P1_ENCRYPTED ? cause(frame, cause) : cause);
            }
        };
    }

    private void inClear(Frame frame, FrameSink sink) {
        if (frame.format() == Format.P1_ENCRYPTED) {
            telegrams(frame, sink);
        } else if (isCiphered(frame)) {
            decrypt(frame, CipheredApdu.of(frame.payload()), sink);
        } else {
            CipheredApdu registers = frame.format() == Format.P1 ? encryptedRegisters(frame.bytes()) : null;
            if (registers == null) {
                sink.frame(frame);
            } else {
                decrypt(frame, registers, sink);
            }
        }
    }

    private void telegrams(Frame frame, FrameSink sink) {
        everDecrypted = true;
        undecrypted.reset();
        CipheredApdu apdu = Objects.requireNonNull(CipheredApdu.of(frame.bytes()));
        boolean checked = frame.proof() == Frame.Proof.PROVEN;
        if (checked) {
            checkedTitles.add(HexFormat.of().formatHex(apdu.title()));
        } else if (apdu.authenticated()) {
            decryptor.noteUncheckedTag();
        }
        Encryption encryption = new Encryption(apdu.maker(), checked);
        FrameScanner.scanDecrypted(frame.payload(), new FrameSink() {
            @Override
            public void frame(Frame telegram) {
                sink.frame(inPlaceOf(telegram, frame, encryption));
            }

            @Override
            public void rejected(Frame telegram, RejectCause cause) {
                sink.rejected(inPlaceOf(telegram, frame, encryption), cause);
            }
        });
    }

    private static Frame inPlaceOf(Frame telegram, Frame frame, Encryption encryption) {
        return new Frame(Format.P1_ENCRYPTED, telegram.bytes(), telegram.bytes(), frame.offset(), frame.length(), telegram.proof(), null,
                encryption);
    }

    /** Returns the likelier cause of a rejection, by earlier telegrams. @param seen the cause that the telegram alone shows */
    private RejectCause cause(Frame frame, RejectCause seen) {
        RejectCause cause = seen;
        CipheredApdu apdu = CipheredApdu.of(frame.bytes());
        if (cause == RejectCause.KEY && apdu != null) {
            // If earlier telegrams were decrypted, a few that cannot be decrypted are damaged.
            if (!Arrays.equals(apdu.title(), encryptedTitle)) {
                undecrypted.reset();
            }
            encryptedTitle = apdu.title();
            boolean isOther = undecrypted.accept(true);
            cause = everDecrypted && !isOther ? RejectCause.CRC : RejectCause.KEY;
        }
        if (apdu != null) {
            hint(cause);
        }
        return cause;
    }

    private static boolean isCiphered(Frame frame) {
        byte[] payload = frame.payload();
        return (frame.format() == Format.HDLC || frame.format() == Format.MBUS)
                && payload.length > 0 && (payload[0] & 0xFF) == CipheredApdu.APDU_TAG;
    }

    private void decrypt(Frame frame, @Nullable CipheredApdu apdu, FrameSink sink) {
        if (apdu == null) {
            refuse(frame, RejectCause.UNREADABLE, sink);
            return;
        }
        if (last != null && last.repeats(apdu)) {
            return;
        }
        Decryptor.Result result = decryptor.decrypt(apdu, Decryptor.TagPolicy.UNCHECKED);
        Frame clear = result instanceof Decryptor.Result.Clear text ? asClearFrame(frame, text, apdu) : null;
        if (clear != null) {
            if (apdu.authenticated() && result instanceof Decryptor.Result.Clear text && !text.proven()) {
                decryptor.noteUncheckedTag();
            }
            last = apdu;
            sink.frame(clear);
            return;
        }
        RejectCause cause = result instanceof Decryptor.Result.NoKey ? RejectCause.ENCRYPTED : RejectCause.KEY;
        hint(cause);
        refuse(frame, cause, sink);
    }

    /** Returns the frame in clear text; null if no meter sends such a text, because the key is wrong. */
    private static @Nullable Frame asClearFrame(Frame frame, Decryptor.Result.Clear clear, CipheredApdu apdu) {
        byte[] text = clear.text();
        Encryption encryption = new Encryption(apdu.maker(), clear.proven());
        if (frame.format() == Format.P1) {
            byte[] telegram = resealed(frame.bytes(), text);
            return telegram == null ? null
                    : new Frame(Format.P1_ENCRYPTED, telegram, telegram, frame.offset(), frame.length(), frame.proof(), null, encryption);
        }
        if (text.length > 0 && text[0] == Push.TAG) {
            return frame.decrypted(text, encryption);
        }
        return Telegrams.of(text).good.stream().findFirst().map(telegram -> inPlaceOf(telegram, frame, encryption)).orElse(null);
    }

    private static void refuse(Frame frame, RejectCause cause, FrameSink sink) {
        sink.rejected(Frame.rejected(frame.format(), frame.bytes(), frame.offset(), frame.length()), cause);
    }

    private static final class Telegrams implements FrameSink {
        private final List<Frame> all = new ArrayList<>();
        private final List<Frame> good = new ArrayList<>();

        static Telegrams of(byte[] text) {
            Telegrams telegrams = new Telegrams();
            FrameScanner.scanDecrypted(text, telegrams);
            return telegrams;
        }

        @Override
        public void frame(Frame frame) {
            all.add(frame);
            good.add(frame);
        }

        @Override
        public void rejected(Frame frame, RejectCause cause) {
            all.add(frame);
        }
    }

    private void hint(RejectCause cause) {
        if (cause == RejectCause.ENCRYPTED) {
            decryptor.hintNoKey();
        } else if (cause == RejectCause.KEY) {
            decryptor.hintWrongKey();
        }
    }

    private static @Nullable CipheredApdu encryptedRegisters(byte[] bytes, int title, int mark) {
        int rest = 2 + CipheredApdu.TITLE_LENGTH;
        byte[] apdu = new byte[rest + mark - title - 1];
        apdu[0] = (byte) CipheredApdu.APDU_TAG;
        apdu[1] = CipheredApdu.TITLE_LENGTH;
        System.arraycopy(bytes, title + 1, apdu, rest, mark - title - 1);
        return CipheredApdu.of(apdu);
    }

    /** Returns the registers of a telegram, which ends with its checksum, as an APDU; null if the registers are not encrypted. */
    static @Nullable CipheredApdu encryptedRegisters(byte[] telegram) {
        int mark = EndMark.positionIn(telegram);
        int title = ByteSearch.afterLine(telegram, 0, mark);
        return mark < telegram.length && title < mark && telegram[0] == '/' && telegram[title] == NO_TITLE
                ? encryptedRegisters(telegram, title, mark) : null;
    }

    /** Returns the telegram in clear text with a new checksum; null if the text is no telegram. */
    private static byte @Nullable [] resealed(byte[] telegram, byte[] text) {
        ByteArrayOutputStream clear = new ByteArrayOutputStream();
        clear.write(telegram, 0, ByteSearch.afterLine(telegram, 0, telegram.length));
        clear.write(text, 0, text.length);
        clear.write('!');
        byte[] checksum = "%04X".formatted(Crc16.ARC.of(clear.toByteArray(), 0, clear.size())).getBytes(StandardCharsets.US_ASCII);
        clear.write(checksum, 0, checksum.length);
        List<Frame> telegrams = Telegrams.of(clear.toByteArray()).all;
        return telegrams.size() == 1 && telegrams.get(0).bytes().length == clear.size()
                && ByteSearch.allSevenBit(text, 0, text.length) && FormatHint.REGISTER_TEXT.matches(text)
                ? clear.toByteArray() : null;
    }
}
