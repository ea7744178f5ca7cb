package org.dbusp1.state;

import java.util.concurrent.Executor;

/** Runs the tasks that may wait for a disk, and notes which could write. */
@FunctionalInterface
public interface Disk extends Executor {
    /** Takes note that a task wrote a file, or could not. Any thread may call. By default nothing is done. */
    default void wrote(boolean success) {
    }
}
