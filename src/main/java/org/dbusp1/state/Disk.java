package org.dbusp1.state;

import java.util.concurrent.Executor;

/** Runs the tasks that may wait for a disk, and repeats those that could not write. */
@FunctionalInterface
public interface Disk extends Executor {
    /**
     * Notes that a task has written its file, or could not: then it runs again each minute until it can. Any thread may call. By
     * default nothing is done.
     */
    default void wrote(Runnable task, boolean success) {
    }
}
