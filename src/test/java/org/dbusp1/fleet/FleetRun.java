package org.dbusp1.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.dbusp1.Await;
import org.dbusp1.JavaCommand;
import org.dbusp1.OwnPlace;
import org.dbusp1.output.history.Servers;
import org.dbusp1.output.mqtt.Mosquitto;

/**
 * A fleet of simulated meters, a real broker that keeps its data over a restart, a real PostgreSQL, and collectors that are
 * processes of their own.
 */
final class FleetRun implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    private final Path directory;
    private final Servers.Server server;
    private final String url;
    private final Mosquitto broker;
    private final List<Process> collectors = new ArrayList<>();

    /** @param directory an empty one */
    FleetRun(Path directory) throws Exception {
        this.directory = directory;
        server = Servers.postgresql();
        url = server.freshUrl();
        List<String> lines = new ArrayList<>(List.of("allow_anonymous true", "persistence true",
                "persistence_location " + directory + "/", "log_type error"));
        // It keeps messages as in the manual.
        lines.addAll(AccessTest.settings("fleet.conf").lines().filter(line -> line.matches("(autosave|max)_.*")).toList());
        broker = Mosquitto.with(lines.toArray(String[]::new));
        Files.writeString(directory.resolve("collect.properties"), "mqtt.url=tcp://127.0.0.1:" + broker.port()
                + "\nhistory.url=" + url + "\nhistory.user=p1\n");
    }

    int port() {
        return broker.port();
    }

    /** Starts a collector of a name that no running one has. */
    Process collector(String name) throws IOException {
        List<String> words = new ArrayList<>(JavaCommand.with("-Xmx256m"));
        words.addAll(List.of("org.dbusp1.Main", "collect", "--config", directory.resolve("collect.properties").toString(), "--name", name));
        ProcessBuilder builder = OwnPlace.program(directory, words).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(file(name).toFile()));
        Process process = builder.start();
        collectors.add(process);
        return process;
    }

    private Path file(String name) {
        return directory.resolve("collector-" + name + ".log");
    }

    /** Returns what all collectors of a name have logged. */
    String log(String name) throws IOException {
        return Files.readString(file(name));
    }

    /** Waits until a collector has subscribed so many times. */
    void awaitSubscribed(String name, int times) throws Exception {
        awaitWithin("subscribed: " + log(name), () -> log(name).split("receives rows of", -1).length > times);
    }

    /** Ends one as kill -9 does. */
    static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Stops one as systemd does. */
    static void stop(Process process) {
        process.destroy();
        assertThat(process.onExit().join().exitValue()).isZero();
    }

    /** Ends the broker in order and starts it again. */
    void restartBroker() {
        ProcessHandle handle = ProcessHandle.of(broker.pid()).orElseThrow();
        handle.destroy();
        handle.onExit().join();
        broker.start();
    }

    /** Ends the database as a power cut does, and starts it again. */
    void restartDatabase() throws Exception {
        server.kill();
        server.start();
    }

    long number(String sql) throws Exception {
        return CollectorTest.number(url, sql);
    }

    long stored() throws Exception {
        return number("SELECT COUNT(*) FROM p1_minutes");
    }

    /** Waits until so many rows are there. */
    void awaitRows(long rows) throws Exception {
        awaitWithin(rows + " rows", () -> stored() >= rows);
    }

    static void awaitWithin(String what, Callable<Boolean> condition) {
        Await.await(what, PATIENCE, condition);
    }

    /** Checks that the rows of meters and minutes are there, each once and each as it was sent. */
    void verify(int meters, int minutes) throws Exception {
        assertThat(stored()).isEqualTo((long) meters * minutes);
        assertThat(number("SELECT COUNT(*) FROM (SELECT meter FROM p1_minutes GROUP BY meter HAVING COUNT(*) = " + minutes
                + " AND COUNT(DISTINCT ts) = " + minutes + ") AS whole")).isEqualTo(meters);
        long begin = SimulatedFleet.BEGIN;
        assertThat(number("SELECT COUNT(*) FROM p1_minutes WHERE imp_wh = 1000000 + (SUBSTR(meter, 2)::int - 100000) * 17"
                + " + (ts - " + begin + ") / 60 * 8 AND u_l1 = 231.4 AND n = 60")).isEqualTo((long) meters * minutes);
    }

    @Override
    public void close() {
        collectors.forEach(FleetRun::kill);
        broker.close();
        server.kill();
    }
}
