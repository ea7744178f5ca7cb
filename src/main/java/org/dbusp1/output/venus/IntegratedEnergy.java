package org.dbusp1.output.venus;

import java.util.OptionalLong;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;

/** Puts counters that run on by power in the place of a meter's hourly ones. */
final class IntegratedEnergy {
    private final RunningCounter imported = new RunningCounter();
    private final RunningCounter exported = new RunningCounter();

    /** The same snapshot with running counters; a counter that the meter does not give stays absent. */
    Snapshot apply(Snapshot snapshot) {
        long second = snapshot.reading().time().map(time -> time.epochSecond())
                .orElseGet(() -> snapshot.arrival().getEpochSecond());
        Values values = snapshot.values();
        Values.Builder running = new Values.Builder();
        values.present().forEach(quantity -> running.set(quantity, values.scaled(quantity)));
        run(imported, second, Quantity.ENERGY_IMPORT, power(values, 1), snapshot, running);
        run(exported, second, Quantity.ENERGY_EXPORT, power(values, -1), snapshot, running);
        return snapshot.withValues(running.build());
    }

    private static void run(RunningCounter counter, long second, Quantity quantity, OptionalLong power,
            Snapshot snapshot,
                            Values.Builder running) {
        Values values = snapshot.values();
        // A list without counters leaves the last ones valid; they are no reading of this message.
        boolean reading = values.has(quantity) && snapshot.reading().values().has(quantity);
        counter.accept(second, power, reading ? OptionalLong.of(values.scaled(quantity)) : OptionalLong.empty());
        if (values.has(quantity)) {
            counter.energy().ifPresent(energy -> running.set(quantity, energy));
        }
    }

    /** In watts; these meters sum over their phases, so that one direction is 0. */
    private static OptionalLong power(Values values, int sign) {
        return values.has(Quantity.POWER_NET)
                ? OptionalLong.of(Math.max(0, Math.round(sign * values.number(Quantity.POWER_NET))))
                : OptionalLong.empty();
    }
}
