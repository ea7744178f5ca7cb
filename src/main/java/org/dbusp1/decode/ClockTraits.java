package org.dbusp1.decode;

import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * What a meter's messages have shown of its clock, and the driver remembers.
 *
 * @param isStandardAllYear whether the clock sends no season and runs on standard time all year
 * @param setsSummerBit     whether the status of the clock has the bit of summer time in summer, so that a status without it means
 *                          standard time
 */
public record ClockTraits(boolean isStandardAllYear, boolean setsSummerBit) {
    public static final ClockTraits NONE = new ClockTraits(false, false);

    private static final String STANDARD = "standard-time-all-year";
    private static final String BIT = "sets-summer-bit";

    /** Parses what {@link #text} returns. Unknown words are left out. */
    public static ClockTraits parse(String text) {
        Set<String> words = Set.copyOf(List.of(text.split(" ")));
        return new ClockTraits(words.contains(STANDARD), words.contains(BIT));
    }

    /** Returns the traits in one line; empty without any. */
    public String text() {
        StringJoiner words = new StringJoiner(" ");
        if (isStandardAllYear) {
            words.add(STANDARD);
        }
        if (setsSummerBit) {
            words.add(BIT);
        }
        return words.toString();
    }
}
