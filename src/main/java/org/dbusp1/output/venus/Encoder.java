package org.dbusp1.output.venus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * Writes one D-Bus message, little-endian, as the D-Bus specification's chapter "Marshaling" says. The caller gives
 * types in the order of the signature, and well-formed paths, names and signatures as bytes. A text may be any text:
 * the bus closes a connection that sends an invalid one, so {@link #string(String)} makes each one valid.
 */
final class Encoder {
    /** Signature of Victron's "invalid", an empty array of int32. */
    static final byte[] INTEGERS = ascii("ai");
    static final byte[] STRING = ascii("s");
    static final byte[] VALUE_KEY = ascii("Value");
    static final byte[] TEXT_KEY = ascii("Text");

    /**
     * The most bytes of a text. A message may have 128 MiB (D-Bus specification, "Message Format"); no text needs that.
     */
    static final int LONGEST_TEXT = 64 * 1024;

    private static final byte[] UINT32 = ascii("u");
    private static final int BODY_LENGTH = 4;
    private static final int FIELDS_LENGTH = 12;

    private byte[] bytes = new byte[2048];
    private int length;
    private int bodyStart;

    Encoder(int type, int flags, int serial) {
        put('l');
        put(type);
        put(flags);
        put(1); // protocol version
        int32(0); // length of the body, not known yet
        int32(serial);
        int32(0); // length of the fields, not known yet
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A field of the header with a string (s), an object path (o) or a signature (g). */
    void field(int code, char type, byte[] value) {
        align(8);
        put(code);
        put(1);
        put(type);
        put(0);
        if (type == 'g') {
            signature(value);
        } else {
            string(value);
        }
    }

    void field(int code, int value) {
        align(8);
        put(code);
        signature(UINT32);
        int32(value);
    }

    /** After the last field. */
    void body() {
        set(FIELDS_LENGTH, length - FIELDS_LENGTH - 4);
        align(8);
        bodyStart = length;
    }

    /** The whole message. */
    byte[] message() {
        set(BODY_LENGTH, length - bodyStart);
        return Arrays.copyOf(bytes, length);
    }

    void int32(int value) {
        align(4);
        reserve(4);
        length += 4;
        set(length - 4, value);
    }

    void float64(double value) {
        align(8);
        long bits = Double.doubleToRawLongBits(value);
        int32((int) bits);
        int32((int) (bits >>> 32));
    }

    /**
     * Any text as s: a NUL, which D-Bus forbids, or an unpaired surrogate becomes a question mark; what exceeds
     * {@link #LONGEST_TEXT} is cut at a character's boundary.
     */
    void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8); // makes "?" of an unpaired surrogate
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == 0) {
                utf8[i] = '?';
            }
        }
        string(utf8.length <= LONGEST_TEXT ? utf8 : Arrays.copyOf(utf8, boundary(utf8)));
    }

    /** Where the last whole character within the limit ends. */
    private static int boundary(byte[] utf8) {
        int end = LONGEST_TEXT;
        while ((utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return end;
    }

    /** as, "Marshaling", arrays: the length counts no padding before the first element, and strings need none here. */
    void strings(List<String> texts) {
        align(4);
        int start = length;
        int32(0);
        texts.forEach(this::string);
        set(start, length - start - 4);
    }

    /** s or o, valid as it is. */
    void string(byte[] utf8) {
        int32(utf8.length);
        terminated(utf8);
    }

    /** The text of a number, s. */
    void number(Format format, long scaled) {
        int32(0); // its length, not known yet
        reserve(Format.LONGEST + 1);
        int end = format.write(scaled, bytes, length);
        set(length - 4, end - length);
        length = end;
        put(0);
    }

    void signature(byte[] signature) {
        put(signature.length);
        terminated(signature);
    }

    /**
     * Begins an array of dictionary entries, each of which begins with {@link #key}.
     *
     * @return what {@link #endDictionary} needs to know
     */
    int dictionary() {
        int32(0); // its length, not known yet
        int at = length - 4;
        align(8);
        return at;
    }

    void endDictionary(int begun) {
        // The padding before the first entry does not count.
        set(begun, length - (begun + 4 + 7 & -8));
    }

    void key(byte[] key) {
        align(8);
        string(key);
    }

    private void align(int boundary) {
        reserve(boundary);
        while ((length & boundary - 1) != 0) {
            bytes[length++] = 0;
        }
    }

    private void put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    private void terminated(byte[] text) {
        reserve(text.length + 1);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        bytes[length++] = 0;
    }

    private void set(int at, int value) {
        bytes[at] = (byte) value;
        bytes[at + 1] = (byte) (value >>> 8);
        bytes[at + 2] = (byte) (value >>> 16);
        bytes[at + 3] = (byte) (value >>> 24);
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
