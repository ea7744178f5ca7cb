package org.dbusp1.meter;

import java.util.Optional;

/** What the number of a tariff means to the owner; it differs between countries. */
public enum TariffRate {
    /** At night and at weekends. */
    LOW,
    /** At all other times; by day. */
    NORMAL;

    /**
     * The rate behind the number of a tariff: 1 is low and 2 normal in the Netherlands (Netbeheer Nederland, P1
     * Companion Standard 5.0.2, note on the tariff indicator), the other way round in Belgium (Fluvius, e-MUCS P1,
     * 0-0:96.14.0).
     *
     * @return empty where the country gives the numbers no fixed meaning
     */
    public static Optional<TariffRate> of(Dialect dialect, int tariff) {
        return switch (dialect) {
            case DSMR2, DSMR4, DSMR5 -> of(tariff, LOW, NORMAL);
            case BELGIUM -> of(tariff, NORMAL, LOW);
            default -> Optional.empty();
        };
    }

    private static Optional<TariffRate> of(int tariff, TariffRate first, TariffRate second) {
        return switch (tariff) {
            case 1 -> Optional.of(first);
            case 2 -> Optional.of(second);
            default -> Optional.empty();
        };
    }
}
