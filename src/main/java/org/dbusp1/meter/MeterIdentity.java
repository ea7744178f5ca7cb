package org.dbusp1.meter;

import java.util.Optional;

/**
 * What a message says about the meter itself.
 *
 * @param dialect        the family of telegrams, recognised by content
 * @param identification first line without its slash, or the list name of a binary meter; empty where there is none
 * @param equipmentId    the meter's number; absent where none is printed
 * @param version        version of the P1 format as printed ("50", "50217"); absent where none is
 */
public record MeterIdentity(Dialect dialect, String identification, Optional<String> equipmentId,
                            Optional<String> version) {
    /** Maker and speed at the beginning of an identification line. */
    private static final int HEAD = 4;

    /** Makes the texts safe for every output. */
    public MeterIdentity {
        identification = SafeText.identifier(identification);
        equipmentId = SafeText.identifier(equipmentId);
        version = SafeText.identifier(version);
    }

    /**
     * Whether a number, of a meter or of an M-Bus device, is that of another one: a number that is absent was not sent,
     * and tells nothing.
     */
    public static boolean isAnother(Optional<String> before, Optional<String> now) {
        return before.isPresent() && now.isPresent() && !before.equals(now);
    }

    /** Returns the version as people say it: 50 is 5.0; empty where none is printed. */
    public Optional<String> versionForPeople() {
        return version.map(dialect.versionTitle());
    }

    /**
     * The maker's name for this kind of meter: what follows the maker's three letters and the digit of the speed in the
     * first line (IEC 62056-21, 6.3.2). Absent for binary meters, which name the list of registers there, and where
     * nothing follows.
     */
    public Optional<String> model() {
        boolean named = !dialect.sendsPartialLists() && identification.length() > HEAD;
        return named
                ? Optional.of(identification.substring(identification.charAt(HEAD) == '\\' ? HEAD + 1 : HEAD).strip())
                .filter(text -> !text.isEmpty()) : Optional.empty();
    }
}
