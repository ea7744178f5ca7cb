package org.dbusp1.output;

import java.util.function.Supplier;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.base.process.UserException;
import org.jspecify.annotations.Nullable;

/**
 * An output as the driver knows it before it is switched on: its keys, and how the output is made of them. Of an output that is off,
 * the driver loads only the class with this definition and the classes of the types of its keys.
 *
 * @param name           the word for the output in messages, names of threads and health
 * @param isRecorder     true if its records have to be complete, of a log at any speed too; other outputs show the newest values
 */
public record OutputDefinition(String name, KeyTable table, Factory factory, boolean isRecorder) {
    @FunctionalInterface
    public interface Factory {
        /**
         * Returns the maker of the output, which is called on the output's own thread, again after it threw; null if the owner has not
         * switched the output on.
         *
         * @throws UserException if keys contradict one another, or a file that they name cannot be used
         */
        @Nullable Supplier<Output> supplier(Config config, OutputContext context) throws UserException;
    }

    public OutputDefinition(String name, KeyTable table, Factory factory) {
        this(name, table, factory, false);
    }
}
