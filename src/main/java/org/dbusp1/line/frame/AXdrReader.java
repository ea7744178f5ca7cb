package org.dbusp1.line.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Message.Push;

/**
 * Parses the pushes of binary meters, and the A-XDR values (IEC 62056-6-2) in a push into a tree, without regard to their
 * meaning. Types come from tags, never from a position or an OBIS code. An unknown tag, a count beyond the remaining
 * bytes or too deep a nesting ends the reading.
 */
public final class AXdrReader {
    /** Class (2 bytes), OBIS code (6) and attribute (1), which precede each value of Czech meters without a type tag. */
    public static final int DESCRIPTOR_BYTES = 9;

    private static final int LLC_HEADER = 3;
    private static final int LLC_DESTINATION = 0xE6;
    private static final int HIGHEST_MEDIUM = 9;
    private static final int MOST_ENTRIES = 0xFF;
    /** Twice the depth of known pushes. */
    private static final int DEEPEST = 8;

    private final byte[] bytes;
    /** Offset in {@link #bytes} from which a fault's position counts. */
    private final int from;
    private final int end;
    private int at;

    /** Thrown if bytes are no push or no value, or end too early. */
    public static final class MalformedException extends Exception {
        private final int needed;

        /** Makes the exception without a stack trace: noisy lines cause many. */
        private MalformedException(String what, int offset, int needed) {
            super(what + " at byte " + offset, null, false, false);
            this.needed = needed;
        }

        /** Returns the number of bytes, from the first, that are needed at least; 0 if more bytes would not help. */
        int needed() {
            return needed;
        }
    }

    AXdrReader(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.end = to;
        this.at = from;
    }

    /** Parses an APDU that pushes a value; the APDU must end where the value ends. */
    public static Push push(byte[] apdu) throws MalformedException {
        AXdrReader reader = new AXdrReader(apdu, 0, apdu.length);
        Push push = reader.push(false);
        if (reader.at != apdu.length) {
            throw reader.malformed((apdu.length - reader.at) + " bytes more than its body", reader.at);
        }
        return push;
    }

    /**
     * Returns the notifications in an information field. The standard has one notification in an HDLC frame; Landis+Gyr's E450
     * in Switzerland sends up to three, of successive minutes, each with an LLC header.
     *
     * @param apdus the field without the first LLC header
     * @return the unchanged bytes as the only element if they are not whole notifications
     */
    static List<byte[]> notifications(byte[] apdus) {
        List<byte[]> notifications = new ArrayList<>();
        AXdrReader reader = new AXdrReader(apdus, 0, apdus.length);
        try {
            for (int start = 0; start < apdus.length; start = reader.skipLlcHeader()) {
                reader.push(false);
                notifications.add(Arrays.copyOfRange(apdus, start, reader.at));
            }
        } catch (MalformedException e) {
            return List.of(apdus);
        }
        return notifications.isEmpty() ? List.of(apdus) : notifications;
    }

    private int skipLlcHeader() throws MalformedException {
        if (at < end) {
            expect(follows(0, LLC_DESTINATION) && follows(2, 0), "no LLC header");
            skip(LLC_HEADER);
        }
        return at;
    }

    static int afterDescriptorPush(byte[] bytes, int from, int to) throws MalformedException {
        AXdrReader reader = new AXdrReader(bytes, from, to);
        reader.push(true);
        return reader.at;
    }

    static int afterPush(byte[] bytes, int from, int to) throws MalformedException {
        AXdrReader reader = new AXdrReader(bytes, from, to);
        if (!(reader.push(false).body() instanceof AXdr.Group)) {
            throw reader.malformed("a single value", from);
        }
        return reader.at;
    }

    /**
     * Parses a data-notification, IEC 62056-5-3: {@code 0F | long-invoke-id-and-priority 4 | date-time | body}.
     *
     * @param attributes whether the body must have a descriptor before each value
     */
    private Push push(boolean attributes) throws MalformedException {
        expect(octet() == Push.TAG, "no data-notification");
        long invokeId = unsigned(4);
        byte[] dateTime = dateTime();
        // Without the header of an HDLC frame, which these bytes do not include.
        return new Push(null, invokeId, dateTime, attributes || descriptorsFollow() ? attributes() : value());
    }

    /** Parses the date-time, an octet string that has no tag by the standard; Kaifa in Norway sends the tag. */
    private byte[] dateTime() throws MalformedException {
        int dateAt = at;
        int length = octet();
        if (length == Type.OCTET_STRING.tag()) {
            length = octet();
        }
        if (length != 0 && length != CosemTime.LENGTH_BYTES) {
            throw malformed("a date-time of " + length + " bytes", dateAt);
        }
        return octets(length);
    }

