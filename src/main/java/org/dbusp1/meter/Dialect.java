package org.dbusp1.meter;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A family of telegrams or frames with the same meaning, clock and interval. P1 text has the first dialect, in this
 * order, that its telegrams prove: by the flag of the maker or of the grid operator, by codes that only this family
 * prints, by the checksum or its absence. {@link #P1} is text that proves no other dialect. {@link Traits} has the defaults.
 */
public enum Dialect {
    /** Kaifa meters of the Israel Electric Corporation, whose tariffs begin at 11. */
    ISRAEL(p1("P1 Israel", Country.ISRAEL)
            .recognisedBy(telegram -> telegram.prints(Codes.TARIFF_11) && !telegram.prints(Codes.TOTAL, Codes.TARIFF_1))),
    /** Groupe E: energies and powers on channel 1, with the Belgian register of the version. */
    SWITZERLAND(p1("P1 Switzerland", Country.SWITZERLAND).recognisedBy(telegram -> telegram.measuresOnChannel1()
            && !telegram.prints(Codes.DSMR_VERSION) && (telegram.hasFlagId("GRE") || telegram.prints(Codes.E_MUCS_VERSION)))),
    /**
     * Fluvius, e-MUCS P1. Tariff 1 is the normal tariff (0-0:96.14.0), the opposite of the Netherlands. The first Iskra
     * meters of Wallonia print no version, and their number in 1-0:0.0.0.
     */
    BELGIUM(p1("e-MUCS P1", Country.BELGIUM).every(1, 10).rates(TariffRate.NORMAL, TariffRate.LOW)
            .versionTitle(Dialect::eMucsVersion)
            .recognisedBy(telegram -> telegram.prints(Codes.E_MUCS_VERSION) || telegram.hasFlagId("ISK") && Codes.hasClock(telegram)
                    && telegram.prints(Codes.TARIFF_1) && telegram.prints(Codes.PLAIN_NUMBER)
                    && !telegram.prints(Codes.TOTAL, Codes.DSMR_VERSION, Codes.COMBINED, Codes.DEVICE_NAME))),
    /** Luxmetering P1, on DSMR 5. */
    LUXEMBOURG(p1("Smarty P1", Country.LUXEMBOURG)
            .recognisedBy(telegram -> telegram.prints(Codes.DSMR_VERSION) && telegram.prints(Codes.DEVICE_NAME))),
    /** P1 text of Steiermark and Graz, on DSMR 5 with totals, as meters of other countries send it too. */
    AUSTRIA(p1("P1 Austria", Country.AUSTRIA)
            .recognisedBy(telegram -> telegram.hasFlagId("EST") && telegram.prints(Codes.DSMR_VERSION) && telegram.prints(Codes.TOTAL))),
    /** Netbeheer Nederland, P1 Companion Standard 5.0.2, without totals; note on the tariff indicator: 1 is low, 2 normal. */
    DSMR5(p1("DSMR 5", Country.NETHERLANDS).every(1, 10).rates(TariffRate.LOW, TariffRate.NORMAL)
            .recognisedBy(telegram -> telegram.version().filter(version -> version.startsWith("5")).isPresent()
                    && !telegram.prints(Codes.TOTAL))),
    DSMR4(p1("DSMR 4", Country.NETHERLANDS).rates(TariffRate.LOW, TariffRate.NORMAL)
            .recognisedBy(telegram -> telegram.prints(Codes.DSMR_VERSION) && !telegram.prints(Codes.TOTAL))),
    /** Some meters of DSMR 2.2 print group F, as D0 meters do. */
    DSMR2(p1("DSMR 2.2/3.0", Country.NETHERLANDS).withoutChecksum().rates(TariffRate.LOW, TariffRate.NORMAL)
            .recognisedBy(telegram -> Codes.hasNeitherClockNorChecksum(telegram) && telegram.prints(Codes.OF_DSMR2)
                    && !telegram.prints(Codes.TOTAL))),
    /** German text of IEC 62056-21 from an optical port. Meters that answer requests, in mode C, are slower. */
    D0(new Traits("D0", Country.GERMANY, Port.OPTICAL).every(4, 10).withoutChecksum()
            .numbers("0-0:96.1.1", "0-0:96.1.0", "0-0:42.0.0", "0-0:96.1.255", "1-0:96.1.0", "1-0:0.0.0")
            .recognisedBy(telegram -> Codes.hasNeitherClockNorChecksum(telegram)
                    && (telegram.printsD0Codes() || telegram.prints(Codes.D0_NUMBERS)))),
    /**
     * Iskra meters of Veitur: they print the values of a heat meter in several units, a register for each unit, without a time. Their
     * clock has UTC all year.
     */
    ICELAND(p1("P1 Iceland", Country.ICELAND).every(10, 10).withoutChecksum()
            .recognisedBy(telegram -> telegram.hasFlagId("ISK") && telegram.printsSeveralUnitsWithoutTime())),
    /** P1 with a clock, the name of the device and the sum of import and export. */
    HUNGARY(p1("P1 Hungary", Country.HUNGARY).recognisedBy(telegram -> Codes.hasClock(telegram) && telegram.prints(Codes.COMBINED)
            && telegram.prints(Codes.DEVICE_NAME))),
    /** Kaifa MA309M: its model is in the register that holds the number of other meters. */
    POLAND(p1("P1 Poland", Country.POLAND).numbers("0-0:96.1.0", "0-0:96.1.1", "0-0:42.0.0", "0-0:96.1.255", "0-0:0.0.0")
            .recognisedBy(telegram -> Codes.hasClock(telegram) && telegram.prints(Codes.TOTAL) && telegram.prints(Codes.TARIFF_1)
                    && telegram.prints(Codes.METER_NUMBER) && telegram.prints(Codes.OLD_METER_NUMBER)
                    && !telegram.prints(Codes.DSMR_VERSION))),
    /** ESO, all profiles. */
    LITHUANIA(p1("P1 Lithuania", Country.LITHUANIA).recognisedBy(telegram -> telegram.hasFlagId("ESO") && telegram.prints(Codes.TOTAL))),
    /** The H1 port in another time zone; only the owner can select it. */
    FINLAND(p1("H1 Finland", Country.FINLAND)),
    /** The H1 port of Sweden, Norway and Denmark: a clock and totals of active and reactive energy, without tariffs. */
    NORDIC(p1("H1", Country.SWEDEN).recognisedBy(telegram -> Codes.hasClock(telegram) && telegram.prints(Codes.TOTAL)
            && telegram.prints(Codes.REACTIVE_TOTAL)
            && !telegram.prints(Codes.TARIFF_1, Codes.DSMR_VERSION, Codes.COMBINED, Codes.DEVICE_NAME))),
    /** Text that proves no country: its tariffs have no meaning, and a meter that sends no checksum needs none. */
    P1(p1("P1", Country.NETHERLANDS).withZoneOnly().every(10, 10).withoutChecksum().recognisedBy(telegram -> true)),

    /** German meters with an optical port. Known meters send every 1 to 4 s. */
    SML(new Traits("SML", Country.GERMANY, Port.OPTICAL).every(4, 10)),
    AIDON(han("HAN Aidon", Country.NORWAY, 10).makerTexts("AIDON")),
    KAIFA(han("HAN Kaifa", Country.NORWAY, 10).makerTexts("KFM")),
    KAMSTRUP(han("HAN Kamstrup", Country.DENMARK, 10).makerTexts("Kamstrup", "KAM").withUncertainEnergyUnit()),
    LANDIS_GYR(han("HAN Landis+Gyr", Country.SWITZERLAND, 5).makerTexts("LGZ")),
    ISKRA(han("HAN Iskra", Country.SLOVENIA, 5).makerTexts("ISK")),
    /** Czech meters on RS-485 (EG.D: Sagemcom XT211); their messages have neither frame nor checksum. */
    CZECHIA(new Traits("HAN Czechia", Country.CZECHIA, Port.HAN).every(60, 60).withoutChecksum()),
    /** A binary meter whose maker is unknown. */
    HAN(han("HAN", Country.NORWAY, 10).withZoneOnly());

    /** Dialects of P1 text, in the order in which they are compared with a telegram; the last, P1, recognises each telegram. */
    public static final List<Dialect> TEXT = Stream.of(values()).takeWhile(dialect -> dialect != SML).toList();
    /** After this time meters whose lists alternate send the next one with all phases. */
    public static final Duration LONG_LIST = Duration.ofSeconds(10);

    private static final Pattern TWO_DIGITS = Pattern.compile("[1-9]\\d");

    private final Traits traits;

    Dialect(Traits facts) {
        this.traits = facts;
    }

    private static Traits p1(String title, Country country) {
        return new Traits(title, country, Port.P1);
    }

    /** @param seconds interval of the most frequent list; Swiss meters also have lists every 15 minutes */
    private static Traits han(String title, Country country, int seconds) {
        return new Traits(title, country, Port.HAN).every(seconds, 900).sendsPartialLists();
    }

    public static Dialect of(TelegramTraits telegram) {
        for (Dialect dialect : TEXT) {
            if (dialect.traits.recogniser.test(telegram)) {
                return dialect;
            }
        }
        return P1;
    }

    /** Returns the dialect of the maker of a text from a binary meter: name of a list or device, or system title. */
    public static Optional<Dialect> ofMaker(String text) {
        return Stream.of(values()).filter(dialect -> dialect.traits.makerTexts.stream().anyMatch(text::startsWith)).findFirst();
    }

    public String title() {
        return traits.title;
    }

    public Optional<Country> country() {
        return traits.unknownCountry ? Optional.empty() : Optional.of(traits.country);
    }

    public Port port() {
        return traits.port;
    }

    /** Returns the time between two messages, by the standard; used until the interval has been measured. */
    public Duration interval() {
        return Duration.ofSeconds(traits.intervalSeconds);
    }

    /** Returns the longest interval known of such meters: a longer interval has to be proved, since messages may have been lost. */
    public Duration slowestInterval() {
        return Duration.ofSeconds(traits.slowestSeconds);
    }

    public boolean sendsChecksum() {
        return traits.checksum;
    }

    /** Returns whether alternating messages each hold only some of the values, like those of binary meters. */
    public boolean sendsPartialLists() {
        return traits.partialLists;
    }

    /** Returns whether the unit of the energy counters is certain; else 10 Wh or 1 Wh. */
    public boolean certainEnergyUnit() {
        return traits.certainEnergyUnit;
    }

    public List<Obis> numberCodes() {
        return traits.numbers;
    }

    /** Returns the usual name of a printed version: 5.0 for 50; other versions as printed. */
    public String versionTitle(String printed) {
        return traits.versionTitle.apply(TWO_DIGITS.matcher(printed).matches() ? printed.charAt(0) + "." + printed.charAt(1) : printed);
    }

    /** Returns whether meters of Finland and its neighbours have this dialect too: their text names no country. */
    public boolean isAlsoFinnish() {
        return this == P1 || this == NORDIC;
    }

    public String zoneName() {
        return traits.country.zone();
    }

    /** Returns the zone of the meters, read from a file at its first use. */
    public ZoneId zone() {
        return ZoneId.of(zoneName());
    }

    public Optional<TariffRate> rate(int tariff) {
        return tariff >= 1 && tariff <= traits.rates.size() ? Optional.of(traits.rates.get(tariff - 1)) : Optional.empty();
    }

    /** Returns the name of a version: 50217 is e-MUCS 1.7 on P1 5.0.2 (e-MUCS P1, register 0-0:96.1.4). */
    private static String eMucsVersion(String printed) {
        return printed.matches("50\\d{3}")
                ? "5.0." + printed.charAt(2) + ", e-MUCS " + printed.charAt(3) + "." + printed.charAt(4) : printed;
    }

    public enum Port {
        P1,
        HAN,
        OPTICAL
    }

    /** The meaning of a tariff's number to the owner; it differs between countries. */
    public enum TariffRate {
        /** At night and at weekends. */
        LOW,
        /** At all other times; by day. */
        NORMAL
    }

    /** The traits of a P1 telegram that show its dialect; identification lines are the same in several countries. */
    public interface TelegramTraits {
        /**
         * Returns whether the telegram prints a register with one of these codes. Group F does not matter, nor do the
         * channels of one medium: 0-1:24.3.0 means each M-Bus channel, 1-0:1.8.0 also 1-1:1.8.0.
         */
        boolean prints(Obis... codes);

        boolean hasFlagId(String letters);

        /** Returns whether an M-Bus channel prints several units without a time, 0-1:24.2.1 to 24.2.6. */
        boolean printsSeveralUnitsWithoutTime();

        boolean printsD0Codes();

        boolean measuresOnChannel1();

        boolean hasChecksum();

        /** Returns the version of the P1 format, 1-3:0.2.8, as printed; empty if none is printed. */
        Optional<String> version();
    }

    /** The properties of a dialect. By default its meters send every 10 s, with a checksum. */
    private static final class Traits {
        private static final List<Obis> NUMBERS = Obis.list("0-0:96.1.1", "0-0:96.1.0", "0-0:42.0.0", "0-0:96.1.255", "0-0:0.0.0");

        private final String title;
        private final Country country;
        private final Port port;
        private boolean unknownCountry;
        private int intervalSeconds = 10;
        private int slowestSeconds = 10;
        private boolean checksum = true;
        private boolean partialLists;
        private boolean certainEnergyUnit = true;
        private Predicate<TelegramTraits> recogniser = telegram -> false;
        private List<Obis> numbers = NUMBERS;
        private List<String> makerTexts = List.of();
        private UnaryOperator<String> versionTitle = UnaryOperator.identity();
        private List<TariffRate> rates = List.of();

        private Traits(String title, Country country, Port port) {
            this.title = title;
            this.country = country;
            this.port = port;
        }

        private Traits withZoneOnly() {
            unknownCountry = true;
            return this;
        }

        private Traits every(int interval, int most) {
            intervalSeconds = interval;
            slowestSeconds = most;
            return this;
        }

        private Traits withoutChecksum() {
            checksum = false;
            return this;
        }

        private Traits sendsPartialLists() {
            partialLists = true;
            return this;
        }

        private Traits withUncertainEnergyUnit() {
            certainEnergyUnit = false;
            return this;
        }

        private Traits recognisedBy(Predicate<TelegramTraits> test) {
            recogniser = test;
            return this;
        }

        private Traits numbers(String... codes) {
            numbers = Stream.of(codes).map(Obis::parse).toList();
            return this;
        }

        private Traits makerTexts(String... beginnings) {
            makerTexts = List.of(beginnings);
            return this;
        }

        private Traits versionTitle(UnaryOperator<String> special) {
            versionTitle = special;
            return this;
        }

        private Traits rates(TariffRate... ofTariffs) {
            rates = List.of(ofTariffs);
            return this;
        }
    }

    private static final class Codes {
        private static final Obis TARIFF_11 = Obis.parse("1-0:1.8.11");
        private static final Obis E_MUCS_VERSION = Obis.parse("0-0:96.1.4");
        /** Version of the P1 format, Netbeheer Nederland. */
        private static final Obis DSMR_VERSION = Obis.parse("1-3:0.2.8");
        private static final Obis METER_NUMBER = Obis.parse("0-0:96.1.1");
        private static final Obis OLD_METER_NUMBER = Obis.parse("0-0:96.1.0");
        private static final Obis PLAIN_NUMBER = Obis.parse("1-0:0.0.0");
        private static final Obis DEVICE_NAME = Obis.parse("0-0:42.0.0");
        private static final Obis TOTAL = Obis.parse("1-0:1.8.0");
        private static final Obis TARIFF_1 = Obis.parse("1-0:1.8.1");
        private static final Obis REACTIVE_TOTAL = Obis.parse("1-0:3.8.0");
        private static final Obis COMBINED = Obis.parse("1-0:15.8.0");
        /** Registers that DSMR 2.2 and 3.0 print and no German meter does: the tariff in force, gas of full hours. */
        private static final Obis[] OF_DSMR2 = {Obis.parse("0-0:96.14.0"), Obis.parse("0-1:24.3.0"), Obis.parse("7-0:23.1.0")};
        /** The numbers of German meters: of the maker, of DIN 43863-5. */
        private static final Obis[] D0_NUMBERS = {Obis.parse("0-0:96.1.255"), Obis.parse("1-0:96.1.0")};
        private static final Obis[] CLOCKS = {Obis.parse("0-0:1.0.0"), Obis.parse("0-1:1.0.0"), Obis.parse("0-0:1.1.0")};

        /** The local time and date, 0.9.1 and 0.9.2, are printed by meters without checksum too, and show no dialect. */
        private static boolean hasClock(TelegramTraits telegram) {
            return telegram.prints(CLOCKS);
        }

        private static boolean hasNeitherClockNorChecksum(TelegramTraits telegram) {
            return !telegram.hasChecksum() && !hasClock(telegram);
        }
    }
}
