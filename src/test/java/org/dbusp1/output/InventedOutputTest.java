package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The recipe "Add an output" of CONTRIBUTING with an output that the driver does not have: one line for each reading to a TCP
 * server, as Carbon of Graphite takes it. What the package around an output promises is proved with it: its counterpart is a
 * server of the test, which can also stop to read.
 */
@Timeout(120)
class InventedOutputTest {
    /** The whole output: it may wait for its server, because it runs on its own thread behind a queue. It connects again by itself. */
    private static final class LineOutput implements Output.Ticking {
        private final int port;
        private Socket server = new Socket();
        private Optional<PrintWriter> lines = Optional.empty();

        LineOutput(int port) {
            this.port = port;
        }

        @Override
        public void start() {
            tick();
        }

        @Override
        public void tick() {
            if (lines.isPresent() && !lines.get().checkError()) {
                return;
            }
            close();
            lines = Optional.empty();
            try {
                server = new Socket(InetAddress.getLoopbackAddress(), port);
                lines = Optional.of(new PrintWriter(server.getOutputStream(), true, StandardCharsets.US_ASCII));
            } catch (IOException refused) {
                // Nobody listens: the next tick tries again. An output of the driver also reports it, once.
            }
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            // What the meter does not send, or the guard withholds, is absent: no line, never 0.
            if (snapshot.values().has(Quantity.POWER_NET)) {
                print("meter." + snapshot.key() + ".power " + snapshot.values().decimal(Quantity.POWER_NET).toPlainString()
                        + " " + snapshot.arrival().getEpochSecond());
            }
        }

        @Override
        public void offline() {
            print("offline");
        }

        private void print(String line) {
            lines.ifPresent(writer -> writer.println(line));
        }

        @Override
        public void close() {
            try {
                server.close();
            } catch (IOException gone) {
                throw new IllegalStateException("the connection cannot be closed", gone);
            }
        }
    }

    private final SampleMeter meter = new SampleMeter("dsmr50", Wiring.THREE_PHASES, Instant.parse("2026-03-01T12:00:00Z"));
    private ServerSocket carbon;
    private QueuedOutput output;

    @BeforeEach
    void start() throws IOException {
        carbon = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        output = new QueuedOutput("invented", () -> new LineOutput(carbon.getLocalPort()));
    }

    @AfterEach
    void end() throws IOException {
        output.close();
        carbon.close();
    }

    @Test
    void aReadingIsALineAndTheEndOfReadingsToo() throws IOException {
        output.start();
        try (BufferedReader received = reader(carbon.accept())) {
            Snapshot snapshot = meter.next();
            output.snapshot(snapshot);
            output.offline();
            assertThat(received.readLine()).isEqualTo("meter." + snapshot.key() + ".power "
                    + snapshot.values().decimal(Quantity.POWER_NET).toPlainString() + " " + snapshot.arrival().getEpochSecond());
            assertThat(received.readLine()).isEqualTo("offline");
        }
    }

    @Test
    void aServerThatEndedTheConnectionGetsLinesAgain() throws IOException {
        output.start();
        carbon.accept().close();
        carbon.setSoTimeout(200);
        Optional<Socket> again = Optional.empty();
        while (again.isEmpty()) {
            output.snapshot(meter.next());
            try {
                again = Optional.of(carbon.accept());
            } catch (SocketTimeoutException early) {
                // A closed connection shows itself by the second line that is written to it.
            }
        }
        output.snapshot(meter.next());
        try (BufferedReader received = reader(again.get())) {
            assertThat(received.readLine()).startsWith("meter.");
        }
    }

    /** A server that stops to read fills the connection: the output hangs, and the driver does not. */
    @Test
    void aServerThatStopsToReadDelaysNobody() throws IOException {
        output.start();
        try (Socket silent = carbon.accept()) {
            Snapshot snapshot = meter.next();
            long start = System.nanoTime();
            for (int i = 0; i < 200_000; i++) {
                output.snapshot(snapshot);
            }
            assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(60));
            assertThat(silent.isConnected()).isTrue();
        }
    }

    private static BufferedReader reader(Socket connection) throws IOException {
        return new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
    }
}
