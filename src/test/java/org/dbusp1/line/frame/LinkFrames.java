package org.dbusp1.line.frame;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Builds link frames by hand, also such as no meter would send. */
public final class LinkFrames {
    private static final String ADDRESSES = "01020110";

    private LinkFrames() {
    }

    public static byte[] hex(String... digits) {
        return HexFormat.of().parseHex(String.join("", digits));
    }

    /** One HDLC frame with an LLC header. */
    public static byte[] hdlc(String information) {
        return hdlc(false, "E6E700" + information);
    }

    /** One HDLC frame, or a segment of an APDU. */
    public static byte[] hdlc(boolean segmented, String information) {
        byte[] content = hex(information);
        int length = 2 + 4 + 2 + content.length + 2;
        byte[] head = hex("%04X".formatted(0xA000 | (segmented ? 0x800 : 0) | length) + ADDRESSES);
        byte[] checked = join(head, check(head), content);
        return join(hex("7E"), checked, check(checked), hex("7E"));
    }

    /** A block of general-block-transfer in its frame. */
    public static byte[] block(int number, boolean last, String data) {
        return hdlc(false, (number == 1 ? "E6E700" : "") + "E0" + (last ? "C0" : "40") + "%04X".formatted(number)
                + "0000" + "%02X".formatted(data.length() / 2) + data);
    }

    /** One M-Bus frame; its length keeps only its low byte, as with some meters. */
    public static byte[] mbus(int number, boolean last, String data) {
        byte[] content = hex("53FF" + "%02X".formatted(number | (last ? 0x10 : 0)) + "0167" + data);
        int sum = 0;
        for (byte b : content) {
            sum += b;
        }
        String length = "%02X".formatted(content.length & 0xFF);
        return join(hex("68" + length + length + "68"), content, new byte[] {(byte) sum}, hex("16"));
    }

    public static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static byte[] check(byte[] bytes) {
        int crc = Crc16.X_25.of(bytes, 0, bytes.length);
        return new byte[] {(byte) crc, (byte) (crc >>> 8)};
    }

    /** Returns the frames of a line that comes in pieces and ends after the last. */
    static List<ScannedFrame> frames(TestScanner scanner, int piece, byte[] line) {
        List<ScannedFrame> frames = new ArrayList<>();
        for (int at = 0; at < line.length; at += piece) {
            frames.addAll(scanner.accept(line, at, Math.min(line.length, at + piece)));
        }
        frames.addAll(scanner.end());
        return frames;
    }

    /** Returns the format of each frame, with the cause if it is rejected. */
    static List<String> outcomes(List<ScannedFrame> frames) {
        return frames.stream().map(frame -> frame.format().name() + frame.cause().map(cause -> " " + cause.name()).orElse("")).toList();
    }

    /** A scanner of one format. */
    static TestScanner of(FrameFormat format) {
        return new TestScanner(new FrameScanner(16 * 1024, false, new Decryption(org.dbusp1.line.cipher.Decryptor.none()), format));
    }
}
