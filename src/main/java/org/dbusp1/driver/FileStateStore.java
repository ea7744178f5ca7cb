package org.dbusp1.driver;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.dbusp1.output.StateFile;
import org.dbusp1.output.StateStore;
import org.dbusp1.process.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One fact about each cable or meter, kept over restarts in a small file. The file is read when this is made; asking
 * later never waits for the disk. It is written only when a fact changes, whole or not at all, where the executor runs
 * it. Without it the driver has to find the facts out again, so that a damaged file costs a message and nothing else.
 */
public final class FileStateStore implements StateStore {
    private static final Logger LOG = LoggerFactory.getLogger(FileStateStore.class);

    private final Path file;
    private final String about;
    private final Executor disk;
    private final Runnable writing = this::write;
    private final Map<String, String> facts = new HashMap<>();
    /** What the file does not hold yet. */
    private final Map<String, String> unwritten = new HashMap<>();

    /** One that is written at once. */
    public FileStateStore(Path file, String about) {
        this(file, about, Runnable::run);
    }

    /**
     * @param about what the facts are, for readers of the file
     * @param disk  where the file is written
     */
    public FileStateStore(Path file, String about, Executor disk) {
        this.file = file;
        this.about = about;
        this.disk = disk;
        read(file, fault -> LOG.warn("cannot read {} ({}): the driver starts without it", file, fault))
                .forEach((cable, fact) -> facts.put(cable.toString(), fact.toString()));
    }

    /**
     * The fact about a cable or meter.
     *
     * @param parser throws IllegalArgumentException where the text is no such fact
     * @return absent where none is known, or where a damaged one was found; a message tells the latter
     */
    @Override
    public synchronized <T> Optional<T> recall(String cable, Function<String, T> parser) {
        String fact = facts.get(cable);
        if (fact == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(fact));
        } catch (IllegalArgumentException damaged) {
            LOG.warn("{}: the entry of {} is damaged (\"{}\") and is not used", file, cable, fact);
            facts.remove(cable);
            return Optional.empty();
        }
    }

    /** The facts of those whose names begin so, but one. */
    synchronized Set<String> factsOfOthers(String beginning, String own) {
        return facts.entrySet().stream()
                .filter(fact -> fact.getKey().startsWith(beginning) && !fact.getKey().equals(own))
                .map(Map.Entry::getValue).collect(Collectors.toSet());
    }

    /**
     * The fact as the file has it now. A damaged one is absent without a warning: the driver's own memory tells it,
     * once.
     */
    static <T> Optional<T> glance(Path file, String cable, Function<String, T> parser) {
        String fact = read(file, fault -> LOG.debug("cannot read {}: {}", file, fault)).getProperty(cable);
        try {
            return Optional.ofNullable(fact).map(parser);
        } catch (IllegalArgumentException damaged) {
            LOG.debug("{}: the entry of {} is damaged", file, cable);
            return Optional.empty();
        }
    }

    /** Keeps a fact. */
    @Override
    public synchronized void remember(String cable, String fact) {
        if (!fact.equals(facts.put(cable, fact))) {
            unwritten.put(cable, fact);
            disk.execute(writing);
        }
    }

    /** Reads the file again first: another driver may have written into it. */
    private void write() {
        Map<String, String> added;
        synchronized (this) {
            added = Map.copyOf(unwritten);
        }
        try (StateFileLock lock = new StateFileLock(file)) {
            // What is damaged was told at the start.
            Properties all = read(file, fault -> LOG.debug("{} is replaced: {}", file, fault));
            all.putAll(added);
            StateFile.write(file, about, all);
        } catch (IOException fault) {
            LOG.warn("cannot write {} ({}): after a restart the driver has to find out again {}", file,
                    FileProblem.writing(fault).words(), about);
            return;
        }
        synchronized (this) {
            added.forEach(unwritten::remove);
        }
    }

    /** What the file holds; nothing where it is damaged, which is told. */
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
