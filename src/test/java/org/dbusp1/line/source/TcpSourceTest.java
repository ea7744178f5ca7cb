package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.FreePort;
import org.dbusp1.base.problem.Condition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class TcpSourceTest {
    @AutoClose
    private ServerSocket bridge;
    private final FakeClock ticks = new FakeClock();
    private final byte[] buffer = new byte[100];

    @BeforeEach
    void listen() throws IOException {
        bridge = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    private TcpSource source(long silentNanos) {
        return new TcpSource("127.0.0.1", bridge.getLocalPort(), this::address, 60_000, silentNanos, ticks::nanos);
    }

    private InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), bridge.getLocalPort());
    }

    private static String text(byte[] bytes, int count) {
        return new String(bytes, 0, count, StandardCharsets.US_ASCII);
    }

    @Test
    void aSilentLinkCountsAsBroken() throws Exception {
        try (TcpSource source = source(0)) {
            source.open();
            ticks.pass(1);
            assertThatThrownBy(() -> source.read(buffer, 1)).isInstanceOf(IOException.class).hasMessageContaining("counts as broken");
        }
    }

    /** ser2net and esp-link serve one client: the next one gets a line, or nothing, and is closed. One that restarts does that once. */
    @ParameterizedTest
    @ValueSource(strings = {"", "Port already in use\r\n"})
    void aBridgeThatClosesThreeConnectionsInARowServesAnotherProgram(String greeting) throws Exception {
        try (TcpSource source = source(Long.MAX_VALUE)) {
            for (int i = 1; i <= 3; i++) {
                String message = closed(source, greeting);
                assertThat(message.contains("another program is connected")).as("%d: %s", i, message).isEqualTo(i == 3);
            }
            assertThat(closed(source, "/ABC5".repeat(20))).contains("the other side closed the connection");
            assertThat(closed(source, greeting)).contains("the other side closed the connection");
        }
    }

    /** As a bridge does whose meter is silent: it ends each idle connection. */
    @Test
    void aBridgeThatClosesIdleConnectionsServesNoOtherProgram() throws Exception {
        try (TcpSource source = source(Long.MAX_VALUE)) {
            for (long millis : new long[] {5_001, 30_000, 60_000, 0, 5_000, 5_001, 0, 5_000}) {
                assertThat(closedAfter(millis, source, "")).as("after %d ms", millis).contains("the other side closed the connection");
            }
            assertThat(closedAfter(5_000, source, "")).as("three in a row").contains("another program is connected");
        }
    }

    private String closed(TcpSource source, String greeting) throws Exception {
        return closedAfter(0, source, greeting);
    }

    private String closedAfter(long millis, TcpSource source, String greeting) throws Exception {
        source.open();
        ticks.pass(millis);
        try (Socket client = bridge.accept()) {
            client.getOutputStream().write(greeting.getBytes(StandardCharsets.US_ASCII));
        }
        IOException closed = catchThrowableOfType(IOException.class, () -> {
            while (true) {
                source.read(buffer, 1_000);
            }
        });
        source.close();
        return closed.getMessage();
    }

    @Test
    void whatWaitedWhileTheProcessStoodStillIsDropped() throws Exception {
        try (TcpSource source = source(Long.MAX_VALUE)) {
            source.open();
            try (Socket link = bridge.accept()) {
                link.getOutputStream().write("/OLD".getBytes(StandardCharsets.US_ASCII));
                ticks.pass(60_000);
                assertThatThrownBy(() -> source.read(buffer, 500)).isInstanceOf(IOException.class).hasMessageContaining("stopped for 59 s");
            }
            source.close();
            source.open();
            try (Socket link = bridge.accept()) {
                link.getOutputStream().write("/NEW".getBytes(StandardCharsets.US_ASCII));
                ticks.pass(5_400);
                assertThat(text(buffer, source.read(buffer, 500))).isEqualTo("/NEW");
                assertThat(source.lastReadNanos()).isEqualTo(ticks.nanos());
            }
        }
    }

    /** A bridge that sends irregularly, whose owner said so: a link that is renewed takes valid values away. */
    @ParameterizedTest
    @CsvSource({", 60", "10, 60", "20, 60", "90, 270", "900, 2700"})
    void aLinkIsNotBrokenWhileTheLastValuesAreValid(@Nullable Integer interval, long seconds) {
        assertThat(TcpSource.silence(interval == null ? null : Duration.ofSeconds(interval))).hasSeconds(seconds);
    }

    @Test
    void nobodyListeningIsAbsent() {
        int port = FreePort.next();
        assertObstacle(new TcpSource("127.0.0.1", port, null), Condition.LINE_ABSENT, "127.0.0.1:" + port, "no program listens");
    }

    @Test
    void anUnknownNameIsAbsent() {
        assertObstacle(new TcpSource("no-such-bridge.invalid", 2001, null), Condition.LINE_ABSENT, "no-such-bridge.invalid");
    }

    @Test
    void aLookupThatNeverEndsDoesNotDelayTheNext() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        AtomicInteger lookups = new AtomicInteger();
        try (TcpSource source = new TcpSource("bridge", 2001, () -> {
            if (lookups.incrementAndGet() == 1) {
                awaitUninterruptibly(never);
            }
            return address();
        }, 5_000, Long.MAX_VALUE, ticks::nanos)) {
            assertObstacle(source, Condition.LINE_ABSENT, "no answer");
            source.open();
            assertThat(lookups).hasValue(2);
        } finally {
            never.countDown();
        }
    }

    /** Waits as a lookup of the system does, which no interrupt ends. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException interrupted) {
                Thread.onSpinWait();
            }
        }
    }
}
