package org.dbusp1.output.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
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
                new Listener.Limits(4, 4, true), pipeline -> { });
        listener.start();
        waitFor(bound);
        assertThat(isFree(port)).isFalse();
        listener.close();
        closed.countDown();

        Await.await("the port", () -> isFree(port));
    }

    /** The next output does not wait for a port that is taken, nor longer than two seconds for a system that does not answer. */
    @Test
    @Timeout(120)
    void itIsReadyWhenItsFirstAttemptHasEndedWellOrNotOrHangs() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        PortRange late = new PortRange(List.of(FreePort.next()), number -> {
            asked.countDown();
            waitFor(answered);
        });
        try (ServerSocket other = new ServerSocket(0, 1, HERE); Listener opened = listener(PortRange.only(0));
                Listener refused = listener(PortRange.only(other.getLocalPort())); Listener hanging = listener(late)) {
            opened.start();
            Await.await("the first attempt", opened::isReady);
            assertThat(opened.port()).isNotZero();
            refused.start();
            Await.await("the first attempt", refused::isReady);
            assertThat(refused.fault()).isPresent();
            long began = System.nanoTime();
            hanging.start();
            waitFor(asked);
            Await.await("the end of the patience", hanging::isReady);
            assertThat(System.nanoTime() - began).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(1_900));
            assertThat(hanging.port()).isZero();
            answered.countDown();
        }
    }

    @Test
    void aPortThatIsTakenIsTriedAgainEverMoreSeldomUpToAMinute() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, HERE)) {
            EmbeddedChannel clock = new EmbeddedChannel();
            clock.freezeTime();
            Listener refused = new Listener("test", "http.port",
                    new Listener.Address(HERE, PortRange.only(other.getLocalPort()), List.of()), new Listener.Limits(4, 4, true),
                    pipeline -> { }, clock.eventLoop());
            refused.start();
            clock.runPendingTasks();
            assertThat(refused.fault()).isPresent();
            List<Long> waits = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                long wait = clock.runScheduledPendingTasks();
                waits.add(TimeUnit.NANOSECONDS.toSeconds(wait));
                clock.advanceTimeBy(wait, TimeUnit.NANOSECONDS);
            }
            assertThat(waits).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        }
    }

    private static Listener listener(PortRange port) {
        return new Listener("test", "http.port", new Listener.Address(HERE, port, List.of()), new Listener.Limits(4, 4, true), pipeline -> { });
    }

    /** As the owner types it in a browser. */
    @ParameterizedTest
    @CsvSource({"http.port,127.0.0.1,8100,http://127.0.0.1:8100", "http.port,::1,8099,http://[0:0:0:0:0:0:0:1]:8099"})
    void theLogNamesTheWholeAddress(String key, InetAddress bind, int port, String address) {
        assertThat(Listener.hosts(new Listener.Address(bind, PortRange.only(port), List.of())))
                .singleElement().extracting(host -> Listener.url(key, host, port)).isEqualTo(address);
    }

    /** 0.0.0.0 can be opened by nobody: this machine's name, and its addresses in the networks that may connect. */
    @Test
    void aServerOnAllAddressesIsNamedAsItsClientsReachIt() throws Exception {
        InetAddress all = InetAddress.getByName("0.0.0.0");
        List<InetAddress> own = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress()).toList();
        String name = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        assertThat(Listener.hosts(new Listener.Address(all, PortRange.only(0), List.of()))).hasSize(own.size() + 1)
                .startsWith(name).doesNotContain("0.0.0.0", "127.0.0.1");
        for (InetAddress address : own) {
            String host = address.getHostAddress().replaceFirst("%.*", "");
            Network only = Network.parse(host).orElseThrow();
            assertThat(Listener.hosts(new Listener.Address(all, PortRange.only(0), List.of(only), false)))
                    .containsExactly(name, host.contains(":") ? "[" + host + "]" : host);
        }
    }

    /** The process of a machine without IPv6. */
    static final class WithoutIpv6 {
        private WithoutIpv6() {
        }

        public static void main(String... arguments) throws Exception {
            Listener listener = new Listener("test", "http.port",
                    new Listener.Address(InetAddress.getByName("::1"), PortRange.only(0), List.of()),
                    new Listener.Limits(4, 4, true), pipeline -> { });
            listener.start();
            Await.await("a fault", () -> listener.fault().isPresent());
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

    /** Returns one whose port is open, and whose clients use {@link #protocol}. */
    private static Listener opened(Listener.Limits limits) {
        Listener listener = new Listener("test", "http.port", new Listener.Address(HERE, PortRange.only(0), List.of()), limits,
                ListenerTest::protocol);
        listener.start();
        Await.await("the port", () -> listener.port() != 0);
        return listener;
    }

    /** Each byte is a request: "?" is answered with "!", "s" begins an answer without end with "s". */
    private static void protocol(ChannelPipeline pipeline) {
        pipeline.addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelActive(ChannelHandlerContext context) {
                ClientConnection.of(context).awaitRequest(Duration.ofMinutes(10));
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                ClientConnection client = ClientConnection.of(context);
                client.answerWithin(Duration.ofMinutes(10));
                boolean stream = ((ByteBuf) bytes).readByte() == 's';
                ReferenceCountUtil.release(bytes);
                context.writeAndFlush(Unpooled.wrappedBuffer(new byte[] {(byte) (stream ? 's' : '!')}));
                if (!stream) {
                    client.awaitRequest(Duration.ofMinutes(10));
                }
            }
        });
    }

    private static int ask(Socket client, char request) throws IOException {
        client.getOutputStream().write(request);
        return client.getInputStream().read();
    }

    @Test
    @Timeout(120)
    void aClientBeyondTheLimitReplacesTheIdlestOrOneThatHasHadAnswers() throws Exception {
        try (Listener listener = opened(new Listener.Limits(3, 3, true)); Socket stream = new Socket(HERE, listener.port());
                Socket asking = new Socket(HERE, listener.port()); Socket silent = new Socket(HERE, listener.port())) {
            assertThat(ask(stream, 's')).isEqualTo('s');
            assertThat(ask(asking, '?')).isEqualTo('!');
            try (Socket second = new Socket(HERE, listener.port())) {
                assertThat(silent.getInputStream().read()).as("has never sent a request").isEqualTo(-1);
                assertThat(ask(second, '?')).isEqualTo('!');
                try (Socket third = new Socket(HERE, listener.port())) {
                    assertThat(asking.getInputStream().read()).as("its request is the oldest one").isEqualTo(-1);
                    assertThat(ask(second, 's')).isEqualTo('s');
                    assertThat(ask(third, 's')).isEqualTo('s');
                    try (Socket fourth = new Socket(HERE, listener.port())) {
                        assertThat(ask(fourth, 's')).as("the second one had an answer before, and leaves after this one").isEqualTo('s');
                        try (Socket refused = new Socket(HERE, listener.port())) {
                            assertThat(refused.getInputStream().read()).as("each first answer is owed").isEqualTo(-1);
                        }
                    }
                    assertThat(ask(second, 's')).as("is still connected").isEqualTo('s');
                    assertThat(ask(third, 's')).as("is still connected").isEqualTo('s');
                }
            }
            assertThat(ask(stream, 's')).as("is still connected").isEqualTo('s');
        }
    }

    @Test
    @Timeout(120)
    void ofOneAddressNoMoreLeaveThanMayStay() throws Exception {
        try (Listener listener = opened(new Listener.Limits(9, 1, true)); Socket leaves = new Socket(HERE, listener.port())) {
            assertThat(ask(leaves, '?')).isEqualTo('!');
            assertThat(ask(leaves, 's')).isEqualTo('s');
            try (Socket stays = new Socket(HERE, listener.port())) {
                assertThat(ask(stays, '?')).isEqualTo('!');
                assertThat(ask(stays, 's')).isEqualTo('s');
                try (Socket refused = new Socket(HERE, listener.port())) {
                    assertThat(refused.getInputStream().read()).as("one leaves already").isEqualTo(-1);
                }
                assertThat(ask(stays, '?')).isEqualTo('!');
                try (Socket instead = new Socket(HERE, listener.port())) {
                    assertThat(stays.getInputStream().read()).as("it is idle").isEqualTo(-1);
                    assertThat(ask(instead, '?')).isEqualTo('!');
                }
            }
        }
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
