package org.dbusp1.meter.dialect;

import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Dialect.Country;

/**
 * Binary meters, DLMS, by maker. All of them use Central European time; lists of several kinds alternate, and Swiss
 * meters have lists that come each quarter of an hour.
 */
public final class BinaryMeters {
    private static final int QUARTER = 900;
    private static final Country NORWAY = new Country("Norway", "Europe/Oslo",
            "off until you ask the grid operator to open the HAN port, mostly on its pages with BankID");

    public static final Dialect AIDON = dialect("AIDON", "HAN Aidon", NORWAY, 10).makerTexts("AIDON").build();
    public static final Dialect KAIFA = dialect("KAIFA", "HAN Kaifa", NORWAY, 10).makerTexts("KFM").build();
    public static final Dialect KAMSTRUP = dialect("KAMSTRUP", "HAN Kamstrup",
            new Country("Denmark", "Europe/Copenhagen", """
                    off until you ask the grid operator; some meters encrypt, and it gives out the key"""), 10)
            .makerTexts("Kamstrup", "KAM").withUncertainEnergyUnit().build();
    public static final Dialect LANDIS_GYR = dialect("LANDIS_GYR", "HAN Landis+Gyr", Switzerland.COUNTRY, 5)
            .makerTexts("LGZ").build();
    public static final Dialect ISKRA = dialect("ISKRA", "HAN Iskra",
            new Country("Slovenia", "Europe/Ljubljana", "ask the grid operator to switch on the port"), 5)
            .makerTexts("ISK").build();
    /** Czech meters on RS-485 (EG.D: Sagemcom XT211); their messages have neither frame nor checksum. */
    public static final Dialect CZECHIA = Dialect.named("CZECHIA", "HAN Czechia",
            new Country("Czech Republic", "Europe/Prague", """
                    the RS-485 interface of Sagemcom XT211 sends by itself; where nothing comes ask the grid operator \
                    (EG.D, CEZ Distribuce) to switch it on"""))
            .port(Dialect.Port.HAN).every(60, 60).withoutChecksum().build();
    /** A meter whose maker is unknown. */
    public static final Dialect UNKNOWN = binary(Dialect.named("HAN", "HAN", "Europe/Oslo"), 10).build();

    private BinaryMeters() {
    }

    private static Dialect.Builder dialect(String name, String title, Country country, int seconds) {
        return binary(Dialect.named(name, title, country), seconds);
    }

    private static Dialect.Builder binary(Dialect.Builder dialect, int seconds) {
        return dialect.port(Dialect.Port.HAN).every(seconds, QUARTER).sendsPartialLists();
    }
}
