package org.dbusp1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The files that a process has open, as Linux shows them. */
public final class OpenFiles {
    private OpenFiles() {
    }

    /** Returns whether a process has a file open; false for one that has ended. */
    public static boolean has(long process, Path file) {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc", Long.toString(process), "fd"))) {
            return descriptors.anyMatch(descriptor -> leadsTo(descriptor, file));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether this process has a file open. */
    public static boolean has(Path file) {
        return has(ProcessHandle.current().pid(), file);
    }

    private static boolean leadsTo(Path descriptor, Path file) {
        try {
            return Files.readSymbolicLink(descriptor).equals(file);
        } catch (IOException e) {
            return false;
        }
    }
}
