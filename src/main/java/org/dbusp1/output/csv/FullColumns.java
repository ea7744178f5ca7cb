package org.dbusp1.output.csv;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MBusDevice.Counter;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.csv.P1DsmrSettings.Time;

/**
 * Everything that a meter can say in a number, a column for each quantity under its key, then the M-Bus devices of the
 * four channels. All columns are always there, so that files of all days and meters fit together.
 */
final class FullColumns {
    private static final Quantity[] QUANTITIES = Quantity.values();
    private static final int CHANNELS = 4;
    private static final List<String> OF_A_DEVICE = List.of("medium", "time", "value", "unit");
    private static final TimeCell TIME = new TimeCell(Time.ISO, Optional.empty());

    private FullColumns() {
    }

    static void names(CsvLine line) {
        line.text("time").text("repair");
        for (Quantity quantity : QUANTITIES) {
            line.text(quantity.key());
        }
        for (int channel = 1; channel <= CHANNELS; channel++) {
            for (String part : OF_A_DEVICE) {
                line.text("mbus" + channel + "_" + part);
            }
        }
    }

    static void write(Reading reading, Stamp time, CsvLine line) {
        TIME.write(reading, Optional.of(time), line);
        line.text(reading.message().repair());
        for (Quantity quantity : QUANTITIES) {
            if (reading.values().has(quantity)) {
                line.number(reading.values().scaled(quantity), quantity.decimals());
            } else {
                line.nothing();
            }
        }
        for (int channel = 1; channel <= CHANNELS; channel++) {
            device(device(reading, channel), line);
        }
    }

    private static Optional<MBusDevice> device(Reading reading, int channel) {
        return reading.devices().stream().filter(device -> device.channel() == channel).findFirst();
    }

    private static void device(Optional<MBusDevice> device, CsvLine line) {
        Optional<Counter> counter = device.flatMap(MBusDevice::reading);
        line.text(device.map(one -> one.medium().name().toLowerCase(Locale.ROOT)));
        line.text(counter.map(one -> one.time().toString()));
        if (counter.isPresent()) {
            BigDecimal value = counter.get().value();
            line.number(value.unscaledValue().longValueExact(), value.scale());
        } else {
            line.nothing();
        }
        line.text(counter.map(Counter::unit));
    }
}
