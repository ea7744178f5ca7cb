package org.dbusp1.demand;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.dbusp1.demand.TariffFile.MistakeException;

/** Tariffs of grid operators for households, each in a file beside this class. */
public final class Tariffs {
    /** The names of the files, in the order of the manual. */
    public static final List<String> NAMES = List.of("flanders", "norway", "ellevio", "goteborg", "sollentuna", "telge",
            "partille", "helen");

    private Tariffs() {
    }

    /**
     * Reads the tariff of a name.
     *
     * @throws IllegalArgumentException when there is no such name
     */
    public static Tariff named(String name) {
        String file = name + ".tariff";
        try (InputStream in = Tariffs.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalArgumentException("no tariff: " + name);
            }
            return TariffFile.parse(name, file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (MistakeException ours) {
            throw new IllegalStateException(ours);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** Reads all tariffs. */
    public static List<Tariff> all() {
        return NAMES.stream().map(Tariffs::named).toList();
    }
}
