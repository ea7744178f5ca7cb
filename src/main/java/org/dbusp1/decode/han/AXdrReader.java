package org.dbusp1.decode.han;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.decode.DecodeException;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.AXdr.Type;

/**
 * Reads A-XDR values (IEC 62056-6-2) to a tree, without regard to their meaning. The tag gives the type, never the
 * place or an OBIS code; an unknown tag, a count beyond the bytes left or too deep a nesting ends it.
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

    int position() {
        return at;
    }

    boolean ended() {
        return at == bytes.length;
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
    int count() throws DecodeException {
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
    boolean follows(int distance, int value) {
        return at + distance < bytes.length && (bytes[at + distance] & 0xFF) == value;
    }

    /** Reads an unsigned number of that many bytes, the high byte first. */
    long unsigned(int size) throws DecodeException {
        skip(size);
        long number = 0;
        for (int i = at - size; i < at; i++) {
            number = number << 8 | bytes[i] & 0xFF;
        }
        return number;
    }

    int octet() throws DecodeException {
        return (int) unsigned(1);
    }

    byte[] octets(int count) throws DecodeException {
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
