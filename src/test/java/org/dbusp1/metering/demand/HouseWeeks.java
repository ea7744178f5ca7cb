package org.dbusp1.metering.demand;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.List;
import org.dbusp1.metering.demand.ShavedHouse.Battery;
import org.dbusp1.metering.demand.ShavedHouse.Rule;

/**
 * Three weeks of January of a house under the tariff of Flanders, with a battery of 10 kWh and 5 kW.
 *
 * @param limit   the mean of a quarter hour that the owner accepts, in watts
 * @param reserve the charge up to which the battery is kept for peaks, in percent
 * @param missed  the windows that this battery cannot keep, or need not because the bill counts as much already
 */
record HouseWeeks(String kind, int limit, int reserve, int missed) {
    static final List<HouseWeeks> ALL = List.of(
            new HouseWeeks("plain", 2_500, 100, 0),
            new HouseWeeks("sun", 2_500, 40, 0),
            new HouseWeeks("heat pump", 3_000, 100, 5),
            new HouseWeeks("heat pump and sun", 3_000, 60, 0),
            // The first ends above the limit; after it the bill allows the same again.
            new HouseWeeks("car", 3_500, 100, 50),
            new HouseWeeks("car", 4_000, 100, 0),
            new HouseWeeks("heat pump", 3_500, 100, 0));
    static final LocalDate FIRST = LocalDate.of(2026, 1, 5);
    static final YearMonth MONTH = YearMonth.from(FIRST);
    static final int DAYS = 21;
    private static final String FLANDERS = "flanders";

    private static final Battery BATTERY = new Battery(5_000, 10_000, 0.95, 0.1);

    ShavedHouse play(Rule rule) {
        return play(rule, 1);
    }

    /** @param reported the part of what it gives that the inverter reports */
    ShavedHouse play(Rule rule, double reported) {
        ShavedHouse house = new ShavedHouse(HouseYear.of(kind), BATTERY, rule, Tariff.named(FLANDERS), limit)
                .keeps(reserve).reports(reported);
        for (int day = 0; day < DAYS; day++) {
            house.play(FIRST.plusDays(day));
        }
        return house;
    }
}
