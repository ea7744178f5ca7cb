package org.dbusp1.gx.dbus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.MessageTypeException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.jspecify.annotations.Nullable;

/**
 * Cuts messages out of the bytes of a connection to the bus. Any client may send a message of many megabytes to any other
 * client (the bus allows 32 MiB and more), so a body that is too long is skipped and never stored.
 */
final class MessageReader {
    /** The most bytes of a header's fields, and of a body, that are stored. No message to a driver needs more. */
    static final int LONGEST_BYTES = 64 * 1024;

    /** D-Bus specification, "Message Format": the fixed head of a message ends with the length of the array of fields. */
    private static final int HEAD_BYTES = 16;
    private static final int BODY_LENGTH_AT = 4;
    private static final int FIELDS_LENGTH_AT = 12;
    /** Bytes before the header fields that dbus-java expects with them: their length, and 4 bytes of padding that the message lacks. */
    private static final int BEFORE_FIELDS = 8;

    /** @param tooLong whether the body was longer than {@link #LONGEST_BYTES} and was skipped: its parameters cannot be read */
    record Received(Message message, boolean tooLong) {
    }

    /** The received bytes of the present message; as large as the known part of its length. */
    private byte[] bytes = new byte[HEAD_BYTES];
    private int filled;
    private long skip;

    /**
     * Cuts the next message out of received bytes; an incomplete message at their end is kept for the next call.
     *
     * @return null when the bytes are used up
     * @throws DBusException if dbus-java does not understand a message; later messages can still be read
     */
    @Nullable Received next(ByteBuffer in) throws DBusException {
        while (in.hasRemaining()) {
            int skipped = (int) Math.min(skip, in.remaining());
            in.position(in.position() + skipped);
            skip -= skipped;
            int count = Math.min(bytes.length - filled, in.remaining());
            in.get(bytes, filled, count);
            filled += count;
            while (filled == bytes.length) {
                Received received = complete();
                if (received != null) {
                    return received;
                }
            }
        }
        return null;
    }

    /**
     * Returns the message if it is whole, or its body is too long; otherwise null, after making room for its next part. Null too for
     * a message whose header fields are too long, which is skipped.
     */
    private @Nullable Received complete() throws DBusException {
        byte[] received = bytes;
        long bodyLength = length(BODY_LENGTH_AT);
        long bodyStart = HEAD_BYTES + (length(FIELDS_LENGTH_AT) + 7 & -8);
        if (filled < bodyStart && bodyStart - HEAD_BYTES <= LONGEST_BYTES) {
            bytes = Arrays.copyOf(received, (int) bodyStart);
            return null;
        }
        if (filled == bodyStart && 0 < bodyLength && bodyLength <= LONGEST_BYTES) {
            bytes = Arrays.copyOf(received, (int) (bodyStart + bodyLength));
            return null;
        }
        skip = bodyStart + bodyLength - received.length;
        bytes = new byte[HEAD_BYTES];
        filled = 0;
        if (received.length < bodyStart) {
            return null; // the skipped message has no known sender
        }
        return new Received(message(received, (int) bodyStart), skip > 0);
    }

    private static Message message(byte[] received, int bodyStart) throws DBusException {
        byte[] fields = new byte[BEFORE_FIELDS + bodyStart - HEAD_BYTES];
        System.arraycopy(received, FIELDS_LENGTH_AT, fields, 0, HEAD_BYTES - FIELDS_LENGTH_AT);
        System.arraycopy(received, HEAD_BYTES, fields, BEFORE_FIELDS, bodyStart - HEAD_BYTES);
        try {
            return MessageFactory.createMessage(received[1], Arrays.copyOf(received, FIELDS_LENGTH_AT), fields,
                    Arrays.copyOfRange(received, bodyStart, received.length), null);
        } catch (MessageTypeException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new DBusException("a header that dbus-java cannot read", e);
        }
    }

    /** Returns a length in the head, in the byte order that the head's first byte names. */
    private long length(int at) {
        return Message.demarshallint(bytes, at, bytes[0], Integer.BYTES);
    }
}
