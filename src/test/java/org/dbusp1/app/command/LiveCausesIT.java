package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.OpenFiles;
import org.dbusp1.OwnPlace;
import org.dbusp1.SimulatedLog;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.source.PtyPair;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Causes that are told while a line is watched: over the network, and at a serial port. */
@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class LiveCausesIT {
    /** Longer than a slow meter waits between two telegrams. */
    private static final String SECONDS = "16";

    @TempDir
    private Path directory;

    private Process start(String... words) throws IOException {
        ProcessBuilder builder = OwnPlace.program(directory, Stream.of(List.of("venus/dbus-p1", "check"), List.of(words),
                List.of("--seconds", SECONDS)).flatMap(List::stream).toList()).redirectErrorStream(true);
        builder.environment().put("TZ", "Europe/Amsterdam");
        return builder.start();
    }

    private static List<byte[]> telegrams() {
        return SimulatedLog.messages("dsmr50", Instant.parse("2026-06-15T10:00:00Z"), 60);
    }

    private static String text(Condition finding) {
        return "Result         " + ReportTexts.in("en").result(finding, true);
    }

    /** Returns what check prints of a bridge that sends these bytes at once, and is silent then. */
    private String overTheNetwork(byte[] bytes) throws Exception {
        try (ServerSocket bridge = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread serving = new Thread(() -> serve(bridge, bytes));
            serving.setDaemon(true);
            serving.start();
            return Ended.of(start("tcp://127.0.0.1:" + bridge.getLocalPort())).output();
        }
    }

    private static void serve(ServerSocket bridge, byte[] bytes) {
        try (Socket check = bridge.accept()) {
            check.getOutputStream().write(bytes);
            while (check.getInputStream().read() >= 0) {
                // Until check ends.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void halfATelegramAndSilenceIsATelegramThatIsCutOff() throws Exception {
        byte[] telegram = telegrams().get(0);
        assertThat(overTheNetwork(Arrays.copyOf(telegram, telegram.length / 2))).contains(text(Condition.LINE_CUT), "pass on each byte at once")
                .doesNotContain("USB port");
    }

    @Test
    void aSilentBridgeIsNotToldOfAUsbPort() throws Exception {
        assertThat(overTheNetwork(new byte[0])).contains(text(Condition.LINE_SILENT), "1. Is another program connected to the bridge")
                .contains("Is the port number right?").as("in the Netherlands it is").doesNotContain("Is the port open?", "USB port");
    }

    @Test
    void aBridgeThatAnswersAsAnotherServiceIsNone() throws Exception {
        String page = "HTTP/1.1 400 Bad Request\r\nContent-Type: text/html\r\n\r\n<html><body>Bad Request</body></html>\r\n";
        assertThat(overTheNetwork(page.getBytes(StandardCharsets.US_ASCII))).contains(text(Condition.LINE_OTHER_SERVICE),
                "1. Is the port number right?");
    }

    /** The first bytes of each telegram are lost: no cable close to mains wires does that. */
    @Test
    void startsThatAreLostAreToldAtAPort() throws Exception {
        Path port = directory.resolve("ttyUSB0");
        try (PtyPair cable = new PtyPair(port)) {
            Process check = start(port.toString());
            // A pty stores what is sent before.
            Path opened = port.toRealPath();
            await("the open port", () -> OpenFiles.has(check.pid(), opened));
            for (byte[] telegram : telegrams()) {
                if (check.isAlive()) {
                    // Another meter's name than that of the telegrams before: its lost part is known to nobody.
                    cable.send(new String(telegram, StandardCharsets.ISO_8859_1).substring(2).replace("T210-D", "T21" + telegram.length % 7 + "-D")
                            .getBytes(StandardCharsets.ISO_8859_1));
                    check.waitFor(1, TimeUnit.SECONDS);
                }
            }
            String output = Ended.of(check).output();
            assertThat(output).contains(text(Condition.LINE_START).substring(0, 60), "1 kOhm").doesNotContain("mains");
        }
    }
}
