package org.dbusp1.driver;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.OwnerOnly;
import org.dbusp1.meter.MeterKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meters that the drivers of this machine publish now, so that no meter is published twice. A meter is one byte of a
 * lock file, at a position made from its key; the kernel releases it when the process ends in any way. Any thread may call;
 * no call waits for a disk.
 */
public final class MeterLocks {
    private static final Logger LOG = LoggerFactory.getLogger(MeterLocks.class);
    // FNV-1a, 64 bits.
    private static final long HASH_START = 0xcbf29ce484222325L;
    private static final long HASH_FACTOR = 0x100000001b3L;

    /** Null until the file could be opened: until then every driver publishes its meter, as where the file system has no locks. */
    private volatile @Nullable FileChannel channel;
    private final Map<MeterKey, FileLock> held = new HashMap<>();
    private final DiskExecutor disk;
    private final Runnable opening;

    /** Opens the lock file, on the thread that waits for disks. @param directory in memory, if the machine has one */
    public MeterLocks(Path directory, DiskExecutor disk) {
        this.disk = disk;
        opening = () -> channel = channel == null ? open(directory.resolve("published.lock")) : channel;
        disk.execute(opening);
    }

    private static @Nullable FileChannel open(Path file) {
        try {
            OwnerOnly.createDirectories(file.toAbsolutePath().resolveSibling(""));
            return OwnerOnly.open(file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            LOG.debug("no lock: {}", e.toString());
            return null;
        }
    }

    /** Marks a meter as published by this driver. @return false if another driver publishes the meter */
    synchronized boolean tryHold(MeterKey meter) {
        if (channel == null) {
            disk.execute(opening);
        }
        FileChannel locks = channel;
        if (locks == null || held.containsKey(meter)) {
            return true;
        }
        try {
            FileLock lock = locks.tryLock(position(meter), 1, false);
            if (lock == null) {
                return false;
            }
            held.put(meter, lock);
        } catch (OverlappingFileLockException e) {
            return false; // another driver of this process
        } catch (IOException e) {
            LOG.debug("no lock: {}", e.toString());
        }
        return true;
    }

    private static long position(MeterKey meter) {
        long hash = HASH_START;
        for (char character : meter.text().toCharArray()) {
            hash = (hash ^ character) * HASH_FACTOR;
        }
        return hash >>> 2;
    }

    synchronized void release() {
        for (FileLock lock : held.values()) {
            try {
                lock.release();
            } catch (IOException e) {
                LOG.debug("lock: {}", e.toString());
            }
        }
        held.clear();
    }
}
