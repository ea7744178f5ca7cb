package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.dbusp1.FreePort;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.output.history.Servers;
import org.dbusp1.output.mqtt.Mosquitto;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every program that the driver talks to is stopped for a minute, one at a time, with every output on and at the finest level of
 * messages. Values are shown all the time, and withdrawn when the meter falls silent.
 */
@Tag("slow")
@Tag("long")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StalledServersTest {
    private static final String GRID = "com.victronenergy.grid.p1_ttyUSB0";
    private static final long STOPPED_NANOS = TimeUnit.SECONDS.toNanos(60);

    @TempDir
    private Path directory;

    /** The programs that are stopped. */
    private enum Peer { LOG, RAW_CLIENT, BROKER, WEB_CLIENT, DATABASE, LOCALSETTINGS }

    /** A client that asks and reads for ever. */
    private static Process client(String program) throws IOException {
        return new ProcessBuilder("/usr/bin/python3", "-c", program).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    }

    @ParameterizedTest
    @EnumSource(Peer.class)
    void aServerStopsForAMinute(Peer stopped) throws Exception {
        Path port = directory.resolve("ttyUSB0");
        Path log = directory.resolve("log");
        int raw = FreePort.next();
        int web = FreePort.next();
        Servers.Server database = Servers.mariadb();
        try (TestBus bus = new TestBus(); SendingMeter meter = new SendingMeter(port); Mosquitto broker = Mosquitto.open()) {
            Process localsettings = bus.localsettings();
            BusClient client = bus.client();
            try (DriverProcess driver = new DriverProcess(
                    List.of("/usr/bin/python3", "src/test/python/stalled_log.py", log.toString()), directory, bus.address(),
                    Map.of(), port.toString(), "--log.level=trace",
                    "--mqtt.url=tcp://127.0.0.1:" + broker.port(),
                    "--http.enabled=true", "--http.port=" + web, "--tcp.enabled=true", "--tcp.port=" + raw,
                    "--csv.enabled=true", "--history.enabled=true", "--history.url=" + database.freshUrl(), "--history.user=root")) {
                await("the service", () -> client.shows(GRID, "/Ac/L1/Power", 100));
                Process listener = client("""
                        import socket
                        s = socket.create_connection(('127.0.0.1', %d))
                        while s.recv(65536): pass
                        """.formatted(raw));
                Process browser = client("""
                        import urllib.request
                        while True:
                            urllib.request.urlopen('http://127.0.0.1:%d/').read()
                        """.formatted(web));
                try {
                    long pid = switch (stopped) {
                        case LOG -> Long.parseLong(Files.readString(log.resolveSibling("log.pid")));
                        case RAW_CLIENT -> listener.pid();
                        case BROKER -> broker.pid();
                        case WEB_CLIENT -> browser.pid();
                        case DATABASE -> database.process().pid();
                        case LOCALSETTINGS -> localsettings.pid();
                    };
                    TestBus.signal(pid, "STOP");
                    expectTakenBackInTime(client, meter, stopped);
                    TestBus.signal(pid, "CONT");
                    meter.speaking();
                    meter.watts(4321);
                    await("the service when all is well", () -> client.shows(GRID, "/Ac/L1/Power", 4321));
                    driver.signal("TERM");
                    assertThat(driver.status()).isZero();
                } finally {
                    listener.destroyForcibly();
                    browser.destroyForcibly();
                }
            }
        } finally {
            database.kill();
        }
    }

    private static void expectTakenBackInTime(BusClient client, SendingMeter meter, Peer stopped) throws Exception {
        long end = System.nanoTime() + STOPPED_NANOS;
        for (int watts = 500; System.nanoTime() < end; watts++) {
            int now = watts;
            meter.watts(now);
            await("the value while it is stopped: " + stopped, () -> client.shows(GRID, "/Ac/L1/Power", now));
            meter.silent();
            await("the end of the service while it is stopped: " + stopped, () -> client.owner(GRID).isEmpty());
            if (stopped == Peer.LOCALSETTINGS) {
                // The service cannot register without them; that is another promise.
                TimeUnit.NANOSECONDS.sleep(Math.max(1, end - System.nanoTime()));
                return;
            }
            meter.speaking();
        }
    }
}
