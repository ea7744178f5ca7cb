package org.dbusp1.gx.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.metering.Snapshot;

/** The powers that the grid meter on the bus shows after each snapshot of one meter, without a bus. */
public final class ShownPowers {
    private static final List<PathDefinition<MeterView>> ROWS = PathRows.of(Role.GRID).stream()
            .filter(row -> row.path().matches("/Ac/(L[123]/)?Power")).toList();

    private final MeterState state = new MeterState(() -> null);

    /**
     * Powers in watts.
     *
     * @param total  absent where none is shown
     * @param phases those that are shown; systemcalc adds them
     */
    public record Powers(Optional<Double> total, List<Double> phases) {
        public double sum() {
            return phases.stream().mapToDouble(Double::doubleValue).sum();
        }
    }

    public Powers after(Snapshot snapshot) {
        state.accept(snapshot);
        MeterView view = new MeterView(snapshot, state.summary(), new Registration("grid", 40, "", 0, PhaseOrder.STRAIGHT),
                VenusRig.settings(),
                Map.of(), Map.of(), QuickAccess.Names.ENGLISH, null, null, PhaseWatts.ZERO);
        Optional<Double> total = Optional.empty();
        List<Double> phases = new ArrayList<>();
        for (PathDefinition<MeterView> row : ROWS) {
            Item item = new Item(row);
            item.set(row.value().apply(view));
            if (item.value() instanceof Long scaled && row.path().equals("/Ac/Power")) {
                total = Optional.of(BusFormat.of(row.format()).number(scaled));
            } else if (item.value() instanceof Long scaled) {
                phases.add(BusFormat.of(row.format()).number(scaled));
            }
        }
        return new Powers(total, phases);
    }
}
