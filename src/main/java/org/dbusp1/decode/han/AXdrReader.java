package org.dbusp1.decode.han;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Message.Push;

/**
 * Reads the pushes of binary meters, and the A-XDR values (IEC 62056-6-2) in them to a tree, without regard to their
 * meaning. The tag gives the type, never the place or an OBIS code; an unknown tag, a count beyond the bytes left or too
 * deep a nesting ends it.
 */
final class AXdrReader {
    /** Pushes nest four deep. */
    private static final int DEEPEST = 8;
    private static final int LONG_COUNT = 0x80;
    private static final int MOST_COUNT_BYTES = 2;

    private final byte[] bytes;
    private int at;

    AXdrReader(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Reads a data-notification, IEC 62056-5-3, which must end where its body ends: {@code 0F |
     * long-invoke-id-and-priority 4 | date-time | body}. The header of its frame is absent in the result.
     */
    static Push push(byte[] apdu) throws DecodeException {
        AXdrReader reader = new AXdrReader(apdu);
        if (reader.octet() != Push.TAG) {
            throw new DecodeException("no data-notification", 0);
        }
        long invokeId = reader.unsigned(4);
        byte[] dateTime = reader.dateTime();
        AXdr body = reader.attributesFollow() ? reader.attributes() : reader.value();
        if (reader.at != apdu.length) {
            throw new DecodeException((apdu.length - reader.at) + " bytes more than its body", reader.at);
        }
        return new Push(Optional.empty(), invokeId, dateTime, body);
    }

    /** Reads the date-time, an octet string, by the standard without its tag; Kaifa in Norway sends the tag as well. */
    private byte[] dateTime() throws DecodeException {
        int dateAt = at;
        int length = octet();
        if (length == Type.OCTET_STRING.tag()) {
            length = octet();
        }
        if (length != 0 && length != CosemTime.LENGTH) {
            throw new DecodeException("a date-time of " + length + " bytes", dateAt);
        }
        return octets(length);
    }

    /** Returns whether the body that comes next has attributes with descriptors, see {@link CodedLists}. */
    private boolean attributesFollow() {
        return follows(0, Type.STRUCTURE.tag()) && follows(1, 2) && follows(2, Type.ENUM.tag())
                && follows(4, Type.ARRAY.tag());
    }

    /** Reads such a body. The descriptors, class 2, code 6 and attribute 1, have no type tag. */
    private AXdr attributes() throws DecodeException {
        octets(2);
        AXdr setup = value();
        octet();
        int count = count();
        List<AXdr> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int entryAt = at;
            if (octet() != Type.STRUCTURE.tag() || octet() != 2) {
                throw new DecodeException("no descriptor with a value", entryAt);
            }
            entries.add(new AXdr.Group(Type.STRUCTURE,
                    List.of(new AXdr.Bytes(Type.OCTET_STRING, octets(CodedLists.DESCRIPTOR)), value())));
        }
        return new AXdr.Group(Type.STRUCTURE, List.of(setup, new AXdr.Group(Type.ARRAY, entries)));
    }

    /** Reads one value with all values that it holds. */
    AXdr value() throws DecodeException {
        return value(1);
    }

    private AXdr value(int depth) throws DecodeException {
        int tagAt = at;
        int tag = octet();
        Type type = Type.of(tag)
                .orElseThrow(() -> new DecodeException("unknown tag %02X".formatted(tag), tagAt));
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
            case DATE_TIME, DATE, TIME -> new AXdr.Bytes(type, octets(type.size()));
        };
    }

    private AXdr group(Type type, int depth, int tagAt) throws DecodeException {
        if (depth > DEEPEST) {
            throw new DecodeException("values nested deeper than " + DEEPEST, tagAt);
        }
        int count = count();
        if (count > bytes.length - at) {
            throw new DecodeException(count + " values in " + (bytes.length - at) + " bytes", at);
        }
        List<AXdr> items = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            items.add(value(depth + 1));
        }
        return new AXdr.Group(type, items);
    }

    /** Reads a count or length, of one to three bytes. */
    private int count() throws DecodeException {
        int countAt = at;
        int first = octet();
        if (first < LONG_COUNT) {
            return first;
        }
        int size = first - LONG_COUNT;
        if (size < 1 || size > MOST_COUNT_BYTES) {
            throw new DecodeException("a count of %02X".formatted(first), countAt);
        }
        return (int) unsigned(size);
    }

    /** Returns whether a byte with this value is at a distance from here. */
    private boolean follows(int distance, int value) {
        return at + distance < bytes.length && (bytes[at + distance] & 0xFF) == value;
    }

    /** Reads an unsigned number of that many bytes, the high byte first. */
    private long unsigned(int size) throws DecodeException {
        skip(size);
        long number = 0;
        for (int i = at - size; i < at; i++) {
            number = number << 8 | bytes[i] & 0xFF;
        }
        return number;
    }

    private int octet() throws DecodeException {
        return (int) unsigned(1);
    }

    private byte[] octets(int count) throws DecodeException {
        skip(count);
        return Arrays.copyOfRange(bytes, at - count, at);
    }

    private void skip(int count) throws DecodeException {
        if (count > bytes.length - at) {
            throw new DecodeException(count + " bytes where " + (bytes.length - at) + " are left", at);
        }
        at += count;
    }
}
