package org.dbusp1.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dbusp1.source.SourceException.Obstacle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class HomeWizardSourceTest {
    /** Time passes only while the source waits. */
    private static final class WaitedClock implements MonotonicClock {
        private long now;

        @Override
        public long nanos() {
            return now;
        }

        @Override
        public void await(CountDownLatch end, long nanos) {
            now += nanos;
        }
    }

    private final byte[] buffer = new byte[1000];
    private volatile String telegram = "/ABC5\r\n\r\n!1234\r\n";
    private volatile int status = 200;
    private HttpServer dongle;
    private HomeWizardSource source;

    @BeforeEach
    void start() throws IOException {
        dongle = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        dongle.createContext("/api/v1/telegram", exchange -> {
            byte[] body = telegram.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        dongle.start();
        source = new HomeWizardSource("127.0.0.1:" + dongle.getAddress().getPort(), new WaitedClock(), 10_000);
    }

    @AfterEach
    void stop() {
        dongle.stop(0);
    }

    private String read() throws IOException {
        return new String(buffer, 0, source.read(buffer, 1_000), StandardCharsets.US_ASCII);
    }

    @Test
    void deliversATelegramOnceHoweverOftenTheDongleGivesIt() throws IOException {
        source.open();
        assertThat(read()).isEqualTo(telegram);
        assertThat(read()).isEmpty();
        assertThat(read()).isEmpty();
        telegram = "/ABC5\r\n\r\n!5678\r\n";
        assertThat(read()).isEqualTo(telegram);
        assertThat(read()).isEmpty();
    }

    @Test
    void aTelegramKnownFromBeforeALossIsNoNews() throws IOException {
        source.open();
        assertThat(read()).isEqualTo(telegram);
        source.close();
        source.open();
        assertThat(read()).isEmpty();
    }

    @Test
    void toleratesFourMissedAnswersInARow() throws IOException {
        source.open();
        read();
        status = 500;
        for (int i = 0; i < 4; i++) {
            assertThat(read()).isEmpty();
        }
        assertThatThrownBy(this::read).isInstanceOf(IOException.class).hasMessageContaining("status 500");
    }

    @Test
    void aClosedApiIsForbiddenAndSaysHowToOpenIt() {
        status = 403;
        SourceException why = catchThrowableOfType(SourceException.class, source::open);
        assertThat(why.obstacle()).isEqualTo(Obstacle.FORBIDDEN);
        assertThat(why).hasMessageContaining("HomeWizard app");
    }

    @Test
    void noDongleIsAbsent() {
        dongle.stop(0);
        SourceException why = catchThrowableOfType(SourceException.class, source::open);
        assertThat(why.obstacle()).isEqualTo(Obstacle.ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:99999", "127.0.0.1:-5", "127.0.0.1:x", "[::1", "fe80::1"})
    void whatIsNoAddressIsToldInOneLine(String host) {
        SourceException why = catchThrowableOfType(SourceException.class, () -> new HomeWizardSource(host).open());
        assertThat(why.obstacle()).isEqualTo(Obstacle.UNSUITABLE);
        assertThat(why).hasMessageStartingWith(host + " is no host name: ");
    }

    @Test
    void anAnswerThatComesByteByByteIsWaitedForOnlySoLong() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (ServerSocket slow = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> dribble(slow, done));
            server.start();
            HomeWizardSource waiting = new HomeWizardSource("127.0.0.1:" + slow.getLocalPort(), MonotonicClock.SYSTEM, 1_000);

            assertThat(catchThrowableOfType(SourceException.class, waiting::open))
                    .hasMessageContaining("no answer within 1 s");
            assertThat(catchThrowableOfType(SourceException.class, waiting::open))
                    .hasMessageContaining("an earlier request has still no answer");
        } finally {
            done.countDown();
        }
    }

    /** A byte of the answer now and then, until the test is done. */
    private static void dribble(ServerSocket slow, CountDownLatch done) {
        try (Socket client = slow.accept()) {
            client.getOutputStream().write("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            while (!done.await(50, TimeUnit.MILLISECONDS)) {
                client.getOutputStream().write('x');
            }
        } catch (IOException | InterruptedException gone) {
            done.countDown();
        }
    }

    @Test
    void theAgeOfATelegramCountsFromTheRequest() throws IOException {
        FakeClock ticks = new FakeClock();
        HomeWizardSource slow = new HomeWizardSource("127.0.0.1:" + dongle.getAddress().getPort(), ticks, 10_000);
        long asked = ticks.nanos();
        slow.open();
        ticks.pass(3_000);

        assertThat(slow.read(buffer, 1_000)).isPositive();
        assertThat(slow.readAt()).isEqualTo(asked);
    }

    /** A dongle has few connections: one that it keeps open for the next request must be used again, or closed. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404, 500, 503})
    void aRefusedRequestLeavesNoConnectionOpen(int refusal) throws Exception {
        List<Socket> connections = new CopyOnWriteArrayList<>();
        try (ServerSocket keeping = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread server = new Thread(() -> refuseAll(keeping, connections, refusal));
            server.start();
            HomeWizardSource refused =
                    new HomeWizardSource("127.0.0.1:" + keeping.getLocalPort(), new WaitedClock(), 10_000);
            for (int i = 0; i < 4; i++) {
                assertThatThrownBy(refused::open).isInstanceOf(SourceException.class);
            }
            for (Socket connection : connections.subList(0, connections.size() - 1)) {
                connection.setSoTimeout(2_000);
                assertThatCode(() -> connection.getInputStream().readAllBytes()).as("it was closed")
                        .doesNotThrowAnyException();
            }
            keeping.close();
            server.join();
        }
    }

    /** Answers each request, and keeps the connection for more. */
    private static void refuseAll(ServerSocket keeping, List<Socket> connections, int refusal) {
        byte[] answer = ("HTTP/1.1 " + refusal + " No\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{} \n")
                .getBytes(StandardCharsets.US_ASCII);
        try {
            while (true) {
                Socket client = keeping.accept();
                connections.add(client);
                new Thread(() -> {
                    try {
                        String line = "";
                        while (!line.endsWith("\r\n\r\n")) {
                            line += (char) client.getInputStream().read();
                        }
                        client.getOutputStream().write(answer);
                    } catch (IOException gone) {
                        // The client has closed it.
                    }
                }).start();
            }
        } catch (IOException end) {
            // The test is done.
        }
    }

    @Test
    void closedItHasNoMoreBytes() throws IOException {
        source.open();
        source.close();
        assertThat(source.read(buffer, 1_000)).isEqualTo(-1);
    }
}
