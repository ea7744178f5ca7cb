package org.dbusp1.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file that keeps the owner's limit while the driver has replaced it, so that a driver that was killed gives it back
 * at its next start; {@code venus/disable} reads it too. The drivers of several cables share the file: a lock, which
 * ends with the process, shows whether one of them holds the limit.
 */
public final class HeldLimitFile {
    private static final Logger LOG = LoggerFactory.getLogger(HeldLimitFile.class);
    private static final String KEY = "limit";
    private static final int FIELDS = 4;

    /**
     * A limit that a driver holds; below 0 none.
     *
     * @param own    the owner's limit
     * @param before the limit before the last write of the driver
     * @param next   the limit after it
     * @param by     the program that took the owner's limit back, as the bus names it; empty while the driver holds the limit
     */
    public record Held(double own, double before, double next, String by) {
        static Held parse(String text) {
            String[] fields = text.split(",", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("no three limits and a program: " + text);
            }
            return new Held(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]), Double.parseDouble(fields[2]), fields[3]);
        }

        String text() {
            return own + "," + before + "," + next + "," + by;
        }

        /** Returns whether a limit may be the driver's, or is the owner's that was given back. */
        public boolean explains(double limit) {
            return limit == own || limit == before || limit == next;
        }
    }

    private final Path file;
    private final Disk disk;
    /** The lock while it is held; used by one thread at a time. */
    private Optional<FileChannel> lock = Optional.empty();
    private volatile boolean held;
    private volatile boolean writable = true;

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
        // The lock is asked for a limit alone: a disk that hangs would keep a driver that holds none from starting.
        return kept().filter(found -> isLocked() || !held);
    }

    /** Returns whether another driver that runs holds the limit. */
    public boolean heldByAnother() {
        return held;
    }

    /** Returns whether the file could be written when it was tried last. */
    public boolean isWritable() {
        return writable;
    }

    /**
     * Writes the limit that this process is about to hold, unless the file has that of a driver that was killed. Returns
     * at once.
     *
     * @param done takes, on another thread, the limit that the file has then; absent if it cannot be written, or another
     *             driver holds a limit. It is not called while the disk hangs
     */
    public void write(Held limit, Consumer<Optional<Held>> done) {
        disk.execute(() -> done.accept(written(limit)));
    }

    /** Forgets the limit, which is the owner's again. Returns at once. */
    public void clear() {
        disk.execute(this::forget);
    }

    private synchronized Optional<Held> written(Held limit) {
        boolean first = lock.isEmpty();
        if (!isLocked()) {
            return Optional.empty();
        }
        Optional<Held> other = first ? kept() : Optional.empty();
        if (other.isPresent()) {
            return other;
        }
        writable = remember(limit.text());
        if (!limit.by().isEmpty()) {
            unlock(); // it is the owner's again
        }
        return Optional.of(limit).filter(any -> writable);
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

    /** Writes a text, and returns whether the file has it then. */
    private boolean remember(String text) {
        new FileStateStore(file, "a limit of ESS: the owner's, the last ones of the driver, and who has it again").remember(KEY, text);
        return FileStateStore.glance(file, KEY, written -> written).equals(Optional.of(text));
    }

    /** Returns whether this process has the lock, and takes it if it is free. */
    private boolean isLocked() {
        if (lock.isEmpty()) {
            Path place = file.resolveSibling("." + file.getFileName() + ".lock");
            held = false;
            writable = true;
            try {
                OwnerOnly.createDirectories(place.toAbsolutePath().getParent());
                take(OwnerOnly.open(place, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE)), false);
            } catch (IOException unwritable) {
                writable = false;
                look(place);
            }
        }
        return lock.isPresent();
    }

    /** Finds out whether another driver has a lock that this one cannot write. */
    private void look(Path place) {
        try {
            take(FileChannel.open(place, StandardOpenOption.READ), true);
        } catch (NoSuchFileException free) {
            LOG.debug("nobody ever had the lock", free);
        } catch (IOException unknown) {
            LOG.debug("no lock", unknown);
        }
        unlock();
    }

    private void take(FileChannel channel, boolean shared) throws IOException {
        lock = Optional.of(channel);
        try {
            held = channel.tryLock(0, Long.MAX_VALUE, shared) == null;
        } catch (OverlappingFileLockException another) {
            held = true; // of this process
        }
        if (held) {
            unlock();
        }
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
