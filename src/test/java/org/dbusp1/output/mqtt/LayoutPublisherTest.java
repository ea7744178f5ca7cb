package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.TestDriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests how often states are published. */
class LayoutPublisherTest {
    private final List<Publication> sent = new ArrayList<>();

    private LayoutPublisher publisher(Duration interval) {
        return publisher(TopicLayout.RAW, interval);
    }

    private LayoutPublisher publisher(TopicLayout profile, Duration interval) {
        return new LayoutPublisher(profile, "dbus-p1", new MeterKey("house"), interval, TestDriverState.empty(), sent::add);
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 41", "1, 1, 41", "10, 1, 5", "30, 1, 2", "10, 10, 41", "1, 10, 41", "30, 10, 14"})
    void theIntervalMakesAPartOfTheMessages(int interval, int meters, int messages) {
        LayoutPublisher publisher = publisher(Duration.ofSeconds(interval));
        Snapshot snapshot = SampleMeter.every(meters, SampleMeter.house("dsmr50").next());
        for (int i = 0; i <= 40; i++) {
            // A little early or late.
            publisher.publish(snapshot, (long) ((i * meters + (i % 3 - 1) * 0.03) * 1e9));
        }
        assertThat(sent).hasSize(messages);
    }

    /** After a restart the broker retains counters that are still right; those of such a meter come once an hour. */
    @Test
    void countersThatComeOnceAnHourAreEmptiedOnlyWhenTheHourIsOver() {
        LayoutPublisher publisher = publisher(TopicLayout.NATIVE, Duration.ZERO);
        Snapshot list = SampleMeter.house("han-aidon").next();
        publisher.connected();
        publisher.publish(list, 0);
        assertThat(emptied()).noneMatch(topic -> topic.contains("energy"));
        // Also where the broker was away meanwhile.
        publisher.connected();
        publisher.publish(list, Duration.ofMinutes(64).toNanos());
        assertThat(emptied()).noneMatch(topic -> topic.contains("energy"));
        publisher.publish(list, Duration.ofMinutes(66).toNanos());
        assertThat(emptied()).contains("dbus-p1/house/energy_import_t1_kwh").allMatch(topic -> topic.matches(".*(energy|mbus).*"));
        publisher.publish(list, Duration.ofMinutes(67).toNanos());
        assertThat(emptied()).isEmpty();
    }

    /** The values of a meter that was silent for seconds are no longer valid; its counters come with the next hour. */
    @Test
    void countersThatComeOnceAnHourAreEmptiedAnHourAfterTheyCame() {
        LayoutPublisher publisher = publisher(TopicLayout.NATIVE, Duration.ZERO);
        SampleMeter meter = SampleMeter.house("han-aidon");
        Snapshot list = meter.next();
        Snapshot hourly = meter.next();
        while (!hourly.published().values().has(Quantity.ENERGY_IMPORT)) {
            hourly = meter.next();
        }
        publisher.publish(hourly, 0);
        publisher.republish();
        publisher.publish(list, Duration.ofMinutes(1).toNanos());
        assertThat(emptied()).noneMatch(topic -> topic.contains("energy"));
        publisher.publish(list, Duration.ofMinutes(66).toNanos());
        assertThat(emptied()).contains("dbus-p1/house/energy_import_total_kwh");

        publisher.publish(hourly, Duration.ofMinutes(70).toNanos());
        publisher.publish(Snapshots.like(list).meterIndex(1).take(), Duration.ofMinutes(71).toNanos());
        assertThat(emptied()).as("those of another meter").contains("dbus-p1/house/energy_import_total_kwh");
    }

    /** A program that subscribes later, and one that missed a message, has the state within a minute. */
    @Test
    void whatDidNotChangeIsSentAgainEveryMinute() {
        LayoutPublisher publisher = publisher(TopicLayout.NATIVE, Duration.ZERO);
        Snapshot snapshot = SampleMeter.house("dsmr50").next();
        for (int second = 0; second <= 120; second++) {
            publisher.publish(snapshot, Duration.ofSeconds(second).toNanos());
        }
        assertThat(sent).filteredOn(message -> message.topic().equals("dbus-p1/house/power_net_w")).hasSize(3);
        assertThat(sent).filteredOn(message -> message.topic().equals("dbus-p1/house/energy_import_t1_kwh")).hasSize(3);
    }

    /** One message, also if the silence is reported again; after another connection once more, because the first may be lost. */
    @Test
    void aTopicWhoseValueEndsIsEmptiedOnce() {
        LayoutPublisher publisher = publisher(TopicLayout.NATIVE, Duration.ZERO);
        publisher.publish(SampleMeter.house("dsmr50").next(), 0);
        publisher.offline();
        assertThat(emptied()).contains("dbus-p1/house/power_net_w", "dbus-p1/house/tariff").doesNotHaveDuplicates()
                .noneMatch(topic -> topic.matches(".*(/energy_.*_kwh|/mbus/.*|/state)"));
        publisher.offline();
        assertThat(emptied()).isEmpty();
        publisher.connected();
        publisher.offline();
        assertThat(emptied()).contains("dbus-p1/house/power_net_w").doesNotHaveDuplicates();
    }

    /** The topics that were emptied since the last call. */
    private List<String> emptied() {
        List<String> topics = sent.stream().filter(message -> message.payload().length == 0).map(Publication::topic).toList();
        sent.clear();
        return topics;
    }

    @Test
    void allIsPublishedAtOnceWhenItIsAskedFor() {
        LayoutPublisher publisher = publisher(Duration.ofSeconds(10));
        Snapshot snapshot = SampleMeter.every(1, SampleMeter.house("dsmr50").next());
        publisher.publish(snapshot, 0);
        publisher.republish();
        publisher.publish(snapshot, 1);
        assertThat(sent).hasSize(2);
    }
}
