package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dbusp1.Beside;
import org.dbusp1.SimulatedLog;
import org.dbusp1.TestTelegram;
import org.dbusp1.gx.service.BusClient;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.line.source.PtyPair;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sequences of messages through the whole driver, as Victron's systemcalc adds its phases up; {@code $PEERS} names its clone. */
@Tag(Beside.TAG)
@Tag("slow")
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SequencesSystemcalcIT {
    private static final String SYSTEM = "com.victronenergy.system";
    private static final long SECOND = 1_000_000_000L;

    @TempDir
    private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();
    private TestBus bus;
    private BusClient client;
    private PtyPair cable;
    private long begin;
    private boolean seen;
    /** The connection of a bridge; null where the meter is at the cable. */
    private @Nullable Socket link;

    @BeforeEach
    void prepare() throws IOException {
        Path peers = Beside.peers("dbus-systemcalc-py", "localsettings", "velib_python").orElse(null);
        assumeTrue(peers != null, "PEERS names no clones of Victron's programs");
        bus = new TestBus();
        open.add(bus);
        client = bus.client();
        bus.systemcalc(client, peers, directory.resolve("device"));
        cable = new PtyPair(directory.resolve("ttyUSB0"));
        open.add(0, cable);
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private DriverProcess driver() throws IOException {
        return driver(directory.resolve("ttyUSB0").toString());
    }

    private DriverProcess driver(String... source) throws IOException {
        List<String> words = new ArrayList<>(List.of(source));
        words.add(DriverProcess.emptyConfig(directory));
        DriverProcess driver = new DriverProcess(directory, bus.address(), words.toArray(String[]::new));
        open.add(0, driver);
        await("the port", () -> driver.output().contains("dbus-p1") || driver.runs());
        begin = System.nanoTime();
        return driver;
    }

    /** The watts that systemcalc takes for those of the grid; NaN for none. */
    private double grid() {
        double sum = 0;
        boolean any = false;
        for (int phase = 1; phase <= 3; phase++) {
            String shown = client.value(SYSTEM, "/Ac/Grid/L" + phase + "/Power").asText();
            if (shown.matches("-?[0-9.]+(E[0-9]+)?")) {
                sum += Double.parseDouble(shown);
                any = true;
            }
        }
        return any ? sum : Double.NaN;
    }

    private boolean onBus() {
        return !client.owner(GxDevice.GRID).isEmpty();
    }

    /** Lets time pass until a moment after the driver's start; what is asked meanwhile has to hold. */
    private void until(double second, Runnable always) throws InterruptedException {
        while (System.nanoTime() - begin < second * SECOND) {
            always.run();
            Thread.sleep(20);
        }
    }

    private static String telegram(long clock, String... lines) {
        return TestTelegram.dsmr5At(TestTelegram.time(Instant.ofEpochSecond(clock), ZoneId.of("+01:00")) + "W",
                "0-0:96.1.1(4530303437303030)", TestTelegram.energy("1.8.1", 100_000), String.join("\r\n", lines));
    }

    private void power(long clock, int watts) throws IOException {
        String telegram = telegram(clock, TestTelegram.power("1.7.0", watts), TestTelegram.power("2.7.0", 0));
        if (link == null) {
            cable.send(telegram);
        } else {
            link.getOutputStream().write(telegram.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    private void driverOfABridge() throws IOException {
        ServerSocket bridge = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        open.add(bridge);
        driver("--source=tcp://127.0.0.1:" + bridge.getLocalPort());
        link = bridge.accept();
        open.add(0, link);
        begin = System.nanoTime();
    }

    /** The meter sends for eight seconds. */
    private void shows500Watts() throws Exception {
        for (int second = 0; second < 8; second++) {
            power(1_768_000_001L + second, 500);
            until(second + 1, () -> { });
        }
        await("the first values", () -> grid() == 500);
    }

    /** Takes note whether the meter is there: once it is, it stays. */
    private void stays(boolean shown) {
        assertThat(shown || !seen).as("it stays").isTrue();
        seen |= shown;
    }

    /** A phase of 40 kW at 3 A: no power of its message is shown, nor a part of their sum. */
    @Test
    void aMessageThatContradictsItselfGivesNoPower() throws Exception {
        driver();
        shows500Watts();
        for (int second = 8; second < 22; second++) {
            cable.send(telegram(1_768_000_001L + second, TestTelegram.power("1.7.0", 3_030), TestTelegram.power("2.7.0", 0),
                    TestTelegram.power("21.7.0", 1_000), TestTelegram.power("41.7.0", 40_000), TestTelegram.power("61.7.0", 1_000),
                    TestTelegram.power("22.7.0", 0), TestTelegram.power("42.7.0", 0), TestTelegram.power("62.7.0", 0),
                    "1-0:31.7.0(004*A)", "1-0:51.7.0(003*A)", "1-0:71.7.0(004*A)"));
            boolean isOld = second >= 18;
            until(second + 1, () -> assertThat(grid()).matches(watts -> Double.isNaN(watts) || !isOld && watts == 500));
        }
    }

    /** What is late by less than 5 s is live. */
    @Test
    void storedTelegramsAreNeverSeen() throws Exception {
        driverOfABridge();
        shows500Watts();
        Runnable none = () -> assertThat(grid()).isNotEqualTo(9_000);
        double now = (System.nanoTime() - begin) / (double) SECOND;
        until(now + 15, none);
        long last = 1_768_000_008L + (System.nanoTime() - begin) / SECOND - 8;
        for (long clock = 1_768_000_009L; clock <= last; clock++) {
            power(clock, clock < last - 6 ? 9_000 : 600);
        }
        for (int second = 1; second <= 6; second++) {
            now = (System.nanoTime() - begin) / (double) SECOND;
            until(now + 1, none);
            power(last + second, 600);
        }
        await("what comes after them", () -> grid() == 600);
    }

    @Test
    void aClockThatIsSetBackWhileNothingIsCountedCostsNoPower() throws Exception {
        driver();
        shows500Watts();
        for (int second = 8; second < 20; second++) {
            power(1_768_000_001L + second - 3_600, 700);
            until(second + 1, () -> assertThat(onBus()).isTrue());
        }
        await("the power by the new clock", () -> grid() == 700);
    }

    @Test
    void aMeterOfFiveSecondsStaysAndIsThereWithTheFirstTelegramAfterARestart() throws Exception {
        DriverProcess driver = driver();
        for (int i = 0; i < 9; i++) {
            power(1_768_000_001L + 5L * i, 500);
            until(5 * (i + 1), () -> stays(onBus()));
        }
        assertThat(seen).isTrue();
        driver.signal("TERM");
        assertThat(driver.status()).isZero();
        driver();
        await("the port is read", () -> {
            try {
                power(1_768_000_046L + (System.nanoTime() - begin) / SECOND, 800);
                Thread.sleep(100);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
            return onBus();
        });
        await("its power", () -> grid() == 800);
    }

    /** A bridge sends each list of an Aidon meter twice. */
    @Test
    void doubledListsKeepTheExport() throws Exception {
        driver();
        List<byte[]> lists = SimulatedLog.messages("han-aidon", Instant.parse("2026-06-21T10:00:25Z"), 14);
        for (int i = 0; i < lists.size(); i++) {
            cable.send(lists.get(i));
            cable.send(lists.get(i));
            until(2.5 * (i + 1), () -> stays(!Double.isNaN(grid())));
        }
        assertThat(seen).isTrue();
    }

    /** D0 over a network: two telegrams in each packet. */
    @Test
    void ofTwoTelegramsTheNewerIsSeen() throws Exception {
        driver();
        for (int packet = 0; packet < 6; packet++) {
            ByteArrayOutputStream both = new ByteArrayOutputStream();
            for (int i = 2 * packet; i < 2 * packet + 2; i++) {
                both.writeBytes(("/EBZ5DD32R06ETA_107\r\n\r\n1-0:96.1.0*255(1EBZ0100000001)\r\n1-0:1.8.0*255("
                        + String.format(Locale.ROOT, "%015.8f", 1_000 + i * 0.0025) + "*kWh)\r\n1-0:16.7.0*255("
                        + String.format(Locale.ROOT, "%09.2f", 2_000.0 + i) + "*W)\r\n!\r\n").getBytes(StandardCharsets.US_ASCII));
            }
            cable.send(both.toByteArray());
            int newer = 2 * packet + 1;
            if (packet > 1) {
                await("the newer of packet " + packet, () -> grid() == 2_000.0 + newer);
            }
            until(4 * (packet + 1), () -> { });
        }
    }
}
