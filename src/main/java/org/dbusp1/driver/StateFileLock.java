package org.dbusp1.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.dbusp1.output.OwnerOnly;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lock of a process that reads a file of facts, changes it and writes it anew. The drivers of several cables keep
 * their facts in the same files, and write them at the same moments: at midnight, at the end of a quarter hour. A
 * process that waits for the lock goes on without it after a second: another one may be stopped while it has it, and
 * not every file system has locks.
 */
final class StateFileLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateFileLock.class);
    private static final long LONGEST_NANOS = 1_000_000_000L;
    private static final int PAUSE_MILLIS = 5;

    private final Optional<FileChannel> channel;

    /**
     * Waits for the lock.
     *
     * @param file of facts
     */
    StateFileLock(Path file) {
        channel = opened(file.toAbsolutePath().getParent());
        channel.ifPresent(StateFileLock::await);
    }

    private static Optional<FileChannel> opened(Path directory) {
        try {
            OwnerOnly.createDirectories(directory);
            return Optional.of(OwnerOnly.open(directory.resolve(".lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
        } catch (IOException without) {
            LOG.debug("no lock: {}", without.toString());
            return Optional.empty();
        }
    }

    private static void await(FileChannel channel) {
        long began = System.nanoTime();
        try {
            while (!has(channel) && System.nanoTime() - began < LONGEST_NANOS) {
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        } catch (IOException without) {
            LOG.debug("no lock: {}", without.toString());
        }
    }

    private static boolean has(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException another) {
            return false; // of this process
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException fault) {
            LOG.debug("closing the lock: {}", fault.toString());
        }
    }
}
