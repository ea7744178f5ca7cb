package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.Complaints;
import org.junit.jupiter.api.Test;

/** A test that starts the program does so by {@link org.dbusp1.OwnPlace}: else its result depends on what lies at home. */
class OwnPlaceTest {
    private static final Path TESTS = Path.of("src/test/java/org/dbusp1");
    /** The program, as a test names it that starts it: the launcher, or the class. */
    private static final Pattern PROGRAM = Pattern.compile(
            "\"org\\.dbusp1\\.Main\"| org\\.dbusp1\\.Main |Main\\.class\\.getName\\(\\)|\"venus/dbus-p1\"");
    /** What begins a process; with the name of a program that cannot start another one, it is no start of ours. */
    private static final Pattern START = Pattern.compile("new ProcessBuilder\\((?:\"([\\w-]+)\")?|getRuntime\\(\\)\\s*\\.exec\\(");
    private static final Set<String> OTHERS = Set.of("cp", "flock", "kill", "mkfifo", "socat", "yes");
    /** These name the launcher, and start other programs, or all in a system of their own. */
    private static final Set<String> NO_START = Set.of("OwnPlaceTest", "NativeLibrariesIT", "ScriptHelpTest", "ServiceUnitIT");

    @Test
    void eachStartOfTheProgramHasAPlaceOfItsOwn() throws IOException {
        List<String> wrong = new ArrayList<>();
        int starters = 0;
        for (Path file : sources()) {
            String text = Files.readString(file);
            if (!PROGRAM.matcher(text).find() || NO_START.contains(file.getFileName().toString().replace(".java", ""))) {
                continue;
            }
            starters += text.contains("OwnPlace.program(") ? 1 : 0;
            Matcher start = START.matcher(text);
            while (start.find()) {
                if (start.group(1) == null || !OTHERS.contains(start.group(1))) {
                    wrong.add(file + ":" + text.substring(0, start.start()).lines().count()
                            + ": start the program by OwnPlace.program(directory, ...), not by " + start.group());
                }
            }
        }
        Complaints.none(wrong);
        assertThat(starters).as("classes that start the program").isGreaterThan(12);
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(TESTS)) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
