package org.dbusp1.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.messages.constants.MessageTypes;

/**
 * Writes one signal or one answer, little-endian, as chapter "Marshaling" of the D-Bus specification describes it: in
 * one array, for one system call. Dbus-java writes a signal with forty values in 490 pieces. The caller gives types in
 * the order of the signature, and well-formed paths, names and signatures. A text may be any text: the bus closes a
 * connection that sends an invalid one, so {@link #string(String)} makes each one valid.
 */
public final class MessageWriter {
    /** Codes of header fields, D-Bus specification, "Header Fields". */
    private static final int PATH = 1;
    private static final int INTERFACE = 2;
    private static final int MEMBER = 3;
    private static final int ERROR_NAME = 4;
    private static final int REPLY_SERIAL = 5;
    private static final int DESTINATION = 6;
    private static final int SIGNATURE = 8;

    private static final int BODY_LENGTH = 4;
    private static final int FIELDS_LENGTH = 12;
    /** Serial numbers, unsigned on the bus: far from those that dbus-java gives its calls, and never 0. */
    private static final AtomicInteger SERIALS = new AtomicInteger(Integer.MIN_VALUE);

    private byte[] bytes = new byte[2048];
    private int length;
    private int bodyStart;

    private MessageWriter(MessageTypes type) {
        put('l');
        put(type.getId());
        put(Flags.NO_REPLY_EXPECTED);
        put(1); // protocol version
        int32(0); // length of the body, not known yet
        int32(SERIALS.incrementAndGet());
        int32(0); // length of the fields, not known yet
    }

    /** Begins a signal; its body follows. */
    public static MessageWriter signal(String path, String iface, String member, String signature) {
        MessageWriter writer = new MessageWriter(MessageTypes.SIGNAL);
        writer.field(PATH, 'o', path);
        writer.field(INTERFACE, 's', iface);
        writer.field(MEMBER, 's', member);
        return writer.body(signature);
    }

    /** Begins the answer to a call; its body follows. */
    public static MessageWriter reply(MethodCall call, String signature) {
        MessageWriter writer = new MessageWriter(MessageTypes.METHOD_REPLY);
        writer.answers(call);
        return writer.body(signature);
    }

    /** Begins an error as the answer to a call. @param name its last element, below org.freedesktop.DBus.Error */
    public static MessageWriter error(MethodCall call, String name, String text) {
        MessageWriter writer = new MessageWriter(MessageTypes.ERROR);
        writer.field(ERROR_NAME, 's', "org.freedesktop.DBus.Error." + name);
        writer.answers(call);
        return writer.body("s").string(text);
    }

    /** Returns the bytes of a call, which dbus-java encodes in pieces and with some unused ones at the end. */
    static byte[] call(MethodCall call) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] piece : call.getWireData()) {
            if (piece == null) {
                break;
            }
            bytes.writeBytes(piece);
        }
        return bytes.toByteArray();
    }

    private void answers(MethodCall call) {
        align(8);
        put(REPLY_SERIAL);
        signature("u");
        int32((int) call.getSerial());
        field(DESTINATION, 's', call.getSource());
    }

    /** Writes a field of the header with a string (s), an object path (o) or a signature (g). */
    private void field(int code, char type, String value) {
        align(8);
        put(code);
        put(1);
        put(type);
        put(0);
        if (type == 'g') {
            signature(value);
        } else {
            int32(value.length());
            ascii(value);
        }
    }

    private MessageWriter body(String signature) {
        field(SIGNATURE, 'g', signature);
        set(FIELDS_LENGTH, length - FIELDS_LENGTH - 4);
        align(8);
        bodyStart = length;
        return this;
    }

    /** Returns the whole message. */
    public byte[] message() {
        set(BODY_LENGTH, length - bodyStart);
        return Arrays.copyOf(bytes, length);
    }

    /** Writes an int32 or uint32 (i or u). */
    public void int32(int value) {
        align(4);
        reserve(4);
        length += 4;
        set(length - 4, value);
    }

    /** Writes a double (d). */
    public void float64(double value) {
        align(8);
        long bits = Double.doubleToRawLongBits(value);
        int32((int) bits);
        int32((int) (bits >>> 32));
    }

    /** Writes any text as a string (s): a NUL, which D-Bus forbids, or an unpaired surrogate becomes a question mark. */
    public MessageWriter string(String text) {
        byte[] utf8 = text.replace('\0', '?').getBytes(StandardCharsets.UTF_8); // makes "?" of an unpaired surrogate
        int32(utf8.length);
        reserve(utf8.length + 1);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
        bytes[length++] = 0;
        return this;
    }

    /**
     * Writes an array of strings (as). "Marshaling", arrays: the length counts no padding before the first element, and
     * strings need none here.
     */
    public void strings(List<String> texts) {
        align(4);
        int start = length;
        int32(0);
        texts.forEach(this::string);
        set(start, length - start - 4);
    }

    /** Writes a signature (g); before the value of a variant it names the type of the value. */
    public void signature(String signature) {
        put(signature.length());
        ascii(signature);
    }

    /**
     * Begins an array of dictionary entries, each of which begins with {@link #key}.
     *
     * @return the argument for {@link #endDictionary}
     */
    public int dictionary() {
        int32(0); // its length, not known yet
        int at = length - 4;
        align(8);
        return at;
    }

    /** Ends the dictionary. */
    public void endDictionary(int begun) {
        // The padding before the first entry does not count.
        set(begun, length - (begun + 4 + 7 & -8));
    }

    /** Begins an entry of a dictionary with its key, of ASCII characters. */
    public void key(String key) {
        align(8);
        int32(key.length());
        ascii(key);
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

    /** Writes a text of ASCII characters and the NUL that ends it, without a copy of the text. */
    private void ascii(String text) {
        reserve(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
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
