package org.dbusp1.process;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * How an output of the driver is.
 *
 * @param name    the first word of its keys, such as mqtt
 * @param works   whether it can do its work; also while there is nothing to do yet
 * @param since   since when it works, or does not
 * @param dropped readings that it did not pass on since the start of the driver, because it was away or too slow
 * @param fault   the last fault, for people; absent while there was none
 */
public record Health(String name, boolean works, Instant since, long dropped, Optional<String> fault) {
    /** Returns one line for people about all outputs; absent where there is none. */
    public static Optional<String> line(List<Health> outputs) {
        return outputs.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", outputs.stream().map(Health::words).toList()));
    }

    private String words() {
        String lost = dropped == 0 ? "" : ", " + dropped + (dropped == 1 ? " reading dropped" : " readings dropped");
        return works ? name + " works" + lost
                : name + " does not work since " + since + lost + fault.map(why -> " (" + why + ")").orElse("");
    }
}
