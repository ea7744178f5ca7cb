package org.dbusp1.gx.dbus;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.messages.constants.MessageTypes;

/**
 * Writes one signal or one answer, little-endian (D-Bus specification, "Marshaling"), into one array for one system call:
 * dbus-java writes a signal in hundreds of pieces. The caller has to write values in the order of the signature, and
 * well-formed paths, names and signatures: neither is checked. {@link #string(String)} makes any text valid, because the bus
 * closes a connection that sends an invalid one.
 */
public final class MessageWriter {
    /** The codes of header fields, D-Bus specification, "Header Fields". */
    private static final byte PATH = 1;
    private static final byte INTERFACE = 2;
    private static final byte MEMBER = 3;
    private static final byte ERROR_NAME = 4;
    private static final byte REPLY_SERIAL = 5;
    private static final byte DESTINATION = 6;
    private static final byte SIGNATURE = 8;

    private static final int BODY_LENGTH_AT = 4;
    private static final int FIELDS_LENGTH_AT = 12;
    /**
     * Serial numbers, unsigned on the bus: far from the numbers that dbus-java gives its calls. 0, which D-Bus forbids, is 2^31 messages
     * away.
     */
    private static final AtomicInteger SERIALS = new AtomicInteger(Integer.MIN_VALUE);

    private ByteBuffer bytes = ByteBuffer.allocate(2048).order(ByteOrder.LITTLE_ENDIAN);
    private int bodyStart;

    private MessageWriter(MessageTypes type) {
        bytes.put((byte) 'l').put(type.getId()).put(Flags.NO_REPLY_EXPECTED).put((byte) 1); // protocol version
        bytes.putInt(0); // length of the body, not known yet
        bytes.putInt(SERIALS.incrementAndGet());
        bytes.putInt(0); // length of the fields, not known yet
    }

    public static MessageWriter signal(String path, String iface, String member, String signature) {
        MessageWriter writer = new MessageWriter(MessageTypes.SIGNAL);
        writer.field(PATH, "o").string(path);
        writer.field(INTERFACE, "s").string(iface);
        writer.field(MEMBER, "s").string(member);
        return writer.body(signature);
    }

    public static MessageWriter reply(MethodCall call, String signature) {
        return new MessageWriter(MessageTypes.METHOD_REPLY).replyFields(call).body(signature);
    }

    /** Begins an error as the answer to a call. @param name the part after org.freedesktop.DBus.Error */
    public static MessageWriter error(MethodCall call, String name, String text) {
        MessageWriter writer = new MessageWriter(MessageTypes.ERROR);
        writer.field(ERROR_NAME, "s").string("org.freedesktop.DBus.Error." + name);
        return writer.replyFields(call).body("s").string(text);
    }

    /** Returns the bytes of a call; the array of its parts has unused places, null, at its end. */
    static byte[] wireBytes(MethodCall call) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(call.getWireData()).takeWhile(Objects::nonNull).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    private MessageWriter replyFields(MethodCall call) {
        field(REPLY_SERIAL, "u").int32((int) call.getSerial());
        field(DESTINATION, "s").string(call.getSource());
        return this;
    }

    private MessageWriter field(byte code, String type) {
        align(8);
        reserve(1).put(code);
        signature(type);
        return this;
    }

    private MessageWriter body(String signature) {
        field(SIGNATURE, "g").signature(signature);
        bytes.putInt(FIELDS_LENGTH_AT, bytes.position() - FIELDS_LENGTH_AT - 4);
        align(8);
        bodyStart = bytes.position();
        return this;
    }

    public byte[] message() {
        bytes.putInt(BODY_LENGTH_AT, bytes.position() - bodyStart);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    public void int32(int value) {
        align(4);
        reserve(4).putInt(value);
    }

    public void float64(double value) {
        align(8);
        reserve(8).putDouble(value);
    }

    /** Writes any text as a string (s); a NUL, which D-Bus forbids, or an unpaired surrogate becomes a question mark. */
    public MessageWriter string(String text) {
        byte[] utf8 = text.replace('\0', '?').getBytes(StandardCharsets.UTF_8); // makes "?" of an unpaired surrogate
        int32(utf8.length);
        reserve(utf8.length + 1).put(utf8).put((byte) 0);
        return this;
    }

    /** Writes an array of strings (as). Its length does not count padding before the first element; strings need none here. */
    public void strings(List<String> texts) {
        int32(0);
        int start = bytes.position();
        texts.forEach(this::string);
        bytes.putInt(start - 4, bytes.position() - start);
    }

    /** Writes a signature (g). Written before the value of a variant, it names the value's type. */
    public void signature(String signature) {
        reserve(1).put((byte) signature.length());
        ascii(signature);
    }

    /** Begins an array of entries, each of which begins with {@link #key}. @return the argument for {@link #endDictionary} */
    public int dictionary() {
        int32(0); // the length of the array, written by endDictionary()
        int lengthAt = bytes.position() - 4;
        align(8);
        return lengthAt;
    }

    public void endDictionary(int lengthAt) {
        // The length does not count the padding before the first entry.
        bytes.putInt(lengthAt, bytes.position() - (lengthAt + 4 + 7 & -8));
    }

    /** Begins an entry of a dictionary with its key, in ASCII. */
    public void key(String key) {
        align(8);
        int32(key.length());
        ascii(key);
    }

    private void align(int boundary) {
        while ((bytes.position() & boundary - 1) != 0) {
            reserve(1).put((byte) 0);
        }
    }

    private void ascii(String text) {
        reserve(text.length() + 1);
        for (int i = 0; i < text.length(); i++) {
            bytes.put((byte) text.charAt(i));
        }
        bytes.put((byte) 0);
    }

    private ByteBuffer reserve(int more) {
        if (more > bytes.remaining()) {
            int position = bytes.position();
            byte[] larger = Arrays.copyOf(bytes.array(), Math.max(2 * position, position + more));
            bytes = ByteBuffer.wrap(larger).order(ByteOrder.LITTLE_ENDIAN).position(position);
        }
        return bytes;
    }
}
