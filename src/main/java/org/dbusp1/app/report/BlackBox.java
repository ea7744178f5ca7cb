package org.dbusp1.app.report;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.gx.service.BlackBoxCopy;
import org.dbusp1.line.decode.Anonymizer;
import org.dbusp1.line.source.NoteFilterInputStream;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores the last ten minutes of the line in memory, at most 1 MB, and writes these minutes to a file when an event begins,
 * when a copy is asked for, and before the driver ends: the bytes as received, and between them notes with the time of
 * arrival, what was published or rejected, the line's quality and the state of ESS. No note contains a number or a name that
 * identifies the house.
 *
 * <p>Thread safe: the lock is held only to add an entry or to copy the list of entries.
 */
public final class BlackBox implements Output, LineCounters.ByteTap, BlackBoxCopy {
    private static final Logger LOG = LoggerFactory.getLogger(BlackBox.class);
    static final int MOST_BYTES = 1 << 20;
    /** The bytes of memory of an entry's objects, without the bytes of the line. */
    private static final int ENTRY_BYTES = 160;
    private static final long RETENTION_NANOS = Duration.ofMinutes(10).toNanos();
    /** The silence that ends a burst; silences within a telegram are shorter. */
    private static final long SILENCE_NANOS = 150_000_000L;
    private static final int LARGEST_BURST = 4_096;
    private static final int MOST_EVENTS = 8;

    /** A burst of bytes, or only a note. @param text makes the text of the note before the bytes */
    private record Entry(Instant time, long nanos, byte[] bytes, Supplier<String> text) {
        private static final byte[] NO_BYTES = {};

        int size() {
            return ENTRY_BYTES + bytes.length;
        }
    }

    private final BlackBoxFiles files;
    private final @Nullable Path usbSticks;
    private final DriverState driver;
    private final Anonymizer redaction;
    private final DiskExecutor disk;
    private final DiskExecutor copyDisk;
    private final LongSupplier nanos;
    private final InstantSource clock;
    private final Runnable writing = this::write;
    private final Runnable copying = this::copy;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private final List<Event> pending = new ArrayList<>();
    private final ByteArrayOutputStream burst = new ByteArrayOutputStream(1_024);
    private Instant burstBegan = Instant.EPOCH;
    private long burstBeganNanos;
    private long burstEndedNanos;
    private int size;
    private @Nullable Snapshot latest;
    /** Whether a copy is being made. */
    private final AtomicBoolean isCopying = new AtomicBoolean();
    /** The last copy that was asked for; null before the first. */
    private volatile @Nullable CopyResult made;
    private boolean failing;

    /**
     * @param usbSticks the directory in which USB sticks are mounted; null if there is none
     * @param redaction removes private data from a copy
     * @param disk writes the files of events
     * @param copyDisk begins copies, at a limited rate because other programs can ask for copies
     * @param nanos the monotonic clock
     */
    public BlackBox(BlackBoxFiles files, @Nullable Path usbSticks, DriverState driver,
            Anonymizer redaction, DiskExecutor disk, DiskExecutor copyDisk, LongSupplier nanos, InstantSource clock) {
        this.files = files;
        this.usbSticks = usbSticks;
        this.driver = driver;
        this.redaction = redaction;
        this.disk = disk;
        this.copyDisk = copyDisk;
        this.nanos = nanos;
        this.clock = clock;
    }

    @Override
    public synchronized void received(byte[] bytes, int from, int to) {
        long now = nanos.getAsLong();
        if (now - burstEndedNanos > SILENCE_NANOS || burst.size() >= LARGEST_BURST) {
            endBurst();
        }
        if (burst.size() == 0) {
            burstBegan = clock.instant();
            burstBeganNanos = now;
        }
        burst.write(bytes, from, to - from);
        burstEndedNanos = now;
    }

    private void endBurst() {
        if (burst.size() > 0) {
            byte[] bytes = burst.toByteArray();
            long millis = Duration.ofNanos(burstEndedNanos - burstBeganNanos).toMillis();
            burst.reset();
            add(new Entry(burstBegan, burstBeganNanos, bytes, () -> bytes.length + " bytes in " + millis + " ms"));
        }
    }

    private void note(Supplier<String> text) {
        endBurst();
        add(new Entry(clock.instant(), nanos.getAsLong(), Entry.NO_BYTES, text));
    }

    private void add(Entry entry) {
        entries.add(entry);
        size += entry.size();
        while (size > MOST_BYTES - LARGEST_BURST || entry.nanos - entries.element().nanos > RETENTION_NANOS) {
            size -= entries.remove().size();
        }
    }

    @Override
    public synchronized void snapshot(Snapshot snapshot) {
        latest = snapshot;
        boolean power = snapshot.published().values().has(Quantity.POWER_NET);
        long milliwatts = power ? snapshot.published().values().scaled(Quantity.POWER_NET) : 0;
        TelegramCounts counts = snapshot.telegramCounts();
        List<String> withheld = snapshot.published().withheld().isEmpty() ? List.of() : snapshot.published().withheld().keys();
        Condition state = driver.board().ess().condition();
        note(() -> "published" + (power ? " " + milliwatts / 1_000 + " W" : " without power")
                + (withheld.isEmpty() ? "" : ", withheld " + String.join(" ", withheld)) + "; good "
                + counts.intact() + ", repaired " + counts.repaired() + ", rejected " + counts.rejectedTotal()
                + "; ESS " + state.key());
    }

