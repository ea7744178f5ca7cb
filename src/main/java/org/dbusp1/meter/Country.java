package org.dbusp1.meter;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;

/** The countries with known meters, which are in {@code meters.properties}. */
public enum Country {
    AUSTRIA("Austria", "Europe/Vienna"),
    BELGIUM("Belgium", "Europe/Brussels"),
    CROATIA("Croatia", "Europe/Zagreb"),
    CZECHIA("Czech Republic", "Europe/Prague"),
    DENMARK("Denmark", "Europe/Copenhagen"),
    FINLAND("Finland", "Europe/Helsinki"),
    GERMANY("Germany", "Europe/Berlin"),
    HUNGARY("Hungary", "Europe/Budapest"),
    ICELAND("Iceland", "Atlantic/Reykjavik"),
    ISRAEL("Israel", "Asia/Jerusalem"),
    LITHUANIA("Lithuania", "Europe/Vilnius"),
    LUXEMBOURG("Luxembourg", "Europe/Luxembourg"),
    NETHERLANDS("Netherlands", "Europe/Amsterdam"),
    NORWAY("Norway", "Europe/Oslo"),
    POLAND("Poland", "Europe/Warsaw"),
    SLOVENIA("Slovenia", "Europe/Ljubljana"),
    SWEDEN("Sweden", "Europe/Stockholm"),
    SWITZERLAND("Switzerland", "Europe/Zurich");

    private final String title;
    private final String zone;

    Country(String title, String zone) {
        this.title = title;
        this.zone = zone;
    }

    /** Returns the country's name in English. */
    public String title() {
        return title;
    }

    /** Returns the name of the country's time zone. */
    public String zone() {
        return zone;
    }

    /**
     * Returns how an owner gets the port opened, without the last full stop. In English the country's name precedes: "Finland:
     * off until you ask the grid operator". In other languages it is a text of its own, without the name.
     *
     * @param language two letters of ISO 639-1
     * @return empty if the country has no text in this language; English is never empty
     */
    public Optional<String> howToOpenPort(String language) {
        String key = name().toLowerCase(Locale.ROOT) + ".opens";
        return language.equals("en") ? Optional.of(title + ": " + Meters.ROWS.getProperty(key))
                : Optional.ofNullable(Meters.ROWS.getProperty(key + "." + language))
                        .map(text -> text.replace("`", "").replaceFirst("[.]$", ""));
    }

    /** The file of meters, read at its first use. */
    private static final class Meters {
        private static final Properties ROWS = read();

        private static Properties read() {
            try (InputStream file = Country.class.getResourceAsStream("meters.properties")) {
                Properties rows = new Properties();
                rows.load(new InputStreamReader(file, StandardCharsets.UTF_8));
                return rows;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
