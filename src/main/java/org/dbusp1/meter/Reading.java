package org.dbusp1.meter;

import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of one message; a value that the message does not hold is absent. Immutable.
 *
 * @param time    the meter's clock; absent if the meter has no clock or never set it
 * @param values  quantities, with derived ones if all their parts are present
 * @param devices M-Bus devices by channel
 * @param zone    the zone of the meter's clock
 */
public record Reading(MeterIdentity meter, @Nullable Stamp time, Values values, List<MBusDevice> devices, Message message,
                      ZoneId zone) {
    public Reading(MeterIdentity meter, @Nullable Stamp time, Values values, List<MBusDevice> devices, Message message) {
        this(meter, time, values, devices, message, meter.dialect().zone());
    }

    /** Returns the zone of the meter's days: the owner's choice, else that of the meter's clock. */
    public ZoneId zone(@Nullable ZoneId owners) {
        return owners == null ? zone : owners;
    }
}