    @Override
    public synchronized void rejected(RejectedFrame rejected) {
        // The note may not hold the telegram: the received bytes are in the box already.
        int length = rejected.bytes().length;
        RejectCause cause = rejected.cause();
        note(() -> "rejected " + length + " bytes: " + cause.description());
    }

    @Override
    public synchronized void offline() {
        note(() -> "values withdrawn");
    }

    @Override
    public synchronized void event(Event event) {
        String text = "event " + event.key() + (event.begins() ? " (" + event.condition().id() + ")" : "");
        note(() -> text);
        if (event.begins() && pending.size() < MOST_EVENTS) {
            pending.add(event);
            disk.execute(writing);
        }
    }

    @Override
    public void requestCopy() {
        copyDisk.execute(copying);
    }

    @Override
    public @Nullable CopyResult lastCopy() {
        return made;
    }

    /** Returns the bytes of memory of the entries. */
    synchronized int size() {
        return size + burst.size();
    }

    private void write() {
        List<Entry> stored;
        List<Event> events;
        synchronized (this) {
            endBurst();
            stored = List.copyOf(entries);
            events = List.copyOf(pending);
            pending.clear();
        }
        String types = events.isEmpty() ? BlackBoxFiles.END_OF_DRIVER
                : events.stream().map(Event::key).distinct().collect(Collectors.joining("-"));
        try {
            files.keep(time(events.isEmpty() ? clock.instant() : events.get(0).time()) + "-" + types, log(stored, types));
            disk.reportWrite(writing, true);
            failing = false;
        } catch (IOException e) {
            disk.reportWrite(writing, false);
            synchronized (this) {
                pending.addAll(0, events);
            }
            if (!failing) {
                LOG.warn("the black box cannot be written in {} ({})", files.directory(), FileProblem.writing(e).words());
            }
            failing = true;
        }
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString().replaceAll("[-:]", "");
    }

    private byte[] log(List<Entry> stored, String about) {
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        Snapshot last;
        synchronized (this) {
            last = latest;
        }
        appendNote(log, "black box, " + clock.instant().truncatedTo(ChronoUnit.SECONDS) + ", " + about + "; dbus-p1 " + Program.version()
                + "; times are UTC, of the machine; to be read with dbus-p1 check");
        if (last != null) {
            appendNote(log, last.reading().meter().dialect().title() + ", every " + last.interval().toMillis() + " ms");
        }
        for (Entry entry : stored) {
            appendNote(log, entry.time.truncatedTo(ChronoUnit.MILLIS) + "  " + entry.text.get());
            log.writeBytes(entry.bytes);
        }
        return log.toByteArray();
    }

    private static void appendNote(ByteArrayOutputStream log, String text) {
        log.writeBytes((NoteFilterInputStream.MARK + text + '\n').getBytes(StandardCharsets.US_ASCII));
    }

    /** In a thread of its own, one at a time: a stick that hangs keeps nothing else from the disk. */
    private void copy() {
        if (!isCopying.compareAndSet(false, true)) {
            made = new CopyResult(clock.instant(), "the last copy is not written yet: the stick, or the disk, does not answer");
            return;
        }
        List<Entry> stored;
        synchronized (this) {
            endBurst();
            stored = List.copyOf(entries);
        }
        Thread writer = new Thread(() -> {
            try {
                made = copy(stored);
            } finally {
                isCopying.set(false);
            }
        }, "copy");
        writer.setDaemon(true);
        writer.start();
    }

    private CopyResult copy(List<Entry> stored) {
        try {
            return new CopyResult(clock.instant(), writeCopy(redaction.copy(log(stored, "as asked for"))).toString());
        } catch (IOException e) {
            return new CopyResult(clock.instant(), files.directory() + ": " + FileProblem.writing(e).words());
        }
    }

    /** Writes the copy to a USB stick; to the files of events if there is none, or if it cannot be written to. */
    private Path writeCopy(byte[] copy) throws IOException {
        if (usbSticks != null && Files.isDirectory(usbSticks)) {
            try (DirectoryStream<Path> mounted = Files.newDirectoryStream(usbSticks, Files::isWritable)) {
                for (Path stick : mounted) {
                    Path file = stick.resolve(BlackBoxFiles.COPY_NAME);
                    WholeFile.write(file, copy);
                    return file;
                }
            } catch (IOException | DirectoryIteratorException e) {
                LOG.info("the copy of the black box cannot be written to a stick ({})",
                        e instanceof IOException fault ? FileProblem.writing(fault).words() : e.getMessage());
            }
        }
        Path file = files.directory().resolve(BlackBoxFiles.COPY_NAME);
        WholeFile.writePrivate(file, copy);
        return file;
    }

    /** {@inheritDoc} Does not write the file: {@link #end} does, after the outputs have ended. */
    @Override
    public void close() {
    }

    /** Queues the writing of the last ten minutes. Without any good telegram nothing is written: the port may have no meter. */
    public synchronized void end() {
        if (latest != null) {
            disk.execute(writing);
        }
    }
}
