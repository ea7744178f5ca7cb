package org.dbusp1.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.OwnPlace;
import org.dbusp1.gx.service.TestBus;

/** The driver as a separate process, as a supervisor would start it; ended with the test. */
public final class DriverProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    /** @param address of the bus, on which it publishes the meter unless the arguments say otherwise */
    public DriverProcess(Path directory, String address, String... arguments) throws IOException {
        this(directory, address, Map.of(), arguments);
    }

    /** @param environment variables besides the usual ones */
    public DriverProcess(Path directory, String address, Map<String, String> environment, String... arguments) throws IOException {
        this(List.of(), directory, address, environment, arguments);
    }

    /** @param starter the program that becomes the driver; empty for none */
    DriverProcess(List<String> starter, Path directory, String address, Map<String, String> environment,
                  String... arguments) throws IOException {
        List<String> words = new ArrayList<>(starter);
        words.addAll(List.of("venus/dbus-p1", "run"));
        words.addAll(List.of(arguments));
        if (words.stream().noneMatch(word -> word.startsWith("--venus.enabled="))) {
            words.add("--venus.enabled=true");
        }
        output = Files.createTempFile(directory, "driver", ".log");
        ProcessBuilder builder = OwnPlace.program(directory, words).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", address);
        builder.environment().putAll(environment);
        process = builder.start();
        Await.beside(process, this::output);
    }

    /** Starts it without Venus OS, and without a configuration of this machine. */
    static DriverProcess withoutVenus(Path directory, Map<String, String> environment, String... arguments) throws IOException {
        return withoutVenus(List.of(), directory, environment, arguments);
    }

    /** @param starter the program that becomes the driver; empty for none */
    static DriverProcess withoutVenus(List<String> starter, Path directory, Map<String, String> environment, String... arguments)
            throws IOException {
        return new DriverProcess(starter, directory, "unix:path=/nowhere", environment, Stream.concat(
                Stream.of(emptyConfig(directory), "--venus.enabled=false"), Stream.of(arguments)).toArray(String[]::new));
    }

    /** Returns the option of a configuration without a line: a device in its place is waited for, by a clock that may be fast. */
    static String emptyConfig(Path directory) throws IOException {
        return "--config=" + Files.writeString(directory.resolve("empty.properties"), "");
    }

    public Process process() {
        return process;
    }

    public boolean runs() {
        return process.isAlive();
    }

    /** Returns what it printed so far. */
    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** From now on it may end while the test waits for something else. */
    void mayEnd() {
        Await.mayEnd(process);
    }

    /** Waits for its end. */
    public int status() throws InterruptedException {
        mayEnd();
        if (!process.waitFor(3 * Await.PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the driver does not end; it printed: " + output());
        }
        return process.exitValue();
    }

    public void signal(String name) throws IOException {
        if (!name.equals("STOP") && !name.equals("CONT")) {
            mayEnd();
        }
        TestBus.signal(process, name);
    }

    @Override
    public void close() {
        mayEnd();
        process.destroyForcibly();
    }
}
