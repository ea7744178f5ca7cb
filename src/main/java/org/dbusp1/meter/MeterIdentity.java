package org.dbusp1.meter;

import java.util.Optional;
import org.dbusp1.base.SafeText;
import org.jspecify.annotations.Nullable;

/**
 * The data in a message about the meter itself.
 *
 * @param dialect        the family of telegrams, recognised by content
 * @param identification first line without its slash, the list name of a HAN meter, or the maker as an SML meter sends it; empty
 *                       without one
 * @param equipmentId    the meter's number; absent if none is printed
 * @param version        version of the P1 format as printed ("50", "50217"), or of the firmware (1-0:0.2.0) of an SML meter; absent
 *                       if none is sent
 */
public record MeterIdentity(Dialect dialect, String identification, @Nullable String equipmentId, @Nullable String version) {
    /** Characters of maker (3) and speed (1) at the beginning of an identification line. */
    private static final int HEAD = 4;

    public MeterIdentity {
        identification = SafeText.identifier(identification);
        equipmentId = SafeText.identifierOrNull(equipmentId);
        version = SafeText.identifierOrNull(version);
    }

    /** Of the number of a meter or an M-Bus device. An absent number was not sent and proves nothing. */
    public static boolean isAnother(@Nullable String before, @Nullable String now) {
        return before != null && now != null && !before.equals(now);
    }

    public Optional<String> versionForPeople() {
        return Optional.ofNullable(version).map(dialect::versionTitle);
    }

    /**
     * Returns the maker's name for this kind of meter: the text after the maker's three letters and the digit of the
     * speed in the first line (IEC 62056-21, 6.3.2). Empty for binary meters, which have no first line, and if no text
     * follows.
     */
    public Optional<String> model() {
        if (!Dialect.TEXT.contains(dialect) || identification.length() <= HEAD) {
            return Optional.empty();
        }
        int start = identification.charAt(HEAD) == '\\' ? HEAD + 1 : HEAD;
        return Optional.of(identification.substring(start).strip()).filter(text -> !text.isEmpty());
    }
}
