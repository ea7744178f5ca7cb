package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.dbusp1.Await;
import org.dbusp1.base.problem.EventType;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.TestFindings;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
class HomeAssistantDiscoveryTest {
    private static final String DEVICE = "homeassistant/device/p1_house/config";

    @AutoClose
    private final MqttRig rig = new MqttRig();
    private final Mosquitto broker = rig.broker;
    private final Subscriber subscriber = rig.subscriber;
    private final TestOutputs outputs = rig.outputs;
    private final SampleMeter house = SampleMeter.house("dsmr50");

    private Output output() {
        return outputs.open(TestSettings.announcing(broker.port()));
    }

    private JsonNode announced(Output output, SampleMeter house, String topic) {
        Await.await(topic, () -> {
            output.snapshot(house.next());
            return !subscriber.all(topic).isEmpty();
        });
        return last(topic).json();
    }

    private Subscriber.Delivered last(String topic) {
        List<Subscriber.Delivered> all = subscriber.all(topic);
        return all.get(all.size() - 1);
    }

    private static List<String> names(JsonNode object) {
        return StreamSupport.stream(((Iterable<String>) object::fieldNames).spliterator(), false).toList();
    }

    private static Event event(EventType kind, boolean begins) {
        return TestFindings.event(kind.usualCondition(), begins, Gravity.ALARM,
                Instant.parse("2026-11-22T12:00:00Z"), Map.of());
    }

    /** In Home Assistant an event counts once: a message that the broker retains would be one more at each start. */
    @Test
    void eventsAreAnEntityAndEachIsOneMessageThatIsNotRetained() {
        Output output = output();
        output.event(event(EventType.PORT_CLOSED, false)); // before there is a connection
        JsonNode entity = announced(output, house, DEVICE).at("/components/event");
        output.event(event(EventType.METER_SILENT, true));
        Await.await("the events", () -> subscriber.all("dbus-p1/house/event").size() == 2);
        List<String> types = StreamSupport.stream(entity.get("event_types").spliterator(), false).map(JsonNode::asText).toList();
        for (Subscriber.Delivered one : subscriber.all("dbus-p1/house/event")) {
            assertThat(types).contains(one.json().get("event_type").asText());
            assertThat(one.json().get("text").asText()).startsWith("The meter sends");
        }
        subscriber.clear();
        output.event(event(EventType.METER_SILENT, false));
        try (Subscriber late = Subscriber.on(broker, "#")) {
            late.await("dbus-p1/house/status");
            subscriber.await("dbus-p1/house/event");
            assertThat(late.all("dbus-p1/house/event")).allMatch(delivered -> !delivered.retained());
        }
    }

    /** The command is the manual's. */
    @Test
    void theManualsCommandLeavesNothingOfTheMeterAndAllOfTheOthers() throws Exception {
        SampleMeter house = SampleMeter.house("emucs171");
        Output output = output();
        announced(output, house, DEVICE);
        announced(output, house, "homeassistant/device/p1_house_gas/config");
        announced(output, house, "homeassistant/device/p1_house_water/config");
        for (String topic : List.of("dbus-p1/house/power_net_w", "dbus-p1/other/state", "homeassistant/device/p1_other/config")) {
            broker.publish(topic, "{}", "-r");
        }
        outputs.close(output);
        String manual = Files.readString(Path.of("src/site/markdown/mqtt.md"));
        String command = manual.substring(manual.indexOf("mosquitto_sub -h"), manual.indexOf("```", manual.indexOf("mosquitto_sub -h")));
        Process remove = new ProcessBuilder("sh", "-c", command.replace("192.168.1.10 -u p1 -P PASSWORD", "127.0.0.1 -p " + broker.port())
                .replace("KEY", "house").replace("-W 3", "-W 5")).redirectErrorStream(true).start();
        assertThat(remove.inputReader().lines()).contains("dbus-p1/house/power_net_w", "dbus-p1/house/status", DEVICE)
                .noneMatch(line -> line.contains("other"));
        remove.waitFor();
        try (Subscriber late = Subscriber.on(broker, "#")) {
            late.await("dbus-p1/other/state");
            late.await("homeassistant/device/p1_other/config");
            assertThat(late.all()).hasSize(2);
        }
    }
}
