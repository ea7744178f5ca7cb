package org.dbusp1.line.decode;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * What a meter's messages have shown of its clock, and the driver remembers.
 *
 * @param isStandardAllYear whether the clock sends no season and runs on standard time all year
 * @param zone              zone of the clock, if it is another than that of the meter's dialect
 */
public record ClockTraits(boolean isStandardAllYear, @Nullable ZoneId zone) {
    public static final ClockTraits NONE = new ClockTraits(false, null);

    private static final String STANDARD = "standard-time-all-year";

    /** Parses what {@link #text} returns. Unknown words are left out. */
    public static ClockTraits parse(String text) {
        Set<String> words = Set.copyOf(List.of(text.split(" ")));
        return new ClockTraits(words.contains(STANDARD), words.stream().map(ClockTraits::zoneOrNull)
                .filter(Objects::nonNull).findFirst().orElse(null));
    }

    /** Returns the zone of a name in Europe; null if there is none. */
    static @Nullable ZoneId zoneOrNull(String name) {
        try {
            return name.startsWith("Europe/") ? ZoneId.of(name) : null;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Returns the traits in one line; empty without any. */
    public String text() {
        StringJoiner words = new StringJoiner(" ");
        if (isStandardAllYear) {
            words.add(STANDARD);
        }
        if (zone != null) {
            words.add(zone.getId());
        }
        return words.toString();
    }
}
