package org.dbusp1.meter;

/** The countries, or parts of one, whose meters have the same rules for their customers' port; by name. */
public enum Country {
    AUSTRIA("Austria", "Europe/Vienna",
            "switch on the customer interface at the grid operator's portal, which also gives out the key"),
    BELGIUM("Belgium", "Europe/Brussels",
            "off until you ask: in Flanders switch on the user ports at Mijn Fluvius, elsewhere ask ORES, RESA or Sibelga"),
    CZECHIA("Czech Republic", "Europe/Prague", """
            the RS-485 interface of Sagemcom XT211 sends by itself; where nothing comes ask the grid operator \
            (EG.D, CEZ Distribuce) to switch it on"""),
    DENMARK("Denmark", "Europe/Copenhagen",
            "off until you ask the grid operator; some meters encrypt, and it gives out the key"),
    FINLAND("Finland", "Europe/Helsinki", "off until you ask the grid operator"),
    GERMANY("Germany", "Europe/Berlin", """
            the optical port at the front is always on; for the power of new meters enter the PIN, from the metering \
            operator, and set Inf to On"""),
    HUNGARY("Hungary", "Europe/Budapest", "off until you ask the grid operator"),
    ISRAEL("Israel", "Asia/Jerusalem", "ask the Israel Electric Corporation to open the customer port"),
    LITHUANIA("Lithuania", "Europe/Vilnius", "off until you order it at ESO's self-service"),
    LUXEMBOURG("Luxembourg", "Europe/Luxembourg", "always on, but encrypted: the grid operator gives out the key"),
    NETHERLANDS("Netherlands", "Europe/Amsterdam", "the port is always on"),
    NORWAY("Norway", "Europe/Oslo",
            "off until you ask the grid operator to open the HAN port, mostly on its pages with BankID"),
    POLAND("Poland", "Europe/Warsaw",
            "off until you ask the grid operator; it gives out the key where the meter encrypts"),
    SLOVENIA("Slovenia", "Europe/Ljubljana", "ask the grid operator to switch on the port"),
    SWEDEN("Sweden", "Europe/Stockholm", "off until you ask the grid operator, mostly on its web pages with BankID"),
    SWITZERLAND("Switzerland", "Europe/Zurich", "ask the grid operator to switch on the customer interface");

    private final String title;
    private final String zone;
    private final String opening;

    /** @param opening steps by which an owner gets the port opened; continues "title: " */
    Country(String title, String zone, String opening) {
        this.title = title;
        this.zone = zone;
        this.opening = opening;
    }

    /** Returns its name in English. */
    public String title() {
        return title;
    }

    /** Returns the name of its time zone. */
    public String zone() {
        return zone;
    }

    /** Returns the steps by which an owner gets the port opened; they continue "title: ". */
    public String opening() {
        return opening;
    }

    /** Returns what an owner does to get the port opened: "Finland: off until you ask the grid operator". */
    public String advice() {
        return title + ": " + opening;
    }
}
