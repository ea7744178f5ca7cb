package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.dbusp1.output.Archive;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What hostile and clumsy clients may do. */
@Timeout(90)
class SafetyTest {
    /** A store with more rows than any socket's buffers hold. */
    private static final Archive ENDLESS = (table, step, from, to, rows) -> {
        rows.columns(List.of(new Archive.Column("ts", true)));
        for (int i = 0; i < 10_000_000; i++) {
            rows.row(List.of(Integer.toString(i)));
        }
    };

    private final Web web = new Web(Web.settings(HttpSettings.Access.ANYBODY), Optional.of(ENDLESS));
    private final List<Socket> sockets = new ArrayList<>();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        web.close();
    }

    private Socket raw(String text) throws IOException {
        Socket socket = web.raw(text);
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

    @Test
    void anotherOriginReadsNothingUnlessItWasNamed() throws Exception {
        HttpSettings.Access access = new HttpSettings.Access(Optional.empty(), List.of(), List.of("http://ha.local"));
        try (Web named = new Web(Web.settings(access), Optional.empty())) {
            assertThat(named.get("/api/now", "Origin", "http://ha.local").headers()
                    .firstValue("Access-Control-Allow-Origin")).contains("http://ha.local");
            assertThat(named.get("/api/now", "Origin", "http://evil.example").headers()
                    .firstValue("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/../pom.xml", "/%2e%2e/openapi.json", "/uplot/../index.html", "/..%2fapp.js",
            "/org/dbusp1/output/http/index.html", "//app.js", "/app.js/", "/app.js%00.txt", "/openapi.json"})
    void noPathLeadsToAFile(String path) throws Exception {
        assertThat(answer(raw("GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n"))).startsWith("HTTP/1.1 40");
    }

    @Test
    void textOfAMeterComesAsDataAndNeverAsMarkup() throws Exception {
        SampleMeter meter = SampleMeter.usual();
        String html = "<script>alert('P1')</script>";
        StringBuilder hex = new StringBuilder();
        html.chars().forEach(one -> hex.append(String.format("%02X", one)));
        web.output.snapshot(meter.next("0-0:96.13.0()", "0-0:96.13.0(" + hex + ")"));

        JsonNode now = web.json("/api/now");

        assertThat(now.path("text").asText()).contains("<script>alert('P1')</script>");
        assertThat(web.get("/").body()).doesNotContain("P1')");
        assertThat(web.get("/api/now").headers().firstValue("Content-Type")).contains("application/json");
    }

    @Test
    void aRequestThatIsTooLargeIsRefused() throws Exception {
        String header = "X: " + "x".repeat(40_000) + "\r\n";

        assertThat(everythingSent(raw("GET / HTTP/1.1\r\nHost: localhost\r\n" + header + "\r\n")))
                .doesNotContain("200 OK");
        assertThat(everythingSent(raw("GET /" + "x".repeat(40_000) + " HTTP/1.0\r\nHost: localhost\r\n\r\n")))
                .doesNotContain("200 OK");
        assertThat(everythingSent(raw("GET / HTTP/1.0\r\nHost: localhost\r\n" + "A: b\r\n".repeat(100) + "\r\n")))
                .doesNotContain("200 OK");
        assertThat(web.get("/healthz").statusCode()).isEqualTo(503);
    }

    @Test
    void nothingTakesABody() throws Exception {
        assertThat(answer(raw("POST /api/now HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + "Content-Length: 5\r\n\r\nhello"))).startsWith("HTTP/1.1 413");
    }

    @Test
    void aClientThatSendsItsRequestDropByDropIsCutOff() throws Exception {
        long start = System.nanoTime();
        Socket slow = raw("GET / HTTP/1.1\r\nHost: local");

        everythingSent(slow);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(9));
    }

    @Test
    void ahundredSuchClientsDelayNoOther() throws Exception {
        for (int i = 0; i < 100; i++) {
            raw("GET / HTTP/1.1\r\nHost: local");
        }
        long start = System.nanoTime();

        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    }

    @Test
    void aClientThatDoesNotReadItsAnswerIsCutOff() throws Exception {
        Socket deaf = raw("GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n");
        while (replying() == 0) {
            Thread.sleep(20);
        }
        while (replying() > 0) {
            Thread.sleep(20);
        }

        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);
        String sent = everythingSent(deaf);
        assertThat(sent.substring(0, 12)).isEqualTo("HTTP/1.1 200");
        assertThat(sent.substring(sent.length() - 7)).isNotEqualTo("\r\n0\r\n\r\n");
    }

    /** Threads that are in the middle of an answer. */
    private static long replying() {
        return Thread.getAllStackTraces().values().stream().filter(stack -> Arrays.stream(stack)
                .anyMatch(frame -> frame.getClassName().equals(WebServer.class.getName())
                        && frame.getMethodName().equals("send"))).count();
    }

    private static String everythingSent(Socket socket) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(all);
        } catch (IOException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
        return all.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aClientThatLeavesBeforeItsAnswerCostsNothing() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Socket gone = web.raw("GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
                gone.setSoLinger(true, 0);
            }
        }

        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);
        while (replying() > 0) {
            Thread.sleep(20);
        }
    }

    @Test
    void noMoreThanAFewWatchAtOnce() throws Exception {
        for (int i = 0; i < LiveStream.CLIENTS; i++) {
            Socket viewer = raw("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(viewer.getInputStream().read()).isEqualTo('H');
        }

        assertThat(web.get("/api/live").statusCode()).isEqualTo(503);
        assertThat(web.get("/api/now").statusCode()).isEqualTo(200);
    }

    @Test
    void aStoreThatFailsIsSaidSo() throws Exception {
        Archive gone = (table, step, from, to, rows) -> {
            throw new IOException("the database is locked");
        };
        try (Web broken = new Web(Web.settings(HttpSettings.Access.ANYBODY), Optional.of(gone))) {
            HttpResponse<String> answer = broken.get("/api/history?table=hours");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("the database is locked");
            assertThat(broken.get("/api/history.csv?table=hours").statusCode()).isEqualTo(503);
        }
    }
}
