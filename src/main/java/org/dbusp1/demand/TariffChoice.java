package org.dbusp1.demand;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A tariff as owners choose it.
 *
 * @param name  as they write it
 * @param known the rule; absent for the one that the owner writes himself
 */
public record TariffChoice(String name, Optional<Tariff> known) {
    /** Each of the table, and the owner's own. */
    public static final List<TariffChoice> ALL = Stream.concat(
            Tariffs.ALL_ROWS.stream().map(tariff -> new TariffChoice(tariff.name(), Optional.of(tariff))),
            Stream.of(new TariffChoice("custom", Optional.empty()))).toList();
}
