package org.dbusp1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Captures of real meters with the truth beside them, read where they lie: {@code -Dcorpus=DIR}. */
public final class Corpus {
    private static final Path ROOT = Path.of(System.getProperty("corpus", "../shared"));
    private static final boolean REQUIRED = "true".equals(System.getenv("CI"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpus() {
    }

    /**
     * Names without their ending of all captures in a folder; empty where the captures are absent, with a line that tells it.
     *
     * @throws IllegalStateException when they are absent in continuous integration, where every test has to run
     */
    public static List<String> names(String folder) {
        return names(ROOT.resolve(folder), REQUIRED);
    }

    /** @param required whether it is a fault that the folder is absent */
    static List<String> names(Path directory, boolean required) {
        if (!Files.isDirectory(directory)) {
            System.out.println(absent(directory, required));
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The place of a capture. The test is skipped where there are no captures, and fails so in continuous integration. */
    public static Path file(String name) {
        Assumptions.assumeTrue(Files.isDirectory(ROOT), () -> absent(ROOT, REQUIRED));
        return ROOT.resolve(name);
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
