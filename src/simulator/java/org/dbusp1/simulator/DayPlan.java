package org.dbusp1.simulator;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The running times of all appliances on one day. An appliance that runs at midnight is switched off then. */
final class DayPlan {
    private final long from;
    private final long to;
    private final List<Run> runs;

    private record Run(Appliance appliance, long from, long to) {
        boolean heatsAt(long second) {
            return second >= from && second < to
                    && (second - from) % appliance.cycle() < appliance.heats();
        }
    }

    private DayPlan(long from, long to, List<Run> runs) {
        this.from = from;
        this.to = to;
        this.runs = runs;
    }

    static DayPlan of(LocalDate day, ZoneId zone, Chance chance) {
        List<Run> runs = new ArrayList<>();
        for (Appliance appliance : Appliance.ALL) {
            if (chance.between(1, 10, appliance.name(), day.toEpochDay()) <= appliance.days()) {
                long spread = appliance.earlyOrLate() * 60L;
                long start = day.atTime(appliance.usual()).atZone(zone).toEpochSecond()
                        + chance.between(-spread, spread, appliance.name() + " starts", day.toEpochDay());
                runs.add(new Run(appliance, start, start + appliance.minutes() * 60L));
            }
        }
        return new DayPlan(day.atStartOfDay(zone).toEpochSecond(), day.plusDays(1).atStartOfDay(zone).toEpochSecond(),
                runs);
    }

    boolean covers(long second) {
        return second >= from && second < to;
    }

    /** Adds the loads of a second to the powers of the phases. */
    void addTo(int[] watts, int[] vars, long second) {
        for (Run run : runs) {
            if (run.heatsAt(second)) {
                watts[run.appliance.phase()] += run.appliance.watts();
                vars[run.appliance.phase()] += run.appliance.vars();
            }
        }
    }
}
