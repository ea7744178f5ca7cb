package org.dbusp1.decode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;

/**
 * What a list says about itself and the meter.
 *
 * @param name   of the list's definition, such as KFM_001; empty where it has none
 * @param number of the meter
 * @param type   of the meter; empty where it is not said
 * @param clock  of the meter, 12 bytes
 */
record ListName(String name, Optional<String> number, String type, Optional<byte[]> clock) {
    private static final String NAME = "0.2.129";
    private static final String TYPE_OF_METER = "96.1.7";
    private static final String KAMSTRUP_TYPE = "96.1.1";
    private static final String CLOCK = "1.0.0";
    /** Numbers of the meter, the most telling first; for A = 0, B = 0 and for Kamstrup's own. */
    private static final List<String> NUMBERS = List.of("0-0:96.1.0", "1-1:0.0.5", "0-0:42.0.0", "0-0:96.1.1");
    /** How the texts of makers begin: names of lists and devices, system titles. */
    private static final Map<String, Dialect> MAKERS = Map.of("AIDON", Dialect.AIDON, "KFM", Dialect.KAIFA,
            "Kamstrup", Dialect.KAMSTRUP, "KAM", Dialect.KAMSTRUP, "LGZ", Dialect.LANDIS_GYR, "ISK", Dialect.ISKRA);

    static ListName of(Listing listing) {
        return new ListName(first(listing, NAME), number(listing), first(listing, TYPE_OF_METER, KAMSTRUP_TYPE),
                clock(listing));
    }

    /** The maker whose texts begin so; empty where it is none that we know. */
    static Optional<Dialect> maker(String text) {
        return MAKERS.entrySet().stream().filter(maker -> text.startsWith(maker.getKey())).map(Map.Entry::getValue)
                .findFirst();
    }

    private static String first(Listing listing, String... groups) {
        return listing.entries().stream()
                .filter(entry -> entry.obis().filter(obis -> !isNumber(obis) && List.of(groups).contains(groups(obis)))
                        .isPresent())
                .flatMap(entry -> HanText.of(entry.value()).stream()).findFirst().orElse("");
    }

    private static Optional<String> number(Listing listing) {
        for (String code : NUMBERS) {
            Optional<String> number = listing.entries().stream()
                    .filter(entry -> entry.obis().filter(obis -> obis.toString().equals(code)).isPresent())
                    .flatMap(entry -> HanText.of(entry.value()).stream()).findFirst();
            if (number.isPresent()) {
                return number;
            }
        }
        return listing.outside().stream().filter(bytes -> bytes.length != CosemTime.LENGTH || CosemTime.of(bytes).isEmpty())
                .flatMap(bytes -> HanText.of(bytes).stream()).findFirst();
    }

    private static Optional<byte[]> clock(Listing listing) {
        for (Entry entry : listing.entries()) {
            if (entry.obis().filter(obis -> obis.a() == 0 && groups(obis).equals(CLOCK)).isPresent()
                    && entry.value() instanceof AXdr.Bytes bytes) {
                return Optional.of(bytes.bytes());
            }
        }
        return listing.outside().stream().filter(bytes -> CosemTime.of(bytes).isPresent()).findFirst();
    }

    private static boolean isNumber(Obis obis) {
        return NUMBERS.contains(obis.toString());
    }

    private static String groups(Obis obis) {
        return obis.c() + "." + obis.d() + "." + obis.e();
    }

    /** The list's name, or where it has none the meter's number: either may tell the maker. */
    Optional<Dialect> maker() {
        return maker(name).or(() -> number.flatMap(ListName::maker));
    }
}
