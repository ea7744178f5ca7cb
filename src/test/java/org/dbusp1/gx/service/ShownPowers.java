package org.dbusp1.gx.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.metering.Snapshot;

/** What the grid meter on the bus shows after each snapshot of one meter, without a bus. */
public final class ShownPowers {
    private static final List<PathDefinition<MeterView>> ROWS = PathRows.of(Role.GRID).stream()
            .filter(row -> row.path().matches("/Ac/(L[123]/(Power|Current|Voltage)|Power|Energy/.*)|/P1/Grid/StandIn")).toList();

    private final Messages messages = new Messages();
    private final MeterState state = new MeterState(() -> null);

    /**
     * Powers in watts.
     *
     * @param total  absent where none is shown
     * @param phases those that are shown; systemcalc adds them
     * @param standsIn whether the total is said to be 0 W in place of an unknown power
     */
    public record Powers(Optional<Double> total, List<Double> phases, boolean standsIn) {
        public double sum() {
            return phases.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    public Powers after(Snapshot sent) {
        Map<String, Double> paths = paths(messages.after(sent));
        return new Powers(Optional.ofNullable(paths.get("/Ac/Power")), Stream.of("/Ac/L1/Power", "/Ac/L2/Power", "/Ac/L3/Power")
                .filter(paths::containsKey).map(paths::get).toList(), paths.containsKey("/P1/Grid/StandIn"));
    }

    /** Returns the powers, currents, voltages and energies that are valid, by their path, after a snapshot that the driver has made. */
    public Map<String, Double> paths(Snapshot snapshot) {
        state.accept(snapshot);
        MeterView view = new MeterView(snapshot, state.summary(), new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                VenusRig.settings(),
                Map.of(), Map.of(), QuickAccess.Names.ENGLISH, null, null, PhaseWatts.ZERO);
        Map<String, Double> paths = new TreeMap<>();
        for (PathDefinition<MeterView> row : ROWS) {
            Item item = new Item(row);
            item.set(row.value().apply(view));
            if (item.value() instanceof Long scaled) {
                paths.put(row.path(), BusFormat.of(row.format()).number(scaled));
            }
        }
        return paths;
    }
}
