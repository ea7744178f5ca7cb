package org.dbusp1.output.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.Message.Details.Failure;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.dbusp1.output.history.Minute.Event;

/** Detects changes of the counters of events on the grid, and of the tariff. */
final class EventDetector {
    static final List<Quantity> WATCHED =
            List.of(Quantity.TARIFF, Quantity.TEMPO_TODAY, Quantity.TEMPO_TOMORROW, Quantity.POWER_FAILURES,
            Quantity.LONG_POWER_FAILURES,
            Quantity.VOLTAGE_SAGS_L1, Quantity.VOLTAGE_SAGS_L2, Quantity.VOLTAGE_SAGS_L3,
            Quantity.VOLTAGE_SWELLS_L1, Quantity.VOLTAGE_SWELLS_L2, Quantity.VOLTAGE_SWELLS_L3);
    /** An entry of the meter's log of long failures: the time when the power came back, and the seconds without it. */
    static final String OUTAGE = "outage";

    private final Map<Quantity, Long> last = new EnumMap<>(Quantity.class);

    /** Returns the events of this reading; for the first reading every value is an event. */
    List<Event> of(Reading reading, Values believed, long ts) {
        List<Event> events = new ArrayList<>();
        for (Quantity quantity : WATCHED) {
            if (believed.has(quantity)) {
                long value = believed.scaled(quantity);
                Optional<Long> before = Optional.ofNullable(last.put(quantity, value));
                if (before.isEmpty() || before.get() != value) {
                    events.add(new Event(ts, quantity.key(), value,
                            before.map(OptionalLong::of).orElse(OptionalLong.empty())));
                }
            }
        }
        if (events.stream().anyMatch(event -> event.kind().equals(Quantity.LONG_POWER_FAILURES.key()))) {
            outages(reading, events);
        }
        return events;
    }

    private static void outages(Reading reading, List<Event> events) {
        for (Failure failure : reading.message().details().failures().orElse(List.of())) {
            failure.end().ifPresent(stamp -> events.add(
                    new Event(stamp.epochSecond(), OUTAGE, failure.seconds(), OptionalLong.of(0))));
        }
    }
}
