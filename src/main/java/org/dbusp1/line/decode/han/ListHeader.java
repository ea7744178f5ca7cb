package org.dbusp1.line.decode.han;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.dbusp1.meter.AXdr;
import org.dbusp1.meter.ClockTime;
import org.dbusp1.meter.CosemTime;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.jspecify.annotations.Nullable;

/**
 * What a list tells about itself and its meter: the name of its definition, the meter's numbers and type, and the clock.
 *
 * @param name    name of the list's definition, such as KFM_001; empty if the list has no name
 * @param numbers numbers of the meter by rank; the number of the lowest rank identifies the meter best
 * @param type    type of the meter; empty if the list has no type
 * @param clock   clock of the meter; null if the list has no clock
 */
record ListHeader(String name, SortedMap<Integer, String> numbers, String type, @Nullable ClockTime clock) {
    private static final String NAME = "0.2.129";
    private static final String TYPE_OF_METER = "96.1.7";
    private static final String KAMSTRUP_TYPE = "96.1.1";
    /** The clock, IEC 62056-6-1: clock objects, and the local date and time of the electricity meter. */
    private static final List<String> CLOCKS = List.of("1.0.0", "1.1.0", "0.9.4");
    private static final String UNIX_CLOCK = "1.1.0";
    private static final List<String> DATE = List.of("0.9.2");
    private static final List<String> TIME_OF_DAY = List.of("0.9.1");
    /** Numbers of the meter by rank; 1-1:0.0.5 and 1-1:0.0.1 are Kamstrup's, whose 1-1:96.1.1 is the type. */
    private static final List<Obis> METER_NUMBER_CODES = Obis.list("0-0:96.1.0", "1-1:0.0.5", "1-1:0.0.1", "0-0:42.0.0", "0-0:96.1.1");
    /** Rank of a number without a code: the last. */
    private static final int WITHOUT_CODE = METER_NUMBER_CODES.size();

    static ListHeader of(RegisterList listing) {
        return new ListHeader(text(listing, NAME), numbers(listing), text(listing, TYPE_OF_METER, KAMSTRUP_TYPE), clock(listing));
    }

    /** Returns the dialect of the maker with whose text the name or a number begins; null if unknown. */
    @Nullable Dialect dialect() {
        return Stream.concat(Stream.of(name), numbers.values().stream()).flatMap(text -> Dialect.ofMaker(text).stream()).findFirst()
                .orElse(null);
    }

    private static String text(RegisterList listing, String... groups) {
        return values(listing, obis -> rank(obis) < 0 && Arrays.asList(groups).contains(valueGroups(obis)))
                .map(AXdr::text).filter(Objects::nonNull).findFirst().orElse("");
    }

    private static SortedMap<Integer, String> numbers(RegisterList listing) {
        SortedMap<Integer, String> numbers = new TreeMap<>();
        for (RegisterList.Element element : listing.elements()) {
            Obis code = element.codeOfPresentValue();
            // Kamstrup sends 1-1:0.0.1 as a number.
            String text = element.value() instanceof AXdr.Whole whole && whole.number() != null ? whole.value().toPlainString()
                    : element.value().text();
            if (code != null && rank(code) >= 0 && text != null) {
                numbers.put(rank(code), text);
            }
        }
        for (AXdr.Bytes octets : listing.bareValues()) {
            String text = octets.text();
            if (text != null) {
                numbers.put(WITHOUT_CODE, text);
            }
        }
        return numbers;
    }

    private static @Nullable ClockTime clock(RegisterList listing) {
        Stream<byte[]> wholeClocks = Stream.concat(octets(listing, CLOCKS), listing.bareValues().stream().map(AXdr.Bytes::bytes));
        Stream<Long> unix = values(listing, obis -> obis.a() == 0 && valueGroups(obis).equals(UNIX_CLOCK))
                .filter(value -> value instanceof AXdr.Whole && value.type().isPlainNumber()).map(value -> ((AXdr.Whole) value).bits());
        Stream<ClockTime> parts = octets(listing, DATE).limit(1)
                .flatMap(date -> octets(listing, TIME_OF_DAY).limit(1).map(time -> CosemTime.parse(date, time)));
        return Stream.of(wholeClocks.map(CosemTime::parse), unix.map(CosemTime::ofUnix), parts).flatMap(Function.identity())
                .filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static Stream<byte[]> octets(RegisterList listing, List<String> groups) {
        return values(listing, obis -> obis.a() <= 1 && groups.contains(valueGroups(obis)))
                .filter(AXdr.Bytes.class::isInstance).map(value -> ((AXdr.Bytes) value).bytes());
    }

    private static Stream<AXdr> values(RegisterList listing, Predicate<Obis> codes) {
        return listing.elements().stream().filter(element -> {
            Obis code = element.codeOfPresentValue();
            return code != null && codes.test(code);
        }).map(RegisterList.Element::value);
    }

    private static int rank(Obis obis) {
        return METER_NUMBER_CODES.indexOf(obis);
    }

    private static String valueGroups(Obis obis) {
        return obis.c() + "." + obis.d() + "." + obis.e();
    }
}
