package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.Await.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.Await;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.TestFindings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what hostile and clumsy clients may do. */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class SafetyTest {
    private static final String ENDLESS_ANSWER = "GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n";

    /** Answers that the server gave up. */
    private final Semaphore closed = new Semaphore(0);
    /** A store with more rows than any socket's buffers hold. */
    private final TestArchive endless = (table, step, from, to, rows) -> {
        rows.columns(TestArchive.columns("ts"));
        try {
            for (int i = 0;; i++) {
                rows.row(List.of(Integer.toString(i)));
            }
        } finally {
            closed.release();
        }
    };

    private final Web web = new Web(Web.settings(Web.ANYBODY), endless);
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        web.close();
    }

    private Socket raw(String text) throws IOException {
        return raw(web, text);
    }

    private Socket raw(Web server, String text) throws IOException {
        Socket socket = server.raw(text);
        sockets.add(socket);
        return socket;
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void everyAnswerCarriesTheHeadersThatProtectABrowser() throws Exception {
        for (String path : new String[] {"/", "/api/now", "/metrics", "/nowhere"}) {
            HttpResponse<String> answer = web.get(path);
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe", "http");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    /** The page asks for the events, and an event for the key, which the page's state has. */
    @Test
    void whilePagesAreReadEventsComeAndBothGoOn() throws Exception {
        web.output.snapshot(SampleMeter.usual().next());
        ExecutorService clients = Executors.newFixedThreadPool(4);
        AtomicInteger answers = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        try {
            for (int i = 0; i < 4; i++) {
                clients.submit(() -> {
                    while (!over.get() && web.get("/api/now").statusCode() == 200) {
                        answers.incrementAndGet();
                    }
                    return null;
                });
            }
            for (int round = 0; round < 200; round++) {
                int before = answers.get();
                Event event = TestFindings.event(Condition.LINE_SILENT, round % 2 == 0, Gravity.ALARM,
                        SampleMeter.START.plusSeconds(round), Map.of("port", "ttyUSB0"));
                web.driver.board().told(event);
                CompletableFuture.runAsync(() -> web.output.event(event)).get(30, TimeUnit.SECONDS);
                await("an answer after event " + round, () -> answers.get() > before);
            }
        } finally {
            over.set(true);
            clients.shutdownNow();
        }
    }

    /** X-Frame-Options has no list: beside the policy it would forbid what the owner allowed. */
    @Test
    void onlyThePagesThatTheOwnerNamesShowItInAFrame() throws Exception {
        assertThat(web.get("/").headers().firstValue("X-Frame-Options")).contains("DENY");
        HttpConfig plain = Web.settings(Web.ANYBODY);
        HttpConfig framed = new HttpConfig(plain.bind(), plain.port(), plain.access(), plain.prices(), true, null,
                List.of("http://homeassistant.local:8123", "https://ha.example"));
        try (Web other = new Web(framed, null)) {
            for (String path : List.of("/", "/api/now", "/nowhere")) {
                HttpResponse<String> answer = other.get(path);
                assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                        .endsWith("; frame-ancestors http://homeassistant.local:8123 https://ha.example").contains("default-src 'none'");
                assertThat(answer.headers().firstValue("X-Frame-Options")).isEmpty();
            }
            // Who may read is unchanged.
            assertThat(other.get("/api/now", "Origin", "https://ha.example").headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"http://192.168.1.20:8123, true", "https://ha.example, true", "*, false", "https://*.example, false",
        "http://ha.example/lovelace, false", "http://ha.example/, false", "ha.example, false", "https://a.example;script-src, false"})
    void anOriginIsASchemeAHostAndAPort(String origin, boolean accepted) {
        assertThat(HttpConfig.FRAME_ANCESTORS.read(origin).isPresent()).isEqualTo(accepted);
        assertThat(HttpConfig.FRAME_ANCESTORS.read("http://ha.local," + origin).isPresent()).isEqualTo(accepted);
    }

    @Test
    void anotherOriginReadsNothing() throws Exception {
        assertThat(web.get("/api/now", "Origin", "http://evil.example").headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(web.send("OPTIONS", "/api/v1/identify", "Origin", "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(web.send("OPTIONS", "/api/v1/identify").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../pom.xml", "/%2e%2e/openapi.json", "/uplot/../index.html", "/..%2fapp.js",
            "/org/dbusp1/output/http/index.html", "//app.js", "/app.js/", "/app.js%00.txt", "/openapi.json"})
    void noPathLeadsToAFile(String path) throws Exception {
        assertThat(answer(raw("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n"))).startsWith("HTTP/1.1 40");
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        String header = "X: " + "x".repeat(40_000) + "\r\n";

        assertThat(answer(raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n"))).startsWith("HTTP/1.1 431 ");
        assertThat(answer(raw("GET /" + "x".repeat(40_000) + " HTTP/1.0\r\nHost: localhost\r\n\r\n"))).startsWith("HTTP/1.1 431 ");
        assertThat(answer(raw("GET / HTTP/1.0\r\nHost: localhost\r\n" + "A: b\r\n".repeat(100) + "\r\n"))).startsWith("HTTP/1.1 431 ");
        assertThat(web.get("/healthz").statusCode()).isEqualTo(503);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /\r\n\r\n", "\0\0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n X: folded\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: a\nY: b\r\n\r\n", "get / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 5\r\n\r\nGET /", "GET app.js HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n", "GET / HTTP/1.1 x\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\nHost: a\n\n", "GET /\rX: HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"})
    void aMalformedRequestIsRefusedAndItsConnectionEnds(String request) throws Exception {
        assertThat(answer(raw(request + "GET /api/now HTTP/1.1\r\nHost: localhost\r\n\r\n")))
                .startsWith("HTTP/1.1 400 ").doesNotContain("online");
    }

    /** RFC 9112, section 3: a recipient may take any white space for the one blank; the words are the same to all. */
    @ParameterizedTest
    @ValueSource(strings = {"GET  /api/now HTTP/1.1", "GET /api/now   HTTP/1.1", "GET\t/api/now HTTP/1.1"})
    void moreBlanksBetweenTheWordsOfARequestLineChangeNothing(String line) throws Exception {
        assertThat(answer(raw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n")))
                .startsWith("HTTP/1.1 200 ").contains("\"online\"");
    }

    @Test
    void requestsThatComeInOnePieceOrByteByByteAreAnsweredInTheirOrder() throws Exception {
        String both = "GET /data.json HTTP/1.1\r\nHost: localhost\r\n\r\n"
                + "\r\nGET http://localhost/log.txt?x HTTP/1.1\r\nhost: localhost\r\nConnection: Close\r\n\r\n";
        String whole = answer(raw(both));
        Socket slow = raw("");
        slow.setTcpNoDelay(true);
        for (byte one : both.getBytes(StandardCharsets.US_ASCII)) {
            slow.getOutputStream().write(one);
        }

        assertThat(whole).startsWith("HTTP/1.1 503 ").containsOnlyOnce("HTTP/1.1 200 ").endsWith("no data");
        assertThat(answer(slow).replaceAll("(?i)date: .*", "")).isEqualTo(whole.replaceAll("(?i)date: .*", ""));
    }

    /** More than a codec of Netty lets wait: those after the first ones wait in the socket. */
    @Test
    void aThousandRequestsAtOnceAreAnsweredOneAfterTheOther() throws Exception {
        String all = "HEAD / HTTP/1.1\r\nHost:a\r\n\r\n".repeat(1_000) + "GET /log.txt HTTP/1.1\r\nHost:a\r\nConnection: close\r\n\r\n";

        assertThat(answer(raw(all)).split("HTTP/1.1 200 ", -1)).hasSize(1_002).satisfies(parts ->
                assertThat(parts[1_001]).endsWith("no data"));
    }

    /** The method is refused before the body; what follows on the connection is not read as a request. */
    @ParameterizedTest
    @CsvSource({"GET, /api/now, 413", "POST, /api/now, 405", "PUT, /, 405", "POST, /no/such, 404"})
    void nothingTakesABody(String method, String path, int status) throws Exception {
        for (String body : new String[] {"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"}) {
            assertThat(answer(raw(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + body))).startsWith("HTTP/1.1 " + status)
                    .containsOnlyOnce("HTTP/1.1");
        }
    }

    @Test
    void aClientThatSendsAByteNowAndThenIsCutOffToo() throws Exception {
        try (Web impatient = Web.impatient(null)) {
            Socket slow = raw(impatient, "GET / HTTP/1.1\r\n");
            slow.setSoTimeout(200);

            assertThatThrownBy(() -> {
                while (true) {
                    slow.getOutputStream().write('x');
                    try {
                        assertThat(slow.getInputStream().read()).isEqualTo(-1);
                        throw new EOFException("closed");
                    } catch (SocketTimeoutException e) {
                        assertThat(slow.isClosed()).isFalse();
                    }
                }
            }).isInstanceOfAny(EOFException.class, SocketException.class);
        }
    }

    /** Opens so many connections of clients of which one in ten does not read its answer, and the others send no whole request. */
    private void crowd(Web server, int clients) throws IOException {
        for (int i = 0; i < clients; i++) {
            raw(server, i % 10 == 0 ? ENDLESS_ANSWER : i % 2 == 0 ? "GET / HTTP/1.1\r\nHost: local" : "");
        }
    }

    private static boolean isRefused(Socket socket) {
        try {
            return answer(socket).isEmpty();
        } catch (IOException e) {
            return true;
        }
    }

    @Test
    void atTheLimitANewClientIsRefusedAtOnceAndThoseThatAreConnectedStay() throws Exception {
        Socket page = raw("GET /api/now HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(page.getInputStream().readNBytes(12)).asString().endsWith("200");
        crowd(web, WebServer.LIMITS.maxClients() - 1);
        assertThat(isRefused(raw(""))).isTrue();
        assertThat(isRefused(raw("GET /api/now HTTP/1.0\r\nHost: localhost\r\n\r\n"))).isTrue();

        page.getOutputStream().write("GET /log.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(answer(page)).endsWith("no data");
        Await.await("its place", () -> !isRefused(raw("GET /api/now HTTP/1.0\r\nHost: localhost\r\n\r\n")));
    }

    @Test
    void slowClientsAreClosedAndANewOneHasTheirPlace() throws Exception {
        try (Web impatient = Web.impatient(endless)) {
            crowd(impatient, WebServer.LIMITS.maxClients());
            List<Socket> slow = List.copyOf(sockets);
            Await.await("a place", () -> !isRefused(raw(impatient, "GET /api/now HTTP/1.0\r\nHost: localhost\r\n\r\n")));
            for (Socket each : slow) {
                everythingSent(each);
            }
        }
    }

    /** From an address that is not this machine's own; a proxy on this machine has no such limit. */
    @Test
    void oneAddressHoldsNotMoreThanItsShare() throws Exception {
        Optional<InetAddress> address = NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                .filter(candidate -> candidate instanceof Inet4Address && !candidate.isLoopbackAddress()).findFirst();
        assumeTrue(address.isPresent(), "this machine has no network");
        try (Web open = new Web(Web.settings(InetAddress.getByName("0.0.0.0"), 0, Web.ANYBODY, Web.NO_PRICES,
                null), null)) {
            Socket proxy = open.raw("");
            sockets.add(proxy);
            for (int i = 0; i < WebServer.LIMITS.maxPerAddress(); i++) {
                sockets.add(new Socket(address.get(), open.port()));
            }
            try (Socket another = new Socket(address.get(), open.port())) {
                assertThat(another.getInputStream().read()).as("its address has no place left").isEqualTo(-1);
            }
            proxy.getOutputStream().write("GET /api/now HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(answer(proxy)).startsWith("HTTP/1.1 ");
        }
    }

    /** Who closes only IPv4 in a firewall has to know. */
    @Test
    void theWholeNetworkIsThatOfIpv4AndIpv6() throws Exception {
        Path addresses = Path.of("/proc/net/if_inet6");
        assumeTrue(Files.exists(addresses) && Files.readString(addresses).contains(" lo"), "this machine has no ::1");
        try (Web open = new Web(Web.settings(new InetSocketAddress(0).getAddress(), 0, Web.ANYBODY, Web.NO_PRICES, null),
                null)) {
            for (String address : List.of("127.0.0.1", "::1")) {
                Socket client = new Socket(InetAddress.getByName(address), open.port());
                sockets.add(client);
                client.getOutputStream().write("GET /api/now HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(answer(client)).startsWith("HTTP/1.1 ");
            }
        }
    }

    @Test
    void clientsThatDoNotReadTheirAnswersKeepNoThread() throws Exception {
        for (int i = 0; i < WebServer.THREADS + 8; i++) {
            raw(ENDLESS_ANSWER);
        }

        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);
    }

    @Test
    void anAnswerThatIsCutOffDoesNotLookComplete() throws Exception {
        try (Web impatient = Web.impatient(endless)) {
            Socket deaf = raw(impatient, ENDLESS_ANSWER);
            assertThat(deaf.getInputStream().read()).isEqualTo('H');
            closed.acquire();

            String sent = everythingSent(deaf);

            assertThat(sent).startsWith("TTP/1.1 200");
            assertThat(sent.substring(sent.length() - 7)).isNotEqualTo("\r\n0\r\n\r\n");
        }
    }

    private static String everythingSent(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void pagesThatAreClosedWhileTheMeterIsSilentGiveTheirPlacesBackAtOnce() throws Exception {
        long start = System.nanoTime();
        for (int page = 0; page < 6 * LiveStream.CLIENTS; page++) {
            Await.await("a place for another page", () -> {
                try (Socket live = web.raw("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                    return new String(live.getInputStream().readNBytes(12), StandardCharsets.US_ASCII).endsWith("200");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
        // Otherwise each place would be free after only the silence, five times in a row.
        assertThat(System.nanoTime() - start).isLessThan(2 * WebServer.LIMIT.toNanos());
    }

    @Test
    void clientsThatLeaveBeforeTheirAnswersKeepNoThread() throws Exception {
        int left = WebServer.THREADS + 8;
        for (int i = 0; i < left; i++) {
            try (Socket gone = web.raw(ENDLESS_ANSWER)) {
                gone.setSoLinger(true, 0);
            }
        }

        // No thread of these is free before the client that left is noticed.
        for (int i = 0; i < LiveStream.CLIENTS; i++) {
            assertThat(raw(watching(i)).getInputStream().read()).isEqualTo('H');
        }
        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", value = {
        "-,-,200", "http://HOST,-,200", "https://HOST,-,200", "-,same-origin,200", "-,none,200",
        "http://public.example,same-origin,200", "http://ha.local,cross-site,403", "http://ha.local,-,403",
        "http://evil.example,-,403", "null,-,403", "http://evil.example,cross-site,403", "http://HOST,cross-site,403",
        "-,cross-site,403", "-,same-site,403", "http://127.0.0.1,-,403", "http://HOST.evil.example,-,403"})
    void aPageOfAnotherOriginChangesNothing(String origin, String site, int status) throws Exception {
        String host = "127.0.0.1:" + web.port();
        List<String> headers = new ArrayList<>();
        if (origin != null) {
            headers.addAll(List.of("Origin", origin.replace("HOST", host)));
        }
        if (site != null) {
            headers.addAll(List.of("Sec-Fetch-Site", site));
        }
        String[] given = headers.toArray(String[]::new);

        assertThat(web.send("PUT", "/api/v1/identify", given).statusCode()).isEqualTo(status);
        assertThat(web.send("DELETE", "/api/now", given).statusCode()).isEqualTo(status == 200 ? 405 : status);
        assertThat(web.get("/api/now", given).statusCode()).isEqualTo(200);
    }

    @Test
    void noMoreThanAFewWatchAtOnce() throws Exception {
        for (int i = 0; i < LiveStream.CLIENTS; i++) {
            assertThat(raw(watching(i)).getInputStream().readNBytes(12)).asString().endsWith("200");
        }

        assertThat(web.get("/api/live").statusCode()).isEqualTo(503);
        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);
    }

    /** Returns the request of a page, each of another address behind a proxy. */
    private static String watching(int address) {
        return "GET /api/live HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: 192.168.1." + address + "\r\n\r\n";
    }

    @Test
    void oneAddressLeavesPlacesOfTheLiveStreamToOthers() throws Exception {
        for (int i = 0; i < LiveStream.CLIENTS_OF_ONE_ADDRESS; i++) {
            assertThat(raw(watching(7)).getInputStream().readNBytes(12)).asString().endsWith("200");
        }

        assertThat(raw(watching(7)).getInputStream().readNBytes(12)).asString().endsWith("503");
        assertThat(raw(watching(8)).getInputStream().readNBytes(12)).asString().endsWith("200");
    }

    /** As a class that cannot be loaded, because no descriptor is left for a moment. */
    @Test
    void anErrorOfOursIsAnsweredAndEndsNothing() throws Exception {
        TestArchive broken = (table, step, from, to, rows) -> {
            throw new NoClassDefFoundError("org/dbusp1/Any");
        };
        try (Web server = new Web(Web.settings(Web.ANYBODY), broken)) {
            for (int i = 0; i <= WebServer.THREADS; i++) {
                assertThat(server.get("/api/history?table=hours").statusCode()).isEqualTo(500);
            }
        }
    }

    /** The client's mistakes have an exception of their own. */
    @Test
    void aWrongArgumentOfOursIsNotTheClientsFault() throws Exception {
        TestArchive mistaken = (table, step, from, to, rows) -> {
            throw new IllegalArgumentException("hours has no column x");
        };
        try (Web server = new Web(Web.settings(Web.ANYBODY), mistaken)) {
            HttpResponse<String> answer = server.get("/api/history?table=hours");
            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(answer.body()).contains("see its log").doesNotContain("column");
        }
    }

    @Test
    void aStoreThatFailsIsReported() throws Exception {
        TestArchive gone = (table, step, from, to, rows) -> {
            throw new IOException("the database is locked");
        };
        try (Web broken = new Web(Web.settings(Web.ANYBODY), gone)) {
            HttpResponse<String> answer = broken.get("/api/history?table=hours");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("the database is locked");
            assertThat(broken.get("/api/history.csv?table=hours").statusCode()).isEqualTo(503);
        }
        Archive without = new Archive() {
            @Override
            public void read(Table table, Step step, long from, long to, RowConsumer rows) {
            }

            @Override
            public Optional<ZoneId> zone() throws IOException {
                throw new IOException("the database is locked");
            }
        };
        try (Web broken = new Web(Web.settings(Web.ANYBODY), without)) {
            HttpResponse<String> answer = broken.get("/api/history?table=days&from=2026-01-15");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("the database is locked");
        }
    }
}
