package org.dbusp1.output.http;

import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.ZoneId;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.server.Network;
import org.dbusp1.server.PortRange;

/**
 * The owner's settings of the web server.
 *
 * @param prices from which the page computes the cost
 * @param homewizard whether to serve HomeWizard's local API
 * @param announced whether the server is announced in the local network; with homewizard as such a meter too
 * @param zone of the meter's clock; empty: that of its dialect
 */
public record HttpSettings(InetAddress bind, PortRange port, Access access, Prices prices, boolean homewizard,
                           boolean announced, Optional<ZoneId> zone) {
    /**
     * The clients that may ask.
     *
     * @param token the secret that a client has to send; empty if clients need none
     * @param allow networks that may ask; empty: all. This machine always may
     */
    public record Access(Optional<String> token, List<Network> allow) {
        public Access {
            allow = List.copyOf(allow);
        }
    }

    /**
     * The prices that the house pays.
     *
     * @param currency ISO 4217, such as EUR
     * @param each the price of one kWh, m3 or GJ, by name: import, import-t1, export, gas; without unknown ones
     */
    public record Prices(String currency, SortedMap<String, BigDecimal> each) {
        /** A name and a plain decimal number, also below zero: some suppliers charge for export. */
        private static final Pattern PRICE = Pattern.compile(
                "((?:import|export)(?:-t[1-5])?|gas|water|heat)\\s*=\\s*(-?[0-9]{1,6}(?:[.][0-9]{1,6})?)");
        private static final Pattern CURRENCY = Pattern.compile("currency=([A-Z]{3})");

        public Prices {
            each = Collections.unmodifiableSortedMap(new TreeMap<>(each));
        }

        /**
         * Parses {@code import=0.28,gas=1.35,currency=CHF}; the default currency is the euro. @throws IllegalArgumentException
         * for another form, or a name that is unknown or repeated
         */
        public static Prices parse(String text) {
            SortedMap<String, BigDecimal> each = new TreeMap<>();
            Optional<String> currency = Optional.empty();
            for (String part : text.isBlank() ? new String[0] : text.split(",", -1)) {
                Matcher code = CURRENCY.matcher(part.strip());
                Matcher price = PRICE.matcher(part.strip());
                if (currency.isEmpty() && code.matches()) {
                    currency = Optional.of(code.group(1));
                } else if (!price.matches() || each.put(price.group(1), new BigDecimal(price.group(2))) != null) {
                    throw new IllegalArgumentException(part);
                }
            }
            return new Prices(currency.orElse("EUR"), each);
        }
    }
}
