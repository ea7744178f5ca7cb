package org.dbusp1.meter;

import java.util.Arrays;
import java.util.List;

/**
 * An OBIS code A-B:C.D.E*F (IEC 62056-61): medium, channel, quantity, kind, tariff, history. F is 255 if none is printed.
 *
 * @param groups one byte for each of the groups, A in the highest place
 */
public record Obis(long groups) {
    public static final int CURRENT = 255;
    private static final int GROUPS = 6;
    /** Spreads the groups over all bits of a hash, because codes differ only in bits that a hash table ignores. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    public Obis(int a, int b, int c, int d, int e, int f) {
        this((long) a << 40 | (long) b << 32 | (long) c << 24 | d << 16 | e << 8 | f);
    }

    /**
     * Parses A-B:C.D.E with an optional *F or .F.
     *
     * @throws IllegalArgumentException if the text is no such code
     */
    public static Obis parse(String text) {
        String[] printed = text.split("[-:.*]", -1);
        if (printed.length != GROUPS - 1 && printed.length != GROUPS) {
            throw new IllegalArgumentException("not an OBIS code: " + text);
        }
        long groups = printed.length == GROUPS ? 0 : CURRENT;
        for (int i = 0; i < printed.length; i++) {
            int group = printed[i].matches("[0-9]{1,3}") ? Integer.parseInt(printed[i]) : -1;
            if (group < 0 || group > 255) {
                throw new IllegalArgumentException("not an OBIS code: " + text);
            }
            groups |= (long) group << 8 * (GROUPS - 1 - i);
        }
        return new Obis(groups);
    }

    /** Returns the codes in texts, see {@link #parse}. */
    public static List<Obis> list(String... texts) {
        return Arrays.stream(texts).map(Obis::parse).toList();
    }

    public int a() {
        return group(40);
    }

    public int b() {
        return group(32);
    }

    public int c() {
        return group(24);
    }

    public int d() {
        return group(16);
    }

    public int e() {
        return group(8);
    }

    public int f() {
        return group(0);
    }

    private int group(int shift) {
        return (int) (groups >>> shift) & 0xFF;
    }

    /** Returns the code without group F. */
    public String current() {
        return a() + "-" + b() + ":" + c() + "." + d() + "." + e();
    }

    /** Returns the usual short form, with F only if it is not 255. */
    @Override
    public String toString() {
        return f() == CURRENT ? current() : current() + "*" + f();
    }

    // Not the comparison of records: see the package meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof Obis that && groups == that.groups;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(groups * SPREAD);
    }
}
