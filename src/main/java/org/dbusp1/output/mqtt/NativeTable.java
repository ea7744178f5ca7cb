package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.DemandText;

/**
 * The driver's own layout: one JSON object with all quantities for each telegram, and a topic for each quantity, in the
 * unit at the end of its name.
 */
final class NativeTable {
    static final String STATE = "state";
    static final String DEMAND_MEAN = "demand_mean_w";
    static final String DEMAND_FORECAST = "demand_forecast_w";
    static final String DEMAND_ALLOWED = "demand_allowed_w";
    static final String DEMAND_PEAK = "demand_peak_w";
    static final String DEMAND_END = "demand_end";
    static final String DEMAND_MONTHS = "demand_months";
    private static final int CHANNELS = 4;

    private NativeTable() {
    }

    static List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        rows.add(new Row(STATE, true, snapshot -> Optional.of(StateJson.of(snapshot))));
        for (Quantity quantity : Quantity.values()) {
            rows.add(Row.of(quantity));
        }
        rows.add(demand(DEMAND_MEAN, Demand::meanWatts));
        rows.add(demand(DEMAND_FORECAST, Demand::forecastWatts));
        rows.add(demand(DEMAND_ALLOWED, Demand::allowedWatts));
        rows.add(demand(DEMAND_PEAK, Demand::peakWatts));
        rows.add(Row.changing(DEMAND_END, snapshot -> snapshot.demand().map(Demand::end).map(Stamp::toString)));
        for (BillField field : BillField.ALL) {
            rows.add(Row.changing(field.entity().id(), snapshot -> snapshot.demand().flatMap(field::of)));
        }
        rows.add(Row.changing(DEMAND_MONTHS, snapshot -> snapshot.demand().map(Demand::months)
                .filter(months -> !months.isEmpty()).map(DemandText::months)));
        for (int channel = 1; channel <= CHANNELS; channel++) {
            int number = channel;
            rows.add(new Row(mbusState(channel), false, snapshot -> device(snapshot, number).map(StateJson::of)));
            rows.add(Row.changing("mbus/" + channel + "/value", snapshot -> device(snapshot, number)
                    .flatMap(MBusDevice::reading).map(counter -> counter.value().toPlainString())));
        }
        return List.copyOf(rows);
    }

    /** The topic of an M-Bus device's JSON. */
    static String mbusState(int channel) {
        return "mbus/" + channel + "/" + STATE;
    }

    private static Row demand(String topic, Function<Demand, OptionalLong> figure) {
        return Row.changing(topic, snapshot -> snapshot.demand().map(figure)
                .filter(OptionalLong::isPresent).map(watts -> Long.toString(watts.getAsLong())));
    }

    private static Optional<MBusDevice> device(Snapshot snapshot, int channel) {
        return snapshot.devices().stream().filter(device -> device.channel() == channel).findFirst();
    }
}
