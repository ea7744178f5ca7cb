package org.dbusp1.output.history;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.dbusp1.output.RowSet;
import org.dbusp1.output.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Up to which row of each stream a meter's rows were sent, and who sends them, in a file of the state directory.
 * Without the file, or when it is damaged, everything is sent again, by a driver of a new name. Used by one thread.
 */
final class SentMarks {
    private static final Logger LOG = LoggerFactory.getLogger(SentMarks.class);
    private static final String DRIVER = "driver";
    /** What a mark may be: a second or a day. */
    private static final String MARK = "-?[0-9]{1,19}|[0-9]{4}-[0-9]{2}-[0-9]{2}";
    private static final int MOST_BYTES = 16 * 1024;

    private final Path file;
    private final Map<String, String> marks = new TreeMap<>();
    private Optional<String> driver = Optional.empty();

    /** @param file which need not be there yet */
    SentMarks(Path file) {
        this.file = file;
        read();
    }

    private void read() {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
                return;
            }
            Properties found = new Properties();
            found.load(new StringReader(Files.readString(file, StandardCharsets.ISO_8859_1)));
            driver = Optional.ofNullable(found.getProperty(DRIVER)).filter(name -> name.matches(RowSet.DRIVER));
            if (driver.isPresent()) {
                found.stringPropertyNames().stream()
                        .filter(name -> !name.equals(DRIVER) && found.getProperty(name).matches(MARK))
                        .forEach(name -> marks.put(name, found.getProperty(name)));
            }
        } catch (IOException | IllegalArgumentException damaged) {
            LOG.warn("history: {} cannot be read: {}; all rows are sent again", file, damaged.getMessage());
        }
    }

    /** The name of this driver; made at the first call, by the newest second of the meter's history. */
    String driver(long second) {
        if (driver.isEmpty()) {
            driver = Optional.of(String.format(Locale.ROOT, "%010d-%08x", Math.max(0, second),
                    new SecureRandom().nextInt()));
        }
        return driver.get();
    }

    /** The mark of a stream; empty before its first row. */
    Optional<String> mark(String stream) {
        return Optional.ofNullable(marks.get(stream));
    }

    void set(Map<String, String> newer) {
        marks.putAll(newer);
    }

    /** Forgets all marks: everything is sent again. */
    void clear() {
        marks.clear();
    }

    void write() throws IOException {
        Properties all = new Properties();
        driver.ifPresent(name -> all.setProperty(DRIVER, name));
        all.putAll(marks);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        all.store(bytes, null);
        WholeFile.writePrivate(file, bytes.toByteArray());
    }
}
