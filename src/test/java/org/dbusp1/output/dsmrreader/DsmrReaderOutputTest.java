package org.dbusp1.output.dsmrreader;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dbusp1.meter.Details;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.PlainMessage;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
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
    private long nanos;
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

    /** A telegram so many seconds after the start, of a meter with this interval. */
    private void at(DsmrReaderOutput output, double seconds, Duration interval) {
        nanos = (long) (seconds * 1e9);
        Snapshot next = meter.next();
        output.snapshot(new Snapshot(next.key(), next.reading(), next.values(), next.devices(), next.withheld(),
                next.demand(), next.arrival(), interval, next.quality()));
    }

    private DsmrReaderOutput clocked(Duration interval) {
        return new DsmrReaderOutput(new DsmrReaderSettings(
                URI.create("http://127.0.0.1:" + reader.getAddress().getPort() + "/"), "KEY", interval), () -> nanos);
    }

    @Test
    void takesEachTelegramOfAMeterThatSendsInItsInterval() {
        DsmrReaderOutput output = clocked(Duration.ofSeconds(10));
        for (double seconds : new double[] {0, 9.996, 20.001, 29.990, 40.2, 48.9, 60}) {
            at(output, seconds, Duration.ofSeconds(10));
        }

        assertThat(calls).hasSize(7);
    }

    @Test
    void takesNoMoreOfAMeterThatSendsEachSecond() {
        DsmrReaderOutput output = clocked(Duration.ofSeconds(10));
        for (int second = 0; second <= 60; second++) {
            at(output, second * 0.999, Duration.ofSeconds(1));
        }

        assertThat(calls).hasSize(7);
    }

    @Test
    void aPauseAfterAFaultIsNotShortened() {
        DsmrReaderOutput output = clocked(Duration.ofSeconds(10));
        status = 403;
        at(output, 0, Duration.ofSeconds(10));
        status = 201;
        at(output, 9.996, Duration.ofSeconds(10));
        at(output, 19.996, Duration.ofSeconds(10));
        assertThat(calls).hasSize(1);
        at(output, 29.996, Duration.ofSeconds(10));
        at(output, 39.990, Duration.ofSeconds(10));

        assertThat(calls).hasSize(3);
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

    /** A German meter with SML; and the first of two gas meters is no longer read, the second counts litres. */
    @Test
    void aBinaryMeterThatSendsTheBalanceAloneSendsFieldsToo() throws Exception {
        Snapshot text = meter.next();
        Values.Builder values = new Values.Builder();
        text.values().without(EnumSet.of(Quantity.POWER_IMPORT, Quantity.POWER_EXPORT)).present()
                .forEach(quantity -> values.set(quantity, text.values().scaled(quantity)));
        Values said = values.set(Quantity.POWER_NET, -250_000).build();
        MBusDevice gas = text.devices().get(0);
        List<MBusDevice> devices = List.of(new MBusDevice(1, gas.type(), Optional.of("old"), gas.valve(), Optional.empty()),
                new MBusDevice(2, gas.type(), gas.id(), gas.valve(), Optional.of(new MBusDevice.Counter(
                        gas.reading().orElseThrow().time(), new BigDecimal("2113450"), "dm3"))));
        Reading reading = new Reading(text.reading().meter(), text.reading().time(), said, devices,
                new PlainMessage(new byte[] {0x7e, 0x7e}, Details.NONE));
        output(Duration.ZERO).snapshot(new Snapshot(text.key(), reading, said, devices, text.withheld(),
                text.demand(), text.arrival(), text.interval(), text.quality()));

        Call call = call();
        assertThat(call.form()).containsEntry("electricity_currently_delivered", "0.000")
                .containsEntry("electricity_currently_returned", "0.250").containsEntry("extra_device_delivered", "2113.450");
    }
}
