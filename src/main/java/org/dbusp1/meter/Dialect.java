package org.dbusp1.meter;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * A family of telegrams or frames with the same meaning, clock and interval. All facts about one family are in one file
 * of {@code meter.dialect}; the registry is {@code DialectRegistry}.
 *
 * @param name              identifies the dialect, in capitals; used in {@code meter.profile} and in files
 * @param title             the name that people use
 * @param country           country of the meters; empty for meters whose maker is not known
 * @param zoneName          zone of the meter's clock; if one dialect is used in several zones, the owner sets the zone
 * @param port              port through which the meters are read
 * @param interval          time between two messages, by the standard; used until the interval has been measured
 * @param slowest           the longest interval known of such meters: if messages come further apart, some were lost
 * @param checksum          whether every telegram has a checksum; a telegram without it is then damaged
 * @param sendsPartialLists whether alternating messages each hold only a part of the values, as those of binary meters
 *                          do
 * @param certainEnergyUnit whether the definition of its lists holds for the energy counters of all meters: 10 Wh or Wh
 * @param signs             recognises a telegram of this dialect or of one before it in the registry; false for meters
 *                          without P1 text
 * @param numbers           codes of the meter's number in a P1 telegram, the best first
 * @param makerTexts        beginnings of texts of this maker's binary meters: names of lists and devices, system titles
 * @param versionTitle      turns the printed version of the format into the name that people use
 * @param rates             meanings of the tariffs 1, 2, ...; empty if the country gives the numbers no meaning
 */
public record Dialect(String name, String title, Optional<Country> country, String zoneName, Port port,
        Duration interval, Duration slowest, boolean checksum, boolean sendsPartialLists,
        boolean certainEnergyUnit, Predicate<TelegramTraits> signs, List<Obis> numbers, List<String> makerTexts,
        UnaryOperator<String> versionTitle, List<TariffRate> rates) {
    /** The kinds of ports that customers have. */
    public enum Port {
        /** Text over six wires. */
        P1,
        /** Binary lists, over wires. */
        HAN,
        /** Light, by a head with two windows. */
        OPTICAL,
        /** The two wires of French meters. */
        TIC
    }

    /** Returns the zone of a meter's clock: the owner's choice, else that of the dialect. */
    public ZoneId zone(Optional<ZoneId> owners) {
        return owners.orElseGet(this::zone);
    }

    /** Returns the zone in which the meters are used. Rules of zones are read from a file at their first use. */
    public ZoneId zone() {
        return ZoneId.of(zoneName);
    }

    /** Returns the meaning of a tariff's number; empty if it has none. */
    public Optional<TariffRate> rate(int tariff) {
        return tariff >= 1 && tariff <= rates.size() ? Optional.of(rates.get(tariff - 1)) : Optional.empty();
    }

    /** Compares the names, which identify dialects: a record's own comparison would load a megabyte of classes. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Dialect that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }

    /** Begins the description of a dialect whose meters send P1 text with a checksum each 10 s. */
    public static Builder named(String name, String title, Country country) {
        return new Builder(name, title, Optional.of(country), country.zone());
    }

    /** Begins the description of a dialect that is used in several countries. */
    public static Builder named(String name, String title, String zone) {
        return new Builder(name, title, Optional.empty(), zone);
    }

    /** Collects the properties of a dialect. */
    public static final class Builder {
        private static final Pattern TWO_DIGITS = Pattern.compile("[1-9]\\d");
        private static final List<Obis> NUMBERS = List.of(Obis.parse("0-0:96.1.1"), Obis.parse("0-0:96.1.0"),
                Obis.parse("0-0:42.0.0"), Obis.parse("0-0:96.1.255"));

        private final String name;
        private final String title;
        private final Optional<Country> country;
        private final String zone;
        private Port port = Port.P1;
        private int seconds = 10;
        private int slowest = 10;
        private boolean checksum = true;
        private boolean partialLists;
        private boolean certainEnergyUnit = true;
        private Predicate<TelegramTraits> signs = telegram -> false;
        private List<Obis> numbers = NUMBERS;
        private List<String> makerTexts = List.of();
        private UnaryOperator<String> versionTitle = Builder::plainVersion;
        private List<TariffRate> rates = List.of();

        private Builder(String name, String title, Optional<Country> country, String zone) {
            this.name = name;
            this.title = title;
            this.country = country;
            this.zone = zone;
        }

        /** Returns the name of a printed version: 5.0 for 50; other versions as printed. */
        private static String plainVersion(String printed) {
            return TWO_DIGITS.matcher(printed).matches() ? printed.charAt(0) + "." + printed.charAt(1) : printed;
        }

        public Builder port(Port its) {
            port = its;
            return this;
        }

        /** Sets the interval by the standard and the slowest known, in seconds. */
        public Builder every(int interval, int most) {
            seconds = interval;
            slowest = most;
            return this;
        }

        public Builder withoutChecksum() {
            checksum = false;
            return this;
        }

        public Builder sendsPartialLists() {
            partialLists = true;
            return this;
        }

        public Builder withUncertainEnergyUnit() {
            certainEnergyUnit = false;
            return this;
        }

        public Builder recognisedBy(Predicate<TelegramTraits> test) {
            signs = test;
            return this;
        }

        public Builder numbers(String... codes) {
            numbers = List.of(codes).stream().map(Obis::parse).toList();
            return this;
        }

        public Builder makerTexts(String... beginnings) {
            makerTexts = List.of(beginnings);
            return this;
        }

        /** Sets the names of special printed versions; for other versions the function returns its argument. */
        public Builder versionTitle(UnaryOperator<String> special) {
            versionTitle = printed -> special.apply(plainVersion(printed));
            return this;
        }

        public Builder rates(TariffRate... ofTariffs) {
            rates = List.of(ofTariffs);
            return this;
        }

        public Dialect build() {
            return new Dialect(name, title, country, zone, port, Duration.ofSeconds(seconds),
                    Duration.ofSeconds(slowest), checksum, partialLists, certainEnergyUnit, signs, numbers, makerTexts,
                    versionTitle, rates);
        }
    }

    /** The meaning of a tariff's number to the owner; it differs between countries. */
    public enum TariffRate {
        /** At night and at weekends. */
        LOW,
        /** At all other times; by day. */
        NORMAL
    }

    /**
     * A country, or the part of one, whose meters have the same rules for their customers' port.
     *
     * @param title   its name in English
     * @param zone    the name of its time zone
     * @param opening steps by which an owner gets the port opened; continues "title: "
     */
    public record Country(String title, String zone, String opening) {
        /** Returns what an owner does to get the port opened: "Finland: off until you ask the grid operator". */
        public String advice() {
            return title + ": " + opening;
        }
    }

    /** The traits of one P1 telegram that show its dialect: identification lines are the same in several countries. */
    public interface TelegramTraits {
        /**
         * Returns whether the telegram prints a register with one of these codes. Group F does not matter, nor do the
         * channels of one medium: 0-1:24.3.0 means each M-Bus channel, 1-0:1.8.0 also for 1-1:1.8.0.
         */
        boolean prints(Obis... codes);

        /** Returns whether codes have a group F, or neither medium nor channel, as codes of D0 have. */
        boolean printsD0Codes();

        /** Returns whether an energy or a power is on channel 1, as in 1-1:1.8.0. */
        boolean measuresOnChannel1();

        /** Returns the version of the P1 format, 1-3:0.2.8, as printed; empty if none is printed. */
        Optional<String> version();
    }
}
