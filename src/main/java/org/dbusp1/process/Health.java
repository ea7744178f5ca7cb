package org.dbusp1.process;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether an output of the driver works.
 *
 * @param name the first word of the output's keys, such as mqtt
 * @param works true also while the output has nothing to do yet
 * @param since when the output began to work, or to fail
 * @param dropped number of readings since the start that the output did not pass on, because its receiver was away or too
 *                slow
 * @param fault the last fault, for people; null if there was none
 */
public record Health(String name, boolean works, Instant since, long dropped, @Nullable String fault) {
    /** Returns one line for people about all outputs; absent without outputs. */
    public static Optional<String> line(List<Health> outputs) {
        return outputs.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", outputs.stream().map(Health::words).toList()));
    }

    private String words() {
        String lost = dropped == 0 ? "" : ", " + dropped + (dropped == 1 ? " reading dropped" : " readings dropped");
        return works ? name + " works" + lost
                : name + " does not work since " + localTime() + lost + (fault == null ? "" : " (" + fault + ")");
    }

    /** As the other lines of a report. The formatter is made only for a fault: it would cost each start some milliseconds. */
    private String localTime() {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault()).format(since);
    }
}
