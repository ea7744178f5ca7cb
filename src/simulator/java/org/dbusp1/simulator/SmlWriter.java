package org.dbusp1.simulator;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Writes SML: values in type-length coding in the order of the calls, the messages around values, and the transport frame
 * around messages (SML 1.03).
 */
final class SmlWriter {
    private static final String ESCAPE = "1B1B1B1B";
    private static final int LONGEST_SHORT = 15;
    private static final int SIGNED = 0x50;
    private static final int UNSIGNED = 0x60;
    private static final int LIST = 0x70;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    /** Writes octets unchanged. */
    SmlWriter hex(String octets) {
        out.writeBytes(HexFormat.of().parseHex(octets));
        return this;
    }

    SmlWriter add(SmlWriter other) {
        out.writeBytes(other.bytes());
        return this;
    }

    SmlWriter list(int count) {
        if (count <= LONGEST_SHORT) {
            out.write(LIST | count);
        } else {
            out.write(0x80 | LIST | count >> 4);
            out.write(count & 0x0F);
        }
        return this;
    }

    /** Writes the mark of an omitted optional field, as often as {@code fields}. */
    SmlWriter absent(int fields) {
        return hex("01".repeat(fields));
    }

    SmlWriter octets(String hex) {
        return string(HexFormat.of().parseHex(hex));
    }

    SmlWriter text(String text) {
        return string(text.getBytes(StandardCharsets.US_ASCII));
    }

    private SmlWriter string(byte[] octets) {
        if (octets.length < LONGEST_SHORT) {
            out.write(octets.length + 1);
        } else {
            int length = octets.length + 2;
            out.write(0x80 | length >> 4);
            out.write(length & 0x0F);
        }
        out.writeBytes(octets);
        return this;
    }

    /** Writes an unsigned number in the fewest bytes. */
    SmlWriter unsigned(long value) {
        int size = 1;
        while (size < Long.BYTES && value >>> 8 * size != 0) {
            size++;
        }
        return number(UNSIGNED, value, size);
    }

    /** Writes a signed number in the fewest bytes. */
    SmlWriter signed(long value) {
        int size = 1;
        while (size < Long.BYTES && value >> 8 * size - 1 != 0 && value >> 8 * size - 1 != -1) {
            size++;
        }
        return number(SIGNED, value, size);
    }

    /** Writes an unsigned number in {@code size} bytes. */
    SmlWriter unsigned(long value, int size) {
        return number(UNSIGNED, value, size);
    }

    private SmlWriter number(int type, long value, int size) {
        out.write(type | size + 1);
        for (int shift = 8 * (size - 1); shift >= 0; shift -= 8) {
            out.write((int) (value >>> shift));
        }
        return this;
    }

    /** Writes a message around a body. A checksum whose low byte is 0 is written in one byte, as Iskra's meters do. */
    SmlWriter message(long transaction, int tag, SmlWriter body) {
        SmlWriter message = new SmlWriter().list(6).octets("%08X".formatted(transaction)).unsigned(0).unsigned(0)
                .list(2).unsigned(tag, 2).add(body);
        int crc = Checksums.x25(message.bytes());
        if ((crc & 0xFF) == 0) {
            message.unsigned(crc >>> 8, 1);
        } else {
            message.unsigned((crc & 0xFF) << 8 | crc >>> 8, 2);
        }
        return add(message).hex("00");
    }

    /** Returns the transport frame around the written messages. */
    byte[] telegram() {
        // Four escape bytes in a row are sent twice.
        String messages = HexFormat.of().withUpperCase().formatHex(bytes());
        SmlWriter line = new SmlWriter().hex(ESCAPE + "01010101");
        for (int at = 0; at < messages.length(); ) {
            boolean escape = messages.startsWith(ESCAPE, at);
            line.hex(escape ? ESCAPE + ESCAPE : messages.substring(at, at + 2));
            at += escape ? ESCAPE.length() : 2;
        }
        int padding = -bytes().length & 3;
        line.hex("00".repeat(padding)).hex(ESCAPE + "1A%02X".formatted(padding));
        LinkFrame.check(line.out);
        return line.bytes();
    }

    byte[] bytes() {
        return out.toByteArray();
    }
}
