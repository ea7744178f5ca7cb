package org.dbusp1.frame;

import java.util.Optional;
import org.dbusp1.meter.RejectCause;

/**
 * A whole frame, or what was refused, with the verdict on its bytes.
 *
 * @param format   what kind of frame it is
 * @param bytes    copied once from the line; of a P1 telegram from '/' to the last digit of its checksum, in clear text
 * @param payload  what the frames carry, headers and checksums taken off and parts put together; the bytes themselves
 *                 where nothing wraps them, and where the frame was refused
 * @param offset   of its first byte, counted from the start of the stream
 * @param length   how many bytes of the line it took, its line end included
 * @param verdict  whether its checksum proves it
 * @param cause    why it was refused; present only when it was
 * @param repair   what was repaired, in words; present only when something was
 * @param encryption how the payload came; present only where a link frame carried it encrypted
 */
public record Frame(Format format, byte[] bytes, byte[] payload, long offset, int length, Verdict verdict,
                    Optional<RejectCause> cause, Optional<String> repair, Optional<Encryption> encryption) {
    /**
     * How an APDU came that is in clear text now.
     *
     * @param maker  the maker's three letters, of the meter's system title
     * @param proven whether its tag was checked; where not, only the text itself can show that the key is right
     */
    public record Encryption(String maker, boolean proven) {
    }

    /** Kinds of content. */
    public enum Content {
        /** P1 telegrams of text. */
        TELEGRAM,
        /** Lists of binary meters, DLMS. */
        LIST,
        /** SML files. */
        SML,
        /** Frames of the TIC. */
        TIC
    }

    /** Kinds of frames. */
    public enum Format {
        /** A P1 telegram. */
        P1("p1", Content.TELEGRAM),
        /** A P1 telegram that came encrypted. */
        P1_ENCRYPTED("p1-encrypted", Content.TELEGRAM),
        /** HDLC frames of type 3, IEC 62056-46. */
        HDLC("hdlc", Content.LIST),
        /** Long frames of the wired M-Bus, EN 13757-2. */
        MBUS("mbus", Content.LIST),
        /** SML files in the transport protocol, version 1, of SML 1.03. */
        SML("sml", Content.SML),
        /** Frames of the customer output of French meters, mode historique. */
        TIC_HISTORIQUE("tic-historique", Content.TIC),
        /** The same, mode standard. */
        TIC_STANDARD("tic-standard", Content.TIC),
        /** DLMS messages without a frame, as Czech meters send them. */
        NOTIFICATION("data-notification", Content.LIST);

        private final String code;
        private final Content content;

        Format(String code, Content content) {
            this.code = code;
            this.content = content;
        }

        /** As {@code decode} prints it. */
        public String code() {
            return code;
        }

        /** Returns what its frames carry. */
        public Content content() {
            return content;
        }
    }

    /** A frame that nothing wraps. */
    public Frame(Format format, byte[] bytes, long offset, int length, Verdict verdict, Optional<RejectCause> cause) {
        this(format, bytes, bytes, offset, length, verdict, cause);
    }

    /** A frame as it came. */
    public Frame(Format format, byte[] bytes, byte[] payload, long offset, int length, Verdict verdict,
                 Optional<RejectCause> cause) {
        this(format, bytes, payload, offset, length, verdict, cause, Optional.empty(), Optional.empty());
    }

    /** What was refused. */
    static Frame rejected(Format format, byte[] bytes, long offset, int length, RejectCause cause) {
        return new Frame(format, bytes, offset, length, Verdict.REJECTED, Optional.of(cause));
    }

    /** The same frame with its payload in clear text. */
    Frame decrypted(byte[] text, Encryption how) {
        return new Frame(format, bytes, text, offset, length, verdict, cause, repair, Optional.of(how));
    }

    /** The verdict on the bytes. */
    public enum Verdict {
        /** The checksum matches. */
        PROVEN,
        /** It carries no checksum; the decoder knows whether its dialect has one. */
        UNPROVEN,
        /** A repair made the checksum match. */
        REPAIRED,
        /** Refused. */
        REJECTED
    }
}
