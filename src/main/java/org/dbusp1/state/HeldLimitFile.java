package org.dbusp1.state;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.process.ProcessId;

/**
 * The file that keeps the owner's limit while the driver has replaced it, so that a driver that was killed gives it back
 * at its next start; {@code venus/disable} reads it too. The drivers of several cables share the file: it names the
 * process that holds the limit.
 */
public final class HeldLimitFile {
    private static final String KEY = "limit";
    private static final int FIELDS = 5;
    /** A text that is another one after each start of the machine, random(4). */
    private static final String BOOT = boot();
    private static final ProcessId SELF = ProcessId.self();
    private static final ProcessId NOBODY = new ProcessId(0, 0);
    /** Stands between the number of a process and its start. */
    private static final String SINCE = "@";

    /**
     * A limit that a driver holds; below 0 none.
     *
     * @param own    the owner's limit
     * @param before the limit before the last write of the driver
     * @param next   the limit after it
     * @param since  the start since which that is so: of the machine, for a limit that was given back of the program that has it
     * @param holder the process that holds it; number 0 when it was given back
     */
    public record Held(double own, double before, double next, String since, ProcessId holder) {
        /** Makes the record of a limit that this process holds. */
        public Held(double own, double before, double next) {
            this(own, before, next, BOOT, SELF);
        }

        static Held parse(String text) {
            String[] fields = text.split(",", -1);
            if (fields.length != FIELDS) {
                throw new IllegalArgumentException("no three limits, start and process: " + text);
            }
            String[] process = fields[4].split(SINCE, -1);
            return new Held(Double.parseDouble(fields[0]), Double.parseDouble(fields[1]), Double.parseDouble(fields[2]), fields[3],
                    new ProcessId(Long.parseLong(process[0]), process.length == 1 ? 0 : Long.parseLong(process[1])));
        }

        String text() {
            return own + "," + before + "," + next + "," + since + ","
                    + (isGivenBack() ? "0" : holder.pid() + SINCE + holder.startTicks());
        }

        /** Returns the same limit when it is the owner's again. @param program the program that has it, as it was started */
        public Held givenBack(String program) {
            return new Held(own, before, next, program, NOBODY);
        }

        /** Returns whether the owner has it again. */
        public boolean isGivenBack() {
            return holder.equals(NOBODY);
        }

        /**
         * Returns whether it was given back, and the program that took it has run since: it saves a limit some seconds later,
         * so that its end, such as by a power cut, could have undone it.
         */
        public boolean isBack(String program) {
            return isGivenBack() && since.equals(program);
        }

        private boolean isOfAnother() {
            return !isGivenBack() && since.equals(BOOT) && !holder.equals(SELF) && holder.runs();
        }

        /** Returns whether a driver that no longer runs holds it, and nobody has taken it over. */
        private boolean isLeft() {
            return !isGivenBack() && !(since.equals(BOOT) && holder.equals(SELF)) && !isOfAnother();
        }

        /** Returns whether a limit may be the driver's, or is the owner's that was given back. */
        public boolean explains(double limit) {
            return limit == own || limit == before || limit == next;
        }
    }

    private final Path file;
    private final Disk disk;
    private volatile boolean another;

    /** @param disk runs the tasks that write the file */
    public HeldLimitFile(Path file, Disk disk) {
        this.file = file;
        this.disk = disk;
    }

    private static String boot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException unknown) {
            return "?";
        }
    }

    /**
     * Returns the limit that a driver held when it was killed, and takes it over; absent if there is none, or another
     * driver that runs holds it. Waits for the disk.
     */
    public synchronized Optional<Held> takeOver() {
        Optional<Held> found = look();
        // Before anything else: from now on no other driver takes it over.
        found.filter(Held::isLeft).ifPresent(left -> remember(new Held(left.own, left.before, left.next).text()));
        look();
        return found.filter(any -> !another);
    }

    /** Returns what the file has now: the driver of another cable may have written it. */
    private Optional<Held> look() {
        Optional<Held> found = FileStateStore.glance(file, KEY, text -> text.isEmpty() ? Optional.<Held>empty()
                : Optional.of(Held.parse(text))).flatMap(held -> held);
        another = found.filter(Held::isOfAnother).isPresent();
        return found;
    }

    /** Returns whether another driver that runs holds the limit. */
    public boolean heldByAnother() {
        return another;
    }

    /**
     * Writes the limit that this process is about to hold, unless the file has that of a driver that was killed. Returns
     * at once.
     *
     * @param done takes, on another thread, the limit that the file has then; absent if it cannot be written, or another
     *             driver holds a limit. It is not called while the disk hangs
     */
    public void write(Held limit, Consumer<Optional<Held>> done) {
        disk.execute(() -> done.accept(written(limit)));
    }

    /** Forgets the limit, which is the owner's again. Returns at once. */
    public void clear() {
        disk.execute(this::forget);
    }

    private synchronized Optional<Held> written(Held limit) {
        if (look().filter(Held::isLeft).isPresent()) {
            return takeOver().filter(any -> look().filter(Held::isLeft).isEmpty());
        }
        return Optional.of(limit).filter(any -> !another && remember(limit.text()));
    }

    private synchronized void forget() {
        if (look().isPresent() && !another) {
            remember("");
        }
    }

    /** Writes a text, and returns whether the file has it then. */
    private boolean remember(String text) {
        new FileStateStore(file, "a limit of ESS: the owner's, the last ones of the driver, and who has it").remember(KEY, text);
        return FileStateStore.glance(file, KEY, written -> written).equals(Optional.of(text));
    }
}
