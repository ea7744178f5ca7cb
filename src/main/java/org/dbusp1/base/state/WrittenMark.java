package org.dbusp1.base.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An empty file that is there while a driver's limit may be in ESS, so that the next start and {@code venus/disable} give it back
 * after a kill. It does not say which limit: one that another program has set since is given back too, once. Whether the file is
 * needed, as ESS forgets a limit by itself, waits for a test on a device. Each cable has its own, in a directory that a restart of the
 * machine clears. Any thread may call.
 */
public final class WrittenMark {
    private static final Logger LOG = LoggerFactory.getLogger(WrittenMark.class);

    private final Path file;
    private final Executor disk;
    /** One object, which the queue of the disk has at most once. */
    private final Runnable removal = this::adapt;
    private volatile boolean wanted;
    private boolean isLogged;

    public WrittenMark(Path file, Executor disk) {
        this.file = file;
        this.disk = disk;
    }

    /** Returns whether an earlier run of this cable's driver has left a limit. Waits for the disk. */
    public boolean isLeft() {
        return Files.exists(file);
    }

    /** Makes the file. @param done gets whether it is there, on another thread; not called while the disk hangs */
    public void make(Consumer<Boolean> done) {
        wanted = true;
        disk.execute(() -> done.accept(adapt()));
    }

    /** Removes the file. Returns at once. */
    public void remove() {
        wanted = false;
        disk.execute(removal);
    }

    /** Makes or removes the file, as was wanted last. @return whether the file is there and shall be */
    private synchronized boolean adapt() {
        boolean isThere = wanted;
        try {
            if (!isThere) {
                Files.deleteIfExists(file);
            } else if (!Files.isRegularFile(file)) {
                Files.createFile(file);
            }
            isLogged = false;
            return isThere;
        } catch (IOException e) {
            if (!isLogged) {
                isLogged = true;
                LOG.warn("{} cannot be {}: {}", file, isThere ? "made, and no limit is set without it" : "removed", e.toString());
            }
            return false;
        }
    }
}
