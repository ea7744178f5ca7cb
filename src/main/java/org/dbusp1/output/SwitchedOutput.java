package org.dbusp1.output;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;

/**
 * An output that its owner switches on and off while the driver runs. While it is off there is none: nothing is
 * connected, and no port is open. Each time it is switched on another one is made, and gets the newest reading at once.
 * Used by one thread, that of its queue.
 */
final class SwitchedOutput implements Output {
    private final Supplier<Output> make;
    private final BooleanSupplier on;
    private Optional<Output> present = Optional.empty();
    private Optional<Snapshot> latest = Optional.empty();
    private boolean started;

    SwitchedOutput(Supplier<Output> make, BooleanSupplier on) {
        this.make = make;
        this.on = on;
    }

    @Override
    public void start() {
        started = true;
        follow();
    }

    /** Makes or closes the output, as the switch stands. */
    void follow() {
        boolean wanted = started && on.getAsBoolean();
        if (wanted && present.isEmpty()) {
            Output output = make.get();
            present = Optional.of(output);
            output.start();
            latest.ifPresent(output::snapshot);
        } else if (!wanted && present.isPresent()) {
            Output output = present.get();
            present = Optional.empty();
            output.close();
        }
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        boolean there = present.isPresent();
        latest = Optional.of(snapshot);
        follow(); // a queue that is full loses its oldest entries, perhaps the call that follows the switch
        if (there) {
            present.ifPresent(output -> output.snapshot(snapshot));
        }
    }

    @Override
    public void rejected(Rejected rejected) {
        present.ifPresent(output -> output.rejected(rejected));
    }

    @Override
    public void offline() {
        latest = Optional.empty();
        present.ifPresent(Output::offline);
    }

    @Override
    public void close() {
        started = false;
        follow();
    }
}
