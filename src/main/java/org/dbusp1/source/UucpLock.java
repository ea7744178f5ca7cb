package org.dbusp1.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Lock files that terminal programs and network bridges leave for one another (FHS 5.9): {@code LCK..ttyUSB0} with
 * the process id in it. Such programs do not always flock the port itself.
 */
final class UucpLock {
    static final List<Path> DIRECTORIES = List.of(Path.of("/var/lock"), Path.of("/run/lock"));

    /** More than a process id and the names that some programs write behind it. */
    private static final int LONGEST = 256;

    private UucpLock() {
    }

    /** Returns the living process, other than this one, that has locked the device; empty if there is none. */
    static OptionalLong holder(Path device, List<Path> directories) {
        for (Path directory : directories) {
            Path lock = directory.resolve("LCK.." + device.getFileName());
            try {
                long pid = Long.parseLong(beginning(lock).trim().split("\\s")[0]);
                if (pid != ProcessHandle.current().pid() && lives(pid)) {
                    return OptionalLong.of(pid);
                }
            } catch (IOException | NumberFormatException noSuchLock) {
                continue;
            }
        }
        return OptionalLong.empty();
    }

    /**
     * Returns whether a living process has this number. A thread may have the number of a process that has ended; and
     * such a process holds nothing, also while its parent has not asked for its exit status.
     */
    private static boolean lives(long pid) {
        try {
            List<String> status = Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"),
                    StandardCharsets.ISO_8859_1);
            return status.contains("Tgid:\t" + pid) && status.stream().noneMatch(line -> line.startsWith("State:\tZ"));
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Returns the beginning of a lock file. Only a regular file is a lock; opening a named pipe might wait for ever.
     */
    private static String beginning(Path lock) throws IOException {
        if (!Files.isRegularFile(lock)) {
            throw new NoSuchFileException(lock.toString());
        }
        try (InputStream in = Files.newInputStream(lock)) {
            return new String(in.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
        }
    }
}
