package org.teavm.classlib.java.util.concurrent.locks;

/** {@code java.util.concurrent.locks.ReentrantLock} for one thread. */
public final class TReentrantLock {
    public void lock() {
        // There is no other thread.
    }

    public void unlock() {
        // There is no other thread.
    }
}
