package org.dbusp1.system.soak;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Ended;

/**
 * The memory, threads and descriptors of a process.
 *
 * @param heapKib  used after a collection, in KiB
 * @param rssKib   resident memory in KiB
 * @param threads  threads
 * @param files    file descriptors
 */
public record Footprint(long heapKib, long rssKib, long threads, long files) {
    private static final Pattern HEAP = Pattern.compile("tenured generation .* used (\\d+)K");
    private static final Pattern FREE_CODE = Pattern.compile("free=(\\d+)Kb");
    /** A driver that runs for longer compiles more methods; where there is no room, the compiler stops for good. */
    private static final long LEAST_FREE_CODE_KIB = 4_096;
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    /** Collects garbage in a Java process and counts. @throws AssertionError if compiled code has too little room */
    public static Footprint of(long pid) throws IOException, InterruptedException {
        String code = jcmd(pid, "Compiler.codecache");
        if (number(FREE_CODE, code) < LEAST_FREE_CODE_KIB) {
            throw new AssertionError("too little room for compiled code: " + code);
        }
        jcmd(pid, "GC.run");
        String heap = jcmd(pid, "GC.heap_info");
        Path proc = Path.of("/proc", Long.toString(pid));
        return new Footprint(number(HEAP, heap), number(RSS, Files.readString(proc.resolve("status"))),
                count(proc.resolve("task")), count(proc.resolve("fd")));
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Ended jcmd = Ended.of(new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(pid), command));
        if (jcmd.status() != 0) {
            throw new IOException("jcmd " + command + ": " + jcmd.output());
        }
        return jcmd.output();
    }

    private static long number(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new AssertionError("no " + pattern + " in " + text);
        }
        return Long.parseLong(found.group(1));
    }

    private static long count(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.count();
        }
    }
}
