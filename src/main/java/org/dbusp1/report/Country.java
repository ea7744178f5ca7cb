package org.dbusp1.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Dialect;

/** How one gets the customer's port of a meter opened: it is the first thing to ask for when nothing comes. */
enum Country {
    NETHERLANDS("Netherlands", "the port is always on", "Europe/Amsterdam", Dialect.DSMR2, Dialect.DSMR4,
            Dialect.DSMR5),
    BELGIUM("Belgium", "off until you ask: in Flanders switch on the user ports at Mijn Fluvius, elsewhere ask ORES,"
    + " RESA or"
            + " Sibelga", "Europe/Brussels", Dialect.BELGIUM),
    LUXEMBOURG("Luxembourg", "always on, but encrypted: the grid operator gives out the key", "Europe/Luxembourg",
            Dialect.LUXEMBOURG),
    AUSTRIA("Austria", "switch on the customer interface at the grid operator's portal, which also gives out the key",
            "Europe/Vienna", Dialect.AUSTRIA),
    SWEDEN("Sweden", "off until you ask the grid company, mostly on its web pages with BankID", "Europe/Stockholm",
            Dialect.NORDIC),
    FINLAND("Finland", "off until you ask the grid company", "Europe/Helsinki", Dialect.FINLAND),
    NORWAY("Norway", "off until you ask the grid company to open the HAN port, mostly on its pages with BankID",
            "Europe/Oslo", Dialect.AIDON, Dialect.KAIFA),
    DENMARK("Denmark", "off until you ask the grid company; some meters encrypt, and it gives out the key",
            "Europe/Copenhagen", Dialect.KAMSTRUP),
    CZECHIA("Czech Republic", "the RS-485 interface of Sagemcom XT211 sends by itself; where nothing comes ask your"
            + " distributor (EG.D, CEZ Distribuce) to switch it on", "Europe/Prague", Dialect.CZECHIA),
    HUNGARY("Hungary", "off until you ask the grid operator", "Europe/Budapest", Dialect.HUNGARY),
    LITHUANIA("Lithuania", "off until you order it at ESO's self-service", "Europe/Vilnius", Dialect.LITHUANIA),
    POLAND("Poland", "off until you ask the grid operator; it gives out the key where the meter"
    + " encrypts", "Europe/Warsaw", Dialect.POLAND),
    SWITZERLAND("Switzerland", "ask your utility to switch on the customer interface", "Europe/Zurich",
            Dialect.SWITZERLAND, Dialect.LANDIS_GYR),
    SLOVENIA("Slovenia", "ask the grid operator to switch on the port", "Europe/Ljubljana", Dialect.ISKRA),
    ISRAEL("Israel", "ask the Israel Electric Corporation to open the customer port", "Asia/Jerusalem", Dialect.ISRAEL),
    FRANCE("France", "the customer output (I1, I2) is always on; ask the supplier for the mode standard, which is"
    + " free", "Europe/Paris", Dialect.TIC_HISTORIQUE, Dialect.TIC_STANDARD),
    GERMANY("Germany", "the optical port at the front is always on; for the power of new meters enter the PIN, from the"
    + " metering"
            + " operator, and set Inf to On", "Europe/Berlin", Dialect.D0, Dialect.SML);

    private final String title;
    private final String opening;
    private final String zone;
    private final List<Dialect> dialects;

    Country(String title, String opening, String zone, Dialect... dialects) {
        this.title = title;
        this.opening = opening;
        this.zone = zone;
        this.dialects = List.of(dialects);
    }

    /** Where its meters speak that dialect. */
    static Optional<Country> of(Dialect dialect) {
        return Arrays.stream(values()).filter(country -> country.dialects.contains(dialect)).findFirst();
    }

    /** Where a meter or a machine is by its time zone. */
    static Optional<Country> in(String zone) {
        return Arrays.stream(values()).filter(country -> country.zone.equals(zone)).findFirst();
    }

    /** The time zone of the country that a line of advice is about; absent where it is about none. */
    static Optional<String> zoneOf(String line) {
        return Arrays.stream(values()).filter(country -> line.startsWith(" " + country.title + ":")).findFirst()
                .map(country -> country.zone);
    }

    /** What to do, for people. */
    String opening() {
        return title + ": " + opening;
    }
}
