package org.dbusp1.line.cipher;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.dbusp1.meter.AXdr;
import org.jspecify.annotations.Nullable;

/**
 * An APDU under general-glo-ciphering (IEC 62056-5-3), as it was sent: {@code DB | 08 | system title 8 | length |
 * security control 1 | frame counter 4 | text | tag 12 if authenticated}.
 *
 * @param title   system title, which begins with the maker's three letters
 * @param counter frame counter, which rises by one with each message
 * @param payload the bytes after the counter, including the tag
 */
public record CipheredApdu(byte[] title, int control, long counter, byte[] payload) {
    public static final int APDU_TAG = 0xDB;
    public static final int TITLE_LENGTH = 8;

    static final int ENCRYPTED = 0x20;
    static final int AUTHENTICATED = 0x10;
    static final int COMPRESSED = 0x80;
    static final int SUITE = 0x0F;
    static final int AUTHENTICATION_TAG_LENGTH = 12;

    private static final int MAKER_LENGTH = 3;
    private static final int COUNTER_LENGTH = 4;

    /** Parses a whole APDU; null if the bytes are no such APDU, the length is wrong, or the security control is not supported. */
    public static @Nullable CipheredApdu of(byte[] apdu) {
        BodySpan head = BodySpan.of(apdu, 0, apdu.length);
        if (head == null || head.end() != apdu.length) {
            return null;
        }
        byte[] title = Arrays.copyOfRange(apdu, 2, 2 + TITLE_LENGTH);
        int at = head.start();
        int control = apdu[at] & 0xFF;
        long counter = Integer.toUnsignedLong(ByteBuffer.wrap(apdu, at + 1, COUNTER_LENGTH).getInt());
        byte[] text = Arrays.copyOfRange(apdu, at + 1 + COUNTER_LENGTH, apdu.length);
        return isSupported(control) && ((control & AUTHENTICATED) == 0 || text.length >= AUTHENTICATION_TAG_LENGTH)
                ? new CipheredApdu(title, control, counter, text) : null;
    }

    /** A key of 128 bits, not compressed: the security control of pushes. */
    public static boolean isSupported(int control) {
        return (control & COMPRESSED) == 0 && (control & SUITE) <= 1;
    }

    public boolean encrypted() {
        return (control & ENCRYPTED) != 0;
    }

    public boolean authenticated() {
        return (control & AUTHENTICATED) != 0;
    }

    public boolean repeats(CipheredApdu earlier) {
        return counter == earlier.counter && Arrays.equals(title, earlier.title) && Arrays.equals(payload, earlier.payload);
    }

    public String maker() {
        return new String(title, 0, MAKER_LENGTH, StandardCharsets.ISO_8859_1);
    }

    /**
     * The body of an APDU, which follows the head: security control, frame counter, text and its authentication tag.
     *
     * @param end offset after the last byte
     */
    public record BodySpan(int start, int end) {
        private static final int LENGTH_AT = 2 + TITLE_LENGTH;
        /** Enough bytes to parse any head. */
        public static final int MAX_HEAD_BYTES = LENGTH_AT + 3;

        /** Parses the head at an offset; null if the bytes are no head, or not the whole head has arrived. */
        public static @Nullable BodySpan of(byte[] bytes, int from, int to) {
            return to - from <= LENGTH_AT || (bytes[from] & 0xFF) != APDU_TAG || bytes[from + 1] != TITLE_LENGTH
                    ? null : afterTitle(bytes, from + LENGTH_AT, to);
        }

        /** Parses a head from the length on, which follows the system title; some meters send no title. Null as {@link #of}. */
        public static @Nullable BodySpan afterTitle(byte[] bytes, int lengthAt, int to) {
            BodySpan body = afterLength(bytes, lengthAt, to);
            return body == null || body.end - body.start < 1 + COUNTER_LENGTH ? null : body;
        }

        /**
         * Parses the length of an octet string (IEC 62056-5-3). Null if it is invalid, or not the whole length has arrived.
         */
        public static @Nullable BodySpan afterLength(byte[] bytes, int lengthAt, int to) {
            int first = bytes[lengthAt] & 0xFF;
            int more = AXdr.moreLengthBytes(first);
            int body = lengthAt + 1 + more;
            return more < 0 || body > to ? null
                    : new BodySpan(body, body + (more == 0 ? first : (int) AXdr.unsigned(bytes, lengthAt + 1, body)));
        }
    }
}
