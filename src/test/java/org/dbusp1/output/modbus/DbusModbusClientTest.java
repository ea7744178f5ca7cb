package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Victron's own dbus-modbus-client finds the meter, where its sources and velib_python are in the folder $PEERS. */
@Tag(Beside.TAG)
@Tag("slow")
@Timeout(300)
class DbusModbusClientTest {
    private static final String GRID = "com.victronenergy.grid.";
    private static final String SETTINGS = "com.victronenergy.settings";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final TestBus bus = new TestBus();
    private final ScheduledExecutorService meter = Executors.newSingleThreadScheduledExecutor();
    private volatile boolean sends = true;

    @AfterEach
    void close() throws Exception {
        meter.shutdownNow();
        for (AutoCloseable one : open) {
            one.close();
        }
        bus.close();
    }

    private static Optional<Path> peers() {
        return Beside.peers("dbus-modbus-client/carlo_gavazzi.py", "velib_python");
    }

    /** A meter that sends this telegram every second, and a GX device that has its address. */
    private BusClient gxDeviceWith(String telegram) throws Exception {
        assumeThat(peers()).isPresent();
        ModbusOutput output = new ModbusOutput(
                new Listener.Address(InetAddress.getLoopbackAddress(), PortRange.only(0), List.of()), "0.1.0");
        open.add(output);
        output.start();
        SampleMeter line = SampleMeter.house("dsmr50");
        byte[] bytes = Corpus.bytes("telegrams/" + telegram + ".txt");
        meter.scheduleAtFixedRate(() -> {
            if (sends) {
                line.sent(bytes).ifPresent(sent ->
                        output.snapshot(SampleMeter.timed(sent, Instant.now(), sent.interval(), sent.validFor())));
            }
        }, 0, 1, TimeUnit.SECONDS);
        Await.await("the server", () -> output.port() != 0);
        bus.localsettings();
        BusClient client = bus.client();
        client(bus);
        Await.await("its start", () -> !client.names("com.victronenergy.modbusclient").isEmpty());
        client.item(SETTINGS, "/Settings/ModbusClient/tcp/Devices", "SetValue", "v:s", "tcp:127.0.0.1:" + output.port() + ":1");
        Await.await("the meter on the bus", () -> !client.names(GRID).isEmpty());
        return client;
    }

    private void client(TestBus on) throws IOException {
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/python3", "-B", "-u", "src/test/python/modbus_client.py",
                peers().orElseThrow().resolve("dbus-modbus-client").toString(), peers().orElseThrow().resolve("velib_python").toString());
        builder.environment().put("DBUS_SESSION_BUS_ADDRESS", on.address());
        Path log = Files.createTempFile(on.directory(), "modbus-client", ".log");
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        open.add(() -> process.destroyForcibly().waitFor());
    }

    private static String number(BusClient client, String path) {
        return client.value(client.names(GRID).get(0), path).asText();
    }

    @ParameterizedTest
    @CsvSource({
        "nl-dsmr50-sagemcom-t210d, 3, 866.0, 677.0, 56.0, 132.0, 231.0, 23679.7, 21097.7",
        "be-3x230v-wimdh, 3, 507.0, 245.0, 0.0, 261.0, 227.1, '', ''",
        "be-emucs221-lg-dheijl-gas, 1, 444.0, 444.0, '', '', 230.3, '', ''",
        "nl-dsmr42-kaifa-1ph, 1, 333.0, 332.0, '', '', 0.0, '', ''"})
    void everyValueIsOnItsBus(String telegram, int phases, String total, String l1, String l2, String l3, String voltage,
                              String imported, String exported) throws Exception {
        BusClient client = gxDeviceWith(telegram);
        Await.await("values", () -> number(client, "/Ac/Power").equals(total));
        assertThat(number(client, "/Ac/L1/Power")).isEqualTo(l1);
        assertThat(number(client, "/Ac/L1/Voltage")).isEqualTo(voltage);
        assertThat(number(client, "/NrOfPhases")).isEqualTo(Integer.toString(phases));
        assertThat(number(client, "/Role")).isEqualTo("grid");
        if (phases == 3) {
            assertThat(number(client, "/Ac/L2/Power")).isEqualTo(l2);
            assertThat(number(client, "/Ac/L3/Power")).isEqualTo(l3);
        } else {
            assertThat(client.items(client.names(GRID).get(0)).has("/Ac/L2/Power")).isFalse();
        }
        if (!imported.isEmpty()) {
            assertThat(number(client, "/Ac/Energy/Forward")).isEqualTo(imported);
            assertThat(number(client, "/Ac/Energy/Reverse")).isEqualTo(exported);
        }
    }

    /** FAIL_TIMEOUT of dbus-modbus-client is 5 s, and our own silence begins after 2.5 s. */
    @Test
    void aSilentMeterLeavesItsBusInTimeAndComesBackUnderTheSameInstance() throws Exception {
        BusClient client = gxDeviceWith("nl-dsmr50-sagemcom-t210d");
        String instance = number(client, "/DeviceInstance");
        String name = client.names(GRID).get(0);
        sends = false;
        long silent = System.nanoTime();
        Await.await("its end", () -> client.names(GRID).isEmpty());
        assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - silent)).isLessThan(30_000);
        sends = true;
        Await.await("its return", () -> client.names(GRID).equals(List.of(name)));
        assertThat(number(client, "/DeviceInstance")).isEqualTo(instance);
    }
}
