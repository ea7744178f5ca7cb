package org.dbusp1.output.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.output.ChildJvm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
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

    public static void main(String[] arguments) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, HERE); Listener refused = listener(PortRange.only(other.getLocalPort()))) {
            refused.start();
            Await.await("the first attempt", refused::isReady);
        }
    }

    @Test
    @Timeout(120)
    void ofAPortThatIsTakenTheOwnerReadsThatAnotherProgramAnswers(@TempDir Path directory) throws Exception {
        Path messages = directory.resolve("messages");
        try (ChildJvm child = new ChildJvm(ListenerTest.class, messages)) {
            assertThat(child.next()).isEqualTo(-1);
        }
        assertThat(Files.readAllLines(messages)).filteredOn(line -> line.contains("cannot listen")).singleElement().asString()
                .containsPattern("cannot listen on 127\\.0\\.0\\.1 port (\\d+) .*: what answers there is another program; ")
                .endsWith("it is tried again, or choose another http.port");
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

    /** Returns one whose port is open, and whose clients get each byte back. */
    private static Listener opened(Listener.Limits limits) {
        Listener listener = new Listener("test", "http.port", new Listener.Address(HERE, PortRange.only(0), List.of()), limits,
                pipeline -> pipeline.addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object bytes) {
                        context.writeAndFlush(bytes);
                    }
                }));
        listener.start();
        Await.await("the port", () -> listener.port() != 0);
        return listener;
    }

    private static Socket from(String address, Listener listener) throws IOException {
        Socket client = new Socket();
        client.bind(new InetSocketAddress(address, 0));
        client.connect(new InetSocketAddress(HERE, listener.port()));
        return client;
    }

    /** Returns whether a client is served; one that is refused is disconnected. */
    private static boolean isServed(Socket client) {
        try {
            client.getOutputStream().write('?');
            return client.getInputStream().read() == '?';
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    @Timeout(120)
    void aClientBeyondTheLimitIsRefusedAtOnceAndNoneIsClosedForIt() throws Exception {
        try (Listener listener = opened(new Listener.Limits(3, 3, true)); Socket silent = from("127.0.0.1", listener);
                Socket asking = from("127.0.0.2", listener)) {
            assertThat(isServed(asking)).isTrue();
            try (Socket third = from("127.0.0.3", listener); Socket refused = from("127.0.0.4", listener)) {
                assertThat(isServed(third)).isTrue();
                assertThat(refused.getInputStream().read()).isEqualTo(-1);
                assertThat(isServed(silent)).isTrue();
            }
            Await.await("the place of the third one", () -> {
                try (Socket instead = from("127.0.0.4", listener)) {
                    return isServed(instead);
                }
            });
        }
    }

    @Test
    @Timeout(120)
    void oneAddressHasItsShareUnlessItIsThisMachinesAndMayHaveMore() throws Exception {
        for (boolean limitsLoopback : new boolean[] {true, false}) {
            try (Listener listener = opened(new Listener.Limits(9, 1, limitsLoopback)); Socket first = from("127.0.0.1", listener);
                    Socket second = from("127.0.0.1", listener); Socket other = from("127.0.0.2", listener)) {
                assertThat(isServed(first)).isTrue();
                assertThat(isServed(second)).isEqualTo(!limitsLoopback);
                assertThat(isServed(other)).isTrue();
            }
        }
    }

    /** Netty logs what no handler takes with its stack trace, as often as a client likes. */
    @Test
    void aHandlerThatFailsEndsItsConnectionAndNothingElse() throws Exception {
        try (TestClient client = new TestClient(pipeline -> pipeline.addLast(new ByteToMessageDecoder() {
            @Override
            protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
                bytes.skipBytes(bytes.readableBytes());
                throw new IllegalStateException("a codec's own limit");
            }
        }))) {
            // What no handler takes would be thrown here.
            client.channel().writeInbound(Unpooled.wrappedBuffer(new byte[9]));
            assertThat(client.isClosed()).isTrue();
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
