package org.dbusp1.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.line.frame.Frame;

/** The checksums of all frames, independent of the driver's own. */
public final class Checksums {
    /** An answer of mode C: what its block check is made of, and the check (IEC 62056-21, 6.3.13). */
    private static final Pattern ANSWER = Pattern.compile("/[^\r\n]*[\r\n]+\002(.*![\r\n]{0,2}\003)(.)", Pattern.DOTALL);

    private static final int[] ARC_STEPS = steps(0xA001);
    private static final int[] X25_STEPS = steps(0x8408);

    private Checksums() {
    }

    /** CRC-16/ARC, of P1 telegrams from '/' to '!' (DSMR P1 companion standard 5.0.2, 5.2). */
    public static int arc(byte[] bytes) {
        return crc(bytes, 0, bytes.length, 0, ARC_STEPS);
    }

    /** Writes the CRC-16/X-25 (IEC 62056-46) of all bytes before a place there, the low byte first. */
    public static void putX25(byte[] bytes, int place) {
        int crc = ~crc(bytes, 0, place, 0xFFFF, X25_STEPS);
        bytes[place] = (byte) crc;
        bytes[place + 1] = (byte) (crc >>> 8);
    }

    /** Writes the CRC-16/Kermit of all bytes before a place there, the high byte first. */
    static void putKermit(byte[] bytes, int place) {
        int crc = crc(bytes, 0, place, 0, X25_STEPS);
        bytes[place] = (byte) (crc >>> 8);
        bytes[place + 1] = (byte) crc;
    }

    /** The sum of the bytes [from, to), of M-Bus frames (EN 13757-2). */
    static int sum(byte[] bytes, int from, int to) {
        int sum = 0;
        for (int i = from; i < to; i++) {
            sum += bytes[i];
        }
        return sum & 0xFF;
    }

    /** Fails unless the checksums in an accepted frame of clear text hold. */
    static void verify(Frame frame) {
        switch (frame.format()) {
            case P1 -> telegram(frame);
            case P1_ENCRYPTED -> { } // Its proof is the tag of AES-GCM.
            case HDLC -> hdlc(frame.bytes());
            case MBUS -> mbus(frame.bytes());
            case SML -> sml(frame.bytes());
        }
    }

    private static void answer(String text) {
        Matcher answer = ANSWER.matcher(text);
        assertThat(answer.matches()).as(text).isTrue();
        assertThat(answer.group(1).chars().reduce(0, (first, second) -> first ^ second)).as(text).isEqualTo(answer.group(2).charAt(0));
    }

    private static void telegram(Frame frame) {
        byte[] bytes = frame.bytes();
        if (bytes[bytes.length - 2] == 3) {
            answer(new String(bytes, StandardCharsets.ISO_8859_1));
            return;
        }
        int mark = bytes.length - 1;
        while (mark > 0 && bytes.length - mark <= 5 && bytes[mark] != '!') {
            mark--;
        }
        String digits = new String(bytes, mark + 1, bytes.length - mark - 1, StandardCharsets.US_ASCII);
        if (bytes[0] != '/' || bytes[mark] != '!' || !digits.matches("[0-9A-Fa-f]{0,4}")) {
            throw new AssertionError("no telegram: " + new String(bytes, StandardCharsets.ISO_8859_1));
        }
        if (frame.proof() == Frame.Proof.UNPROVEN) {
            assertThat(digits).isIn("", "0000");
            assertThat(digits.isEmpty() || arc(Arrays.copyOf(bytes, mark + 1)) != 0).as("zeros that fit prove their telegram").isTrue();
        } else {
            assertThat(Integer.parseInt(digits, 16)).isEqualTo(arc(Arrays.copyOf(bytes, mark + 1)));
        }
    }

    /** One frame or several in a row; two may share a flag. */
    private static void hdlc(byte[] bytes) {
        int at = 0;
        int frames = 0;
        while (at < bytes.length - 1) {
            assertThat(bytes[at]).as("flag at %d", at).isEqualTo((byte) 0x7E);
            int length = (bytes[at + 1] & 7) << 8 | bytes[at + 2] & 0xFF;
            assertThat(crc(bytes, at + 1, at + 1 + length, 0xFFFF, X25_STEPS)).as("frame at %d", at).isEqualTo(0xF0B8);
            at += 1 + length;
            assertThat(bytes[at]).as("flag at %d", at).isEqualTo((byte) 0x7E);
            at += at + 1 < bytes.length && bytes[at + 1] == 0x7E ? 1 : 0;
            frames++;
        }
        assertThat(frames).isPositive();
    }

    private static void mbus(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int printed = bytes[at + 1] & 0xFF;
            int length = printed > 5 ? printed : printed + 256; // Sagemcom T210-D sends 257 bytes and the length 1.
            int sum = at + 4 + length;
            assertThat(bytes[at]).as("start at %d", at).isEqualTo((byte) 0x68);
            assertThat(bytes[sum] & 0xFF).as("frame at %d", at).isEqualTo(sum(bytes, at + 4, sum));
            assertThat(bytes[sum + 1]).as("stop at %d", sum + 1).isEqualTo((byte) 0x16);
            at = sum + 2;
        }
        assertThat(at).isPositive().isEqualTo(bytes.length);
    }

    /** X-25 or Kermit. */
    private static void sml(byte[] bytes) {
        byte[] kermit = bytes.clone();
        putKermit(kermit, bytes.length - 2);
        assertThat(crc(bytes, 0, bytes.length, 0xFFFF, X25_STEPS) == 0xF0B8 || Arrays.equals(kermit, bytes)).isTrue();
    }

    private static int crc(byte[] bytes, int from, int to, int start, int[] steps) {
        int crc = start;
        for (int i = from; i < to; i++) {
            crc = crc >>> 8 ^ steps[(crc ^ bytes[i]) & 0xFF];
        }
        return crc;
    }

    /** Returns what a byte does to a checksum, for each byte. */
    private static int[] steps(int polynomial) {
        int[] steps = new int[256];
        for (int each = 0; each < steps.length; each++) {
            int crc = each;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc & 1) != 0 ? crc >>> 1 ^ polynomial : crc >>> 1;
            }
            steps[each] = crc;
        }
        return steps;
    }
}
