package org.dbusp1;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Captures of real meters with the truth beside them, read where they lie: {@code -Dcorpus=DIR}. */
public final class Corpus {
    private static final Path ROOT = Path.of(System.getProperty("corpus", "../shared"));
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpus() {
    }

    /** Names without their ending of all captures in a folder; empty where the corpus is absent, which is said. */
    public static List<String> names(String folder) {
        Path directory = ROOT.resolve(folder);
        if (!Files.isDirectory(directory)) {
            System.out.println("no captures at " + directory.toAbsolutePath().normalize()
                    + ": tests against " + folder + " did not run; give -Dcorpus=DIR");
            return List.of();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).filter(name -> name.endsWith(".json"))
                    .map(name -> name.substring(0, name.length() - ".json".length())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static Path file(String name) {
        return ROOT.resolve(name);
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
