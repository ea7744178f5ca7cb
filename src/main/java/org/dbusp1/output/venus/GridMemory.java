package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;

/** What one telegram alone does not tell: what the meter has shown so far. Guarded by the output's lock. */
final class GridMemory {
    /** P, U and I of each phase. */
    static final List<PhaseQuantities> PHASES = List.of(
            new PhaseQuantities(Quantity.POWER_L1, Quantity.VOLTAGE_L1, Quantity.CURRENT_L1),
            new PhaseQuantities(Quantity.POWER_L2, Quantity.VOLTAGE_L2, Quantity.CURRENT_L2),
            new PhaseQuantities(Quantity.POWER_L3, Quantity.VOLTAGE_L3, Quantity.CURRENT_L3));

    record PhaseQuantities(Quantity power, Quantity voltage, Quantity current) {
        boolean anyIn(Snapshot snapshot) {
            return snapshot.values().has(power) || snapshot.values().has(voltage) || snapshot.values().has(current);
        }
    }

    private final TotalOnly totalOnly = new TotalOnly();
    private final PeakTime importPeak = new PeakTime(Quantity.PEAK_IMPORT, Details::peakImport);
    private final PeakTime exportPeak = new PeakTime(Quantity.PEAK_EXPORT, Details::peakExport);
    private int phases = 1;
    private long refreshMillis;

    void accept(Snapshot snapshot) {
        List<Long> powers = new ArrayList<>();
        for (int i = 0; i < PHASES.size(); i++) {
            PhaseQuantities phase = PHASES.get(i);
            if (snapshot.values().has(phase.power())) {
                powers.add(snapshot.values().scaled(phase.power()));
            }
            if (i > 0 && phase.anyIn(snapshot)) {
                phases = 3;
            }
        }
        totalOnly.accept(GridView.scaled(snapshot, Quantity.POWER_NET), powers);
        importPeak.accept(snapshot);
        exportPeak.accept(snapshot);
        long millis = snapshot.interval().toMillis();
        // The measured interval trembles; the path should not.
        if (Math.abs(millis - refreshMillis) > refreshMillis / 5) {
            refreshMillis = millis < 950 ? millis : Math.round(millis / 1000.0) * 1000;
        }
    }

    /** 1, or 3 once the meter has said anything of L2 or L3. */
    int phases() {
        return phases;
    }

    boolean totalOnly() {
        return totalOnly.is();
    }

    /** Milliseconds between telegrams, rounded, and changed only when it really changes. */
    long refreshMillis() {
        return refreshMillis;
    }

    Optional<String> importPeakTime() {
        return importPeak.time;
    }

    Optional<String> exportPeakTime() {
        return exportPeak.time;
    }

    /** The time of a month's peak stands in the details, which are parsed only when the peak is another one. */
    private static final class PeakTime {
        private final Quantity peak;
        private final Function<Details, Optional<Details.Peak>> details;
        private Optional<Long> known = Optional.empty();
        private Optional<String> time = Optional.empty();

        PeakTime(Quantity peak, Function<Details, Optional<Details.Peak>> details) {
            this.peak = peak;
            this.details = details;
        }

        void accept(Snapshot snapshot) {
            Optional<Long> now = GridView.scaled(snapshot, peak);
            if (!now.equals(known)) {
                known = now;
                time = now.flatMap(any -> details.apply(snapshot.reading().message().details()))
                        .flatMap(Details.Peak::time).map(Object::toString);
            }
        }
    }
}
