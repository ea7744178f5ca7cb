package org.dbusp1.dbus;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.MessageTypeException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;

/**
 * Takes messages out of the bytes of a connection to the bus. Any client may send a message of many megabytes to any
 * other client (the bus allows 32 MiB and more), so a body that is too long is skipped as it comes and never held.
 */
final class MessageReader {
    /** The most bytes of a header's fields, and of a body, that are held. No message to a driver needs more. */
    static final int LONGEST = 64 * 1024;
    /** The limit for messages of the bus itself, which may list thousands of names of up to 255 bytes. */
    static final int LONGEST_OF_BUS = 1024 * 1024;

    /** D-Bus specification, "Message Format": the head ends with the length of the array of fields. */
    private static final int HEAD = 16;
    private static final int BODY_LENGTH = 4;
    private static final int FIELDS_LENGTH = 12;
    /** Dbus-java takes the fields with their length before them, padded as in the message. */
    private static final int BEFORE_FIELDS = 8;
    private static final byte[] NO_BODY = {};

    /**
     * A message.
     *
     * @param cut whether its body was too long and is skipped; then its parameters cannot be read
     */
    record Received(Message message, boolean cut) {
    }

    private enum Part {
        HEAD, FIELDS, BODY
    }

    private final byte[] head = new byte[HEAD];
    private byte[] fields = NO_BODY;
    private Part part = Part.HEAD;
    private byte[] target = head;
    private int filled;
    private long skip;

    /**
     * Takes the next message out of received bytes; an incomplete message at their end is kept for the next call.
     *
     * @return absent when the bytes are used up
     * @throws DBusException when dbus-java does not understand a message; later messages can still be read
     */
    Optional<Received> next(ByteBuffer in) throws DBusException {
        while (in.hasRemaining()) {
            int skipped = (int) Math.min(skip, in.remaining());
            in.position(in.position() + skipped);
            skip -= skipped;
            int count = Math.min(target.length - filled, in.remaining());
            in.get(target, filled, count);
            filled += count;
            while (filled == target.length) {
                Optional<Received> received = completePart();
                if (received.isPresent()) {
                    return received;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Received> completePart() throws DBusException {
        long bodyLength = length(BODY_LENGTH);
        switch (part) {
            case HEAD -> {
                long padded = length(FIELDS_LENGTH) + 7 & -8;
                if (padded > LONGEST) {
                    skip = padded + bodyLength; // not even its sender is known
                    begin(Part.HEAD, head, 0);
                } else {
                    fields = new byte[BEFORE_FIELDS + (int) padded];
                    System.arraycopy(head, FIELDS_LENGTH, fields, 0, HEAD - FIELDS_LENGTH);
                    begin(Part.FIELDS, fields, BEFORE_FIELDS);
                }
                return Optional.empty();
            }
            case FIELDS -> {
                if (bodyLength > LONGEST) {
                    return longBody(bodyLength);
                }
                begin(Part.BODY, new byte[(int) bodyLength], 0);
                return Optional.empty();
            }
            default -> {
                byte[] body = target;
                begin(Part.HEAD, head, 0);
                return Optional.of(new Received(message(body), false));
            }
        }
    }

    private Optional<Received> longBody(long bodyLength) throws DBusException {
        skip = bodyLength;
        begin(Part.HEAD, head, 0);
        Message message = message(NO_BODY);
        if (!BusConnection.BUS.equals(message.getSource()) || bodyLength > LONGEST_OF_BUS) {
            return Optional.of(new Received(message, true));
        }
        skip = 0;
        begin(Part.BODY, new byte[(int) bodyLength], 0);
        return Optional.empty();
    }

    private void begin(Part next, byte[] into, int from) {
        part = next;
        target = into;
        filled = from;
    }

    private Message message(byte[] body) throws DBusException {
        try {
            return MessageFactory.createMessage(head[1], Arrays.copyOf(head, FIELDS_LENGTH), fields, body, null);
        } catch (MessageTypeException | IllegalArgumentException | IndexOutOfBoundsException strange) {
            throw new DBusException("a header that dbus-java cannot read", strange);
        }
    }

    /** Returns a length in the head, in the byte order that the first byte of the head names. */
    private long length(int at) {
        return Message.demarshallint(head, at, head[0], Integer.BYTES);
    }
}
