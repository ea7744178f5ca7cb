package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.dbusp1.feedback.DriverStateView;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Fact;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.Profile.Row;
import org.jspecify.annotations.Nullable;

/**
 * Publishes the topics of one profile for one meter: some with each snapshot, the others when they change, and all of them
 * periodically. Not thread safe.
 */
final class ProfilePublisher {
    private static final byte[] ABSENT = new byte[0];
    /** After this time all states are published, changed or not. */
    private static final long FULL_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** By then a meter with alternating messages has sent its counters, which it does once an hour. */
    private static final long HOURLY_NANOS = TimeUnit.MINUTES.toNanos(65);

    /** States are repeated; a message that must arrive once, such as discovery, has its own QoS. */
    private static final int QOS = 0;

    private final Profile profile;
    private final String root;
    private final List<Row> rows;
    private final DriverStateView feedback;
    private final Duration interval;
    private final Consumer<Publication> sender;
    private final byte[][] published;
    /** Topics that once had a payload: the broker may retain it, even if the message that empties it was lost. */
    private final boolean[] everPresent;
    private boolean republish = true;
    private boolean cleanse;
    private boolean cleanseCounters;
    /** When the first snapshot arrived; null before. */
    private @Nullable Long began;
    private long lastRound;
    private long lastFull;

    /** @param base the root of the driver's own topics */
    ProfilePublisher(Profile profile, String base, MeterKey key, Duration interval, DriverStateView feedback,
                     Consumer<Publication> sender) {
        this.profile = profile;
        this.root = profile.root(base, key) + "/";
        this.rows = profile.rows(feedback.outputNames());
        this.feedback = feedback;
        this.interval = interval;
        this.sender = sender;
        this.published = new byte[rows.size()][];
        this.everPresent = new boolean[rows.size()];
    }

    /** The next snapshot is published at once and with all topics: the broker or a subscriber may have lost them. */
    void republish() {
        republish = true;
    }

    /**
     * The broker is connected. The next snapshot is published with all topics, and those of absent values are emptied: an earlier
     * run may have filled them. Counters that are sent once an hour wait for that hour.
     */
    void connected() {
        republish();
        cleanse = profile.retain();
        cleanseCounters = cleanse;
    }

    /** Publishes a snapshot, unless the interval since the last one is not over. */
    void publish(Snapshot snapshot, long nanos) {
        boolean full = republish || nanos - lastFull >= FULL_NANOS;
        if (!full && !snapshot.isDue(interval, nanos - lastRound)) {
            return;
        }
        lastRound = nanos;
        lastFull = full ? nanos : lastFull;
        republish = false;
        if (began == null) {
            began = nanos;
        }
        boolean counters = cleanseCounters && (!snapshot.reading().meter().dialect().sendsPartialLists()
                || nanos - began >= HOURLY_NANOS);
        Fact.FactInput view = Fact.SnapshotInput.of(snapshot, feedback);
        for (int i = 0; i < published.length; i++) {
            Row row = rows.get(i);
            byte[] payload = Objects.requireNonNullElse(row.payload().apply(snapshot, view), ABSENT);
            boolean present = payload.length > 0;
            everPresent[i] |= present;
            boolean changed = full || !Arrays.equals(payload, published[i]);
            boolean cleansing = row.counter() ? counters : cleanse;
            boolean emptied = (changed && everPresent[i] || cleansing) && profile.retain();
            if (present ? row.always() || changed : emptied) {
                sender.accept(new Publication(root + row.topic(), payload, QOS, profile.retain()));
            }
            published[i] = payload;
        }
        cleanse = false;
        cleanseCounters &= !counters;
    }
}
