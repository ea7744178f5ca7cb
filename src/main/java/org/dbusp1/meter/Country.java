package org.dbusp1.meter;

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

    public String title() {
        return title;
    }

    public String zone() {
        return zone;
    }
}
