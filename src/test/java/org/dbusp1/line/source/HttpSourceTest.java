package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.dbusp1.Await.await;
import static org.dbusp1.line.source.Obstacles.assertObstacle;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.source.FakeDongle.Answer;
import org.dbusp1.line.source.HttpSource.Endpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HttpSourceTest {
    private final byte[] buffer = new byte[1000];
    private volatile String telegram = "/ABC5\r\n\r\n!1234\r\n";
    private volatile int status = 200;
    private volatile String page = "/api/v1/telegram";
    private FakeDongle dongle;
    private HttpSource source;
    private ServerSocket stranger;
    private final List<Socket> connections = new CopyOnWriteArrayList<>();
    private final CountDownLatch done = new CountDownLatch(1);

    @BeforeEach
    void start() throws IOException {
        dongle = new FakeDongle(asked -> asked.getRequestURI().toString().equals(page) ? Answer.of(status, telegram) : Answer.of(404, ""));
        source = asking(dongle.host(), new FakeClock(), 60_000);
        stranger = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        dongle.close();
        done.countDown();
        stranger.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private static HttpSource asking(String host, Pacer.Clock ticks, int requestMillis) {
        return new HttpSource(Endpoint.homeWizard(host), ticks, requestMillis);
    }

    /** What another program at the dongle's address does with a connection. */
    private interface Conversation {
        void with(Socket client, CountDownLatch done) throws IOException, InterruptedException;
    }

    /** A source at an address where another program listens. */
    private HttpSource at(Conversation conversation, Pacer.Clock ticks, int requestMillis) {
        new Thread(() -> {
            try {
                while (true) {
                    Socket client = stranger.accept();
                    connections.add(client);
                    new Thread(() -> converse(conversation, client)).start();
                }
            } catch (IOException e) {
                // The test is done.
            }
        }).start();
        return asking("127.0.0.1:" + stranger.getLocalPort(), ticks, requestMillis);
    }

    private void converse(Conversation conversation, Socket client) {
        try {
            conversation.with(client, done);
        } catch (IOException | InterruptedException e) {
            // The source has closed it, or the test is done.
        }
    }

    /** Reads a request up to the empty line. @return false at the end of the connection */
    private static boolean request(Socket client) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = client.getInputStream().read();
            if (next < 0) {
                return false;
            }
            head.append((char) next);
        }
        return true;
    }

    private static void write(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
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
    void aClosedApiIsForbiddenAndShowsHowToOpenIt() {
        status = 403;
        assertObstacle(source, Condition.LINE_FORBIDDEN, "HomeWizard app");
    }

    @Test
    void noDongleIsAbsent() {
        dongle.close();
        assertObstacle(source, Condition.LINE_ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:99999", "127.0.0.1:-5", "127.0.0.1:x", "[::1", "fe80::1", "p1 meter", "p1_meter.local"})
    void whatIsNoAddressIsReportedInOneLine(String host) {
        assertObstacle(new HttpSource(Endpoint.homeWizard(host)), Condition.LINE_UNSUITABLE, host + " is no host name: ");
    }

    static Stream<Arguments> aDongleThatStopsWithinItsAnswerIsAskedAgain() {
        String head = "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n";
        return Stream.of(
                named("half a body", (client, done) -> write(client, head + "/ABC5\r\n")),
                named("headers without body", (client, done) -> write(client, head)),
                named("half of the headers", (client, done) -> write(client, head.substring(0, 20))),
                named("nothing", (client, done) -> { }),
                named("a body of unknown length without end", (client, done) -> write(client, "HTTP/1.1 200 OK\r\n\r\n/ABC5")),
                named("a chunk without end", (client, done) ->
                        write(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n11\r\n/ABC5")),
                named("a byte now and then", (client, done) -> {
                    write(client, head.replace("16", "10000"));
                    while (!done.await(300, TimeUnit.MILLISECONDS)) {
                        write(client, "x");
                    }
                }));
    }

    private static Arguments named(String name, Conversation conversation) {
        return Arguments.of(Named.of(name, conversation));
    }

    @ParameterizedTest
    @MethodSource
    void aDongleThatStopsWithinItsAnswerIsAskedAgain(Conversation stopping) throws Exception {
        CompletableFuture<Boolean> released = new CompletableFuture<>();
        HttpSource waiting = at((client, done) -> {
            if (connections.indexOf(client) > 0) {
                request(client);
                write(client, "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n" + telegram);
                done.await();
            }
            try {
                request(client);
                stopping.with(client, done);
                released.complete(client.getInputStream().read() < 0);
            } catch (IOException e) {
                released.complete(true);
            }
        }, Pacer.Clock.SYSTEM, 1_000);

        assertThat(catchThrowableOfType(SourceException.class, waiting::open)).hasMessageContaining("no answer within 1 s");
        await("an answer within this second", () -> catchThrowableOfType(SourceException.class, waiting::open) == null);
        assertThat(waiting.read(buffer, 1_000)).isEqualTo(telegram.length());
        // A dongle has few connections: the one of the answer that never ended must not stay open.
        assertThat(released.get(60, TimeUnit.SECONDS)).isTrue();
    }

    /** While a dongle owes an answer, which it would owe for longer than this test may take. */
    @Test
    void aReadEndsWhenAnotherThreadClosesTheSource() throws Exception {
        CountDownLatch asked = new CountDownLatch(2);
        HttpSource silent = at((client, end) -> {
            while (request(client)) {
                asked.countDown();
                if (asked.getCount() > 0) {
                    write(client, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n/ABC5");
                } else {
                    end.await();
                }
            }
        }, Pacer.Clock.SYSTEM, 600_000);
        silent.open();
        assertThat(silent.read(buffer, 1_000)).isEqualTo(5);
        CompletableFuture<Integer> last = CompletableFuture.supplyAsync(() -> {
            try {
                int read = 0;
                while (read == 0 && asked.getCount() > 0) {
                    read = silent.read(buffer, 1_000);
                }
                return read;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        asked.await();
        silent.close();
        assertThat(last.get(60, TimeUnit.SECONDS)).isEqualTo(-1);
    }

    @Test
    void theAgeOfATelegramCountsFromTheRequest() throws IOException {
        FakeClock ticks = new FakeClock();
        HttpSource slow = asking(dongle.host(), ticks, 60_000);
        long asked = ticks.nanos();
        slow.open();
        ticks.pass(3_000);

        assertThat(slow.read(buffer, 1_000)).isPositive();
        assertThat(slow.lastReadNanos()).isEqualTo(asked);
    }

    /** A source at an address that answers with these bytes. */
    private HttpSource answering(String bytes) {
        return at((client, end) -> {
            request(client);
            write(client, bytes);
            client.shutdownOutput();
            done.await();
        }, Pacer.Clock.SYSTEM, 60_000);
    }

    /** DONGLE is the address of one, which would answer; the others are no addresses. */
    @ParameterizedTest
    @CsvSource({"301, http://DONGLE/api/v1/telegram", "302, http://DONGLE/api/v1/telegram",
        "303, http://DONGLE/api/v1/telegram", "307, http://DONGLE/api/v1/telegram",
        "308, http://DONGLE/api/v1/telegram", "302, http://127.0.0.1:99999/", "302, /x", "302, http://[/", "302, ftp://127.0.0.1/"})
    void aRedirectIsNotFollowed(int redirect, String location) {
        String target = location.replace("DONGLE", dongle.host());
        assertObstacle(answering("HTTP/1.1 " + redirect + " Found\r\nLocation: " + target + "\r\nContent-Length: 0\r\n\r\n"),
                Condition.LINE_ABSENT, "status " + redirect);
    }

    @Test
    void manyInterimAnswersAreAnObstacle() {
        assertObstacle(answering("HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000)), Condition.LINE_ABSENT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 302 Found\r\nLocation: http://x/LONG\r\nContent-Length: 0\r\n\r\n", "LONG\r\n\r\n",
        "HTTP/1.1 200 LONG\r\n\r\n", "HTTP/1.1 200 OK\r\nLONG\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: LONG\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nLONG\r\n"})
    void whatAHostileAddressSendsIsNotRepeatedAtLength(String answer) {
        SourceException why = catchThrowableOfType(SourceException.class,
                answering(answer.replace("LONG", "stranger".repeat(7_500)))::open);
        assertThat(why == null ? "" : why.getMessage()).hasSizeLessThan(400);
    }

    /** Nothing, and the page of another device. */
    @ParameterizedTest
    @ValueSource(strings = {"", "<!DOCTYPE html>\n<html><body>/ABC5 231 W!</body></html>\n"})
    void whatIsNoTelegramIsNoReading(String page) throws IOException {
        telegram = page;
        source.open();
        assertThat(new TestPipeline().accept(read()).accept(read()).end().readings()).isEmpty();
    }

    @Test
    void anAnswerWithoutEndIsReadNoFurtherThanATelegramCanBe() throws Exception {
        HttpSource asking = at((client, end) -> {
            write(client, "HTTP/1.1 200 OK\r\n\r\n");
            while (true) {
                client.getOutputStream().write(new byte[10_000]);
            }
        }, Pacer.Clock.SYSTEM, 60_000);
        asking.open();
        assertThat(asking.read(new byte[100_000], 1_000)).isEqualTo(16_384);
    }

    /** Another program at the address of a dongle, such as a printer; each closes its side, or waits for the source to do so. */
    static Stream<Arguments> whatIsNoHttp() {
        return Stream.of(
                named("a greeting", (client, done) -> write(client, "220 printer ready\r\n")),
                named("a telegram", (client, done) -> write(client, "/ABC5\r\n\r\n1-0:1.7.0(00.500*kW)\r\n!1234\r\n".repeat(20))),
                named("binary", (client, done) -> write(client, "\u0000\u00ff\u001b".repeat(3_000))),
                named("a body that breaks off", (client, done) -> {
                    write(client, "HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n/ABC5");
                    client.shutdownOutput();
                }),
                named("a line of a head without end", (client, done) -> {
                    write(client, "HTTP/1.1 200 OK\r\nX: ");
                    while (true) {
                        write(client, "x".repeat(10_000));
                    }
                }),
                named("lines of a head without end", (client, done) -> {
                    write(client, "HTTP/1.1 200 OK\r\n");
                    while (true) {
                        write(client, "X: y\r\n".repeat(1_000));
                    }
                }),
                named("interim answers without end", (client, done) -> {
                    while (true) {
                        write(client, "HTTP/1.1 100 Continue\r\n\r\n".repeat(1_000));
                    }
                }));
    }

    /** Each connection ends, and nothing of what was sent is kept. */
    @ParameterizedTest
    @MethodSource
    void whatIsNoHttp(Conversation stranger) throws Exception {
        openings(4, stranger);
    }

    @ParameterizedTest
    @MethodSource("whatIsNoHttp")
    @Tag("slow")
    void whatIsNoHttpForFiveMinutes(Conversation stranger) throws Exception {
        openings(30, stranger);
    }

    private void openings(int times, Conversation stranger) throws Exception {
        AtomicInteger open = new AtomicInteger();
        HttpSource asking = at((client, end) -> {
            open.incrementAndGet();
            try {
                request(client);
                stranger.with(client, end);
                while (client.getInputStream().read() >= 0) {
                    continue;
                }
            } finally {
                open.decrementAndGet();
                client.close();
            }
        }, Pacer.Clock.SYSTEM, 1_000);
        for (int i = 0; i < times; i++) {
            assertObstacle(asking, Condition.LINE_ABSENT, "no answer from the dongle at ");
        }
        await("the end of each connection", () -> open.get() == 0);
    }

    /** The device is right again, or the address is: the meter comes back. */
    @ParameterizedTest
    @ValueSource(strings = {"0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nx"})
    void anAnswerThatIsProlongedByteByByteHoldsOneConnectionOnly(String beginning) throws Exception {
        AtomicInteger open = new AtomicInteger();
        HttpSource asking = at((client, end) -> {
            open.incrementAndGet();
            try {
                request(client);
                write(client, beginning);
                while (!end.await(50, TimeUnit.MILLISECONDS)) {
                    write(client, "0");
                }
            } finally {
                open.decrementAndGet();
            }
        }, Pacer.Clock.SYSTEM, 300);
        for (int i = 0; i < 6; i++) {
            assertObstacle(asking, Condition.LINE_ABSENT, "no answer from the dongle at ");
            await("the end of all connections but those that cannot be ended", () -> open.get() <= 2);
        }
    }

    /** One answer that never ends, at each place of an answer; those after it are right. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            the status line | HTTP/1.1 200 | y
            100 Continue | '' | HTTP/1.1 100 Continue~~
            a head | HTTP/1.1 200 OK~X: | y
            heads | HTTP/1.1 200 OK~ | a: b~
            a body to the end | HTTP/1.1 200 OK~~ | y
            a body with its length | HTTP/1.1 200 OK~Content-Length: 9000~~ | y
            the body of an error | HTTP/1.1 500 X~Content-Length: 9000~~ | y
            the size of a chunk | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~0 | ;x
            trailers | HTTP/1.1 200 OK~Transfer-Encoding: chunked~~2~~~0~ | T: b~
            """)
    void oneAnswerThatNeverEndsDoesNotKeepTheNextOne(String place, String beginning, String drop) throws Exception {
        AtomicInteger answered = new AtomicInteger();
        HttpSource asking = at((client, end) -> {
            request(client);
            if (answered.incrementAndGet() == 1) {
                write(client, beginning.replace("~", "\r\n"));
                while (!end.await(50, TimeUnit.MILLISECONDS)) {
                    write(client, drop.replace("~", "\r\n"));
                }
            }
            write(client, "HTTP/1.1 200 OK\r\nContent-Length: " + telegram.length() + "\r\n\r\n" + telegram);
        }, Pacer.Clock.SYSTEM, 500);
        assertObstacle(asking, Condition.LINE_ABSENT, "no answer from the dongle at ");
        await("an answer within half a second", () -> catchThrowableOfType(SourceException.class, asking::open) == null);
        assertThat(asking.read(buffer, 1_000)).isEqualTo(telegram.length());
    }

    /** The JDK's {@code disconnect} would wait for ever. */
    @Test
    void anEncryptedAnswerThatNeverEndsIsClosed(@TempDir Path certificates) throws Exception {
        FakeDongle.certificates(certificates, "/CN=appliance\\/p1dongle\\/5c2faf000001");
        stranger.close();
        stranger = FakeDongle.tls(certificates).getServerSocketFactory().createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        AtomicInteger ended = new AtomicInteger();
        at((client, end) -> {
            request(client);
            write(client, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0");
            try {
                while (!end.await(50, TimeUnit.MILLISECONDS)) {
                    write(client, ";x");
                }
            } finally {
                ended.incrementAndGet();
            }
        }, Pacer.Clock.SYSTEM, 300);
        HttpSource asking = new HttpSource(Endpoint.homeWizard("127.0.0.1:" + stranger.getLocalPort(), FakeDongle.TOKEN,
                PinnedAuthority.context(Files.readAllBytes(certificates.resolve("ca.pem")), "5c2faf000001")), Pacer.Clock.SYSTEM, 1_000);
        await("the end of three such answers", () -> {
            assertObstacle(asking, Condition.LINE_ABSENT, "no answer from the dongle at ");
            return ended.get() >= 3;
        });
    }

    private HttpSource page(String path) {
        return new HttpSource(Endpoint.page(URI.create("http://" + dongle.host() + path)),
                new FakeClock(), 60_000);
    }

    /** As Sourceful's Zap and amsreader answer. */
    @Test
    void aTelegramThatIsTheWholeAnswerIsRead() throws IOException {
        page = "/telegram.txt?id=1&x=%20";
        source = page(page);
        source.open();
        assertThat(read()).isEqualTo(telegram);
        assertThat(read()).isEmpty();
        telegram = "/ABC5\r\n\r\n!5678\r\n";
        assertThat(read()).isEqualTo(telegram);
        String host = dongle.host();
        assertThat(source.lineIdentity()).contains("http " + host + "/telegram.txt?id=1&x=%20");
        assertThat(source.name()).isEqualTo(host.replace(':', '_'));
        assertObstacle(page("/telegram.txt"), Condition.LINE_FORBIDDEN, "has no page /telegram.txt");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u001b\u001b\u001b\u001b\u0001\u0001\u0001\u0001v", "~\u0000\u0010", "\u0000"})
    void aBinaryAnswerOfAPageIsRefused(String answer) {
        telegram = answer;
        assertObstacle(page("/api/v1/telegram"), Condition.LINE_UNSUITABLE, "source=tcp://HOST:PORT");
    }

    @Test
    void theTextOfD0IsNotBinary() throws IOException {
        telegram = "/LGZ4\r\n\u00021-0:1.8.0(1*kWh)\r\n!\r\n\u0003\u0001";
        source = page("/api/v1/telegram");
        source.open();
        assertThat(read()).isEqualTo(telegram);
    }

    /** The certificate of a stranger is not of the system's. */
    @Test
    void aPageByHttpsIsTrustedByTheSystemsCertificates(@TempDir Path certificates) throws Exception {
        FakeDongle.certificates(certificates, "/CN=127.0.0.1");
        try (FakeDongle device = new FakeDongle(certificates, asked -> Answer.of(telegram))) {
            assertObstacle(new HttpSource(Endpoint.page(URI.create("https://" + device.host() + "/"))), Condition.LINE_UNSUITABLE,
                    "is not trusted by this system");
            assertThat(device.asked).isEmpty();
        }
    }

    /** A dongle has few connections, and a client of the JDK keeps one open for 20 minutes: it must be used again. */
    @ParameterizedTest
    @ValueSource(ints = {401, 403, 404, 500, 503})
    void aRefusedRequestLeavesItsConnectionToTheNext(int refusal) throws Exception {
        HttpSource refused = at((client, end) -> {
            while (request(client)) {
                write(client, "HTTP/1.1 " + refusal + " No\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n{} \n");
            }
        }, new FakeClock(), 60_000);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(refused::open).isInstanceOf(SourceException.class);
        }
        assertThat(connections).hasSize(1);
    }
}
