package org.dbusp1.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.source.MisclockedUart.Gaps;

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
                    models.add(model(look, new MisclockedUart(inverted, ratio, new Gaps(most, varied), ratio < 1)
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
}
