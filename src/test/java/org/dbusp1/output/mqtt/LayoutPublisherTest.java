package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.meter.MeterKey;
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
    @CsvSource({"0, 1, 41", "1, 1, 41", "10, 1, 5", "30, 1, 2", "10, 10, 41", "1, 10, 41", "30, 10, 14", "50, 10, 9",
            "300, 10, 2"})
    void theIntervalMakesAPartOfTheMessages(int interval, int meters, int messages) {
        LayoutPublisher publisher = publisher(Duration.ofSeconds(interval));
        Snapshot snapshot = SampleMeter.every(meters, SampleMeter.house("dsmr50").next());
        for (int i = 0; i <= 40; i++) {
            // A little early or late.
            publisher.publish(snapshot, (long) ((i * meters + (i % 3 - 1) * 0.03) * 1e9));
        }
        assertThat(sent).hasSize(messages);
    }

    /** Home Assistant has no state for longer than five are lost. */
    @ParameterizedTest
    @CsvSource({"0, 60", "1, 60", "10, 60", "11, 66", "300, 1800"})
    void whatExpiresWaitsForSixStates(int interval, int seconds) {
        assertThat(DiscoveryDevice.CommonFields.expireSeconds(Duration.ofSeconds(interval))).isEqualTo(seconds);
    }

    /** A program that subscribes later, and one that missed a message, has the state within a minute, unless the owner wants it rarer. */
    @Test
    void whatDidNotChangeIsSentAgainEveryMinute() {
        LayoutPublisher publisher = publisher(TopicLayout.NATIVE, Duration.ZERO);
        Snapshot snapshot = SampleMeter.house("dsmr50").next();
        for (int second = 0; second <= 120; second++) {
            publisher.publish(snapshot, Duration.ofSeconds(second).toNanos());
        }
        assertThat(sent).filteredOn(message -> message.topic().equals("dbus-p1/house/state")).hasSize(121);
        assertThat(sent).filteredOn(message -> message.topic().equals("dbus-p1/house/mbus/1/state")).hasSize(3);
        assertThat(sent).noneMatch(Publication::retain);
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
