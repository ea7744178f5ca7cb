package org.dbusp1.decode;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRules;
import java.util.List;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.CounterReading;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.jspecify.annotations.Nullable;

/**
 * Recognises a meter's clock that sends no season and runs on standard time all year, as that of Iskra's 2M550T in Sweden: its
 * times have a fixed offset. A time in the hour that summer time leaves out proves such a clock. Used by one thread.
 */
public final class StandardTimeDetector {
    private final @Nullable ZoneId configured;
    private boolean allYear;

    /** @param zone zone of the meter's clock; null: the zone of its dialect */
    public StandardTimeDetector(@Nullable ZoneId zone) {
        this.configured = zone;
    }

    /** Returns whether the clock is known to run on standard time all year. */
    public boolean isAllYear() {
        return allYear;
    }

    /** @param isStandardTime whether the clock is known, by another proof, to run on standard time all year */
    public void setAllYear(boolean isStandardTime) {
        allYear = isStandardTime;
    }

    /**
     * Returns the reading with its time and those of its devices corrected, if the clock runs on standard time all year. The times in the
     * details of its message stay as they are.
     */
    public Reading correct(Reading reading) {
        Stamp time = reading.time() != null && reading.time().isOffsetFromZone() ? reading.time() : null;
        ZoneId zone = reading.meter().dialect().zone(configured);
        if (time != null && !allYear && !reading.message().repaired()) {
            LocalDateTime local = LocalDateTime.ofEpochSecond(time.local(), 0, ZoneOffset.UTC);
            allYear = zone.getRules().getValidOffsets(local).isEmpty();
        }
        return allYear ? new Reading(reading.meter(), reading.time() == null ? null : correct(reading.time(), zone), reading.values(),
                devices(reading.devices(), zone), reading.message()) : reading;
    }

    private static List<MBusDevice> devices(List<MBusDevice> devices, ZoneId zone) {
        return devices.stream().map(device -> {
            CounterReading reading = device.reading();
            Stamp time = reading == null ? null : reading.time();
            return reading == null || time == null || !time.isOffsetFromZone() ? device
                    : device.withReading(reading.withTime(correct(time, zone)));
        }).toList();
    }

    private static Stamp correct(Stamp shown, ZoneId zone) {
        ZoneRules rules = zone.getRules();
        int offset = rules.getStandardOffset(Instant.ofEpochSecond(shown.epochSecond())).getTotalSeconds();
        return shown.isOffsetFromZone() ? new Stamp(shown.local() - offset, offset, true) : shown;
    }
}
