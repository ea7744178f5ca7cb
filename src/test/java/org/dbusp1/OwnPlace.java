package org.dbusp1;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A place of its own for each program of ours that a test starts: what it keeps, reports and finds at home is in a folder of the
 * test, whatever lies in the home of whoever runs it.
 */
public final class OwnPlace {
    private OwnPlace() {
    }

    /** Prepares a program with its state, its reports and its home in the folders state, run and home. */
    public static ProcessBuilder program(Path folder, List<String> words) throws IOException {
        ProcessBuilder program = new ProcessBuilder(words);
        Map<String, String> environment = program.environment();
        environment.remove("XDG_RUNTIME_DIR");
        environment.put("STATE_DIRECTORY", state(folder).toAbsolutePath().toString());
        environment.put("RUNTIME_DIRECTORY", folder.resolve("run").toAbsolutePath().toString());
        environment.put("HOME", Files.createDirectories(folder.resolve("home")).toAbsolutePath().toString());
        return program;
    }

    public static ProcessBuilder program(Path folder, String... words) throws IOException {
        return program(folder, List.of(words));
    }

    /**
     * Returns the words that start a program in namespaces of its own. The test is skipped where there are none, as in a chroot.
     *
     * @param options of unshare
     * @param words of the program
     */
    public static List<String> namespaces(String options, String... words) throws IOException, InterruptedException {
        assumeTrue(Ended.of(new ProcessBuilder("unshare", options, "true")).status() == 0, "unshare " + options + " is not allowed here");
        return Stream.concat(Stream.of("unshare", options), Stream.of(words)).toList();
    }

    /** Returns the state directory of a program with this folder. */
    public static Path state(Path folder) {
        return folder.resolve("state");
    }
}
