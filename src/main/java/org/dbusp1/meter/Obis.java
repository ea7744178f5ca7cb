package org.dbusp1.meter;

import java.util.Arrays;
import java.util.List;

/**
 * An OBIS code A-B:C.D.E*F (IEC 62056-61): medium, channel, quantity, kind, tariff, history. F is 255 if none is printed.
 *
 * @param groups one byte for each group, from A in bits 40 to 47 to F in bits 0 to 7
 */
public record Obis(long groups) {
    public static final int F_NOT_USED = 255;
    public static final int GROUPS = 6;
    private static final int GROUP_DIGITS = 3;
    /** The separator after each group; before group F some meters print a point. */
    private static final String SEPARATORS = "-:..*";
    /** Spreads the groups over all bits of a hash, because codes differ only in bits that a hash table ignores. */
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    public Obis(int a, int b, int c, int d, int e, int f) {
        this((long) a << 40 | (long) b << 32 | (long) c << 24 | d << 16 | e << 8 | f);
    }

    /** Parses A-B:C.D.E with an optional *F or .F. @throws IllegalArgumentException if the text is no such code */
    public static Obis parse(String text) {
        long groups = 0;
        int count = 0;
        int group = 0;
        int digits = 0;
        for (int i = 0; i <= text.length(); i++) {
            boolean end = i == text.length();
            char printed = end ? ' ' : text.charAt(i);
            if (printed >= '0' && printed <= '9' && digits < GROUP_DIGITS) {
                group = 10 * group + printed - '0';
                digits++;
            } else if (digits > 0 && group <= 255 && (end ? count >= GROUPS - 2 : isSeparator(printed, count))) {
                groups = groups << 8 | group;
                count++;
                group = 0;
                digits = 0;
            } else {
                throw new IllegalArgumentException("not an OBIS code: " + text);
            }
        }
        return new Obis(count == GROUPS ? groups : groups << 8 | F_NOT_USED);
    }

    private static boolean isSeparator(char printed, int before) {
        return before < SEPARATORS.length() && (printed == SEPARATORS.charAt(before) || before == GROUPS - 2 && printed == '.');
    }

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

    public String withoutF() {
        return a() + "-" + b() + ":" + c() + "." + d() + "." + e();
    }

    /** Returns the usual short form, with F only if it is not 255. */
    @Override
    public String toString() {
        return f() == F_NOT_USED ? withoutF() : withoutF() + "*" + f();
    }

    // Not the comparison of records: see package-info of meter.
    @Override
    public boolean equals(Object other) {
        return other instanceof Obis that && groups == that.groups;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(groups * SPREAD);
    }
}
