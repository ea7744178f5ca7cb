package org.dbusp1.app.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.base.process.UserException;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.output.feedback.DriverState;

/**
 * Makes the outputs other than D-Bus that the owner switched on, each with its own thread and queue. Contradictions between
 * keys are reported before any output opens.
 */
final class WantedOutputs {
    private final DriverState driverState;
    private final List<Wanted> wanted = new ArrayList<>();
    /** The outputs whose records have to be complete. */
    private final List<QueuedOutput> recorders = new ArrayList<>();

    private record Wanted(OutputDefinition output, Supplier<Output> supplier) {
    }

    /** @throws UserException if the configuration contradicts itself or names a file that does not exist */
    WantedOutputs(Config config, OutputContext context) throws UserException {
        this.driverState = context.driverState();
        for (OutputDefinition output : OutputRegistry.outputs()) {
            Supplier<Output> maker = output.factory().supplier(config, context);
            if (maker != null) {
                wanted.add(new Wanted(output, maker));
            }
        }
    }

    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** Returns the outputs in the order of their start. Each output is made when it starts, on its own thread. */
    List<Output> create(String meter, ExitRequest exit) {
        List<QueuedOutput> outputs = new ArrayList<>();
        for (Wanted item : wanted) {
            String thread = item.output().name() + " " + meter;
            if (item.output().isRecorder()) {
                recorders.add(QueuedOutput.recorder(thread, item.supplier(), exit));
                outputs.add(recorders.get(recorders.size() - 1));
            } else {
                outputs.add(new QueuedOutput(thread, item.supplier(), exit));
            }
        }
        driverState.outputs(() -> outputs.stream().map(QueuedOutput::health).toList());
        return List.copyOf(outputs);
    }

    /** Returns whether a log may go on, so that the outputs record all of it. Never waits. */
    boolean haveRoom() {
        return recorders.stream().allMatch(QueuedOutput::hasRoom);
    }
}
