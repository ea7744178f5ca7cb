package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.feedback.TestFindings;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The topics and payloads of each layout; at a broker, what it retains of them. */
@Timeout(120)
class TopicLayoutTest {
    private static final String P1METER = "sensors/power/p1meter/";

    private final SampleMeter house = SampleMeter.house("dsmr50");
    private final List<Publication> sent = new ArrayList<>();

    private LayoutPublisher publisher(TopicLayout profile) {
        return new LayoutPublisher(profile, "dbus-p1", new MeterKey("house"), Duration.ZERO, TestDriverState.empty(), sent::add);
    }

    /** Publishes readings, a second apart; returns the last payload of each topic. */
    private Map<String, String> published(TopicLayout profile, Snapshot... snapshots) {
        LayoutPublisher publisher = publisher(profile);
        for (int second = 0; second < snapshots.length; second++) {
            publisher.publish(snapshots[second], TimeUnit.SECONDS.toNanos(second));
        }
        Map<String, String> last = new LinkedHashMap<>();
        sent.forEach(message -> last.put(message.topic(), new String(message.payload(), StandardCharsets.UTF_8)));
        return last;
    }

    private long count(String topic) {
        return sent.stream().filter(message -> message.topic().equals(topic)).count();
    }

    private static JsonNode json(String payload) throws Exception {
        return new ObjectMapper().readTree(payload);
    }

    /** Home Assistant, openHAB, evcc and ioBroker, each once and in the words of its own parser. */
    @Test
    void theManualReadsFieldsOfTheState() throws Exception {
        JsonNode state = json(published(TopicLayout.NATIVE, house.next()).get("dbus-p1/house/state"));
        List<String> fields = Pattern.compile("(?:value_json|JSONPATH:\\$|jq: |msg\\.payload|JSON\\.parse\\(val\\))\\.(\\w+)")
                .matcher(Files.readString(Path.of("src/site/markdown/mqtt.md"))).results().map(field -> field.group(1)).toList();
        assertThat(fields).hasSize(4).allMatch(state::has);
    }

    private Snapshot dsmr5(String... lines) {
        return house.sent(TestTelegram.dsmr5(lines).getBytes(StandardCharsets.ISO_8859_1)).orElseThrow();
    }

    @Test
    void nativeHasOneMessageForEachTelegram() throws Exception {
        JsonNode state = json(published(TopicLayout.NATIVE,
                dsmr5("1-0:1.7.0(00.500*kW)", "1-0:2.7.0(00.000*kW)", "1-0:32.7.0(230.1*V)"),
                dsmr5("1-0:1.7.0(00.501*kW)", "1-0:2.7.0(00.000*kW)", "1-0:32.7.0(230.1*V)")).get("dbus-p1/house/state"));

        assertThat(state.get("voltage_l1_v").decimalValue()).isEqualByComparingTo("230.1");
        assertThat(state.get("power_net_w").asInt()).isEqualTo(501);
        assertThat(sent).hasSize(2);
    }

    @Test
    void whatTheDriverDoesBetweenTheTelegramsHasNoFieldWhenItEnds() throws Exception {
        DriverState driver = TestDriverState.empty();
        driver.board().found(TestFindings.follow(Condition.FOLLOW_FOLLOWED, 15));
        LayoutPublisher publisher = new LayoutPublisher(TopicLayout.NATIVE, "dbus-p1", new MeterKey("house"), Duration.ZERO,
                driver, sent::add);
        publisher.publish(house.next(), 0);
        driver.board().nothing(Condition.Subject.FOLLOW);
        publisher.publish(house.next(), TimeUnit.SECONDS.toNanos(10));
        List<Publication> states = sent.stream().filter(message -> message.topic().endsWith("house/state")).toList();
        assertThat(states).hasSize(2);
        assertThat(new String(states.get(0).payload(), StandardCharsets.UTF_8)).contains("\"follow_state\"", "\"follow_moves\"");
        assertThat(new String(states.get(1).payload(), StandardCharsets.UTF_8)).doesNotContain("\"follow_state\"", "\"follow_moves\"");
    }

