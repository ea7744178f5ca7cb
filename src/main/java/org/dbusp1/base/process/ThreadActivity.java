package org.dbusp1.base.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Distinguishes a thread that waits from one that gets too little processor time, by the kernel's counters in
 * /proc/PID/task/TID/stat (proc(5)). Reading them waits neither for a disk nor for a thread. java.lang.management is not in
 * the runtime of a GX device.
 */
public final class ThreadActivity {
    /** A clock tick of the kernel, the unit of times in proc(5): 100 in a second on every Linux that Java runs on. */
    private static final long NANOS_OF_TICK = 10_000_000L;
    /** Indexes of the fields after the name in parentheses, from 0: state, user time, system time. */
    private static final int STATE = 0;
    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int LONGEST = 512;

    /** @param processorNanos processor time since its start, in steps of 10 ms */
    public record Sample(boolean runnable, long processorNanos) {
        /** The state of a thread that is unknown: it counts as waiting, without processor time. */
        public static final Sample UNKNOWN = new Sample(false, 0);
    }

    private final byte[] buffer = new byte[LONGEST];
    private final RandomAccessFile stat;

    private ThreadActivity(RandomAccessFile stat) {
        this.stat = stat;
    }

    /** Returns the activity of the calling thread, for other threads; empty without /proc or a free file descriptor. */
    public static Optional<ThreadActivity> ofCaller() {
        try {
            Path task = Files.readSymbolicLink(Path.of("/proc/thread-self"));
            Path stat = Path.of("/proc").resolve(task).resolve("stat");
            return Optional.of(new ThreadActivity(new RandomAccessFile(stat.toString(), "r")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    public Sample sample() {
        try {
            stat.seek(0);
            int length = stat.read(buffer);
            String text = new String(buffer, 0, Math.max(0, length), StandardCharsets.ISO_8859_1);
            String[] fields = text.substring(text.lastIndexOf(')') + 1).strip().split(" ");
            return fields.length <= SYSTEM ? Sample.UNKNOWN : new Sample(fields[STATE].equals("R"),
                    (Long.parseLong(fields[USER]) + Long.parseLong(fields[SYSTEM])) * NANOS_OF_TICK);
        } catch (IOException e) {
            return Sample.UNKNOWN;
        }
    }
}
