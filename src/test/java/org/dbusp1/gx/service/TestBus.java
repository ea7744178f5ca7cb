package org.dbusp1.gx.service;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.Await;

/** A separate dbus-daemon in its directory, and the Python programs that use it. */
public final class TestBus implements AutoCloseable {
    private static final String CONFIG = """
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
             "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>session</type>
              <listen>unix:path=%s</listen>
              <policy context="default">
                <allow send_destination="*" eavesdrop="true"/>
                <allow eavesdrop="true"/>
                <allow own="*"/>
                %s
              </policy>
            </busconfig>
            """;
    /**
     * Starts the daemon, and a shell that waits for the end of its input: it comes with the end of this JVM, however
     * that ends, and then the daemon is killed.
     */
    private static final String UNTIL_INPUT_ENDS = """
            exec 3<&0
            (read -r nothing <&3; kill -KILL $$) &
            exec dbus-daemon --nofork --config-file="$0" </dev/null 3<&-
            """;
    private static final Path PYTHON = Path.of("src/test/python");

    private final Path directory;
    private final Path socket;
    private final List<Process> others = new ArrayList<>();
    private Process daemon;
    private boolean disturbed;

    public TestBus() {
        this("");
    }

    /** @param policy rules of the bus's policy, after one that allows everything */
    TestBus(String policy) {
        try {
            directory = Files.createTempDirectory("dbus-p1-bus");
            socket = directory.resolve("bus");
            Files.writeString(directory.resolve("bus.conf"), CONFIG.formatted(socket, policy));
            start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the daemon, at first or again. */
    public void start() throws IOException {
        daemon = new ProcessBuilder("sh", "-c", UNTIL_INPUT_ENDS, directory.resolve("bus.conf").toString())
                .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        Await.await("the bus's socket", () -> answers(socket));
    }

    /** Its file is there a moment before the daemon listens. */
    private static boolean answers(Path socket) {
        try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return client.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    public String address() {
        return "unix:path=" + socket;
    }

    public Path directory() {
        return directory;
    }

    /** Ends the bus at once. */
    public void kill() throws IOException {
        disturbed = true;
        daemon.destroyForcibly();
        Await.await("the bus's end", () -> !daemon.isAlive());
        Files.deleteIfExists(socket);
    }

    /** Stops and continues the daemon: a bus that does not read. */
    public void signal(String name) throws IOException {
        disturbed = true;
        signal(daemon, name);
    }

    /** Returns whether the daemon was killed or stopped. */
    boolean isDisturbed() {
        return disturbed;
    }

    /** Returns the programs on the bus. */
    List<Process> programs() {
        return List.copyOf(others);
    }

    /** Ends all programs but these. */
    void endOthersThan(List<Process> staying) {
        List<Process> ending = others.stream().filter(program -> !staying.contains(program)).toList();
        ending.forEach(program -> program.destroyForcibly().onExit().join());
        others.removeAll(ending);
    }

    public static void signal(Process process, String name) throws IOException {
        signal(process.pid(), name);
    }

    public static void signal(long pid, String name) throws IOException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).inheritIO().start().onExit().join();
    }

    /** A Python program on this bus; ends with it. */
    public Process python(String script, String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("/usr/bin/python3", "-u", PYTHON.resolve(script).toString(), address()));
        words.addAll(List.of(arguments));
        Process process = new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        others.add(process);
        return process;
    }

    /**
     * Starts Victron's systemcalc with localsettings, and waits for it.
     *
     * @param client of this bus
     * @param peers  the clones of Victron's programs
     * @param own    the folder of systemcalc's device
     */
    public void systemcalc(BusClient client, Path peers, Path own) throws IOException {
        python("victron_device.py", "system", peers.toString(), own.toString());
        Await.await("systemcalc", () -> !client.owner("com.victronenergy.system").isEmpty());
    }

    /** Localsettings as a double; the same settings each time. */
    public Process localsettings() throws IOException {
        return python("localsettings_double.py", directory.resolve("settings.json").toString());
    }

    public BusClient client() throws IOException {
        return new BusClient(python("bus_client.py"));
    }

    @Override
    public void close() {
        others.forEach(Process::destroyForcibly);
        daemon.destroyForcibly();
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
