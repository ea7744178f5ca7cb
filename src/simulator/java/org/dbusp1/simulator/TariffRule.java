package org.dbusp1.simulator;

import java.time.DayOfWeek;
import java.time.ZonedDateTime;
import java.util.function.ToIntFunction;

/** The rules for the tariff at a local time. */
enum TariffRule {
    /** One tariff only. */
    SINGLE(1, at -> 1),
    /** Netherlands: 2 = normal, working days 7 to 23 h; 1 = low. */
    DUTCH(2, at -> workday(at) && between(at, 7, 23) ? 2 : 1),
    /** Belgium: 1 = day, working days 7 to 22 h; 2 = night and weekend. */
    BELGIAN(2, at -> workday(at) && between(at, 7, 22) ? 1 : 2),
    /** Austria and Hungary: 1 = 6 to 22 h, 2 = night. */
    DAY_AND_NIGHT(2, at -> between(at, 6, 22) ? 1 : 2),
    /** Switzerland: 1 = working days 7 to 21 h and Saturday 7 to 13 h. */
    SWISS(2, at -> between(at, 7, workday(at) ? 21 : at.getDayOfWeek() == DayOfWeek.SATURDAY ? 13 : 7) ? 1 : 2),
    /** Lithuania, four tariffs: 1 = day, 2 = night, 3 = weekend by day, 4 = evening peak. */
    LITHUANIAN(4, at -> !between(at, 7, 23) ? 2 : !workday(at) ? 3 : between(at, 18, 22) ? 4 : 1),
    /** Israel: 1 = peak, 17 to 22 h from Sunday to Thursday; 3 = off-peak. 2, the shoulder, is not used any more. */
    ISRAELI(3, at -> at.getDayOfWeek().getValue() % 7 <= 4 && between(at, 17, 22) ? 1 : 3);

    private final int count;
    private final ToIntFunction<ZonedDateTime> rule;

    TariffRule(int count, ToIntFunction<ZonedDateTime> rule) {
        this.count = count;
        this.rule = rule;
    }

    /** Returns the number of tariffs of this rule. */
    int count() {
        return count;
    }

    /** Returns the tariff of a moment, 1 to {@link #count}. */
    int at(ZonedDateTime time) {
        return rule.applyAsInt(time);
    }

    private static boolean workday(ZonedDateTime at) {
        return at.getDayOfWeek().compareTo(DayOfWeek.FRIDAY) <= 0;
    }

    private static boolean between(ZonedDateTime at, int fromHour, int toHour) {
        return at.getHour() >= fromHour && at.getHour() < toHour;
    }
}
