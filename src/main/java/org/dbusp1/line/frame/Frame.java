package org.dbusp1.line.frame;

import org.jspecify.annotations.Nullable;

/**
 * A whole frame, or rejected bytes, and whether a checksum proves them.
 *
 * @param bytes    copied from the line; of a P1 telegram from '/' to the last digit of its checksum, in clear text
 * @param payload  the content without headers and checksums, with parts joined; {@code bytes} itself for a frame without
 *                 wrapping or a rejected frame
 * @param offset   offset of the frame's first byte in the stream
 * @param length   number of bytes on the line, with the line end
 * @param repair   kind of repair, in words; null if the frame was not repaired
 * @param encryption how the payload was encrypted; null if it was not
 */
public record Frame(Format format, byte[] bytes, byte[] payload, long offset, int length, Proof proof,
                    @Nullable String repair, @Nullable Encryption encryption) {
    private static final String ZEROS = "!0000";

    /**
     * The encryption of an APDU or a telegram that is in clear text now.
     *
     * @param maker  the maker's three letters, from the meter's system title
     * @param proven whether the tag was checked; if not, only the text itself can show that the key is right
     */
    public record Encryption(String maker, boolean proven) {
    }

    public enum Content {
        TELEGRAM,
        /** Lists of binary meters, DLMS. */
        LIST,
        SML
    }

    public enum Format {
        P1("p1", Content.TELEGRAM),
        P1_ENCRYPTED("p1-encrypted", Content.TELEGRAM),
        /** HDLC frames of type 3, IEC 62056-46. */
        HDLC("hdlc", Content.LIST),
        /** Long frames of the wired M-Bus, EN 13757-2. */
        MBUS("mbus", Content.LIST),
        /** SML files in the transport protocol, version 1, of SML 1.03. */
        SML("sml", Content.SML),
        /** DLMS messages without a frame, as Czech meters send them. */
        NOTIFICATION("data-notification", Content.LIST);

        private final String code;
        private final Content content;

        Format(String code, Content content) {
            this.code = code;
            this.content = content;
        }

        public String code() {
            return code;
        }

        public Content content() {
            return content;
        }
    }

    public Frame(Format format, byte[] bytes, long offset, int length, Proof proof) {
        this(format, bytes, bytes, offset, length, proof);
    }

    public Frame(Format format, byte[] bytes, byte[] payload, long offset, int length, Proof proof) {
        this(format, bytes, payload, offset, length, proof, null, null);
    }

    /**
     * Whether its checksum fits, also after a repair, and shows that the meter sends checksums. Zeros, as some meters always print, fit
     * now and then by chance: then they prove this telegram, but nothing about others.
     */
    public boolean showsChecksum() {
        int at = bytes.length - ZEROS.length();
        return (proof == Proof.PROVEN || proof == Proof.REPAIRED) && !(at >= 0 && ByteSearch.isAt(bytes, at, ZEROS));
    }

    public boolean hasUncheckedTag() {
        return encryption != null && !encryption.proven;
    }

    static Frame rejected(Format format, byte[] bytes, long offset, int length) {
        return new Frame(format, bytes, offset, length, Proof.REJECTED);
    }

    Frame decrypted(byte[] text, Encryption how) {
        return new Frame(format, bytes, text, offset, length, proof, repair, how);
    }

    public enum Proof {
        PROVEN,
        /** The frame has no checksum; the decoder knows whether its meter sends one. */
        UNPROVEN,
        /** A repair made the checksum match. */
        REPAIRED,
        REJECTED
    }
}
