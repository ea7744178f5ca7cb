package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.JavaCommand;
import org.dbusp1.OwnPlace;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver as a package for a GX device has it: without simulator and fleet, which are separate jars. */
class SimulatorJarIT {
    private static final Path CLASSES = Path.of("target/classes").toAbsolutePath();

    @TempDir
    private Path driver;
    @TempDir
    private Path place;

    /** Only the driver's classes. */
    @BeforeEach
    void leaveTheJarsOut() throws IOException {
        Files.walkFileTree(CLASSES, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
                if (Stream.of("org/dbusp1/simulator", "META-INF").anyMatch(directory::endsWith)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                Files.createDirectories(driver.resolve(CLASSES.relativize(directory)));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                // What sends the rows of a fleet is the driver's; what collects them is not.
                if (!file.getParent().endsWith("org/dbusp1/fleet")) {
                    Files.copy(file, driver.resolve(CLASSES.relativize(file)));
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }

    @Test
    void whatIsOfThemEndsWithOneLine() throws Exception {
        String why = "this package has no simulated meters, so that a GX device cannot publish power that was made up; packages for "
                + "Linux have them\n";

        assertThat(run("run", "simulate:dsmr50")).isEqualTo("dbus-p1: argument simulate:dsmr50: " + why + ExitStatus.USAGE.code());
        assertThat(run("run", "--source=simulate:dsmr50")).isEqualTo("dbus-p1: option --source=simulate:dsmr50: " + why
                + ExitStatus.USAGE.code());
        assertThat(run("simulate", "dsmr50"))
                .isEqualTo("dbus-p1: there is no command simulate; see dbus-p1 --help\n" + ExitStatus.USAGE.code());
        assertThat(run("collect", "--name=a"))
                .isEqualTo("dbus-p1: there is no command collect; see dbus-p1 --help\n" + ExitStatus.USAGE.code());
    }

    @Test
    void everythingElseWorksWithoutThem() throws Exception {
        assertThat(run("--help")).contains("  check ").doesNotContain("simulate", "collect").endsWith("\n0");
        assertThat(run("run", "--check-config", "--config", Files.createFile(place.resolve("empty")).toString())).isEqualTo("0");
    }

    /** Returns what the driver prints, and its exit status. */
    private String run(String... arguments) throws Exception {
        List<String> words = new ArrayList<>(JavaCommand.with());
        int path = words.indexOf("-cp") + 1;
        words.set(path, Arrays.stream(words.get(path).split(":"))
                .map(part -> Path.of(part).toAbsolutePath().equals(CLASSES) ? driver.toString()
                : part).filter(part -> !part.endsWith("test-classes")).collect(Collectors.joining(":")));
        words.add("org.dbusp1.Main");
        words.addAll(List.of(arguments));
        Ended ended = Ended.of(OwnPlace.program(place, words));
        return ended.output() + ended.status();
    }
}
