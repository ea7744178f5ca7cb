package org.dbusp1.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dbusp1.FreePort;
import org.dbusp1.output.mqtt.Mosquitto;
import org.dbusp1.output.mqtt.Subscriber;
import org.dbusp1.output.mqtt.Subscriber.Delivered;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** How old the power is that owners see, of a meter that sends five telegrams a second. */
@Tag("quiet")
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DelaysIT {
    private static final Pattern POWER = Pattern.compile("\"power_net_w\": ?(\\d+)");
    private static final int SAMPLES = 7;
    /** More than a busy machine needs; after five seconds without a telegram a power is not shown any more. */
    private static final Duration FRESH = Duration.ofSeconds(3);

    @TempDir
    private Path directory;
    @RegisterExtension
    private final GxDevice gx = new GxDevice(() -> directory);
    /** System.nanoTime() at which a telegram was sent, by its watts. */
    private final Map<Integer, Long> sent = new ConcurrentHashMap<>();
    private volatile String live = "";

    private void watch(int port) {
        Thread thread = new Thread(() -> {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    URI.create("http://127.0.0.1:" + port + "/api/live").toURL().openStream(), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    live = line.isEmpty() ? live : line;
                }
            } catch (IOException e) {
                live = e.toString();
            }
        }, "page");
        thread.setDaemon(true);
        thread.start();
    }

    private static OptionalInt power(String text) {
        Matcher power = POWER.matcher(text);
        return power.find() ? OptionalInt.of(Integer.parseInt(power.group(1))) : OptionalInt.empty();
    }

    /** By the signal: a call would wake the driver. */
    private OptionalInt lastChange() {
        List<JsonNode> changes = gx.client().changes();
        gx.client().forgetSignals();
        return changes.stream().filter(change -> change.has("/Ac/Power")).reduce((first, second) -> second)
                .map(change -> OptionalInt.of(change.get("/Ac/Power").get(1).get("Value").get(1).asInt())).orElse(OptionalInt.empty());
    }

    /** The median: a busy machine is late now and then. */
    private void expectFresh(String where, Supplier<OptionalInt> shown) {
        List<Duration> ages = new ArrayList<>();
        int[] last = new int[1];
        await("powers " + where, () -> {
            shown.get().ifPresent(watts -> {
                Long then = sent.get(watts);
                if (then != null && watts != last[0]) {
                    last[0] = watts;
                    ages.add(Duration.ofNanos(System.nanoTime() - then));
                }
            });
            return ages.size() >= SAMPLES;
        });
        ages.sort(null);
        System.out.println("age of the power " + where + ": " + ages.get(SAMPLES / 2).toMillis() + " ms, the slowest "
                + ages.get(ages.size() - 1).toMillis() + " ms");
        assertThat(ages.get(SAMPLES / 2)).as("age of the power " + where).isLessThan(FRESH);
    }

    @Test
    void whatOwnersSeeIsThePresentPower() throws Exception {
        int web = FreePort.next();
        try (Mosquitto broker = Mosquitto.open(); Subscriber subscriber = Subscriber.on(broker, "dbus-p1/house/state")) {
            gx.shown("--meter.id=house", "--http.enabled=true", "--http.port=" + web, "--mqtt.url=tcp://127.0.0.1:" + broker.port());
            subscriber.await("dbus-p1/house/state");
            watch(web);
            gx.meter().count(sent::put);
            expectFresh("on the bus", this::lastChange);
            expectFresh("on the page", () -> power(live));
            expectFresh("at the broker", () -> {
                List<Delivered> states = subscriber.all("dbus-p1/house/state");
                return power(states.get(states.size() - 1).payload());
            });
        }
    }
}
