package org.dbusp1.gx.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One connection, with the test at its other end; those to a real bus are in the tests of output.venus. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class BusConnectionTest {
    private static final MessageFactory MESSAGES = new MessageFactory((byte) 'l');
    private static final String PEER = "org.freedesktop.DBus.Peer";
    private static final byte NO_REPLY = 1;
    private static final Duration LONG = Duration.ofSeconds(50);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration MODERATE = Duration.ofMillis(700);
    /** Passes within the test; the same time again is enough for the last steps of a login, on a busy machine too. */
    private static final Duration PATIENT = Duration.ofSeconds(8);

    @TempDir
    private Path directory;
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(() -> { }, faults::add);
    private final MessageReader reader = new MessageReader();
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16).flip();
    private ServerSocketChannel server;
    private SocketChannel bus;
    private BusConnection connection;

    /** Notes what happens, and answers only calls of Echo. */
    private final class Client implements BusConnection.Client {
        @Override
        public void connected() {
            events.add("connected");
        }

        @Override
        public boolean call(MethodCall call) {
            if (!call.getName().equals("Echo")) {
                return false;
            }
            connection.reply(call, "s", body -> body.string("echo"));
            return true;
        }

        @Override
        public void signal(DBusSignal signal) {
            events.add("signal " + signal.getName());
        }

        @Override
        public void drained() {
            events.add("drained");
        }

        @Override
        public void lost(boolean wasOpen, String why) {
            events.add((wasOpen ? "lost " : "failed ") + why);
        }

        @Override
        public void refused(String why) {
            events.add("refused " + why);
        }
    }

    @BeforeEach
    void listen() throws IOException {
        listenAgain();
        loop.start();
    }

    @AfterEach
    void end() throws IOException {
        loop.end();
        server.close();
        if (bus != null) {
            bus.close();
        }
        assertThat(faults).isEmpty();
    }

    private void open(String path, Duration limit) {
        loop.post(() -> connection = BusConnection.open(loop, directory.resolve(path).toString(), limit, new Client()));
    }

    private void awaitEvent(String beginning) {
        await(beginning, () -> events.stream().anyMatch(event -> event.startsWith(beginning)));
    }

    private void connect() throws Exception {
        open("bus", LONG);
        bus = server.accept();
        expectText("\0AUTH EXTERNAL\r\n");
        write("DATA\r\n");
        expectText("DATA\r\n");
        write("OK 0a\r\n");
        expectText("BEGIN\r\n");
        send(MESSAGES.createMethodReturn((MethodCall) receive(), "s", ":1.7"));
        awaitEvent("connected");
    }

    private void write(String text) throws IOException {
        bus.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }

    private void expectText(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(text.length());
        while (bytes.hasRemaining() && bus.read(bytes) >= 0) {
            continue;
        }
        assertThat(new String(bytes.array(), StandardCharsets.US_ASCII)).isEqualTo(text);
    }

    private Message receive() throws Exception {
        MessageReader.Received received = reader.next(in);
        while (received == null) {
            in.clear();
            assertThat(bus.read(in)).isPositive();
            in.flip();
            received = reader.next(in);
        }
        return received.message();
    }

    private void send(Message message) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(message.getWireData()).takeWhile(Objects::nonNull).forEach(bytes::writeBytes);
        bus.write(ByteBuffer.wrap(bytes.toByteArray()));
    }

    private static MethodCall call(byte flags, String iface, String member) throws Exception {
        return MESSAGES.createMethodCall(":1.9", ":1.7", "/", iface, member, flags, null);
    }

    private Message answer(String iface, String member) throws Exception {
        MethodCall call = call((byte) 0, iface, member);
        send(call);
        Message answer = receive();
        assertThat(answer.getReplySerial()).isEqualTo(call.getSerial());
        assertThat(answer.getDestination()).isEqualTo(":1.9");
        return answer;
    }

    static List<Arguments> refusals() {
        return List.of(arguments("REJECTED EXTERNAL\r\n", "the bus refuses the connection: REJECTED EXTERNAL"),
                arguments("", "the bus closed the connection"),
                arguments("x".repeat(5000), "no D-Bus daemon: xxx"));
    }

    /** The other end answers everything with these words, then hangs up; a busy machine may need several attempts for it. */
    @ParameterizedTest
    @MethodSource("refusals")
    void whatIsNoBusIsReportedInItsWords(String words, String report) throws Exception {
        Thread answering = new Thread(() -> answerAndHangUp(words));
        answering.start();
        open("bus", MODERATE);
        await(report, () -> {
            if (events.remove("failed the bus does not answer")) {
                open("bus", MODERATE);
            }
            return events.stream().anyMatch(event -> event.startsWith("failed " + report));
        });
        server.close();
        answering.join();
    }

    @Test
    void aBusThatAcceptsAndDoesNotAnswerIsGivenUp() {
        open("bus", SHORT);
        awaitEvent("failed the bus does not answer");
    }

    /** On a slow processor the driver itself may need longer than the limit between two steps. */
    @Test
    void aDriverThatIsBusyForLongerThanTheLimitTakesTheAnswerThatWaitedForIt() throws Exception {
        CountDownLatch late = new CountDownLatch(1);
        open("bus", PATIENT);
        loop.post(() -> awaitQuietly(late));
        bus = server.accept();
        expectText("\0AUTH EXTERNAL\r\n");
        write("OK 0a\r\n");
        long opened = System.nanoTime();
        await("the limit", () -> System.nanoTime() - opened > PATIENT.toNanos());
        late.countDown();
        expectText("BEGIN\r\n");
        send(MESSAGES.createMethodReturn((MethodCall) receive(), "s", ":1.7"));
        awaitEvent("connected");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aBusThatAnswersAndHangsUpEachTimeIsGivenUp() throws Exception {
        Thread answering = new Thread(() -> answerAndHangUp("OK 0a\r\n"));
        answering.start();
        open("bus", MODERATE);
        awaitEvent("failed ");
        server.close();
        answering.join();
    }

    private void answerAndHangUp(String words) {
        while (server.isOpen()) {
            try (SocketChannel channel = server.accept()) {
                channel.read(ByteBuffer.allocate(1024));
                channel.write(ByteBuffer.wrap(words.getBytes(StandardCharsets.US_ASCII)));
            } catch (IOException e) {
                continue;
            }
        }
    }

    @Test
    void aBusWhoseQueueIsFullIsGivenUp() throws Exception {
        List<SocketChannel> waiting = new ArrayList<>();
        try {
            fill(UnixDomainSocketAddress.of(directory.resolve("bus")), waiting);
            open("bus", SHORT);
            awaitEvent("failed Resource temporarily unavailable");
        } finally {
            for (SocketChannel channel : waiting) {
                channel.close();
            }
        }
    }

    private static void fill(UnixDomainSocketAddress address, List<SocketChannel> waiting) throws IOException {
        try {
            while (true) {
                SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                waiting.add(channel);
                channel.configureBlocking(false);
                channel.connect(address);
            }
        } catch (SocketException e) {
            assertThat(e).isNotInstanceOf(ConnectException.class);
        }
    }

    @Test
    void whereThereIsNoSocketThereIsNoBus() {
        open("none", SHORT);
        awaitEvent("failed No such file or directory");
    }

    @Test
    void aBusThatComesWithinTheLimitIsConnectedTo() throws Exception {
        server.close();
        java.nio.file.Files.delete(directory.resolve("bus"));
        open("bus", LONG);
        listenAgain();
        bus = server.accept();
        expectText("\0AUTH EXTERNAL\r\n");
    }

    private void listenAgain() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(directory.resolve("bus")), 1);
    }

    @Test
    void aConnectionThatBreaksIsLostOnce() throws Exception {
        connect();
        bus.close();
        awaitEvent("lost ");
        loop.post(() -> connection.send(new byte[8]));
        loop.post(() -> events.add("end"));
        awaitEvent("end");
        assertThat(events.stream().filter(event -> event.startsWith("lost"))).hasSize(1);
    }

    @Test
    void aCallThatExpectsNoReplyGetsNeitherValueNorError() throws Exception {
        connect();
        for (String member : List.of("Echo", "Ping", "Nothing")) {
            send(call(NO_REPLY, member.equals("Ping") ? PEER : "a.b", member));
        }
        assertThat(answer("a.b", "Echo").getParameters()).containsExactly("echo");
    }

    @Test
    void aSignOfLifeIsGivenWhateverIsServedAndACallThatNobodyTakesHasNoObject() throws Exception {
        connect();
        assertThat(answer(PEER, "Ping").getParameters()).isNullOrEmpty();
        assertThat(answer(PEER, "Other").getName()).isEqualTo("org.freedesktop.DBus.Error.UnknownObject");
        assertThat(answer("a.b", "Other").getName()).isEqualTo("org.freedesktop.DBus.Error.UnknownObject");
    }

    @Test
    void repliesAndErrorsReachWhoCalled() throws Exception {
        connect();
        for (boolean fails : new boolean[] {false, true}) {
            loop.post(() -> connection.call("a.b", "/", "a.b", "Ask", reply -> events.add("reply " + reply.error()
                    + Objects.requireNonNullElse(reply.firstValue(), "none")), "s", "x"));
            MethodCall call = (MethodCall) receive();
            assertThat(call.getParameters()).containsExactly("x");
            send(fails ? MESSAGES.createError(null, ":1.7", "a.b.Failed", call.getSerial(), "s", "why")
                    : MESSAGES.createMethodReturn(call, "s", "answer"));
        }
        awaitEvent("reply a.b.Failed: whynone");
        assertThat(events).contains("reply answer");
    }

    @Test
    void anAnswerThatComesTwiceReachesWhoCalledOnce() throws Exception {
        connect();
        loop.post(() -> connection.call("a.b", "/", "a.b", "Ask", reply -> events.add("reply " + reply.firstValue()), ""));
        MethodCall call = (MethodCall) receive();
        send(MESSAGES.createMethodReturn(call, "s", "first"));
        send(MESSAGES.createMethodReturn(call, "s", "second"));
        answer(PEER, "Ping");
        assertThat(events).containsExactly("connected", "reply first");
    }

    @Test
    void aBusThatDoesNotReadKeepsTheOrderAndIsStalled() throws Exception {
        connect();
        int messages = 3000;
        loop.post(() -> {
            for (int i = 0; i < messages; i++) {
                MessageWriter signal = MessageWriter.signal("/", "a.b", "Number", "i");
                signal.int32(i);
                connection.send(signal.message());
            }
            events.add("backlog " + (connection.backlog() > 100) + " " + connection.stalled(Duration.ZERO)
                    + " " + connection.stalled(LONG));
        });
        awaitEvent("backlog true true false");
        for (int i = 0; i < messages; i++) {
            assertThat(receive().getParameters()).containsExactly(i);
        }
        awaitEvent("drained");
    }

    /** Calls with answers that the client does not read: what is sent then does not wait for thousands of answers. */
    @Test
    void aFloodOfCallsIsReadNoFasterThanItsAnswersAreTaken() throws Exception {
        connect();
        int calls = 5000;
        Thread flood = new Thread(() -> flood(calls));
        flood.start();
        int[] passes = new int[1];
        int[] waiting = new int[1];
        await("the flood, read or held back", () -> {
            loop.post(() -> {
                passes[0] = connection.backlog() > 0 && connection.backlog() == waiting[0] ? passes[0] + 1 : 0;
                waiting[0] = connection.backlog();
                events.add("passes " + passes[0]);
            });
            return events.contains("passes 20") || !flood.isAlive();
        });
        loop.post(() -> connection.send(MessageWriter.signal("/", "a.b", "Power", "").message()));
        int before = 0;
        while (!(receive() instanceof DBusSignal)) {
            before++;
        }
        assertThat(before).isLessThan(calls / 2);
        for (int answer = before; answer < calls; answer++) {
            assertThat(receive().getParameters()).containsExactly("echo");
        }
    }

    private void flood(int calls) {
        try {
            ByteArrayOutputStream call = new ByteArrayOutputStream();
            Arrays.stream(call((byte) 0, "a.b", "Echo").getWireData()).takeWhile(Objects::nonNull).forEach(call::writeBytes);
            for (int i = 0; i < calls; i++) {
                bus.write(ByteBuffer.wrap(call.toByteArray()));
            }
        } catch (Exception e) {
            faults.add(e);
        }
    }

    @Test
    void aCallOfTheBusThatIsNotAnsweredStallsAndOneOfAnotherClientDoesNot() throws Exception {
        connect();
        loop.post(() -> {
            connection.call("a.b", "/", "a.b", "Ask", reply -> { }, "");
            events.add("other " + connection.stalled(Duration.ZERO));
            connection.callBus("GetId", reply -> { }, "");
        });
        awaitEvent("other false");
        receive();
        receive();
        loop.post(() -> events.add("bus " + connection.stalled(Duration.ZERO)));
        awaitEvent("bus true");
    }
}
