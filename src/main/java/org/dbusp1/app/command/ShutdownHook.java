package org.dbusp1.app.command;

import java.util.concurrent.locks.LockSupport;

/** What a command does when the process is asked to end, by Ctrl-C or SIGTERM, until it is removed. */
final class ShutdownHook {
    private final Thread thread;

    private ShutdownHook(Thread thread) {
        this.thread = thread;
    }

    /** @param task runs on a thread of its own */
    static ShutdownHook add(Runnable task) {
        ShutdownHook hook = new ShutdownHook(new Thread(task, "interrupted"));
        Runtime.getRuntime().addShutdownHook(hook.thread);
        return hook;
    }

    /** Removes it, at the end of the command. Does not return when the task has begun: after it the process ends. */
    void remove() {
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            while (true) {
                LockSupport.park();
            }
        }
    }
}
