package org.dbusp1.fleet;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.fleet.MessageCheck.Refusal;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the work of a collector, and writes the figures to a file for Prometheus (textfile collector of its node_exporter).
 * The file is replaced every 15 s, so that a program never reads half of it. Used by one thread.
 */
final class Figures {
    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);
    private static final double NANOS_IN_A_SECOND = 1e9;
    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final @Nullable Path file;
    private final Map<Refusal, Long> refused = new EnumMap<>(Refusal.class);
    private long messages;
    private long rows;
    private long batches;
    private long retries;
    private long nanos;
    private long newest;
    private long missing;
    private long written = System.nanoTime() - EVERY_NANOS;
    private boolean failed;

    Figures(@Nullable Path file) {
        this.file = file == null ? null : file.toAbsolutePath();
    }

    void committed(int itsMessages, long itsRows, long itsNanos) {
        messages += itsMessages;
        rows += itsRows;
        batches++;
        nanos += itsNanos;
    }

    void retried() {
        retries++;
    }

    void missing(long count) {
        missing += count;
    }

    void refused(Refusal why, long count) {
        refused.merge(why, count, Long::sum);
    }

    /** Stores the time of a written minute, in epoch seconds, if it is the newest so far. */
    void minute(long second) {
        newest = Math.max(newest, second);
    }

    /** Returns the figures for people, in one line. */
    @Override
    public String toString() {
        return rows + " rows of " + messages + " messages were written, "
                + refused.values().stream().mapToLong(Long::longValue).sum() + " refused";
    }

    /** Writes the figures into their file if a write is due. A file that cannot be written is logged once. */
    void write(boolean connected, int waiting) {
        if (System.nanoTime() - written >= EVERY_NANOS) {
            writeNow(connected, waiting);
        }
    }

    void writeNow(boolean connected, int waiting) {
        written = System.nanoTime();
        if (file == null) {
            return;
        }
        try (WholeFile whole = new WholeFile(file)) {
            whole.out().write(text(connected, waiting).getBytes(StandardCharsets.UTF_8));
            whole.commit();
            failed = false;
        } catch (IOException e) {
            if (!failed) {
                LOG.warn("collect: the metrics cannot be written: {}", e.toString());
            }
            failed = true;
        }
    }

    /** Returns the figures in the text form of Prometheus, version 0.0.4. */
    private String text(boolean connected, int waiting) {
        StringBuilder text = new StringBuilder();
        line(text, "messages_total", "counter", "Messages that are in the database.", messages);
        line(text, "rows_total", "counter", "Rows that are in the database; a row that arrived twice counts twice.", rows);
        line(text, "batches_total", "counter", "Transactions.", batches);
        line(text, "retries_total", "counter", "Transactions that the database did not accept the first time.", retries);
        line(text, "commit_seconds_total", "counter", "Time that transactions took.", nanos / NANOS_IN_A_SECOND);
        head(text, "refused_total", "counter", "Messages, and with reason row rows, that were refused.");
        for (Refusal why : Refusal.values()) {
            text.append("p1_collect_refused_total{reason=\"").append(why.text()).append("\"} ")
                    .append(refused.getOrDefault(why, 0L)).append('\n');
        }
        line(text, "missing_total", "counter", "Messages that drivers sent and that did not arrive.", missing);
        line(text, "connected", "gauge", "1 while the broker delivers.", connected ? 1 : 0);
        line(text, "waiting_messages", "gauge", "Messages that are not in the database yet.", waiting);
        line(text, "newest_minute_timestamp_seconds", "gauge", "The newest minute that was written.", newest);
        return text.toString();
    }

    private static void line(StringBuilder text, String name, String type, String help, Number value) {
        head(text, name, type, help);
        text.append("p1_collect_").append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP p1_collect_").append(name).append(' ').append(help).append("\n# TYPE p1_collect_")
                .append(name)
                .append(' ').append(type).append('\n');
    }
}
