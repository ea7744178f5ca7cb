package org.dbusp1.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The bytes that a UART of 8N1 reads from the waveform of a meter's text, if the line is inverted or the UART runs at
 * another speed. The bytes are calculated bit by bit: they are too many for a table.
 *
 * @param inverted whether the signal is inverted, its idle state too
 * @param ratio    bits of the meter that pass in one bit of the UART: 12 for 115200 read at 9600
 * @param gaps     idle bits between two characters of the meter
 * @param parity   whether the meter sends 7 bits and even parity
 */
record MisclockedUart(boolean inverted, double ratio, Gaps gaps, boolean parity) {
    /**
     * The number of idle bits between two characters: always {@code most}, or any number up to {@code most} if a slow
     * processor sends.
     */
    record Gaps(int most, boolean varied) {
        private static final int SEED = 1;

        /** Returns the gaps behind so many characters; the same at each call. */
        int[] of(int characters) {
            Random chance = new Random(SEED);
            return IntStream.range(0, characters).map(i -> varied ? chance.nextInt(most + 1) : most).toArray();
        }
    }

    /** Lines that are typical of telegrams. */
    private static final byte[] TEXT = """
            /ISK5\\2M550T-1012
            1-3:0.2.8(50)
            0-0:1.0.0(260115201009W)
            0-0:96.1.1(4530303334303037343130303134373230)
            1-0:1.8.1(016230.132*kWh)
            1-0:2.8.1(000371.500*kWh)
            0-0:96.14.0(0002)
            1-0:1.7.0(00.866*kW)
            1-0:2.7.0(00.000*kW)
            1-0:32.32.0(00002)
            1-0:32.7.0(231.4*V)
            1-0:51.7.0(002*A)
            1-0:21.7.0(00.543*kW)
            1-0:62.7.0(00.000*kW)
            0-1:96.1.0(4730303332353635353432363136393136)
            0-1:24.2.1(260115200500W)(02113.450*m3)
            !A61F
            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);

    private static final int IDLE = 32;
    private static final int DATA = 8;
    private static final int FRAME = 1 + DATA + 1;
    /** A UART looks at the middle of each bit, and a little late, since it noticed the edge late. */
    private static final double MIDDLE = 0.52;

    /** Returns the bytes that the UART hands out for so many telegrams. */
    byte[] bytes(int telegrams) {
        boolean[] levels = levels(telegrams);
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        int at = 0;
        while (true) {
            // After a frame without a correct stop bit the line has to be idle before an edge begins another.
            while (at < levels.length && !levels[at]) {
                at++;
            }
            while (at < levels.length && levels[at]) {
                at++;
            }
            int stop = (int) (at + (DATA + 1 + MIDDLE) * ratio);
            if (stop >= levels.length) {
                return read.toByteArray();
            }
            int character = 0;
            for (int bit = 0; bit < DATA; bit++) {
                character |= levels[(int) (at + (bit + 1 + MIDDLE) * ratio)] ? 1 << bit : 0;
            }
            read.write(character);
            at = stop;
        }
    }

    /** Returns the levels of the line, one for each bit of the meter. */
    private boolean[] levels(int telegrams) {
        int characters = telegrams * TEXT.length;
        int[] idle = gaps.of(characters);
        boolean[] levels = new boolean[2 * IDLE + characters * FRAME + Arrays.stream(idle).sum()];
        Arrays.fill(levels, !inverted);
        int at = IDLE;
        for (int i = 0; i < characters; i++) {
            int bits = TEXT[i % TEXT.length];
            bits |= parity ? (Integer.bitCount(bits) & 1) << DATA - 1 : 0;
            levels[at] = inverted;
            for (int bit = 0; bit < DATA; bit++) {
                levels[at + 1 + bit] = (bits >> bit & 1) != 0 ^ inverted;
            }
            at += FRAME + idle[i];
        }
        return levels;
    }
}
