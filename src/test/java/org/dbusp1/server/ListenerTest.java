package org.dbusp1.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dbusp1.FreePort;
import org.dbusp1.output.venus.TestBus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenerTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    /** A small device may need longer to open a port than the end of a server waits. */
    @Test
    @Timeout(120)
    void aPortThatWasBeingOpenedWhenItsServerWasClosedIsFreeAgain() throws Exception {
        int port = FreePort.next();
        CountDownLatch bound = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        PortRange slow = new PortRange(List.of(port), number -> {
            bound.countDown();
            waitFor(closed);
        });
        Listener listener = new Listener("test", "http.port", new Listener.Address(HERE, slow, List.of()),
                new Listener.Limits(4, 4, true, Duration.ofMinutes(1)), pipeline -> { });
        listener.start();
        waitFor(bound);
        assertThat(isFree(port)).isFalse();
        listener.close();
        closed.countDown();

        TestBus.await("the port", () -> isFree(port));
    }

    /** As the owner types it in a browser. */
    @ParameterizedTest
    @CsvSource({"http.port,127.0.0.1,8100,http://127.0.0.1:8100", "http.port,::1,8099,http://[0:0:0:0:0:0:0:1]:8099",
        "tcp.port,0.0.0.0,2001,tcp://0.0.0.0:2001"})
    void theLogNamesTheWholeAddress(String key, InetAddress bind, int port, String address) {
        assertThat(Listener.url(key, bind, port)).isEqualTo(address);
    }

    /** The process of a machine without IPv6. */
    static final class WithoutIpv6 {
        private WithoutIpv6() {
        }

        public static void main(String... arguments) throws Exception {
            Listener listener = new Listener("test", "http.port",
                    new Listener.Address(InetAddress.getByName("::1"), PortRange.only(0), List.of()),
                    new Listener.Limits(4, 4, true, Duration.ofMinutes(1)), pipeline -> { });
            listener.start();
            TestBus.await("a fault", () -> listener.fault().isPresent());
            System.out.println(listener.fault().orElseThrow());
        }
    }

    @Test
    void anAddressThatTheMachineDoesNotHaveIsAFaultWithASentence() throws Exception {
        Process process = new ProcessBuilder(ProcessHandle.current().info().command().orElseThrow(), "-Djava.net.preferIPv4Stack=true",
                "-cp", System.getProperty("java.class.path"), WithoutIpv6.class.getName()).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).isEqualTo("cannot listen on 0:0:0:0:0:0:0:1 port 0: "
                + "this machine has no IPv6\n");
    }

    private static void waitFor(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, HERE)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
