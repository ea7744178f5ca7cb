package org.dbusp1.meter;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of one message; a value that the message does not hold is absent. Immutable.
 *
 * @param meter   the meter that sent the message
 * @param time    the meter's clock; absent if the meter has no clock or never set it
 * @param values  quantities, with derived ones if all their parts are present
 * @param devices M-Bus devices by channel
 * @param message the message itself
 */
public record Reading(MeterIdentity meter, @Nullable Stamp time, Values values, List<MBusDevice> devices, Message message) {
}
