package org.dbusp1.meter;

import java.util.List;
import java.util.Optional;

/**
 * What one message said, no more: absent is absent. Immutable.
 *
 * @param meter   who said it
 * @param time    the meter's clock; absent where the meter has none or never set it
 * @param values  quantities, with the derived ones where all their parts are there
 * @param devices M-Bus devices by channel
 * @param message the message itself
 */
public record Reading(MeterIdentity meter, Optional<Stamp> time, Values values, List<MBusDevice> devices,
                      Message message) {
}
