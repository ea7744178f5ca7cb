package org.dbusp1.demand;

import static org.dbusp1.demand.Holidays.NONE;
import static org.dbusp1.demand.Holidays.SWEDEN;
import static org.dbusp1.demand.Holidays.SWEDEN_EVES;
import static org.dbusp1.demand.Tariff.Days.ALL;
import static org.dbusp1.demand.Tariff.Days.WEEKDAYS;
import static org.dbusp1.demand.Tariff.Figure.LOWEST;
import static org.dbusp1.demand.Tariff.Figure.MEAN;

import java.util.List;
import java.util.stream.LongStream;

/**
 * Tariffs of grid operators for households. The comment of a row is where its rule is published. Denmark has none:
 * customers of group C pay by energy (radiuselnet.dk, cerius.dk, n1.dk).
 */
public final class Tariffs {
    private static final MonthRange YEAR = MonthRange.ALL;
    private static final MonthRange WINTER = new MonthRange(11, 3);
    private static final HourRange DAY = HourRange.ALL;
    private static final ReducedHours FULL = ReducedHours.NONE;
    private static final List<Long> NO_STEPS = List.of();

    /** The rows, in the order of the manual. */
    public static final List<Tariff> ALL_ROWS = List.of(
            // Flanders, all areas: highest quarter hour of each month, at least 2.5 kW each, mean of the last 12
            // months. vreg.be/nl/faq/capaciteitstarief, fluvius.be (veelgestelde vragen, capaciteitstarief)
            new Tariff("flanders", 15, YEAR, ALL, NONE, DAY, FULL, 1, false, MEAN, 12, 2_500, NO_STEPS),
            // Norway, most operators: mean of the three highest hours of different days, in the steps of the price
            // list. elvia.no (priser, ny nettleiemodell), nett.bkk.no (nettleie for privatkunder), glitrenett.no
            new Tariff("norway", 60, YEAR, ALL, NONE, DAY, FULL, 3, true, MEAN, 1, 0,
                    kilowatts(2, 5, 10, 15, 20, 25, 50, 75, 100)),
            // Ellevio, Sweden: mean of the three highest hours of different days; from 22 to 06 half of the hour
            // counts. ellevio.se/abonnemang/elnatspriser-privat
            new Tariff("ellevio", 60, YEAR, ALL, NONE, DAY, new ReducedHours(new HourRange(22, 6), 50), 3, true, MEAN,
                    1, 0, NO_STEPS),
            // Göteborg Energi, Sweden: mean of the three highest hours of different days.
            // goteborgenergi.se/privat/elnat/elnatsavgiften
            new Tariff("goteborg", 60, YEAR, ALL, NONE, DAY, FULL, 3, true, MEAN, 1, 0, NO_STEPS),
            // Sollentuna Energi & Miljö, Sweden: mean of the three highest hours of working days, 07 to 19; eves of
            // midsummer, Christmas and new year are none. seom.se/el/elnat/priser-och-villkor,
            // seom.se/elnat/villkor/effektavgift
            new Tariff("sollentuna", 60, YEAR, WEEKDAYS, SWEDEN_EVES, new HourRange(7, 19), FULL, 3, false, MEAN, 1, 0,
                    NO_STEPS),
            // Telge Nät, Sweden: the highest hour of working days, 07 to 20, November to March.
            // telge.se/elnat/for-kunder/ny-prismodell-elnat (om hög- och låglasttid, frågor och svar)
            new Tariff("telge", 60, WINTER, WEEKDAYS, SWEDEN, new HourRange(7, 20), FULL, 1, false, MEAN, 1,
                    0, NO_STEPS),
            // Partille Energi, Sweden: the highest hour of the month. partilleenergi.se (elnätsavgift med effekttariff)
            new Tariff("partille", 60, YEAR, ALL, NONE, DAY, FULL, 1, false, MEAN, 1, 0, NO_STEPS),
            // Helen Sähköverkko, Finland, aikasiirto: the third highest hour of the month; from 22 to 07 80 % of the
            // hour counts. helensahkoverkko.fi/palvelut/tuotteet/aikasiirto2
            new Tariff("helen", 60, YEAR, ALL, NONE, DAY, new ReducedHours(new HourRange(22, 7), 80), 3, false, LOWEST,
                    1, 0, NO_STEPS));

    private Tariffs() {
    }

    private static List<Long> kilowatts(long... steps) {
        return LongStream.of(steps).mapToObj(step -> step * 1000).toList();
    }
}
