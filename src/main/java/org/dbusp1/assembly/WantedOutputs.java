package org.dbusp1.assembly;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.process.ExitStatus.ExitRequest;
import org.dbusp1.process.UserException;

/**
 * Makes the outputs other than D-Bus that the owner switched on, each with its own thread and queue. Contradictions between
 * keys are reported before any output opens.
 */
final class WantedOutputs {
    private final DriverState driverState;
    private final List<Wanted> wanted = new ArrayList<>();

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

    /**
     * Returns the outputs in the order of their start. Each output is made when it starts, on its own thread.
     *
     * @param meter      part of the names of their threads
     * @param isReplayedWithoutPause whether the readings are those of a log without pauses, which waits for slow outputs
     * @param exit       ends the process, for a restart by its supervisor
     */
    List<Output> create(String meter, boolean isReplayedWithoutPause, ExitRequest exit) {
        List<QueuedOutput> outputs = new ArrayList<>();
        wanted.forEach(item -> outputs.add(queued(item.output(), item.output().name() + " " + meter, item.supplier(),
                isReplayedWithoutPause, exit)));
        driverState.outputs(OutputRegistry.outputs().stream().map(OutputDefinition::name).toList(),
                () -> outputs.stream().map(QueuedOutput::health).toList());
        return List.copyOf(outputs);
    }

    private static QueuedOutput queued(OutputDefinition output, String thread, Supplier<Output> maker, boolean isReplayedWithoutPause,
            ExitRequest exit) {
        if (!output.needsEverySnapshot()) {
            return new QueuedOutput(thread, maker, exit);
        }
        return isReplayedWithoutPause ? QueuedOutput.withWaitingCaller(thread, maker, exit)
                : QueuedOutput.withLargeQueue(thread, maker, exit);
    }
}
