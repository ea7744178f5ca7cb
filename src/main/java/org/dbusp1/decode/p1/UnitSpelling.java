package org.dbusp1.decode.p1;

import org.dbusp1.meter.Unit;

/** How meters spell units: any prefix, kvar and kVAr, kvarh and kVArh, or nothing at all. */
final class UnitSpelling {
    /** The power of ten of a unit that is none of the quantity. */
    static final int OTHER = Integer.MIN_VALUE;

    /**
     * The letters of the unit without prefix, in lower case, packed; the power of ten of the unit that values are
     * held in; and the power of ten of a number without unit: a power then counts as kW or kvar.
     */
    private record Spelling(long letters, int held, int bare) {
    }

    private static final Spelling[] SPELLINGS = new Spelling[Unit.values().length];

    static {
        for (Unit unit : Unit.values()) {
            SPELLINGS[unit.ordinal()] = switch (unit) {
                case WATT -> new Spelling(letters("w"), 0, 3);
                case VAR -> new Spelling(letters("var"), 0, 3);
                case VOLT_AMPERE -> new Spelling(letters("va"), 0, 3);
                case KILOWATT_HOUR -> new Spelling(letters("wh"), 3, 3);
                case KILOVAR_HOUR -> new Spelling(letters("varh"), 3, 3);
                case VOLT -> new Spelling(letters("v"), 0, 0);
                case AMPERE -> new Spelling(letters("a"), 0, 0);
                case HERTZ -> new Spelling(letters("hz"), 0, 0);
                case COUNT, RATIO -> new Spelling(letters(""), 0, 0);
            };
        }
    }

    private UnitSpelling() {
    }

    /** By which power of ten a number in the printed unit differs from one in the unit, or {@link #OTHER}. */
    static int power(byte[] bytes, int from, int to, Unit unit) {
        Spelling spelling = SPELLINGS[unit.ordinal()];
        if (from == to) {
            return spelling.bare - spelling.held;
        }
        if (to - from > 6) {
            return OTHER;
        }
        long printed = 0;
        for (int i = from; i < to; i++) {
            printed = printed << 8 | (bytes[i] | 0x20);
        }
        if (printed == spelling.letters) {
            return -spelling.held;
        }
        long withoutPrefix = printed & (1L << 8 * (to - from - 1)) - 1;
        return withoutPrefix == spelling.letters && to - from > 1 ? prefix(bytes[from], spelling.held) : OTHER;
    }

    private static int prefix(byte letter, int held) {
        return switch (letter) {
            case 'm' -> -3 - held;
            case 'k', 'K' -> 3 - held;
            case 'M' -> 6 - held;
            case 'G' -> 9 - held;
            default -> OTHER;
        };
    }

    private static long letters(String text) {
        long packed = 0;
        for (int i = 0; i < text.length(); i++) {
            packed = packed << 8 | text.charAt(i);
        }
        return packed;
    }
}
