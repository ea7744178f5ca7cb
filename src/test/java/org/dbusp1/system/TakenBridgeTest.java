package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.dbusp1.TestTelegram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A network bridge that accepts each connection and closes it. */
@Timeout(600)
@Execution(ExecutionMode.CONCURRENT)
class TakenBridgeTest {
    /** The pause before the next one doubles. */
    private static final int CONNECTIONS = 4;

    @TempDir
    private Path directory;

    private static long lines(String output, String text) {
        return output.lines().filter(line -> line.contains(text)).count();
    }

    private String output(byte[] greeting) throws Exception {
        try (ServerSocket bridge = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                DriverProcess driver = DriverProcess.withoutVenus(directory, Map.of(), "tcp://127.0.0.1:" + bridge.getLocalPort())) {
            for (int i = 0; i < CONNECTIONS; i++) {
                greet(bridge, greeting);
            }
            driver.signal("TERM");
            assertThat(driver.status()).isZero();
            return driver.output();
        }
    }

    private static void greet(ServerSocket bridge, byte[] greeting) throws IOException {
        try (Socket driver = bridge.accept()) {
            driver.getOutputStream().write(greeting);
        }
    }

    /** As ser2net does whose port another program has. */
    @Test
    void aBridgeThatIsTakenIsReportedOnce() throws Exception {
        String output = output("Port already in use\r\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(lines(output, "the other side closed the connection")).as(output).isEqualTo(1);
        assertThat(lines(output, "another program is connected")).as(output).isEqualTo(1);
        assertThat(lines(output, "is back")).as(output).isZero();
    }

    @Test
    void eachLossOfAMeterThatSendsIsReported() throws Exception {
        String output = output(TestTelegram.dsmr5("1-0:1.7.0(00.866*kW)").getBytes(StandardCharsets.US_ASCII));

        assertThat(lines(output, "the other side closed the connection")).as(output).isGreaterThanOrEqualTo(CONNECTIONS - 1);
        assertThat(lines(output, "is back")).as(output).isGreaterThanOrEqualTo(CONNECTIONS - 2);
    }
}
