package org.dbusp1.gx.service;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.stream.Stream;

/** Runs the meter's own pages with doubles of the screen's types, src/test/qml. */
final class QmlRunner {
    private QmlRunner() {
    }

    /** Returns the folder with all that a plug-in is made of: the pages, and the texts that they have in common with the driver. */
    static Path make() throws Exception {
        Path folder = Files.createDirectories(Path.of("target/qml"));
        Path made = Files.createTempDirectory(Path.of("target"), "qml");
        Process maker = new ProcessBuilder("/usr/bin/python3", "-B", "venus/build/screen.py", made.toString()).inheritIO().start();
        assertThat(maker.waitFor()).isZero();
        // Whole pages: another JVM may read them at this moment.
        try (Stream<Path> pages = Files.list(made)) {
            for (Path page : pages.toList()) {
                Files.move(page, folder.resolve(page.getFileName()), StandardCopyOption.ATOMIC_MOVE);
            }
        }
        Files.delete(made);
        return folder;
    }

    /** Returns what a test of src/test/qml printed; skipped where Qt's tools are not installed. */
    static String run(String test) throws Exception {
        Path runner = Path.of("/usr/lib/qt6/bin/qmltestrunner");
        try (Stream<Path> architectures = Files.list(Path.of("/usr/lib"))) {
            assumeTrue(Files.exists(runner) && architectures.anyMatch(path -> Files.exists(path.resolve("qt6/qml/QtTest"))),
                    "qt6-declarative-dev-tools and qml6-module-qttest are not installed");
        }
        ProcessBuilder words = new ProcessBuilder(runner.toString(), "-import", "src/test/qml", "-input", "src/test/qml/" + test)
                .redirectErrorStream(true);
        words.environment().put("QT_QPA_PLATFORM", "offscreen");
        Process running = words.start();
        String printed = new String(running.getInputStream().readAllBytes(), UTF_8);
        assertThat(running.waitFor()).as(printed).isZero();
        return printed;
    }
}
