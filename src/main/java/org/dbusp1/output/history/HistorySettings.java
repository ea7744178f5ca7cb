package org.dbusp1.output.history;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.demand.Tariff;

/**
 * The database of the history and how long its rows are kept.
 *
 * @param url         sqlite:PATH, or a JDBC URL of MariaDB, MySQL or PostgreSQL; may hold {@code <key>}, the meter's
 * @param user        of the database; absent where the URL or the database has it
 * @param password    of the user
 * @param minutesDays for how many days minutes are kept; hours and days are kept for ever
 * @param flush       how long rows are collected before they are written
 * @param zone        of the meter's calendar; absent: that of its dialect
 * @param tariff      the demand tariff by which the peaks of months are counted
 */
public record HistorySettings(String url, Optional<String> user, Optional<String> password, int minutesDays,
                              Duration flush, Optional<ZoneId> zone, Tariff tariff) {

    /** The same in another place. */
    HistorySettings withUrl(String other) {
        return new HistorySettings(other, user, password, minutesDays, flush, zone, tariff);
    }

    /** In place of a URL: the history is the file by default, and its finished rows are sent to an MQTT broker. */
    public static final String BROKER = "mqtt:";

    /** Pattern of the URL of a database. */
    public static final String DATABASE = "(jdbc:)?(sqlite|mariadb|mysql|postgresql):.+";

    /** {@link #DATABASE} in words. */
    public static final String URLS =
            "sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME";

    /** Pattern of a URL. */
    public static final String URL = DATABASE + "|" + BROKER;
}
