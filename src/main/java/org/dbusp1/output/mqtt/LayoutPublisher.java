package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.FactInput;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.TopicLayout.Row;

/**
 * Publishes the topics of one layout for one meter: some topics with each snapshot, other topics when they change, and all topics
 * periodically. A topic whose value ends gets one empty message. Not thread safe.
 */
final class LayoutPublisher {
    private static final byte[] ABSENT = new byte[0];
    /** The time in which a meter with alternating messages has sent its counters, which it sends once an hour. */
    private static final long HOURLY_NANOS = TimeUnit.MINUTES.toNanos(65);

    /** States are repeated; a message that must arrive once, such as discovery, has its own QoS. */
    private static final int QOS = 0;

    private final TopicLayout layout;
    private final String root;
    private final List<Row> rows;
    private final DriverState driver;
    private final Duration interval;
    private final Consumer<Publication> sender;
    private final byte[][] published;
    /** Topics that once had a payload. */
    private final boolean[] everPresent;
    /** Topics of which a reader or the broker may have a payload. */
    private final boolean[] held;
    private boolean republish = true;
    private boolean begun;
    /** The monotonic time when each row last had a payload; at first, of the first snapshot. */
    private final long[] presentNanos;
    private int meterIndex;
    private long lastPublicationNanos;
    private long lastFullNanos;

    /** @param base the root of the driver's own topics */
    LayoutPublisher(TopicLayout layout, String base, MeterKey key, Duration interval, DriverState driver,
                     Consumer<Publication> sender) {
        this.layout = layout;
        this.root = layout.root(base, key) + "/";
        this.rows = layout.rows(driver.outputNames());
        this.driver = driver;
        this.interval = interval;
        this.sender = sender;
        this.published = new byte[rows.size()][];
        this.everPresent = new boolean[rows.size()];
        this.held = new boolean[rows.size()];
        this.presentNanos = new long[rows.size()];
    }

    /** Makes the next publication complete and immediate, because the broker or a subscriber may have lost states. */
    void republish() {
        republish = true;
    }

    /**
     * Called after the broker is connected. The next snapshot is published with all topics. A message that emptied a topic may have been
     * lost with the connection before, and an earlier run may have filled a topic that the broker retains.
     */
    void connected() {
        republish();
        for (int i = 0; i < held.length; i++) {
            held[i] |= everPresent[i] || rows.get(i).retained();
        }
    }

    /** Publishes a snapshot, unless the interval since the last publication is not over. */
    void publish(Snapshot snapshot, long nanos) {
        boolean full = republish || nanos - lastFullNanos >= layout.fullPeriod().toNanos();
        if (!full && !snapshot.isDue(interval, nanos - lastPublicationNanos)) {
            return;
        }
        lastPublicationNanos = nanos;
        lastFullNanos = full ? nanos : lastFullNanos;
        republish = false;
        if (!begun) {
            begun = true;
            Arrays.fill(presentNanos, nanos);
        } else if (snapshot.published().meterIndex() != meterIndex) {
            // No hour for the counters of the meter before.
            Arrays.fill(presentNanos, nanos - HOURLY_NANOS);
        }
        meterIndex = snapshot.published().meterIndex();
        boolean hourly = snapshot.reading().meter().dialect().sendsPartialLists();
        FactInput view = Fact.SnapshotInput.of(snapshot, driver);
        for (int i = 0; i < published.length; i++) {
            Row row = rows.get(i);
            byte[] payload = Objects.requireNonNullElse(row.payload().apply(snapshot, view), ABSENT);
            if (payload.length > 0) {
                presentNanos[i] = nanos;
                everPresent[i] = true;
                held[i] = true;
                if (row.always() || full || !Arrays.equals(payload, published[i])) {
                    send(row, payload);
                }
                published[i] = payload;
            } else if (!row.retained() || !hourly || nanos - presentNanos[i] >= HOURLY_NANOS) {
                // A meter that was silent for seconds sends its counter with the next hour: until then the last one stays.
                empty(i);
            }
        }
    }

    /** Empties the topics of measurements, because no value is valid: what the broker does not retain has no reader who comes later. */
    void offline() {
        for (int i = 0; i < published.length; i++) {
            if (!rows.get(i).retained()) {
                empty(i);
            }
        }
    }

    private void empty(int index) {
        Row row = rows.get(index);
        if (held[index] && row.isEmptied() && layout.isEmptied()) {
            send(row, ABSENT);
        }
        held[index] = false;
        published[index] = ABSENT;
    }

    private void send(Row row, byte[] payload) {
        sender.accept(new Publication(root + row.topic(), payload, QOS, row.retained()));
    }
}
