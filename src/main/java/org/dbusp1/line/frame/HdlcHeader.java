package org.dbusp1.line.frame;

import org.dbusp1.meter.AXdr;
import org.jspecify.annotations.Nullable;

/**
 * The header of an HDLC frame of type 3, IEC 62056-46 §6.4.2: format 2, destination 1 to 4, source 1 to 4, control 1. The
 * last byte of an address has its lowest bit set.
 *
 * @param segmented whether more frames of the same APDU follow
 * @param length    from the format to the frame check sequence, in bytes, without flags
 * @param client    destination address, its bytes as one number
 * @param server    source address
 * @param size      length of the header in bytes; the header check sequence follows
 */
public record HdlcHeader(boolean segmented, int length, long client, long server, int control, int size) {
    public static final byte FLAG = 0x7E;
    private static final int TYPE_MASK = 0xF000;
    private static final int TYPE_BITS = 0xA000;
    static final int TYPE_BYTE = TYPE_BITS >>> 8;
    private static final int SEGMENTED = 0x0800;
    private static final int LENGTH_MASK = 0x07FF;
    private static final int FORMAT = 2;
    private static final int LONGEST_ADDRESS = 4;
    static final int LONGEST_WITH_HCS = FORMAT + 2 * LONGEST_ADDRESS + 1 + 2;
    /** Format, two addresses, control and one check sequence: a frame without information has no second check sequence. */
    private static final int SHORTEST_FRAME_BYTES = 7;

    public static @Nullable HdlcHeader of(byte[] bytes, int from, int to) {
        int format = to - from < FORMAT ? 0 : (int) AXdr.unsigned(bytes, from, from + FORMAT);
        if (!plausible(format)) {
            return null;
        }
        int serverAt = afterAddress(bytes, from + FORMAT, to);
        int controlAt = afterAddress(bytes, serverAt, to);
        if (controlAt >= to) {
            return null;
        }
        return new HdlcHeader((format & SEGMENTED) != 0, format & LENGTH_MASK,
                AXdr.unsigned(bytes, from + FORMAT, serverAt), AXdr.unsigned(bytes, serverAt, controlAt), bytes[controlAt] & 0xFF,
                controlAt + 1 - from);
    }

    static int length(int format) {
        return format & LENGTH_MASK;
    }

    static boolean plausible(int format) {
        return (format & TYPE_MASK) == TYPE_BITS && (format & LENGTH_MASK) >= SHORTEST_FRAME_BYTES;
    }

    private static int afterAddress(byte[] bytes, int from, int to) {
        int last = Math.min(to, from + LONGEST_ADDRESS);
        for (int at = from; at < last; at++) {
            if ((bytes[at] & 1) != 0) {
                return at + 1;
            }
        }
        return to;
    }
}
