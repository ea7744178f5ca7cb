package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.simulator.Wiring;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(180)
class HttpOutputTest {
    private static final String MQTT_UP = "/output/mqtt_up";

    @AutoClose
    private final Web web = Web.open();
    private final SampleMeter meter = SampleMeter.usual();

    @Test
    void sendsNoNumberOfAMeterUnlessAsked() throws Exception {
        Snapshot snapshot = meter.next();
        web.output.snapshot(snapshot);
        String id = snapshot.reading().meter().equipmentId();
        String gas = snapshot.published().devices().get(0).id();

        for (String path : new String[] {"/api/now", "/metrics", "/api/v1/data", "/api"}) {
            assertThat(web.get(path).body()).doesNotContain(id, gas, SampleMeter.KEY.text());
        }
    }

    @Test
    void aSilentMeterHasNoValuesAndShowsSinceWhen() throws Exception {
        Snapshot snapshot = meter.next();
        web.output.snapshot(snapshot);
        web.output.offline();

        JsonNode now = web.json("/api/now");

        assertThat(now.path("online").asBoolean()).isFalse();
        assertThat(now.has("values")).isFalse();
        assertThat(Instant.parse(now.path("since").asText())).isEqualTo(snapshot.arrival().machineTime());
        assertThat(web.get("/healthz").statusCode()).isEqualTo(503);
        assertThat(web.get("/api/v1/telegram").statusCode()).isEqualTo(503);
        assertThat(web.get("/api/v1/data").statusCode()).isEqualTo(503);
    }

    @Test
    void beforeTheFirstTelegramThereIsNothingButThat() throws Exception {
        assertThat(web.json("/api/now").has("arrival")).isFalse();
        assertThat(web.get("/healthz").body()).isEqualTo("no telegram yet\n");
        assertThat(web.get("/log.txt").body()).isEqualTo("no data");
    }

