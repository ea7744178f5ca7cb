package org.dbusp1.decode.p1;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.decode.register.RegisterTable;
import org.dbusp1.meter.Stamp;

/**
 * The lines of one telegram with the meter's clock: whole (1.0.0, 1.1.0, 0.9.4), or date and time of day in separate
 * lines (0.9.2, 0.9.1). The first usable clock is taken, a whole clock before separate parts.
 */
final class ClockLines {
    /** The text of a line, in [from, to) of the telegram. */
    private record Line(RegisterTable.Kind kind, int from, int to) {
    }

    private final List<Line> lines = new ArrayList<>();

    /** Adds a line of the clock, its text in [from, to). */
    void add(RegisterTable.Kind kind, int from, int to) {
        lines.add(new Line(kind, from, to));
    }

    /** Returns whether the telegram has no line of a clock. */
    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** Returns the clock of the telegram; empty if the telegram has no clock, or if the clock is not set. */
    Optional<Stamp> read(MeterClock clock, byte[] bytes) {
        for (Line line : lines) {
            Optional<Stamp> stamp = switch (line.kind) {
                case CLOCK -> clock.read(bytes, line.from, line.to);
                case UNIX_CLOCK -> clock.unix(bytes, line.from, line.to)
                        .or(() -> clock.read(bytes, line.from, line.to));
                default -> Optional.empty();
            };
            if (stamp.isPresent()) {
                return stamp;
            }
        }
        return first(RegisterTable.Kind.CLOCK_DATE).flatMap(date -> first(RegisterTable.Kind.CLOCK_TIME)
                .flatMap(time -> clock.join(bytes, date.from, date.to, time.from, time.to)));
    }

    private Optional<Line> first(RegisterTable.Kind kind) {
        return lines.stream().filter(line -> line.kind == kind).findFirst();
    }
}
