package org.dbusp1.output.venus;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes one D-Bus message, little-endian, as the D-Bus specification's chapter "Marshaling" says. What it is given
 * is trusted: types in the order of the signature, paths and names well-formed, texts without NUL.
 */
final class Encoder {
    private static final int BODY_LENGTH = 4;
    private static final int FIELDS_LENGTH = 12;

    private byte[] bytes = new byte[1024];
    private int length;

    Encoder(int type, int flags, int serial) {
        put('l');
        put(type);
        put(flags);
        put(1); // protocol version
        int32(0); // length of the body, not known yet
        int32(serial);
        int32(0); // length of the fields, not known yet
    }

    /** The header's fields; once, first. */
    void fields(Runnable fields) {
        fields.run();
        set(FIELDS_LENGTH, length - FIELDS_LENGTH - 4);
        align(8);
    }

    void field(int code, char type, String value) {
        align(8);
        put(code);
        signature(String.valueOf(type));
        if (type == 'g') {
            signature(value);
        } else {
            string(value);
        }
    }

    void field(int code, int value) {
        align(8);
        put(code);
        signature("u");
        int32(value);
    }

    /** What follows the header; once, last. */
    void body(Runnable body) {
        int start = length;
        body.run();
        set(BODY_LENGTH, length - start);
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

    /** s or o */
    void string(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        int32(utf8.length);
        put(utf8);
    }

    void signature(String text) {
        put(text.length());
        put(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** An array of dictionary entries, each of which begins with {@link #key}. */
    void dictionary(Runnable entries) {
        int32(0); // length of the array, not known yet
        int at = length - 4;
        align(8);
        int start = length;
        entries.run();
        set(at, length - start);
    }

    void key(String key) {
        align(8);
        string(key);
    }

    byte[] bytes() {
        return Arrays.copyOf(bytes, length);
    }

    private void align(int boundary) {
        int aligned = length + boundary - 1 & -boundary;
        reserve(aligned - length);
        Arrays.fill(bytes, length, aligned, (byte) 0);
        length = aligned;
    }

    private void put(int value) {
        reserve(1);
        bytes[length++] = (byte) value;
    }

    private void put(byte[] text) {
        reserve(text.length + 1);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        bytes[length++] = 0;
    }

    private void set(int at, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[at + i] = (byte) (value >>> 8 * i);
        }
    }

    private void reserve(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
