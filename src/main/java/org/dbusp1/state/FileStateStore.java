package org.dbusp1.state;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import org.dbusp1.process.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers facts in a small file. The file is read when the store is made, and written by the executor only when a
 * fact changes, completely or not at all. Without the file the driver has to find out the facts again, so a damaged
 * file only causes a message.
 */
public final class FileStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStateStore.class);

    private final Path file;
    private final String about;
    private final Disk disk;
    private final Runnable writing = this::write;
    private final Map<String, String> facts = new HashMap<>();
    /** Facts that the file does not hold yet. */
    private final Map<String, String> unwritten = new HashMap<>();

    /** Makes a store whose facts are written at once. */
    public FileStateStore(Path file, String about) {
        this(file, about, Runnable::run);
    }

    /**
     * Reads the file.
     *
     * @param about describes the facts, for readers of the file
     * @param disk  runs the tasks that write the file
     */
    public FileStateStore(Path file, String about, Disk disk) {
        this.file = file;
        this.about = about;
        this.disk = disk;
        read(file, fault -> LOG.warn("cannot read {} ({}): the driver starts without it", file, fault))
                .forEach((key, fact) -> facts.put(key.toString(), fact.toString()));
    }

    /** {@inheritDoc} A damaged fact is logged and forgotten. */
    @Override
    public synchronized <T> Optional<T> recall(String key, Function<String, T> parser) {
        String fact = facts.get(key);
        try {
            return Optional.ofNullable(fact).map(parser);
        } catch (IllegalArgumentException damaged) {
            LOG.warn("{}: the entry of {} is damaged (\"{}\") and is not used", file, key, fact);
            facts.remove(key);
            return Optional.empty();
        }
    }

    /** Returns the fact as the file has it now; absent, without a message, if it is damaged. */
    public static <T> Optional<T> glance(Path file, String key, Function<String, T> parser) {
        String fact = read(file, fault -> LOG.debug("cannot read {}: {}", file, fault)).getProperty(key);
        try {
            return Optional.ofNullable(fact).map(parser);
        } catch (IllegalArgumentException damaged) {
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
        if (change(key, fact)) {
            disk.execute(writing);
        }
    }

    private synchronized boolean change(String key, String fact) {
        boolean changed = !fact.equals(facts.put(key, fact));
        if (changed) {
            unwritten.put(key, fact);
        }
        return changed;
    }

    /** Writes the changed facts. The file is read again first: the driver of another cable may have changed it. */
    private void write() {
        Map<String, String> added;
        synchronized (this) {
            added = Map.copyOf(unwritten);
        }
        if (added.isEmpty()) {
            return;
        }
        try {
            StateFile.change(file, about, added);
            disk.wrote(true);
        } catch (IOException fault) {
            disk.wrote(false);
            LOG.warn("cannot write {} ({}): after a restart the driver has to find out again {}", file,
                    FileProblem.writing(fault).words(), about);
            return;
        }
        synchronized (this) {
            added.forEach(unwritten::remove);
        }
    }

    /** @param damage gets the reason if the file cannot be used */
    private static Properties read(Path file, Consumer<String> damage) {
        try {
            return StateFile.read(file);
        } catch (IOException fault) {
            damage.accept(FileProblem.reading(fault).words());
        } catch (IllegalArgumentException damaged) {
            damage.accept("it is damaged");
        }
        return new Properties();
    }
}
