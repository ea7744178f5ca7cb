package org.dbusp1.meter.dialect;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/** The registry of all dialects. */
public final class DialectRegistry {
    /**
     * Dialects of P1 text, in the order in which a telegram is compared with them: its dialect is the first one whose
     * signs it has. A dialect comes before other dialects whose signs its telegrams have too; every telegram has the
     * signs of the last one.
     */
    public static final List<Dialect> TEXT = List.of(Israel.P1, Switzerland.P1, Belgium.P1, Luxembourg.P1, Austria.P1,
            Netherlands.DSMR5, Netherlands.DSMR4, Netherlands.DSMR2, Germany.D0, Hungary.P1, Poland.P1, Lithuania.P1,
            Nordic.FINLAND, Nordic.H1);

    /** Dialects of meters that are recognised by their frames. */
    public static final List<Dialect> BINARY = List.of(Germany.SML, France.TIC_HISTORIQUE, France.TIC_STANDARD,
            BinaryMeters.AIDON, BinaryMeters.KAIFA, BinaryMeters.KAMSTRUP, BinaryMeters.LANDIS_GYR, BinaryMeters.ISKRA,
            BinaryMeters.CZECHIA, BinaryMeters.UNKNOWN);

    public static final List<Dialect> ALL = Stream.of(TEXT, BINARY).flatMap(List::stream).toList();

    private DialectRegistry() {
    }

    /** Returns the countries whose meters are known, by name. */
    public static List<Country> countries() {
        // By their titles: comparing records would load a megabyte of classes at the start.
        Map<String, Country> countries = new TreeMap<>();
        ALL.forEach(dialect -> dialect.country().ifPresent(country -> countries.put(country.title(), country)));
        return List.copyOf(countries.values());
    }
}
