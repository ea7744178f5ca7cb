package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.dbusp1.JavaCommand;

/** A separate process for tests that kill it, or take its disk away. */
public final class ChildJvm implements AutoCloseable {
    private final Process process;
    private final BufferedReader printed;

    /**
     * Starts a class with a main method, with this test's class path.
     *
     * @param messages where its log goes
     */
    public ChildJvm(Class<?> main, Path messages, String... arguments) throws IOException {
        this(main, messages, Map.of(), arguments);
    }

    /** @param environment variables, in addition to those of this process */
    public ChildJvm(Class<?> main, Path messages, Map<String, String> environment, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(JavaCommand.with("-Xmx64m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=info"));
        words.add(main.getName());
        words.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(words).redirectError(messages.toFile());
        builder.environment().putAll(environment);
        this.process = builder.start();
        this.printed = process.inputReader();
    }

    /** The next number that it prints; -1 at its end. */
    public int next() throws IOException {
        String line = printed.readLine();
        return line == null ? -1 : Integer.parseInt(line);
    }

    /** To a process with a limit a disk is as full as can be: no file of it may grow beyond so many bytes. */
    public void limitFiles(String bytes) throws Exception {
        assertThat(new ProcessBuilder("prlimit", "--pid", Long.toString(process.pid()),
                "--fsize=" + bytes + ":unlimited").inheritIO().start().waitFor()).isZero();
    }

    /** Kills it, as a power cut does. */
    @Override
    public void close() throws Exception {
        process.destroyForcibly().waitFor();
        printed.close();
    }
}
