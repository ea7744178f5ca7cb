package org.dbusp1;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The command line of another Java with the classes of this test. It finds native libraries where this one does. */
public final class JavaCommand {
    private JavaCommand() {
    }

    /**
     * Returns the words up to the main class; the caller adds that class and its arguments. Such a Java starts with little
     * processor time; as in a package, its classes are not verified again.
     */
    public static List<String> with(String... options) {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-BytecodeVerificationRemote"));
        words.addAll(List.of(options));
        Stream.of("jSerialComm.library.path", "org.sqlite.tmpdir").filter(key -> !System.getProperty(key, "").isEmpty())
                .forEach(key -> words.add("-D" + key + "=" + System.getProperty(key)));
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return words;
    }
}
