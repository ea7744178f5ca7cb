package org.dbusp1.output.mqtt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.mqtt.MqttSettings.ProfileSettings;

/**
 * Publishes one profile of one meter in rounds: what always goes with a round, and what has changed since it was last
 * published; once in a while everything. Not thread safe.
 */
final class Publication {
    /** Telegrams come on time only by and large: a round a little early is that of the interval. */
    private static final double ALMOST = 0.8;
    private static final byte[] NOTHING = new byte[0];

    private final ProfileSettings settings;
    private final String root;
    private final List<Row> rows;
    private final long intervalNanos;
    private final long fullNanos;
    private final Outbox outbox;
    private final byte[][] published;
    private boolean everything = true;
    private long lastRound;
    private long lastFull;

    Publication(ProfileSettings settings, List<Row> rows, MeterKey key, Duration interval, Duration full,
                Outbox outbox) {
        this.settings = settings;
        this.root = settings.profile().root(settings.base(), key) + "/";
        this.rows = rows;
        this.intervalNanos = (long) (interval.toNanos() * ALMOST);
        this.fullNanos = full.toNanos();
        this.outbox = outbox;
        this.published = new byte[rows.size()][];
    }

    /** The next round says everything, at once: nobody knows what the broker's listeners have. */
    void everything() {
        everything = true;
    }

    /** Publishes what a snapshot says, unless the last round was a moment ago. */
    void round(Snapshot snapshot, long nanos) {
        boolean full = everything || nanos - lastFull >= fullNanos;
        if (!full && nanos - lastRound < intervalNanos) {
            return;
        }
        lastRound = nanos;
        lastFull = full ? nanos : lastFull;
        everything = false;
        for (int i = 0; i < published.length; i++) {
            publish(i, snapshot, full);
        }
    }

    private void publish(int i, Snapshot snapshot, boolean full) {
        Row row = rows.get(i);
        byte[] payload = row.payload().apply(snapshot).orElse(NOTHING);
        boolean said = payload.length > 0;
        boolean wasSaid = published[i] != null && published[i].length > 0;
        if (said ? row.always() || full || !Arrays.equals(payload, published[i])
                : wasSaid && settings.profile().empties()) {
            outbox.state(new Message(root + row.topic(), payload, settings.qos(), settings.retain()));
        }
        published[i] = payload;
    }
}
