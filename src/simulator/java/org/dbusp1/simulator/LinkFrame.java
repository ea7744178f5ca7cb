package org.dbusp1.simulator;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** Wraps an APDU for the line: HDLC (IEC 62056-46) or long frames of the wired M-Bus (EN 13757-2). */
final class LinkFrame {
    private static final int FLAG = 0x7E;
    private static final int TYPE_3 = 0xA000;
    private static final String LLC = "E6E700";
    /** The most data bytes in an M-Bus frame of a meter. */
    private static final int MBUS_DATA = 245;

    private LinkFrame() {
    }

    /** @param addresses destination, source and control field in hex */
    static byte[] hdlc(String addresses, byte[] apdu) {
        byte[] header = HexFormat.of().parseHex(addresses);
        byte[] llc = HexFormat.of().parseHex(LLC);
        int length = 2 + header.length + 2 + llc.length + apdu.length + 2;
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write((TYPE_3 | length) >>> 8);
        frame.write(length);
        frame.writeBytes(header);
        check(frame);
        frame.writeBytes(llc);
        frame.writeBytes(apdu);
        check(frame);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        line.write(FLAG);
        line.writeBytes(frame.toByteArray());
        line.write(FLAG);
        return line.toByteArray();
    }

    /** Appends CRC-16/X-25 of the frame, the low byte first. */
    static void check(ByteArrayOutputStream frame) {
        int crc = Checksums.x25(frame.toByteArray());
        frame.write(crc);
        frame.write(crc >>> 8);
    }

    /** Splits an APDU into M-Bus frames, which are numbered from 0; the last frame is marked. */
    static byte[] mbus(byte[] apdu) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int from = 0, number = 0; from < apdu.length; from += MBUS_DATA, number++) {
            int to = Math.min(apdu.length, from + MBUS_DATA);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            int last = to == apdu.length ? 0x10 : 0;
            frame.writeBytes(HexFormat.of().parseHex("53FF%02X0167".formatted(number | last)));
            frame.writeBytes(Arrays.copyOfRange(apdu, from, to));
            int sum = 0;
            for (byte b : frame.toByteArray()) {
                sum += b;
            }
            line.writeBytes(new byte[] {0x68, (byte) frame.size(), (byte) frame.size(), 0x68});
            line.writeBytes(frame.toByteArray());
            line.write(sum);
            line.write(0x16);
        }
        return line.toByteArray();
    }
}
