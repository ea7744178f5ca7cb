package org.dbusp1.collect;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dbusp1.state.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file with the figures: written anew every 15 s, so that a program never reads half of it. Used by one thread. */
final class MetricsFile {
    private static final Logger LOG = LoggerFactory.getLogger(MetricsFile.class);
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final Path file;
    private boolean failed;
    private long due = System.nanoTime();

    MetricsFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Makes the next text be written at once, however soon it comes. */
    void due() {
        due = System.nanoTime();
    }

    /** Writes the figures where it is time to; a file that cannot be written is logged once. */
    void write(Supplier<String> text) {
        if (due - System.nanoTime() > 0) {
            return;
        }
        due = System.nanoTime() + EVERY_NANOS;
        try (WholeFile whole = new WholeFile(file)) {
            whole.out().write(text.get().getBytes(StandardCharsets.UTF_8));
            whole.commit();
            failed = false;
        } catch (IOException unable) {
            if (!failed) {
                LOG.warn("collect: the metrics cannot be written: {}", unable.toString());
            }
            failed = true;
        }
    }
}
