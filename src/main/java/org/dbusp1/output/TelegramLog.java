package org.dbusp1.output;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.SafeText;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.state.WholeFile;
import org.dbusp1.process.FileProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last rejected telegrams, or all telegrams, in a file for people: time, cause, bytes in hex and as text. The file
 * is bounded in size, and in writes, since it may be on flash memory: at most one write a minute, and no write while
 * there is nothing new. The file is complete at any moment; that of the run before is kept beside it. The reader's
 * thread brings the telegrams; the lock is held for no longer than it takes to add one.
 */
public final class TelegramLog implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(TelegramLog.class);
    /** The most characters of a file, of which there are two. */
    static final int MOST_CHARACTERS = 64 * 1024;

    private static final long PAUSE_NANOS = 60_000_000_000L;
    /** The most characters of a title and of a line with few bytes; in other lines a byte takes less than five. */
    private static final int TITLE = 160 + 80;
    private static final int BYTE_CHARACTERS = 5;
    private static final String BEFORE = ".before";
    private static final HexFormat HEX = HexFormat.of();
    /** Bytes that a line shows. */
    private static final int LINE_BYTES = 16;

    private final Path file;
    private final Which which;
    private final String head;
    private final Executor files;
    /** One object for all calls: a queue of tasks keeps one that waits already once. */
    private final Runnable writing = this::write;
    private final LongSupplier nanos;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private int characters;
    private boolean unwritten;
    private OptionalLong written = OptionalLong.empty();

    // Used by the executor alone.
    private boolean isBeforeKept;
    private boolean failing;

    /** The telegrams that are kept. */
    public enum Which {
        /** Rejected telegrams. */
        BAD,
        /** All telegrams. */
        ALL
    }

    private record Entry(Instant time, String what, byte[] bytes) {
        private int size() {
            return TITLE + BYTE_CHARACTERS * bytes.length;
        }
    }

    /**
     * @param meter the source of the telegrams, for people who read the file
     * @param files runs work that may wait for a disk, one task after the other
     */
    public TelegramLog(Path file, Which which, String meter, Executor files) {
        this(file, which, meter, files, System::nanoTime);
    }

    TelegramLog(Path file, Which which, String meter, Executor files, LongSupplier nanos) {
        this.file = file;
        this.which = which;
        this.files = files;
        this.nanos = nanos;
        head = "# The last telegrams " + (which == Which.BAD ? "rejected" : "received") + " by dbus-p1 from " + meter
                + ", the oldest first. Times are UTC, of this machine.\n";
    }

    @Override
    public synchronized void snapshot(Snapshot snapshot) {
        if (which == Which.ALL) {
            add(new Entry(snapshot.arrival(), snapshot.reading().message().repair().map(what -> "repaired: " + what)
                    .orElse("good"), snapshot.reading().message().bytes()));
        }
        writeWhenDue();
    }

    @Override
    public synchronized void rejected(Rejected rejected) {
        add(new Entry(rejected.time(), rejected.cause().code() + ": " + rejected.cause().sentence(), rejected.bytes()));
        writeWhenDue();
    }

    @Override
    public synchronized void offline() {
        writeWhenDue();
    }

    @Override
    public synchronized void close() {
        if (unwritten) {
            files.execute(writing);
        }
    }

    private void add(Entry entry) {
        entries.add(entry);
        characters += entry.size();
        while (characters > MOST_CHARACTERS - head.length() && entries.size() > 1) {
            characters -= entries.remove().size();
        }
        unwritten = true;
    }

    private void writeWhenDue() {
        if (unwritten && (written.isEmpty() || nanos.getAsLong() - written.getAsLong() >= PAUSE_NANOS)) {
            written = OptionalLong.of(nanos.getAsLong());
            files.execute(writing);
        }
    }

    private void write() {
        List<Entry> newest;
        synchronized (this) {
            newest = List.copyOf(entries);
            unwritten = false;
        }
        try {
            if (!isBeforeKept) {
                keepThatOfTheRunBefore();
            }
            isBeforeKept = true;
            WholeFile.writePrivate(file, text(newest).getBytes(StandardCharsets.ISO_8859_1));
            failing = false;
        } catch (IOException fault) {
            synchronized (this) {
                unwritten = true;
            }
            if (!failing) {
                LOG.warn("{} cannot be written ({}): the last rejected telegrams are not kept", file, FileProblem.writing(fault).words());
            }
            failing = true;
        }
    }

    private void keepThatOfTheRunBefore() throws IOException {
        try {
            Files.move(file, file.resolveSibling(file.getFileName() + BEFORE), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException none) {
            LOG.debug("{} is new", file);
        }
    }

    private String text(List<Entry> newest) {
        StringBuilder text = new StringBuilder(head);
        for (Entry entry : newest) {
            text.append('\n').append(entry.time).append("  ").append(entry.what).append("; ").append(entry.bytes.length).append(" bytes\n");
            appendHex(entry.bytes, text);
        }
        return text.toString();
    }

    /** Appends bytes for people: sixteen a line, in hex and as text, each line with the offset of its first byte. */
    public static void appendHex(byte[] bytes, StringBuilder text) {
        for (int line = 0; line < bytes.length; line += LINE_BYTES) {
            text.append(HEX.toHexDigits(line)).append("  ");
            for (int at = line; at < line + LINE_BYTES; at++) {
                text.append(at < bytes.length ? HEX.toHexDigits(bytes[at]) : "  ");
                text.append(at % (LINE_BYTES / 2) == LINE_BYTES / 2 - 1 ? "  " : " ");
            }
            text.append('|');
            for (int at = line; at < Math.min(bytes.length, line + LINE_BYTES); at++) {
                text.append(SafeText.isPrintable(bytes[at]) ? (char) bytes[at] : '.');
            }
            text.append("|\n");
        }
    }
}
