package org.dbusp1.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the owner's import limit while the driver has replaced it, so that a driver that was killed gives
 * it back at its next start; {@code venus/disable} reads it too. The drivers of several cables share the file: a lock,
 * which ends with the process, shows whether one of them holds the limit.
 */
public final class HeldLimitFile {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLimitFile.class);
    private static final String KEY = "limit";
    private static final int FIELDS = 3;

    /**
     * A limit that a driver holds, in A for each phase; below 0 none.
     *
     * @param own    the owner's limit
     * @param before the setting before the last write of the driver
     * @param next   the setting after it
     */
    public record Held(double own, double before, double next) {
        static Held parse(String text) {
            String[] fields = text.split(",", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("no three limits: " + text);
            }
            return new Held(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]),
                    Double.parseDouble(fields[2]));
        }

        String text() {
            return own + "," + before + "," + next;
        }
    }

    private final Path file;
    private final Disk disk;
    /** The lock while it is held; used by one thread at a time. */
    private Optional<FileChannel> lock = Optional.empty();

    /** @param disk runs the tasks that write the file */
    public HeldLimitFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    /**
     * Returns the limit that a driver held when it was killed, and takes it over; absent if there is none, or another
     * driver that runs holds it. Waits for the disk.
     */
    public synchronized Optional<Held> takeOver() {
        return kept().filter(held -> isLocked());
    }

    /**
     * Writes the limit that this process is about to hold. Returns at once.
     *
     * @param done takes, on another thread, whether the limit is on the disk; false also if another driver holds it. It
     *             is not called while the disk hangs
     */
    public void write(Held held, Consumer<Boolean> done) {
        disk.execute(() -> done.accept(isWritten(held)));
    }

    /** Forgets the limit, which is the owner's again. Returns at once. */
    public void clear() {
        disk.execute(this::forget);
    }

    private synchronized boolean isWritten(Held held) {
        return isLocked() && remember(held.text()).equals(Optional.of(held.text()));
    }

    private synchronized void forget() {
        if (isLocked()) {
            remember("");
            unlock();
        }
    }

    private Optional<Held> kept() {
        return FileStateStore.glance(file, KEY, text -> text.isEmpty() ? Optional.<Held>empty()
                : Optional.of(Held.parse(text))).flatMap(found -> found);
    }

    /** Writes a text, and returns the one that the file has then. */
    private Optional<String> remember(String text) {
        new FileStateStore(file, "the owner's import limit of ESS, A, and the driver's last ones").remember(KEY, text);
        return FileStateStore.glance(file, KEY, written -> written);
    }

    /** Returns whether this process has the lock, and takes it if it is free. */
    private boolean isLocked() {
        if (lock.isEmpty()) {
            try {
                OwnerOnly.createDirectories(file.toAbsolutePath().getParent());
                lock = Optional.of(OwnerOnly.open(file.resolveSibling(".import-limit.lock"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)));
                if (lock.get().tryLock() == null) {
                    unlock();
                }
            } catch (IOException | OverlappingFileLockException none) {
                LOG.debug("no lock", none);
                unlock();
            }
        }
        return lock.isPresent();
    }

    private void unlock() {
        try {
            if (lock.isPresent()) {
                lock.get().close();
            }
        } catch (IOException lost) {
            LOG.debug("the lock was lost", lost);
        }
        lock = Optional.empty();
    }
}
