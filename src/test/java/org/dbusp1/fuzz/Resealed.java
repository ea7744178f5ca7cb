package org.dbusp1.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * Makes the lengths and checksums in the bytes of a line right: P1 telegrams, HDLC frames, M-Bus frames and SML telegrams. What a
 * fuzzer has changed is then accepted and reaches the decoder, the guard and the outputs.
 */
public final class Resealed {
    private static final int FLAG = 0x7E;
    private static final int STX = 2;
    private static final int ETX = 3;
    private static final int MBUS_START = 0x68;
    private static final int MBUS_STOP = 0x16;
    private static final int SML_ESCAPE = 0x1B;
    private static final int LONGEST_HDLC = 2047;
    /** Format, two addresses, control and a check. */
    private static final int SHORTEST_HDLC = 7;
    /** Format, two addresses of four bytes, control. */
    private static final int LONGEST_HEADER = 11;

    private final byte[] in;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private int at;

    private Resealed(byte[] line) {
        in = line;
    }

    /** Returns the same bytes with right lengths and checksums; bytes outside frames are kept as they are. */
    public static byte[] line(byte[] bytes) {
        Resealed resealed = new Resealed(bytes);
        while (resealed.at < bytes.length) {
            resealed.step();
        }
        return resealed.out.toByteArray();
    }

    private void step() {
        boolean used = switch (value(at)) {
            case '/' -> telegram();
            case FLAG -> (value(at + 1) & 0xF0) == 0xA0 && (cutHdlc() || hdlc());
            case MBUS_START -> value(at + 3) == MBUS_START && mbus();
            case SML_ESCAPE -> sml();
            default -> false;
        };
        if (!used) {
            out.write(in[at++]);
        }
    }

    /** The byte at a position; -1 after the end. */
    private int value(int position) {
        return position < in.length ? in[position] & 0xFF : -1;
    }

    private boolean telegram() {
        int mark = at + 1;
        while (mark < in.length && !(in[mark] == '!' && (in[mark - 1] == '\n' || in[mark - 1] == '\r'))) {
            mark++;
        }
        if (mark == in.length) {
            return false;
        }
        byte[] text = Arrays.copyOfRange(in, at, mark + 1);
        out.writeBytes(text);
        at = mark + 1;
        int block = new String(text, StandardCharsets.ISO_8859_1).indexOf(STX);
        if (block >= 0 && value(at) == '\r' && value(at + 1) == '\n' && value(at + 2) == ETX && value(at + 3) >= 0) {
            int check = '\r' ^ '\n' ^ ETX;
            for (int i = block + 1; i < text.length; i++) {
                check ^= text[i];
            }
            out.writeBytes(new byte[] {'\r', '\n', ETX, (byte) check});
            at += 4;
            return true;
        }
        int digits = 0;
        while (digits < 4 && Character.digit(value(at), 16) >= 0) {
            digits++;
            at++;
        }
        if (digits > 0) {
            out.writeBytes("%04X".formatted(Checksums.arc(text)).getBytes(StandardCharsets.US_ASCII));
        }
        return true;
    }

    /**
     * A frame that ends inside its own header: its length stays, and both checks are right for what they cover. Made
     * long enough, it would be a frame like any other.
     */
    private boolean cutHdlc() {
        int length = (value(at + 1) & 7) << 8 | Math.max(0, value(at + 2));
        if (length < SHORTEST_HDLC || length >= LONGEST_HEADER || at + 1 + LONGEST_HEADER + 2 > in.length) {
            return false;
        }
        byte[] frame = Arrays.copyOfRange(in, at + 1, at + 1 + LONGEST_HEADER + 2);
        Checksums.putX25(frame, length - 2);
        frame[length] = FLAG;
        int header = header(frame);
        if (header <= length || header > LONGEST_HEADER) {
            return false;
        }
        Checksums.putX25(frame, header);
        out.write(FLAG);
        out.write(frame, 0, header + 2);
        at += 1 + header + 2;
        return true;
    }

    private boolean hdlc() {
        int end = at + 1 + ((value(at + 1) & 7) << 8 | Math.max(0, value(at + 2)));
        if (value(end) != FLAG) {
            end = at + 2;
            while (end < in.length && !(value(end) == FLAG && (value(end + 1) == FLAG || end + 1 == in.length))) {
                end++;
            }
        }
        byte[] frame = Arrays.copyOfRange(in, at + 1, Math.min(end, in.length));
        int header = header(frame);
        if (end >= in.length || header < 0 || header + 4 > frame.length || frame.length > LONGEST_HDLC) {
            return false;
        }
        frame[0] = (byte) (frame[0] & 0xF8 | frame.length >>> 8);
        frame[1] = (byte) frame.length;
        Checksums.putX25(frame, header);
        Checksums.putX25(frame, frame.length - 2);
        out.write(FLAG);
        out.writeBytes(frame);
        out.write(FLAG);
        at = end + 1;
        return true;
    }

    /** The length of format, two addresses and control; -1 where they do not end. */
    private static int header(byte[] frame) {
        int position = 2;
        for (int address = 0; address < 2; address++) {
            while (position < frame.length && (frame[position] & 1) == 0) {
                position++;
            }
            position++;
        }
        return position < frame.length ? position + 1 : -1;
    }

    private boolean mbus() {
        int stop = at + 4 + value(at + 1) + 1;
        if (value(stop) != MBUS_STOP) {
            stop = at + 6;
            while (stop < in.length && !(value(stop) == MBUS_STOP && (value(stop + 1) == MBUS_START || stop + 1 == in.length))) {
                stop++;
            }
        }
        int length = stop - 1 - at - 4;
        if (stop >= in.length || length < 1 || length > 255) {
            return false;
        }
        out.writeBytes(new byte[] {MBUS_START, (byte) length, (byte) length, MBUS_START});
        out.write(in, at + 4, length);
        out.write(Checksums.sum(in, at + 4, at + 4 + length));
        out.write(MBUS_STOP);
        at = stop + 1;
        return true;
    }

    private boolean sml() {
        Optional<ResealedSml.Telegram> telegram = ResealedSml.of(in, at);
        telegram.ifPresent(sealed -> {
            out.writeBytes(sealed.bytes());
            at += sealed.length();
        });
        return telegram.isPresent();
    }
}
