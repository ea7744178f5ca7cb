package org.dbusp1.base.state;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.dbusp1.base.process.FileProblem;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers facts in a small file, a line for each as {@link Properties} reads it; only its owner can read it. The file is
 * read when the store is made, and written by the disk's thread only when a fact changes, completely or not at all. A damaged file
 * only causes a message: the driver finds out most facts again, and the owner can pair a dongle again.
 */
public final class FileStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStateStore.class);
    /** In bytes; a longer file was not written by this program. */
    private static final int MAX_FILE_BYTES = 256 * 1024;
    private static final long LONGEST_LOCK_NANOS = 1_000_000_000L;
    private static final int LOCK_PAUSE_MILLIS = 5;

    private final Path file;
    private final String about;
    private final DiskExecutor disk;
    private final Runnable writing = this::write;
    private final Map<String, String> facts = new HashMap<>();
    /** The facts that the file does not show yet, by their keys. */
    private final Map<String, String> unwritten = new HashMap<>();
    /** Whether the last attempt to write failed and was logged; used only by the disk's thread. */
    private boolean failing;

    /** Makes a store that writes its facts at once, on the calling thread. */
    public FileStateStore(Path file, String about) {
        this(file, about, Runnable::run);
    }

    /** @param about describes the facts, for readers of the file */
    public FileStateStore(Path file, String about, DiskExecutor disk) {
        this.file = file;
        this.about = about;
        this.disk = disk;
        read(file, fault -> LOG.warn("cannot read {} ({}): the driver starts without it", file, fault))
                .forEach((key, fact) -> facts.put(key.toString(), fact.toString()));
    }

    /** {@inheritDoc} A damaged fact is logged and removed from memory. */
    @Override
    public synchronized <T> Optional<T> recall(String key, Function<String, @Nullable T> parser) {
        String fact = facts.get(key);
        try {
            return Optional.ofNullable(fact).map(parser);
        } catch (IllegalArgumentException e) {
            LOG.warn("{}: the entry of {} is damaged (\"{}\") and is not used", file, key, fact);
            facts.remove(key);
            return Optional.empty();
        }
    }

    /** Reads a fact from the file. Absent, without a message, if the fact is missing or damaged. */
    public static <T> Optional<T> readFact(Path file, String key, Function<String, @Nullable T> parser) {
        String fact = read(file, fault -> LOG.debug("cannot read {}: {}", file, fault)).getProperty(key);
        try {
            return Optional.ofNullable(fact).map(parser);
        } catch (IllegalArgumentException e) {
            LOG.debug("{}: the entry of {} is damaged", file, key);
            return Optional.empty();
        }
    }

    @Override
    public synchronized Set<String> keys() {
        return Set.copyOf(facts.keySet());
    }

    @Override
    public void remember(String key, String fact) {
        if (putFact(key, fact)) {
            disk.execute(writing);
        }
    }

    /**
     * Reads the file and changes its facts, under its lock: includes facts that other processes wrote after this store was
     * made. Called on the thread that writes files.
     *
     * @param change gets the facts of the file, and returns the facts that it is to have: the same map if nothing changes
     * @return the facts of the file now
     * @throws IOException when the file cannot be read or written; it is unchanged then
     */
    public Map<String, String> update(UnaryOperator<Map<String, String>> change) throws IOException {
        Map<String, String> changes;
        synchronized (this) {
            changes = new HashMap<>(unwritten);
        }
        Map<String, String> seen = new HashMap<>();
        Map<String, String> after;
        try {
            after = changeFile(file, about, before -> {
                seen.putAll(before);
                seen.putAll(changes);
                return change.apply(new HashMap<>(seen));
            });
        } catch (IOException e) {
            disk.reportWrite(writing, false);
            throw e;
        }
        disk.reportWrite(writing, true);
        synchronized (this) {
            changes.forEach(unwritten::remove);
            // What the change decided holds, also against what was remembered meanwhile.
            unwritten.keySet().removeIf(key -> !Objects.equals(after.get(key), seen.get(key)));
            facts.clear();
            facts.putAll(after);
            facts.putAll(unwritten);
        }
        return after;
    }

    private synchronized boolean putFact(String key, String fact) {
        boolean changed = !fact.equals(facts.put(key, fact));
        if (changed) {
            unwritten.put(key, fact);
        }
        return changed;
    }

    private void write() {
        try {
            update(UnaryOperator.identity());
            failing = false;
        } catch (IOException e) {
            if (!failing) {
                LOG.warn("cannot write {} ({}): until that is possible, a restart forgets {}", file, FileProblem.writing(e).words(),
                        about);
            }
            failing = true;
        }
    }

    private static Properties read(Path file, Consumer<String> damage) {
        try {
            return read(file);
        } catch (IOException e) {
            damage.accept(FileProblem.reading(e).words());
        } catch (IllegalArgumentException e) {
            damage.accept("it is damaged");
        }
        return new Properties();
    }

    /** No facts without a file. @throws IOException also for a file of another program @throws IllegalArgumentException if it is damaged */
    public static Properties read(Path file) throws IOException {
        Properties found = new Properties();
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return found;
        }
        ByteBuffer bytes = ByteBuffer.wrap(OwnFile.read(file, MAX_FILE_BYTES));
        found.load(new StringReader(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()));
        return found;
    }

    /** Not by Properties.store, which writes a date, and for it loads a megabyte of Java's locales. */
    public static void write(Path file, String about, Map<?, ?> facts) throws IOException {
        StringBuilder text = new StringBuilder("# ").append(about).append('\n');
        facts.forEach((name, fact) -> text.append(escaped(name)).append('=').append(escaped(fact)).append('\n'));
        WholeFile.writePrivate(file, text.toString().getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Changes the facts of a file. A file that was read and is damaged counts as empty; a file that cannot be read is left
     * unchanged, because it may hold the facts of other cables. The drivers of several cables keep their facts in the same
     * files, and may change them at the same moment, for example at midnight: a lock prevents the loss of a change. A
     * process waits for the lock for a second and then continues without it: the process that has the lock may be stopped,
     * and not every file system has locks.
     *
     * @param about describes the facts, for readers of the file
     * @return the facts that the file has now
     */
    private static Map<String, String> changeFile(Path file, String about, UnaryOperator<Map<String, String>> change) throws IOException {
        Path directory = WholeFile.directory(file);
        OwnerOnly.createDirectories(directory);
        FileChannel lock = lock(directory);
        try {
            Map<String, String> before = new HashMap<>();
            try {
                read(file).forEach((key, fact) -> before.put(key.toString(), fact.toString()));
            } catch (CharacterCodingException | NoSuchFileException | OwnFile.NotOursException | IllegalArgumentException e) {
                LOG.debug("{} is replaced: {}", file, e.toString());
            }
            Map<String, String> after = change.apply(Map.copyOf(before));
            if (!after.equals(before)) {
                write(file, about, after);
            }
            return after;
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    /**
     * Returns the channel of a directory's lock file, locked unless another process held the lock for a second or the file system has
     * no locks; null if the file cannot be opened, for example in a directory of another user.
     */
    private static @Nullable FileChannel lock(Path directory) {
        try {
            FileChannel channel = OwnerOnly.open(directory.resolve(".lock"), Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            awaitLock(channel);
            return channel;
        } catch (IOException e) {
            LOG.debug("no lock: {}", e.toString());
            return null;
        }
    }

    private static void awaitLock(FileChannel channel) {
        long began = System.nanoTime();
        try {
            while (!tryLock(channel) && System.nanoTime() - began < LONGEST_LOCK_NANOS) {
                TimeUnit.MILLISECONDS.sleep(LOCK_PAUSE_MILLIS);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            LOG.debug("no lock: {}", e.toString());
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // the lock belongs to another store of this process
        }
    }

    private static String escaped(Object word) {
        StringBuilder escaped = new StringBuilder();
        for (char character : word.toString().toCharArray()) {
            int control = "\n\r\t\f".indexOf(character);
            if (control >= 0 || "\\ :=#!".indexOf(character) >= 0) {
                escaped.append('\\');
            }
            escaped.append(control >= 0 ? "nrtf".charAt(control) : character);
        }
        return escaped.toString();
    }
}
