package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Event;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.mqtt.MqttSettings.Form;
import org.dbusp1.output.venus.TestBus;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HomeAssistantDiscoveryTest {
    private static final String DEVICE = "homeassistant/device/p1_house/config";
    private static final String SINGLE = "homeassistant/sensor/p1_house/";

    @AutoClose
    private final MqttRig rig = new MqttRig();
    private final Mosquitto broker = rig.broker;
    private final Subscriber subscriber = rig.subscriber;
    private final TestOutputs outputs = rig.outputs;
    private final SampleMeter house = SampleMeter.house("dsmr50");

    private MqttOutput output(Form form) {
        return outputs.open(TestSettings.announcing(broker.port(), form));
    }

    private JsonNode announced(MqttOutput output, SampleMeter house, String topic) {
        Telegrams.until(() -> output.snapshot(house.next()), () -> !subscriber.all(topic).isEmpty());
        return last(topic).json();
    }

    private Subscriber.Delivered last(String topic) {
        List<Subscriber.Delivered> all = subscriber.all(topic);
        return all.get(all.size() - 1);
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false).toList();
    }

    @Test
    void allThatTheMeterHasIsAnnouncedAndNothingThatItLacks() {
        Snapshot snapshot = house.next();
        JsonNode device = announced(output(Form.DEVICE), house, DEVICE);
        assertThat(names(device.get("components")))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(snapshot.values().present().stream().map(Quantity::key),
                        Stream.of("event")).toList());
        assertThat(device.at("/device/identifiers/0").asText()).isEqualTo("p1_house");
        assertThat(device.at("/device/serial_number").asText())
                .isEqualTo(snapshot.reading().meter().equipmentId().orElseThrow());
        assertThat(device.at("/components/power_net_w/unique_id").asText()).isEqualTo("p1_house_power_net_w");
        assertThat(device.at("/availability_topic").asText()).isEqualTo("dbus-p1/house/status");
        try (Subscriber late = Subscriber.on(broker, DEVICE)) {
            assertThat(late.await(DEVICE).retained()).isTrue();
        }
    }

    private static Event event(Event.Kind kind, boolean begins) {
        return new Event(kind, kind == Event.Kind.METER_SILENT && begins ? "nothing" : "", begins, Event.Severity.ALARM,
                Instant.parse("2026-11-22T12:00:00Z"), Map.of());
    }

    /** In Home Assistant an event counts once: a message that the broker retains would be one more at each start. */
    @ParameterizedTest
    @EnumSource(Form.class)
    void eventsAreAnEntityAndEachIsOneMessageThatIsNotRetained(Form form) {
        MqttOutput output = output(form);
        output.event(event(Event.Kind.PORT_CLOSED, false)); // before there is a connection
        String topic = "homeassistant/event/p1_house/event/config";
        JsonNode entity = form == Form.DEVICE ? announced(output, house, DEVICE).at("/components/event") : announced(output, house, topic);
        assertThat(entity.get("state_topic").asText()).isEqualTo("dbus-p1/house/event");
        assertThat(entity.get("unique_id").asText()).isEqualTo("p1_house_event");
        assertThat(entity.get("availability_template").asText()).as("also while the meter is silent").isEqualTo("online");
        assertThat(entity.has("value_template")).isFalse();
        assertThat(names(entity)).doesNotHaveDuplicates();
        output.event(event(Event.Kind.METER_SILENT, true));
        TestBus.await("the events", () -> subscriber.all("dbus-p1/house/event").size() == 2);
        List<String> types = StreamSupport.stream(entity.get("event_types").spliterator(), false).map(JsonNode::asText).toList();
        assertThat(types).hasSize(15).contains("meter_silent", "meter_silent_over", "meter_replaced").doesNotContain("meter_replaced_over");
        for (Subscriber.Delivered one : subscriber.all("dbus-p1/house/event")) {
            assertThat(types).contains(one.json().get("event_type").asText());
            assertThat(one.json().get("text").asText()).startsWith("The meter sends");
        }
        subscriber.clear();
        output.event(event(Event.Kind.METER_SILENT, false));
        try (Subscriber late = Subscriber.on(broker, "#")) {
            late.await("dbus-p1/house/status");
            subscriber.await("dbus-p1/house/event");
            assertThat(late.all("dbus-p1/house/event")).allMatch(one -> !one.retained());
        }
    }

    @Test
    void fromEntitiesToADeviceNothingIsLost() {
        MqttOutput old = output(Form.ENTITY);
        String topic = SINGLE + "power_net_w/config";
        String id = announced(old, house, topic).get("unique_id").asText();
        outputs.close(old);
        subscriber.clear();
        MqttOutput young = output(Form.DEVICE);
        JsonNode device = announced(young, house, DEVICE);
        subscriber.await(topic, "");
        TestBus.await("all others too", () -> young.underWay() == 0);
        assertThat(subscriber.all(topic)).extracting(Subscriber.Delivered::payload)
                .containsExactly("{\"migrate_discovery\":true}", "");
        List<String> order = subscriber.all().stream().filter(received -> received.topic().equals(topic)
                || received.topic().equals(DEVICE)).map(Subscriber.Delivered::topic).toList();
        assertThat(order).containsExactly(topic, DEVICE, topic);
        assertThat(device.at("/components/power_net_w/unique_id").asText()).isEqualTo(id);
        try (Subscriber late = Subscriber.on(broker, "homeassistant/#")) {
            late.await(DEVICE);
            assertThat(late.all()).extracting(Subscriber.Delivered::topic).noneMatch(received -> received.startsWith(SINGLE));
        }
    }

    @Test
    void andBack() {
        MqttOutput device = output(Form.DEVICE);
        announced(device, house, DEVICE);
        outputs.close(device);
        subscriber.clear();
        announced(output(Form.ENTITY), house, SINGLE + "power_net_w/config");
        subscriber.await(DEVICE, "");
        assertThat(subscriber.all(DEVICE)).extracting(Subscriber.Delivered::payload)
                .containsExactly("{\"migrate_discovery\":true}", "");
    }

    @Test
    void removalLeavesNothingOfTheMeterAndAllOfTheOthers() throws Exception {
        SampleMeter house = SampleMeter.house("emucs171");
        MqttOutput output = output(Form.DEVICE);
        announced(output, house, DEVICE);
        announced(output, house, "homeassistant/device/p1_house_gas/config");
        for (String topic : List.of("dbus-p1/other/state", "homeassistant/device/p1_other/config")) {
            broker.publish(topic, "{}", "-r");
        }
        MqttSettings settings = TestSettings.announcing(broker.port(), Form.DEVICE);
        try (Removal removal = new Removal(settings)) {
            assertThat(removal.meters()).containsExactly("house");
            assertThat(catchThrowable(
                    () -> removal.remove(new MeterKey("house"))))
                    .hasMessageContaining("the driver is running");
        }
        outputs.close(output);
        try (Removal removal = new Removal(settings)) {
            assertThat(removal.remove(new MeterKey("house"))).isGreaterThan(20);
        }
        try (Subscriber late = Subscriber.on(broker, "#")) {
            late.await("dbus-p1/other/state");
            late.await("homeassistant/device/p1_other/config");
            assertThat(late.all()).hasSize(2);
        }
    }
}
