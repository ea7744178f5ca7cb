package org.dbusp1.guard;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.dbusp1.guard.Rule.Reason;

/** Describes the implausible values of a message for the log. */
final class WithheldLog {
    /** Lines of the previous message. */
    private Set<String> last = Set.of();

    /** Returns a line for each implausible value, ordered by name, without the lines of the previous message. */
    List<String> newLines(GuardedReading now) {
        Set<String> before = last;
        last = now.hasWithheld() ? lines(now) : Set.of();
        return last.stream().filter(line -> !before.contains(line)).toList();
    }

    private static Set<String> lines(GuardedReading now) {
        Set<String> lines = new TreeSet<>();
        now.withheldReasons().forEach((quantity, reason) -> {
            // EnergyUnitRule itself logs that the units are not known.
            if (reason != Reason.UNIT_UNKNOWN && reason != Reason.POWER_UNIT_UNKNOWN) {
                lines.add(quantity.key() + ": " + reason.description());
            }
        });
        now.withheldChannels().forEach((channel, reason) -> lines.add("M-Bus channel " + channel + ": " + reason.description()));
        return lines;
    }
}
