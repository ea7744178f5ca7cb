package org.dbusp1.base.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Identifies a process. The pid is not enough: another process may have it by now.
 *
 * @param startTicks time of the process's start in clock ticks since the machine's start, which setting the clock does not
 *                   change; 0 if unknown
 */
public record ProcessId(long pid, long startTicks) {
    /** The index of starttime among the parts after the name in /proc/PID/stat (proc(5)). */
    private static final int START_INDEX = 19;

    public static ProcessId self() {
        return of(ProcessHandle.current().pid());
    }

    public static ProcessId of(long pid) {
        return new ProcessId(pid, startTicks(pid));
    }

    private static long startTicks(long pid) {
        try {
            return startTicks(Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return 0;
        }
    }

    /**
     * Parses the start of a process from /proc/PID/stat; 0 for a process that has ended and is not yet reaped. The name of
     * the process, in parentheses, may hold parentheses too.
     */
    static long startTicks(String stat) {
        String[] parts = stat.substring(stat.lastIndexOf(')') + 1).trim().split(" ");
        try {
            return parts[0].equals("Z") ? 0 : Long.parseLong(parts[START_INDEX]);
        } catch (IndexOutOfBoundsException | NumberFormatException e) {
            return 0;
        }
    }

    public boolean runs() {
        return ProcessHandle.of(pid).isPresent() && startTicks == startTicks(pid);
    }
}
