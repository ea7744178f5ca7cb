package org.dbusp1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Captures of real meters with the truth next to them, read where they lie: {@code -Dcorpus=DIR}. */
public final class Corpus {
    private static final Path ROOT = Path.of(System.getProperty("corpus", "../shared"));
    private static final boolean PROMISED = arePromised(System.getenv("CORPUS"), ROOT);
    private static final String NONE = "no captures";
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpus() {
    }

    /**
     * Returns whether a test that finds no captures has to fail: {@code $CORPUS} names their folder, or it is next to the
     * project. A clone without them, also in continuous integration, skips these tests.
     *
     * @param named the value of {@code $CORPUS}, or null
     */
    static boolean arePromised(String named, Path root) {
        return named != null && !named.isEmpty() || Files.isDirectory(root.resolve("telegrams"));
    }

    /**
     * Returns the names without their ending of all captures in a folder; empty where there are no captures, with a line that
     * reports it.
     *
     * @throws IllegalStateException when they are promised and there is none
     */
    public static List<String> names(String folder) {
        return names(folder, name -> true);
    }

    /** Returns the same of the captures with certain names; at least one, so that no test is satisfied without any. */
    public static List<String> names(String folder, Predicate<String> wanted) {
        Beside.asked();
        return names(ROOT.resolve(folder), wanted, PROMISED);
    }

    /**
     * Returns the names for a test with one run for each capture. Where there are none, and none are promised, it is one name
     * that no capture has: {@link #file} skips its run, so that a report names the test.
     */
    public static List<String> each(String folder, Predicate<String> wanted) {
        List<String> names = names(folder, wanted);
        return names.isEmpty() ? List.of(NONE) : names;
    }

    /** Returns the same for all captures of a folder. */
    public static List<String> each(String folder) {
        return each(folder, name -> true);
    }

    /**
     * Returns the paths without their ending of all captures whose path starts with one of these, such as {@code eu/sml/} or
     * {@code reports/han/sml-}, for a test with one run for each.
     */
    public static List<String> eachOf(String... starts) {
        return Arrays.stream(starts).flatMap(start -> {
            int name = start.lastIndexOf('/') + 1;
            String folder = start.substring(0, name);
            return each(folder, found -> found.startsWith(start.substring(name))).stream().map(found -> folder + found);
        }).toList();
    }

    /** @param required whether it is a fault that there is no such capture */
    static List<String> names(Path directory, Predicate<String> wanted, boolean required) {
        try (Stream<Path> files = Files.isDirectory(directory) ? Files.list(directory) : Stream.empty()) {
            List<String> names = files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length())).filter(wanted).sorted().toList();
            if (names.isEmpty()) {
                System.out.println(absent(directory, required));
            }
            return names;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the place of a capture. The test is skipped where there are no captures and none are promised. */
    public static Path file(String name) {
        Beside.asked();
        Assumptions.assumeTrue(PROMISED, () -> absent(ROOT, false));
        return ROOT.resolve(name);
    }

    /** Returns a folder of captures, for a test that has inputs without them too; empty where there is none. */
    public static Optional<Path> folder(String name) {
        Beside.asked();
        return Optional.of(ROOT.resolve(name)).filter(Files::isDirectory);
    }

    private static String absent(Path directory, boolean required) {
        String absent = "no captures at " + directory.toAbsolutePath().normalize()
                + ": the tests that need them did not run; give their directory with -Dcorpus=DIR";
        if (required) {
            throw new IllegalStateException(absent);
        }
        return absent;
    }

    public static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static JsonNode truth(String name) {
        try {
            return JSON.readTree(bytes(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
