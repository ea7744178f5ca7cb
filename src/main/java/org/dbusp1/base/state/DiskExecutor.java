package org.dbusp1.base.state;

import java.util.concurrent.Executor;

/** Runs the tasks that may wait for a disk, and repeats the tasks that could not write. */
@FunctionalInterface
public interface DiskExecutor extends Executor {
    /**
     * Notes that a task has written its file, or could not: then the task runs again each minute until it can. Any thread
     * may call. The default implementation does nothing.
     */
    default void reportWrite(Runnable task, boolean success) {
    }
}
