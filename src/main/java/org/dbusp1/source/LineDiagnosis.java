package org.dbusp1.source;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.source.MisclockedUart.Gaps;

/**
 * Diagnoses bytes in which no telegram was found. Bytes of a wrong speed or an inverted line are regular garbage:
 * each {@link MisclockedUart} turns a meter's text into other bytes, and those that came are compared with each.
 */
public enum LineDiagnosis {
    // The later one is more precise.
    /** Too few bytes for a diagnosis. */
    TOO_FEW,
    /** Nothing known. */
    NONSENSE,
    /** Text, but none that a meter sends. */
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
    /** How many times likelier than chance each byte has to be on average, as a power of two. */
    private static final double LIKELY_BITS = 0.9;
    private static final int VALUES = 256;
    /** The share of a byte that a view does not show. */
    private static final double UNSEEN = 0.0005;
    /** Fills messages of meters and idle lines: proves nothing. */
    private static final byte FILLER = (byte) 0xFF;
    /** Longer ones make no difference. */
    private static final List<Gaps> GAPS = List.of(new Gaps(0, false), new Gaps(1, false), new Gaps(2, false),
            new Gaps(3, false), new Gaps(4, false), new Gaps(1, true), new Gaps(2, true), new Gaps(3, true),
            new Gaps(4, true),
            new Gaps(6, true));

    /** How likely each byte is in a view, in bits above chance. */
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

    /** Made when somebody asks, and only then. */
    private static final class Models {
        private static final List<Model> ALL = all();

        private static List<Model> all() {
            List<Model> models = new ArrayList<>();
            views(models, INVERTED, true, 1, 1);
            // 115200 read at 9600, 9600 read at 2400, and the other way round.
            for (double slower : new double[] {12, 4}) {
                views(models, TOO_SLOW, false, slower, (int) slower);
                views(models, TOO_FAST, false, 1 / slower, 1);
            }
            return models;
        }

        private static void views(List<Model> models, LineDiagnosis look, boolean inverted, double ratio,
                int telegrams) {
            for (Gaps gaps : GAPS) {
                // What is read too fast are lines of 9600 baud, and those have parity.
                models.add(model(look, new MisclockedUart(inverted, ratio, gaps, ratio < 1).bytes(telegrams)));
            }
        }

        /** A byte that a view does not show is not impossible: lines are noisy. */
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

    /** What some bytes look like, read as 8N1. */
    public static LineDiagnosis of(byte[] sample) {
        if (sample.length < FEW) {
            return TOO_FEW;
        }
        if (printable(sample) >= TEXT_SHARE * sample.length) {
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

    private static int printable(byte[] sample) {
        int count = 0;
        for (byte b : sample) {
            count += b >= ' ' && b < 0x7F || b == '\r' || b == '\n' ? 1 : 0;
        }
        return count;
    }
}
