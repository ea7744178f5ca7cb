package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars of a package hold no debug information of libraries, and the same classes otherwise. */
@Tag("papers")
class DebugInfoTest {
    private static final String PICOCLI = "picocli/CommandLine.class";

    @TempDir
    private Path folder;

    @Test
    void aLibraryLosesNothingButItsDebugInformation() throws Exception {
        Path before = library();
        Path after = Files.createDirectories(folder.resolve("lib")).resolve("picocli.jar");
        Files.copy(before, after);
        slim();

        assertThat(Files.size(after)).isLessThan(Files.size(before) * 9 / 10);
        List<String> names = classes(before);
        assertThat(classes(after)).isEqualTo(names).hasSizeGreaterThan(100);
        for (String name : names) {
            // All methods of a class are resolved and, since it is initialized, verified.
            assertThat(described(after, name)).as(name).isEqualTo(described(before, name));
        }
        assertThat(bytes(before, PICOCLI)).contains("LineNumberTable").contains("LocalVariableTable");
        assertThat(bytes(after, PICOCLI)).doesNotContain("LineNumberTable").doesNotContain("LocalVariableTable").contains("Signature");
    }

    /** Traces in the log name the lines. */
    @Test
    void ourOwnClassesHaveTheirLinesAndNoNamesOfVariables() throws IOException {
        String main = Files.readString(Path.of("target/classes/org/dbusp1/Main.class"), StandardCharsets.ISO_8859_1);
        assertThat(main).contains("LineNumberTable").contains("SourceFile").doesNotContain("LocalVariableTable");
    }

    private static Path library() throws Exception {
        return Path.of(picocli.CommandLine.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private void slim() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/usr/bin/python3", "-B", "venus/build/package_contents.py", "slim", folder.toString(),
                "2026-01-02T00:00:00Z").inheritIO().start();
        assertThat(process.waitFor()).isZero();
    }

    private static List<String> classes(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return opened.stream().map(entry -> entry.getName()).filter(name -> name.endsWith(".class"))
                    .filter(name -> !name.contains("module-info") && !name.contains("groovy"))
                    .map(name -> name.replace(".class", "").replace('/', '.')).sorted().toList();
        }
    }

    private static List<String> described(Path jar, String name) throws Exception {
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader())) {
            Class<?> loaded = Class.forName(name, true, loader);
            return Arrays.stream(loaded.getDeclaredMethods()).map(Method::toGenericString).sorted().toList();
        }
    }

    private static String bytes(Path jar, String entry) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            return new String(opened.getInputStream(opened.getEntry(entry)).readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
