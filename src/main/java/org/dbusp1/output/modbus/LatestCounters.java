package org.dbusp1.output.modbus;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.state.StateStore;

/**
 * Keeps the counters that a meter sent last. Meters whose messages alternate send them once an hour, so theirs outlive
 * the process: until the first ones come, the counters of the time before are still right, and 0 would not be. Used by
 * one thread.
 */
final class LatestCounters {
    /** A meter that sends counters once an hour has sent them by then. */
    private static final Duration HOUR = Duration.ofMinutes(65);

    /**
     * The energy counters that the meter sent last, in 0.1 mWh. A counter keeps its value while the meter is silent
     * about it, so that the GX device never sees it fall to 0 and come back; one that the meter never sends is 0.
     */
    record Counters(long imported, long exported) {
    }

    private final StateStore memory;
    private Optional<MeterKey> key = Optional.empty();
    private OptionalLong imported = OptionalLong.empty();
    private OptionalLong exported = OptionalLong.empty();
    private boolean sendsPartialLists;
    /** The meter has sent them, and they were not to be believed: they will come. */
    private boolean withheld;
    private long first;
    private long newest;

    LatestCounters(StateStore memory) {
        this.memory = memory;
    }

    /** A message came. @param nanos when, monotonic */
    void accept(Snapshot snapshot, long nanos) {
        if (!key.equals(Optional.of(snapshot.key()))) {
            key = Optional.of(snapshot.key());
            first = nanos;
            withheld = false;
            recall(snapshot.key());
        }
        newest = nanos;
        sendsPartialLists = snapshot.reading().meter().dialect().sendsPartialLists();
        withheld |= snapshot.withheld().quantities().contains(Quantity.ENERGY_IMPORT);
        OptionalLong lastImported = imported;
        OptionalLong lastExported = exported;
        imported = newest(snapshot.values(), Quantity.ENERGY_IMPORT, imported);
        exported = newest(snapshot.values(), Quantity.ENERGY_EXPORT, exported);
        if (sendsPartialLists && !(imported.equals(lastImported) && exported.equals(lastExported))) {
            memory.remember(snapshot.key().text(), text(imported) + " " + text(exported));
        }
    }

    /** Empty while it is not known yet whether the meter sends counters. */
    Optional<Counters> counters() {
        boolean known = !sendsPartialLists || imported.isPresent()
                || !withheld && newest - first > HOUR.toNanos();
        return known ? Optional.of(new Counters(imported.orElse(0), exported.orElse(0))) : Optional.empty();
    }

    private static OptionalLong newest(Values values, Quantity quantity, OptionalLong last) {
        return values.has(quantity) ? OptionalLong.of(values.scaled(quantity)) : last;
    }

    private void recall(MeterKey meter) {
        Optional<String[]> kept = memory.recall(meter.text(), text -> text.split(" "))
                .filter(parts -> parts.length == 2);
        imported = kept.map(parts -> number(parts[0])).orElse(OptionalLong.empty());
        exported = kept.map(parts -> number(parts[1])).orElse(OptionalLong.empty());
    }

    private static String text(OptionalLong counter) {
        return counter.isPresent() ? Long.toString(counter.getAsLong()) : "-";
    }

    /** Empty for what is damaged, as for what was never known. */
    private static OptionalLong number(String text) {
        return text.matches("[0-9]{1,18}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
    }
}
