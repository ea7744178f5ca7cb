package org.dbusp1.output;

import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.KeyGroup;
import org.dbusp1.process.Failure;

/**
 * What an owner configures of an output: its keys with their help and checks, and how it is made of them. Of an output that is off,
 * the driver loads this class, and those of the types of its keys.
 */
public interface OutputConfig extends KeyGroup {
    /** Returns the word for the output in messages, names of threads and health. */
    String name();

    /**
     * Returns what makes the output, on the output's own thread; absent if its owner has not switched it on.
     *
     * @throws Failure if keys contradict one another, or a file that they name cannot be used
     */
    Optional<Supplier<Output>> maker(Config config, OutputParts parts) throws Failure;

    /** Returns whether its records are complete, also if a log is played without pause; other outputs show the newest values. */
    default boolean isRecord() {
        return false;
    }

    /** Returns whether it needs jars that a driver with only the D-Bus does without; {@code venus/dbus-p1} adds them for its keys. */
    default boolean needsLibraries() {
        return true;
    }
}
