package org.dbusp1.source;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Diagnoses bytes in which no telegram was found. Bytes of a wrong speed or an inverted line are regular garbage: each
 * {@link MisclockedUart} turns a meter's text into other bytes, and the received bytes are compared with them.
 */
public enum LineDiagnosis {
    // The later one is more precise.
    /** Too few bytes for a diagnosis. */
    TOO_FEW,
    /** Bytes that fit no known pattern. */
    NONSENSE,
    /** Text, but not that of a meter. */
    TEXT,
    /** A meter's text, read faster than it is sent. */
    TOO_FAST,
    /** A meter's text, read slower than it is sent. */
    TOO_SLOW,
    /** A meter's text on an inverted line. */
    INVERTED;

    /** Fewer bytes than this are a disturbance. */
    private static final int FEW = 48;
    private static final double TEXT_SHARE = 0.8;
    /** The average likelihood that each byte must have above chance, as a power of two. */
    private static final double LIKELY_BITS = 0.9;
    private static final int VALUES = 256;
    /** The share of a byte that a view does not show. */
    private static final double UNSEEN = 0.0005;
    /** A byte that fills messages of meters and idle lines: it proves nothing. */
    private static final byte FILLER = (byte) 0xFF;
    /** The likelihood of each byte in a view, in bits above chance. */
    private record Model(LineDiagnosis look, double[] bits) {
        double likelihood(byte[] sample) {
            double sum = 0;
            int count = 0;
            for (byte b : sample) {
                if (b != FILLER) {
                    sum += bits[b & 0xFF];
                    count++;
                }
            }
            return count < FEW ? 0 : sum / count;
        }
    }

    /** The models, which are made at the first diagnosis and not before. */
    private static final class Models {
        private static final List<Model> ALL = all();

        private static List<Model> all() {
            List<Model> models = new ArrayList<>();
            views(models, INVERTED, true, 1, 2);
            // 115200 read at 9600, 9600 read at 2400, and the other way round.
            for (double slower : new double[] {12, 4}) {
                views(models, TOO_SLOW, false, slower, 2 * (int) slower);
                views(models, TOO_FAST, false, 1 / slower, 2);
            }
            return models;
        }

        private static void views(List<Model> models, LineDiagnosis look, boolean inverted, double ratio,
                int telegrams) {
            // Longer gaps make no difference.
            for (int most : new int[] {0, 1, 2, 3, 4, 6}) {
                for (boolean varied : new boolean[] {false, true}) {
                    // Lines that are read too fast have 9600 baud, and such lines have parity.
                    models.add(model(look, new MisclockedUart(inverted, ratio, most, varied, ratio < 1)
                            .bytes(telegrams)));
                }
            }
        }

        /** Makes the model of a view. A byte that is not in the view is not impossible: lines are noisy. */
        private static Model model(LineDiagnosis look, byte[] view) {
            double[] counts = new double[VALUES];
            Arrays.fill(counts, UNSEEN * view.length);
            for (byte b : view) {
                counts[b & 0xFF]++;
            }
            double chance = Arrays.stream(counts).sum() / VALUES;
            return new Model(look, Arrays.stream(counts).map(count -> Math.log(count / chance) / Math.log(2))
                    .toArray());
        }
    }

    /** Returns the diagnosis of bytes that were read as 8N1. */
    public static LineDiagnosis of(byte[] sample) {
        if (sample.length < FEW) {
            return TOO_FEW;
        }
        if (printable(sample, sample.length) >= TEXT_SHARE * sample.length) {
            return TEXT;
        }
        LineDiagnosis likeliest = NONSENSE;
        double most = LIKELY_BITS;
        for (Model model : Models.ALL) {
            double likelihood = model.likelihood(sample);
            if (likelihood > most) {
                most = likelihood;
                likeliest = model.look;
            }
        }
        return likeliest;
    }

    /** Returns how many of the first bytes are characters of text, or line ends. */
    public static int printable(byte[] bytes, int count) {
        int printable = 0;
        for (int i = 0; i < count; i++) {
            printable += bytes[i] >= ' ' && bytes[i] < 0x7F || bytes[i] == '\r' || bytes[i] == '\n' ? 1 : 0;
        }
        return printable;
    }

    /**
     * The bytes that a UART of 8N1 reads from the waveform of a meter's text, if the line is inverted or the UART runs
     * at another speed. The bytes are calculated bit by bit: they are too many for a table.
     *
     * @param inverted whether the signal is inverted, its idle state too
     * @param ratio    bits of the meter that pass in one bit of the UART: 12 for 115200 read at 9600
     * @param gap      idle bits between two characters of the meter
     * @param varied   whether any number of idle bits up to this one comes, as if a slow processor sends
     * @param parity   whether the meter sends 7 bits and even parity
     */
    private record MisclockedUart(boolean inverted, double ratio, int gap, boolean varied, boolean parity) {
        /** Lines that are typical of telegrams. */
        private static final byte[] TELEGRAM = """
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

        /** The varied gaps are the same at each call. */
        private static final int SEED = 1;
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
            int characters = telegrams * TELEGRAM.length;
            Random chance = new Random(SEED);
            int[] idle = IntStream.range(0, characters).map(i -> varied ? chance.nextInt(gap + 1) : gap).toArray();
            boolean[] levels = new boolean[2 * IDLE + characters * FRAME + Arrays.stream(idle).sum()];
            Arrays.fill(levels, !inverted);
            int at = IDLE;
            for (int i = 0; i < characters; i++) {
                int bits = TELEGRAM[i % TELEGRAM.length];
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
}
