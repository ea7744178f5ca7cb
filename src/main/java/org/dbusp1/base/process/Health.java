package org.dbusp1.base.process;

import java.time.Instant;
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
}
