package org.dbusp1.output.dsmrreader;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DsmrReaderOutputTest {
    private record Call(String path, String authorization, String body) {
        Map<String, String> form() {
            return java.util.Arrays.stream(body.split("&")).map(pair -> pair.split("=", 2)).collect(
                    java.util.stream.Collectors.toMap(pair -> pair[0],
                            pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
        }
    }

    private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    private final SampleMeter meter = SampleMeter.usual();
    private volatile int status = 201;
    private HttpServer reader;

    /** Says what dsmr-reader's API says. */
    @BeforeEach
    void listen() throws IOException {
        reader = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        reader.createContext("/", exchange -> {
            calls.add(new Call(exchange.getRequestMethod() + " " + exchange.getRequestURI(),
                    exchange.getRequestHeaders().getFirst("Authorization"),
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII)));
            exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + reader.getAddress().getPort() + "/x");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        reader.start();
    }

    @AfterEach
    void stop() {
        reader.stop(0);
    }

    private DsmrReaderOutput output(Duration interval) {
        return new DsmrReaderOutput(new DsmrReaderSettings(
                URI.create("http://127.0.0.1:" + reader.getAddress().getPort() + "/"), "KEY", interval));
    }

    private Call call() throws InterruptedException {
        return calls.poll(20, TimeUnit.SECONDS);
    }

    @Test
    void sendsTheTelegramItself() throws Exception {
        Snapshot snapshot = meter.next();
        output(Duration.ofSeconds(10)).snapshot(snapshot);

        Call call = call();
        assertThat(call.path()).isEqualTo("POST /api/v1/datalogger/dsmrreading");
        assertThat(call.authorization()).isEqualTo("Token KEY");
        assertThat(call.form().get("telegram").getBytes(StandardCharsets.ISO_8859_1))
                .startsWith(snapshot.reading().message().bytes());
        assertThat(call.form().get("telegram")).startsWith("/").endsWith("\r\n");
    }

    @Test
    void keepsToItsInterval() {
        DsmrReaderOutput output = output(Duration.ofMinutes(1));
        for (int i = 0; i < 5; i++) {
            output.snapshot(meter.next());
        }

        assertThat(calls).hasSize(1);
    }

    @Test
    void goesOnWhenItIsRefusedOrGone() throws Exception {
        DsmrReaderOutput output = output(Duration.ZERO);
        status = 403;
        output.snapshot(meter.next());
        status = 201;
        output.snapshot(meter.next());
        int port = reader.getAddress().getPort();
        reader.stop(0);
        output.snapshot(meter.next());

        assertThat(call()).isNotNull();
        assertThat(call()).isNotNull();
        assertThat(calls).isEmpty();
        assertThat(port).isPositive();
    }

    @Test
    void theKeyFollowsNoRedirect() {
        status = 302;
        output(Duration.ZERO).snapshot(meter.next());

        assertThat(calls).hasSize(1);
    }

    @Test
    void aBinaryMeterSendsFields() throws Exception {
        Snapshot text = meter.next();
        Reading reading = new Reading(text.reading().meter(), text.reading().time(), text.values(), text.devices(),
                new PlainMessage(new byte[] {0x7e, 0x7e}, Details.NONE));
        output(Duration.ZERO).snapshot(new Snapshot(text.key(), reading, text.values(), text.devices(),
                text.withheld(), text.demand(), text.arrival(), text.interval(), text.quality()));

        Call call = call();
        assertThat(call.path()).isEqualTo("POST /api/v2/datalogger/dsmrreading");
        assertThat(call.form()).containsKeys("timestamp", "electricity_delivered_1", "electricity_returned_2",
                "electricity_currently_delivered", "phase_voltage_l1", "extra_device_delivered");
        assertThat(call.form().get("electricity_currently_delivered")).matches("[0-9]+\\.[0-9]{3}");
        assertThat(call.form().get("phase_voltage_l1")).matches("[0-9]+\\.[0-9]");
        assertThat(call.form().get("phase_power_current_l1")).matches("[0-9]+");
    }
}