    @Test
    void handsOutTheTelegramByteForByte() throws Exception {
        Snapshot snapshot = meter.next();
        web.output.snapshot(snapshot);

        assertThat(web.get("/api/v1/telegram").body().getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(snapshot.reading().message().bytes());
    }

    @Test
    void handsOutTheMessageOfABinaryMeterAsHex() throws Exception {
        Snapshot snapshot = new SampleMeter("han-kaifa", Wiring.THREE_PHASES, SampleMeter.START).next();
        web.output.snapshot(snapshot);

        assertThat(web.get("/api/v1/telegram").body()).isEqualTo(HexFormat.of().formatHex(snapshot.reading().message().bytes()))
                .matches("[0-9a-f]{40,}");
    }

    @Test
    void remembersTheTelegramThatWasRejectedLast() throws Exception {
        web.output.rejected(new RejectedFrame(new byte[] {0, 0x2f}, 0, Instant.now(), RejectCause.CRC));
        assertThat(web.get("/log.txt").body()).matches("--- Start \\d+ ---\n0x00, 0x2f, \n---  End  ---\n");

        web.output.rejected(new RejectedFrame(new byte[32], 0, Instant.now(), RejectCause.CRC));
        assertThat(web.get("/log.txt").body()).matches("--- Start \\d+ ---\n((0x00, ){16}\n){2}\n---  End  ---\n");
        assertThat(web.json("/api/now").at("/telegrams/rejected").asInt()).isEqualTo(2);
        assertThat(web.json("/api/now").at("/telegrams/causes").asText()).isEqualTo("crc=2");
    }

    @Test
    void aLiveStreamMovesWithEachTelegram() throws Exception {
        web.output.snapshot(meter.next());
        try (Socket socket = web.raw("GET /api/live HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(lines.lines().takeWhile(line -> !line.isEmpty()).toList())
                    .as("a proxy such as nginx would collect events for seconds").contains("X-Accel-Buffering: no");
            assertThat(event(lines).at("/telegrams/good").asInt()).isEqualTo(1);
            web.output.snapshot(meter.next());
            assertThat(event(lines).at("/telegrams/good").asInt()).isEqualTo(2);
            assertThat(web.json("/api/recent").path("voltage_l3_v")).hasSize(2);
            web.output.offline();
            assertThat(event(lines).path("online").asBoolean()).isFalse();
        }
    }

    @Test
    void whileTheMeterIsSilentOutputsAreShownAsTheyAreNow() throws Exception {
        AtomicBoolean works = new AtomicBoolean(true);
        try (Web impatient = Web.impatient(null)) {
            impatient.driver.outputs(() -> List.of(new Health("mqtt", works.get(), Instant.EPOCH, 0, null)));
            Socket socket = impatient.raw("GET /api/live HTTP/1.0\r\nHost: localhost\r\n\r\n");
            BufferedReader lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(event(lines).at(MQTT_UP).asInt()).isEqualTo(1);
            assertThat(impatient.json("/api/now").at(MQTT_UP).asInt()).isEqualTo(1);

            works.set(false);

            assertThat(impatient.json("/api/now").at(MQTT_UP).asInt()).isZero();
            assertThat(event(lines).at(MQTT_UP).asInt()).isZero();
        }
    }

    /** Nobody else waits for it, and the end interrupts it. */
    @Test
    void aDatabaseThatDoesNotAnswerDelaysNoReadingAndNotTheEnd() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        TestArchive locked = (table, step, from, to, rows) -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw new InterruptedIOException("the server ends");
            }
        };
        try (Web other = new Web(Web.settings(Web.ANYBODY), locked);
                Socket live = other.raw("GET /api/live HTTP/1.1\r\nHost: localhost\r\n\r\n");
                Socket reader = other.raw("GET /api/history?table=hours HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            BufferedReader lines = new BufferedReader(new InputStreamReader(live.getInputStream(), StandardCharsets.UTF_8));
            assertThat(event(lines).path("online").asBoolean()).isFalse();
            asked.await();
            for (int telegrams = 1; telegrams <= 100; telegrams++) {
                other.output.snapshot(meter.next());
                assertThat(event(lines).at("/telegrams/good").asInt()).isEqualTo(telegrams);
            }
            assertThat(reader.getInputStream().available()).as("it still waits").isZero();
            assertThat(interrupted.getCount()).isEqualTo(1);
        }
        assertThat(interrupted.await(60, TimeUnit.SECONDS)).isTrue();
    }

    private static JsonNode event(BufferedReader lines) throws Exception {
        String line = lines.readLine();
        while (!line.startsWith("data: ")) {
            line = lines.readLine();
        }
        return Web.JSON.readTree(line.substring(6));
    }

    /** Bytes after a head that has no body would be the beginning of the next answer. */
    @ParameterizedTest
    @CsvSource({"identity", "gzip"})
    void answersToHeadAndOfUnchangedFilesHaveNoBody(String encoding) throws Exception {
        String tag = web.get("/app.js").headers().firstValue("ETag").orElseThrow();
        String headers = " HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: " + encoding + "\r\n";
        try (Socket socket = web.raw("HEAD /app.js" + headers + "\r\nGET /app.js" + headers + "If-None-Match: " + tag
                + "\r\n\r\nDELETE /api/now" + headers + "Connection: close\r\n\r\n")) {
            String[] parts = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1).split("\r\n\r\n");

            assertThat(parts).hasSize(4);
            assertThat(parts[0]).startsWith("HTTP/1.1 200 ");
            assertThat(parts[1]).startsWith("HTTP/1.1 304 ").doesNotContainIgnoringCase("transfer-encoding");
            assertThat(lines(parts[1], "content-")).as("headers of the whole file").isEqualTo(lines(parts[0], "content-"))
                    .anyMatch(line -> line.startsWith(encoding.equals("gzip") ? "content-encoding: gzip" : "content-length: "));
            assertThat(parts[2]).startsWith("HTTP/1.1 405 ");
            assertThat(parts[3]).contains("use GET");
        }
    }

    private static List<String> lines(String head, String begin) {
        return head.lines().map(line -> line.toLowerCase(Locale.ROOT)).filter(line -> line.startsWith(begin)).sorted().toList();
    }
}