    @Test
    void aSecondGasMeterHasATopicOfItsOwn() {
        Snapshot sent = dsmr5("1-0:1.7.0(00.512*kW)",
                "0-1:24.1.0(003)", "0-1:96.1.0(4730303538)", "0-1:24.2.1(260115200500W)(02113.450*m3)",
                "0-2:24.1.0(003)", "0-2:96.1.0(4730303539)", "0-2:24.2.1(260115200500W)(00007.001*m3)");
        assertThat(published(TopicLayout.P1METER2MQTT, sent)).containsExactlyInAnyOrderEntriesOf(Map.of(
                P1METER + "actual_consumption", "00.512", P1METER + "gas_meter_m3", "02113.450", P1METER + "gas_meter_m3_2", "00007.001"));
    }

    @Test
    void p1meter2mqttSendsOnlyWhatChangedAndAllOfItOnceInAWhile() {
        LayoutPublisher publisher = publisher(TopicLayout.P1METER2MQTT);
        Snapshot changed = dsmr5("1-0:1.7.0(00.501*kW)", "1-0:32.7.0(230.1*V)");
        publisher.publish(dsmr5("1-0:1.7.0(00.500*kW)", "1-0:32.7.0(230.1*V)"), 0);
        publisher.publish(changed, 1);
        assertThat(count(P1METER + "actual_consumption")).isEqualTo(2);
        publisher.publish(changed, TimeUnit.MINUTES.toNanos(9));
        assertThat(count(P1METER + "instant_voltage_l1")).isEqualTo(1);
        publisher.publish(changed, TimeUnit.MINUTES.toNanos(10));
        assertThat(count(P1METER + "instant_voltage_l1")).isEqualTo(2);
    }

    /** Heat meters count in GJ, MJ or kWh, some only the water. */
    @ParameterizedTest
    @CsvSource({"00012.345*GJ, 00012.345", "02500.000*MJ, 2.500", "01000.000*kWh, 3.600", "00001.500*MWh, 5.400", "00123.000*m3,"})
    void heatIsInGigajoulesWhateverTheMeterCountsIn(String printed, String gigajoules) {
        assertThat(published(TopicLayout.P1METER2MQTT, dsmr5("1-0:1.7.0(00.512*kW)", "0-1:24.1.0(004)",
                "0-1:24.2.1(260115200500W)(" + printed + ")", "0-2:24.1.0(003)", "0-2:24.2.1(260115200500W)(02113.450*m3)")))
                .containsEntry(P1METER + "gas_meter_m3", "02113.450")
                .extracting(topics -> topics.get(P1METER + "thermal_gj")).isEqualTo(gigajoules);
    }

    /** Programs that take an old watt for the present one have the status, and no telegram. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void ofASilentMeterNobodySeesAnOldWatt(boolean ended) {
        try (MqttRig rig = new MqttRig()) {
            Output output = rig.connected(TestSettings.of(rig.broker.port(), TopicLayout.NATIVE), house.next());
            rig.subscriber.await("dbus-p1/house/state");
            if (ended) {
                rig.outputs.close(output);
            } else {
                output.offline();
            }
            rig.subscriber.await("dbus-p1/house/status", "offline");
            assertThat(retained(rig)).containsExactly(Map.entry("dbus-p1/house/status", "offline"));
        }
    }

    /** What a client that comes later gets at once, by its topic. */
    private static Map<String, String> retained(MqttRig rig) {
        try (Subscriber late = Subscriber.on(rig.broker, "#")) {
            rig.broker.publish("end/house/of", "the retained messages");
            late.await("end/house/of");
            return late.all().stream().filter(Subscriber.Delivered::retained)
                    .collect(Collectors.toMap(Subscriber.Delivered::topic, Subscriber.Delivered::payload));
        }
    }

    @Test
    void severalAtOnceDoNotMixAndTheBrokerRetainsWhatIsWanted() {
        try (MqttRig rig = new MqttRig()) {
            Snapshot snapshot = house.next();
            rig.connected(TestSettings.of(rig.broker.port(), TopicLayout.values()), snapshot);
            assertThat(rig.subscriber.await(P1METER + "actual_consumption").qos()).isZero();
            assertThat(rig.subscriber.await("dbus-p1/house/telegram").bytes()).isEqualTo(snapshot.reading().message().bytes());
            rig.subscriber.await("hass/status", "p1 meter alive: p1meter");
            rig.subscriber.await("dbus-p1/house/state");
            assertThat(rig.subscriber.all("dbus-p1/house/status")).extracting(Subscriber.Delivered::payload)
                    .containsExactly("offline", "online");
            assertThat(retained(rig).keySet()).containsExactly("dbus-p1/house/status");
        }
    }
}