    private boolean descriptorsFollow() {
        return follows(0, Type.STRUCTURE.tag()) && follows(1, 2) && follows(2, Type.ENUM.tag()) && follows(4, Type.ARRAY.tag());
    }

    private boolean follows(int distance, int value) {
        return at + distance < end && (bytes[at + distance] & 0xFF) == value;
    }

    /** As {@link NotificationFormat} describes it. A descriptor becomes an octet string. */
    private AXdr attributes() throws MalformedException {
        String fault = "no attributes";
        expect(octet() == Type.STRUCTURE.tag(), fault);
        expect(octet() == 2, fault);
        expect(octet() == Type.ENUM.tag(), fault);
        AXdr setup = new AXdr.Whole(Type.ENUM, octet());
        expect(octet() == Type.ARRAY.tag(), fault);
        int count = count();
        expect(count > 0 && count <= MOST_ENTRIES, fault);
        List<AXdr> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            expect(octet() == Type.STRUCTURE.tag(), "no descriptor with a value");
            expect(octet() == 2, "no descriptor with a value");
            entries.add(new AXdr.Group(Type.STRUCTURE, List.of(new AXdr.Bytes(Type.OCTET_STRING, descriptor()), value())));
        }
        return new AXdr.Group(Type.STRUCTURE, List.of(setup, new AXdr.Group(Type.ARRAY, entries)));
    }

    private byte[] descriptor() throws MalformedException {
        int start = at;
        expect(octet() == 0, "no class");
        expect(octet() != 0, "no class");
        expect(octet() <= HIGHEST_MEDIUM, "no code");
        skip(DESCRIPTOR_BYTES - 4);
        int attribute = octet();
        expect(attribute > 0 && attribute < 0x80, "no attribute");
        return Arrays.copyOfRange(bytes, start, at);
    }

    AXdr value() throws MalformedException {
        return value(1);
    }

    private AXdr value(int depth) throws MalformedException {
        int tagAt = at;
        int tag = octet();
        Type type = Type.of(tag);
        if (type == null) {
            throw malformed("unknown tag %02X".formatted(tag), tagAt);
        }
        return switch (type) {
            case NULL_DATA -> new AXdr.Nothing();
            case ARRAY, STRUCTURE -> group(type, depth, tagAt);
            case BOOLEAN, UNSIGNED, ENUM, BCD, LONG_UNSIGNED, DOUBLE_LONG_UNSIGNED, LONG64_UNSIGNED ->
                new AXdr.Whole(type, unsigned(type.size()));
            case INTEGER, LONG, DOUBLE_LONG, LONG64 -> {
                int unused = Long.SIZE - Byte.SIZE * type.size();
                yield new AXdr.Whole(type, unsigned(type.size()) << unused >> unused);
            }
            case FLOAT32 -> new AXdr.Real(type, ByteBuffer.wrap(octets(4)).getFloat());
            case FLOAT64 -> new AXdr.Real(type, ByteBuffer.wrap(octets(8)).getDouble());
            case OCTET_STRING, VISIBLE_STRING, UTF8_STRING -> new AXdr.Bytes(type, octets(count()));
            case BIT_STRING -> new AXdr.Bytes(type, octets((count() + 7) / 8));
            case DATE_TIME, DATE, TIME, DONT_CARE -> new AXdr.Bytes(type, octets(type.size()));
        };
    }

    private AXdr group(Type type, int depth, int tagAt) throws MalformedException {
        if (depth > DEEPEST) {
            throw malformed("values nested deeper than " + DEEPEST, tagAt);
        }
        int count = count();
        need(count, "%d values in %d bytes");
        List<AXdr> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(value(depth + 1));
        }
        return new AXdr.Group(type, items);
    }

    private int count() throws MalformedException {
        int countAt = at;
        int first = octet();
        int more = AXdr.moreLengthBytes(first);
        if (more < 0) {
            throw malformed("a count of %02X".formatted(first), countAt);
        }
        return more == 0 ? first : (int) unsigned(more);
    }

    private long unsigned(int size) throws MalformedException {
        skip(size);
        return AXdr.unsigned(bytes, at - size, at);
    }

    private int octet() throws MalformedException {
        return (int) unsigned(1);
    }

    private byte[] octets(int count) throws MalformedException {
        skip(count);
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    private void skip(int count) throws MalformedException {
        need(count, "%d bytes where %d are left");
        at += count;
    }

    private void need(int count, String what) throws MalformedException {
        if (count > end - at) {
            throw new MalformedException(what.formatted(count, end - at), at - from, at + count - from);
        }
    }

    private void expect(boolean right, String fault) throws MalformedException {
        if (!right) {
            throw malformed(fault, at - 1);
        }
    }

    private MalformedException malformed(String what, int position) {
        return new MalformedException(what, position - from, 0);
    }
}
