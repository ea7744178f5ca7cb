package org.dbusp1.output.history;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Counter;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.Energy;
import org.dbusp1.output.history.Minute.DeviceReading;

/** Detects new readings of gas, water and heat meters: telegrams repeat the last counter for an hour or so. */
final class NewDeviceReadings {
    private final Map<Integer, Stamp> last = new HashMap<>();

    /** Returns the readings that are new. */
    List<DeviceReading> of(List<MBusDevice> devices) {
        List<DeviceReading> news = new ArrayList<>();
        for (MBusDevice device : devices) {
            device.reading()
                    .filter(counter -> !counter.time().equals(last.put(device.channel(), counter.time())))
                    .ifPresent(counter -> add(device, counter, news));
        }
        return news;
    }

    private static void add(MBusDevice device, Counter counter, List<DeviceReading> news) {
        OptionalLong litres = whole(counter.cubicMeters().map(volume -> volume.movePointRight(3)));
        OptionalLong kilojoules = whole(Energy.kilojoules(counter));
        if (litres.isPresent() || kilojoules.isPresent()) {
            news.add(new DeviceReading(device.channel(), device.id(), device.medium(), counter.time().epochSecond(),
                    litres, kilojoules));
        }
    }

    private static OptionalLong whole(Optional<BigDecimal> value) {
        return value.map(exact -> OptionalLong.of(exact.setScale(0, RoundingMode.HALF_EVEN).longValue()))
                .orElseGet(OptionalLong::empty);
    }
}
