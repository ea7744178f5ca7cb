package org.dbusp1.meter;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;

/**
 * A family of telegrams or frames that share meaning, clock and pace. The zone is the meter's; where one dialect is
 * used in several zones (H1 in Finland) the owner has to say so.
 */
public enum Dialect {
    DSMR2("DSMR 2.2/3.0", "Europe/Amsterdam", 10, false),
    DSMR4("DSMR 4", "Europe/Amsterdam", 10, true),
    DSMR5("DSMR 5", "Europe/Amsterdam", 1, true),
    BELGIUM("e-MUCS P1", "Europe/Brussels", 1, true),
    LUXEMBOURG("Smarty P1", "Europe/Luxembourg", 10, true),
    AUSTRIA("P1 Austria", "Europe/Vienna", 10, true),
    NORDIC("H1", "Europe/Stockholm", 10, true),
    FINLAND("H1 Finland", "Europe/Helsinki", 10, true),
    HUNGARY("P1 Hungary", "Europe/Budapest", 10, true),
    LITHUANIA("P1 Lithuania", "Europe/Vilnius", 10, true),
    POLAND("P1 Poland", "Europe/Warsaw", 10, true),
    SWITZERLAND("P1 Switzerland", "Europe/Zurich", 10, true),
    ISRAEL("P1 Israel", "Asia/Jerusalem", 10, true),
    D0("D0", "Europe/Berlin", 4, false),
    /** German meters with SML; those known send each 1 to 4 s. */
    SML("SML", "Europe/Berlin", 4, true),
    /** The customer output of French meters; warning frames hold a part only. */
    TIC_HISTORIQUE("TIC historique", "Europe/Paris", 2, true),
    TIC_STANDARD("TIC standard", "Europe/Paris", 1, true),
    // Binary meters, by maker. All their grids keep Central European time; lists of several kinds alternate.
    AIDON("HAN Aidon", "Europe/Oslo", 10, true),
    KAIFA("HAN Kaifa", "Europe/Oslo", 10, true),
    KAMSTRUP("HAN Kamstrup", "Europe/Oslo", 10, true),
    LANDIS_GYR("HAN Landis+Gyr", "Europe/Zurich", 5, true),
    ISKRA("HAN Iskra", "Europe/Ljubljana", 5, true),
    /** Czech meters on RS-485; their messages have neither frame nor checksum. */
    CZECHIA("HAN Czechia", "Europe/Prague", 60, false),
    /** A binary meter whose maker nothing names. */
    HAN("HAN", "Europe/Oslo", 10, true);

    private final String title;
    private final String zoneId;
    /** Read when it is asked for: a driver meets one dialect, and the rules of all zones are a tenth of a megabyte. */
    private ZoneId zone;
    private final Duration interval;
    private final boolean checksum;

    Dialect(String title, String zone, int seconds, boolean checksum) {
        this.title = title;
        this.zoneId = zone;
        this.interval = Duration.ofSeconds(seconds);
        this.checksum = checksum;
    }

    /** As people call it. */
    public String title() {
        return title;
    }

    /**
     * Zone of a meter's clock.
     *
     * @param owners the owner's choice; absent: that in which the dialect's meters are used
     */
    public ZoneId zone(Optional<ZoneId> owners) {
        return owners.isPresent() ? owners.get() : zone();
    }

    /** Zone in which its meters are used. */
    public ZoneId zone() {
        if (zone == null) {
            zone = ZoneId.of(zoneId);
        }
        return zone;
    }

    /** How often its meters send, by the standard; used until the line has shown it. */
    public Duration interval() {
        return interval;
    }

    /**
     * The longest interval that its meters are known to have. Messages that come further apart than this did not all
     * arrive.
     */
    public Duration slowest() {
        return Duration.ofSeconds(switch (this) {
            case DSMR2, DSMR4, DSMR5, BELGIUM, LUXEMBOURG, AUSTRIA, NORDIC, FINLAND, HUNGARY, LITHUANIA, POLAND,
                SWITZERLAND, ISRAEL, SML -> 10;
            // Answers to requests, in mode C.
            case D0, CZECHIA -> 60;
            case TIC_HISTORIQUE, TIC_STANDARD -> 3;
            // Swiss meters have lists that come each quarter of an hour.
            case AIDON, KAIFA, KAMSTRUP, LANDIS_GYR, ISKRA, HAN -> 900;
        });
    }

    /** Whether its meters alternate messages that each say only a part, as binary meters do. */
    public boolean sendsPartialLists() {
        return switch (this) {
            case TIC_HISTORIQUE, AIDON, KAIFA, KAMSTRUP, LANDIS_GYR, ISKRA, HAN -> true;
            case DSMR2, DSMR4, DSMR5, BELGIUM, LUXEMBOURG, AUSTRIA, NORDIC, FINLAND, HUNGARY, LITHUANIA, POLAND,
                SWITZERLAND, ISRAEL, D0, SML, TIC_STANDARD, CZECHIA -> false;
        };
    }

    /** Whether every telegram carries a checksum; one without it is then damaged. */
    public boolean checksum() {
        return checksum;
    }
}
