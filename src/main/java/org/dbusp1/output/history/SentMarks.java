package org.dbusp1.output.history;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import org.dbusp1.output.RowSet;
import org.dbusp1.state.FileStateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last sent row of each stream of a meter, and the name of the driver that sends them, in a file of the state
 * directory. Without the file, or when it is damaged, everything is sent again, by a driver of a new name. Used by one
 * thread.
 */
final class SentMarks {
    private static final Logger LOG = LoggerFactory.getLogger(SentMarks.class);
    private static final String DRIVER = "driver";
    /** The number of sets that were sent. */
    private static final String NUMBER = "number";
    /** Pattern of a mark: a second or a day. */
    private static final String MARK = "-?[0-9]{1,18}|[0-9]{4}-[0-9]{2}-[0-9]{2}";

    private final Path file;
    private final Map<String, String> marks = new TreeMap<>();
    private final Map<String, List<List<String>>> small = new HashMap<>();
    private Optional<String> driver = Optional.empty();

    /** @param file the file, which need not be there yet */
    SentMarks(Path file) {
        this.file = file;
        read();
    }

    private void read() {
        try {
            Properties found = FileStateStore.read(file);
            driver = Optional.ofNullable(found.getProperty(DRIVER)).filter(name -> name.matches(RowSet.DRIVER));
            if (driver.isPresent()) {
                found.forEach((name, mark) -> marks.put(name.toString(), mark.toString()));
                marks.values().removeIf(mark -> !mark.matches(MARK));
                marks.remove(DRIVER);
            }
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("history: {} cannot be read: {}; all rows are sent again", file, damaged.getMessage());
        }
    }

    /** Returns the name of this driver; made at the first call from the newest second of the meter's history. */
    String driver(long second) {
        if (driver.isEmpty()) {
            driver = Optional.of(String.format(Locale.ROOT, "%010d-%08x", Math.max(0, second),
                    new SecureRandom().nextInt()));
        }
        return driver.get();
    }

    /** Returns whether the driver's name was made by a clock that was ahead of this second. */
    boolean isOfTheFuture(long second) {
        return driver.filter(name -> RowSet.since(name) > second).isPresent();
    }

    /** Removes the name and all marks: everything is sent again, by a driver of a new name. */
    void rename() {
        driver = Optional.empty();
        marks.clear();
        small.clear();
    }

    /** Returns the mark of a stream; empty before its first row. */
    Optional<String> mark(String stream) {
        return Optional.ofNullable(marks.get(stream));
    }

    /**
     * Returns the number of sets that this driver has sent. After a power cut some rows are sent again, with the same
     * numbers.
     */
    long number() {
        return mark(NUMBER).map(Long::parseLong).orElse(0L);
    }

    /** Returns whether rows of a small table are those that were sent last, as far as this process knows. */
    boolean isLast(String table, List<List<String>> rows) {
        return rows.equals(small.get(table));
    }

    /** Stores that rows were sent: those up to these marks, and these rows of small tables. */
    void set(Map<String, String> newer, Map<String, List<List<String>>> newerSmall) {
        marks.putAll(newer);
        marks.put(NUMBER, Long.toString(number() + 1));
        small.putAll(newerSmall);
    }

    /** Removes all marks: everything is sent again, and the numbers of sets go on. */
    void clear() {
        marks.keySet().retainAll(Set.of(NUMBER));
        small.clear();
    }

    void write() throws IOException {
        Map<String, String> all = new TreeMap<>(marks);
        driver.ifPresent(name -> all.put(DRIVER, name));
        FileStateStore.write(file, "up to which row the history was sent", all);
    }
}
