package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.TopicLayout.Row;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the topics of one layout for one meter: some topics with each snapshot, other topics when they change, and all topics
 * periodically. Not thread safe.
 */
final class LayoutPublisher {
    private static final byte[] ABSENT = new byte[0];
    /** The period in which all states are published, changed or not. */
    private static final long FULL_NANOS = TimeUnit.MINUTES.toNanos(10);
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
    /** Topics that once had a payload: the broker may retain it, even if the message that empties the topic was lost. */
    private final boolean[] everPresent;
    private boolean republish = true;
    private boolean clearAbsent;
    private boolean clearAbsentCounters;
    /** The monotonic time of the first snapshot; null before it. */
    private @Nullable Long began;
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
        this.presentNanos = new long[rows.size()];
    }

    /** Makes the next publication complete and immediate, because the broker or a subscriber may have lost states. */
    void republish() {
        republish = true;
    }

    /**
     * Called after the broker is connected. The next snapshot is published with all topics, and topics of absent values are emptied,
     * because an earlier run may have filled them. Counters of a meter that sends them once an hour are emptied only after that hour.
     */
    void connected() {
        republish();
        clearAbsent = layout.retain();
        clearAbsentCounters = clearAbsent;
    }

    /** Publishes a snapshot, unless the interval since the last publication is not over. */
    void publish(Snapshot snapshot, long nanos) {
        boolean full = republish || nanos - lastFullNanos >= FULL_NANOS;
        if (!full && !snapshot.isDue(interval, nanos - lastPublicationNanos)) {
            return;
        }
        lastPublicationNanos = nanos;
        lastFullNanos = full ? nanos : lastFullNanos;
        republish = false;
        if (began == null) {
            began = nanos;
            Arrays.fill(presentNanos, nanos);
        } else if (snapshot.published().meterIndex() != meterIndex) {
            // No hour for the counters of the meter before.
            Arrays.fill(presentNanos, nanos - HOURLY_NANOS);
        }
        meterIndex = snapshot.published().meterIndex();
        boolean hourly = snapshot.reading().meter().dialect().sendsPartialLists();
        boolean clearCounters = clearAbsentCounters && (!hourly || nanos - began >= HOURLY_NANOS);
        Fact.FactInput view = Fact.SnapshotInput.of(snapshot, driver);
        for (int i = 0; i < published.length; i++) {
            Row row = rows.get(i);
            byte[] payload = Objects.requireNonNullElse(row.payload().apply(snapshot, view), ABSENT);
            boolean present = payload.length > 0;
            if (present) {
                presentNanos[i] = nanos;
            } else if (row.counter() && hourly && nanos - presentNanos[i] < HOURLY_NANOS) {
                // A meter that was silent for seconds sends its counter with the next hour: until then the last one stays.
                continue;
            }
            everPresent[i] |= present;
            boolean changed = full || !Arrays.equals(payload, published[i]);
            boolean cleansing = row.counter() ? clearCounters : clearAbsent;
            boolean emptied = (changed && everPresent[i] || cleansing) && layout.retain();
            if (present ? row.always() || changed : emptied) {
                sender.accept(new Publication(root + row.topic(), payload, QOS, layout.retain()));
            }
            published[i] = payload;
        }
        clearAbsent = false;
        clearAbsentCounters &= !clearCounters;
    }
}
