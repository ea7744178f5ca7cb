package org.dbusp1.base.state;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.dbusp1.base.process.ProcessId;
import org.jspecify.annotations.Nullable;

/**
 * The mark of the override of ESS that a driver has set, in a file that a restart of the machine clears (unless there is no
 * runtime directory: then it is in the state directory). With this mark the next start and {@code venus/disable} can release
 * the override of a killed driver. The drivers of several cables share it. Any thread may call.
 */
public final class OverrideMark {
    private static final String KEY = "override";
    private static final ProcessId SELF = ProcessId.self();

    /**
     * An override that a driver holds.
     *
     * @param before its value before the last write of the driver, in watts
     * @param after   its value after that write, in watts
     */
    public record OverrideWrite(double before, double after) {
    }

    private record Line(OverrideWrite write, ProcessId holder) {
        /** Returns the entry of a text; null for an empty text: the override was released. */
        static @Nullable Line parse(String text) {
            if (text.isEmpty()) {
                return null;
            }
            String[] words = text.split("[,@]");
            if (words.length != 4) {
                throw new IllegalArgumentException("no two values and a process: " + text);
            }
            return new Line(new OverrideWrite(Double.parseDouble(words[0]), Double.parseDouble(words[1])),
                    new ProcessId(Long.parseLong(words[2]), Long.parseLong(words[3])));
        }

        String text() {
            return write.before + "," + write.after + "," + holder.pid() + "@" + holder.startTicks();
        }

        boolean isOfAnotherRunning() {
            return !holder.equals(SELF) && holder.runs();
        }

        private boolean names(double value) {
            return write.before == value || write.after == value;
        }
    }

    /** What became of a value that this driver wanted to note. */
    public enum NoteResult {
        NOTED,
        /** The file cannot be written, or another running driver holds the override. */
        FAILED,
        /** A later value or release was wanted before the disk answered. */
        OVERTAKEN
    }

    /** @param isQuestion whether it asks for the holder, and wants no other content of the file */
    private record Request(boolean isQuestion, Runnable work, Runnable overtaken) {
    }

    private final Path file;
    private final DiskExecutor disk;
    /** What waits for the disk, in order: of what the file shall contain, and of questions, only the newest. */
    private final Deque<Request> requests = new ArrayDeque<>();
    /** One object, which the queue of the disk has at most once. */
    private final Runnable task = this::run;

    /** @param disk runs the tasks that write the file */
    public OverrideMark(Path file, DiskExecutor disk) {
        this.file = file;
        this.disk = disk;
    }

    private @Nullable Line entry() {
        return FileStateStore.readFact(file, KEY, Line::parse).orElse(null);
    }

    /** Returns whether a driver that no longer runs has left an override. Waits for the disk. */
    public synchronized boolean isLeft() {
        Line left = entry();
        return left != null && !left.isOfAnotherRunning();
    }

    /**
     * Returns the override in the mark, of a driver that no longer runs or of this process, and notes it as this driver's; null
     * without a mark, and while another driver that runs holds the override. Waits for the disk.
     */
    public synchronized @Nullable OverrideWrite recover() {
        Line left = entry();
        if (left == null || left.isOfAnotherRunning()) {
            return null;
        }
        put(new Line(left.write, SELF).text());
        return left.write;
    }

    /**
     * Writes the value that this driver is about to set into the mark. Returns at once.
     *
     * @param done called on any thread; not called while the disk hangs, unless it is overtaken
     */
    public void write(OverrideWrite next, Consumer<NoteResult> done) {
        request(new Request(false, () -> done.accept(tryWrite(next) ? NoteResult.NOTED : NoteResult.FAILED),
                () -> done.accept(NoteResult.OVERTAKEN)));
    }

    private void request(Request next) {
        Request overtaken;
        synchronized (requests) {
            overtaken = requests.stream().filter(earlier -> earlier.isQuestion == next.isQuestion).findFirst().orElse(null);
            requests.remove(overtaken);
            requests.add(next);
        }
        if (overtaken != null) {
            overtaken.overtaken.run();
        }
        disk.execute(task);
    }

    private void run() {
        for (Request next = poll(); next != null; next = poll()) {
            next.work.run();
        }
    }

    private @Nullable Request poll() {
        synchronized (requests) {
            return requests.poll();
        }
    }

    private synchronized boolean tryWrite(OverrideWrite next) {
        Line held = entry();
        return (held == null || !held.isOfAnotherRunning()) && put(new Line(next, SELF).text());
    }

    /**
     * The holder of a value of the override that this driver has not set.
     *
     * @param isAnotherDriver whether the mark names this value and another driver, which runs
     * @param recovered the override in the mark, now noted as this driver's, if it names this value and a driver that no longer runs;
     *                  else null
     */
    public record Holder(boolean isAnotherDriver, @Nullable OverrideWrite recovered) {
    }

    /**
     * Finds the holder of a value of the override, by what the file then says. Returns at once.
     *
     * @param found called on another thread; not called while the disk hangs, nor if a later question comes meanwhile
     */
    public void findHolder(double value, Consumer<Holder> found) {
        request(new Request(true, () -> found.accept(holder(value)), () -> { }));
    }

    private synchronized Holder holder(double value) {
        Line held = entry();
        if (held == null || !held.names(value)) {
            return new Holder(false, null);
        }
        return held.isOfAnotherRunning() ? new Holder(true, null) : new Holder(false, recover());
    }

    /** Called when the override is released: clears the mark unless another running driver holds the override. Returns at once. */
    public void clear() {
        request(new Request(false, this::clearNow, () -> { }));
    }

    private synchronized void clearNow() {
        Line held = entry();
        if (held != null && !held.isOfAnotherRunning()) {
            put("");
        }
    }

    /** Writes a text, and returns whether the file then has this text. */
    private boolean put(String text) {
        new FileStateStore(file, "the override of ESS that a driver has set: before, now, and its process").remember(KEY, text);
        return FileStateStore.readFact(file, KEY, written -> written).filter(text::equals).isPresent();
    }
}
