package org.dbusp1.state;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.dbusp1.process.ProcessId;
import org.jspecify.annotations.Nullable;

/**
 * The mark of the override of ESS that a driver has set, in a file that a restart of the machine clears. By it the next start, and
 * {@code venus/disable}, release the override of a killed driver. The drivers of several cables share it. Any thread may call.
 */
public final class OverrideMark {
    private static final String KEY = "override";
    private static final ProcessId SELF = ProcessId.self();

    /**
     * An override that a driver holds.
     *
     * @param before its value before the last write of the driver
     * @param next   its value after it
     */
    public record Held(double before, double next) {
    }

    private record Entry(Held held, ProcessId holder) {
        /** Returns the entry of a text; null if it is empty: the override was released. */
        static @Nullable Entry parse(String text) {
            if (text.isEmpty()) {
                return null;
            }
            String[] words = text.split("[,@]");
            if (words.length != 4) {
                throw new IllegalArgumentException("no two values and a process: " + text);
            }
            return new Entry(new Held(Double.parseDouble(words[0]), Double.parseDouble(words[1])),
                    new ProcessId(Long.parseLong(words[2]), Long.parseLong(words[3])));
        }

        String text() {
            return held.before + "," + held.next + "," + holder.pid() + "@" + holder.startTicks();
        }

        boolean isOfAnother() {
            return !holder.equals(SELF) && holder.runs();
        }
    }

    private final Path file;
    private final Disk disk;

    /** @param disk runs the tasks that write the file */
    public OverrideMark(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    private @Nullable Entry entry() {
        return FileStateStore.glance(file, KEY, Entry::parse).orElse(null);
    }

    /** Returns the override of a driver that no longer runs, and makes it this driver's; null if there is none. Waits for the disk. */
    public synchronized @Nullable Held recover() {
        Entry left = entry();
        if (left == null || left.isOfAnother()) {
            return null;
        }
        put(new Entry(left.held, SELF).text());
        return left.held;
    }

    /** Whether the mark holds the value that this driver is about to set. */
    public enum Noted {
        DONE,
        /** Another driver that runs holds the override. */
        ANOTHER_DRIVER,
        /** The file cannot be written. */
        FAILED
    }

    /**
     * Notes the value that this driver is about to set. Returns at once.
     *
     * @param done called on another thread; not called while the disk hangs
     */
    public void note(Held next, Consumer<Noted> done) {
        disk.execute(() -> done.accept(noted(next)));
    }

    private synchronized Noted noted(Held next) {
        Entry held = entry();
        if (held != null && held.isOfAnother()) {
            return Noted.ANOTHER_DRIVER;
        }
        return put(new Entry(next, SELF).text()) ? Noted.DONE : Noted.FAILED;
    }

    /**
     * The holder of an override that this driver has not set.
     *
     * @param another true if another driver that runs holds it
     * @param left the override of a driver that no longer runs, which is this driver's now; null if there is none
     */
    public record Holder(boolean another, @Nullable Held left) {
    }

    /**
     * Finds out who holds the override, and recovers that of a driver that no longer runs. Returns at once.
     *
     * @param found called on another thread; not called while the disk hangs
     */
    public void findHolder(Consumer<Holder> found) {
        disk.execute(() -> found.accept(holder()));
    }

    private synchronized Holder holder() {
        Entry held = entry();
        return held != null && held.isOfAnother() ? new Holder(true, null) : new Holder(false, recover());
    }

    /** Forgets the override: it is released. Returns at once. */
    public void clear() {
        disk.execute(this::forget);
    }

    private synchronized void forget() {
        Entry held = entry();
        if (held != null && !held.isOfAnother()) {
            put("");
        }
    }

    /** Writes a text, and returns whether the file has it then. */
    private boolean put(String text) {
        new FileStateStore(file, "the override of ESS that a driver has set: before, now, and its process").remember(KEY, text);
        return FileStateStore.glance(file, KEY, written -> written).filter(text::equals).isPresent();
    }
}
