package org.dbusp1.output.history;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import org.dbusp1.demand.Tariff;

/**
 * The database of the history, and how long it stores rows.
 *
 * @param url sqlite:PATH, or a JDBC URL of MariaDB, MySQL or PostgreSQL; may hold {@code <key>}, the meter's
 * @param user absent if the URL or the database has it
 * @param minutesDays the days for which minutes are stored; hours and days are stored for ever
 * @param flush the time for which rows are collected before they are written
 * @param zone of the meter's calendar; absent: that of its dialect
 * @param tariff the demand tariff by which the peaks of months are counted
 */
public record HistorySettings(String url, Optional<String> user, Optional<String> password, int minutesDays,
                              Duration flush, Optional<ZoneId> zone, Tariff tariff) {

    /** The URL for the default file, with finished rows sent by MQTT. */
    public static final String BROKER = "mqtt:";

    public static final String DATABASE = "(jdbc:)?(sqlite|mariadb|mysql|postgresql):.+";

    /** {@link #DATABASE} in words. */
    public static final String URLS = "sqlite:PATH, jdbc:mariadb://HOST/NAME, jdbc:mysql://HOST/NAME, jdbc:postgresql://HOST/NAME";

    public static final String URL = DATABASE + "|" + BROKER;
}
