package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.TopicLayout.Row;

/**
 * Publishes the topics of one layout for one meter, at most once in the owner's interval: some topics with each snapshot, other topics
 * when they change, and all topics periodically. The broker retains none of them. Not thread safe.
 */
final class LayoutPublisher {
    private final TopicLayout layout;
    private final String root;
    private final List<Row> rows;
    private final DriverState driver;
    private final Duration interval;
    private final Consumer<Publication> sender;
    private final byte[][] published;
    private boolean republish = true;
    /** Whether the broker is to acknowledge the next publication. */
    private boolean acknowledge;
    private long lastPublicationNanos;
    private long lastFullNanos;

    LayoutPublisher(TopicLayout layout, String base, MeterKey key, Duration interval, DriverState driver,
                     Consumer<Publication> sender) {
        this.layout = layout;
        this.root = layout.root(base, key) + "/";
        this.rows = layout.rows();
        this.driver = driver;
        this.interval = interval;
        this.sender = sender;
        this.published = new byte[rows.size()][];
    }

    /** Makes the next publication complete and immediate, because the broker or a subscriber may have lost states. */
    void republish() {
        republish = true;
    }

    /**
     * Makes the next publication complete and immediate, with QoS 1: of a message with QoS 0 that the broker does not accept nobody learns.
     */
    void connected() {
        republish = true;
        acknowledge = layout.isFirstAcknowledged();
    }

    /** Publishes a snapshot, unless the interval since the last publication is not over. */
    void publish(Snapshot snapshot, long nanos) {
        if (!republish && !snapshot.isDue(interval, nanos - lastPublicationNanos)) {
            return;
        }
        boolean full = republish || snapshot.isDue(layout.fullPeriod(), nanos - lastFullNanos);
        lastPublicationNanos = nanos;
        lastFullNanos = full ? nanos : lastFullNanos;
        republish = false;
        FactInput view = Fact.SnapshotInput.of(snapshot, driver);
        for (int i = 0; i < published.length; i++) {
            Row row = rows.get(i);
            byte[] payload = row.payload().apply(snapshot, view);
            if (payload != null && (row.always() || full || !Arrays.equals(payload, published[i]))) {
                sender.accept(new Publication(root + row.topic(), payload, acknowledge ? 1 : 0, false));
            }
            published[i] = payload;
        }
        acknowledge = false;
    }
}
