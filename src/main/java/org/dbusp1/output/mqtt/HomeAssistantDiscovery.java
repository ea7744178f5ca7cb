package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.LongUnaryOperator;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.jspecify.annotations.Nullable;

/**
 * Makes a meter's discovery messages for Home Assistant, one for each device. What the broker has acknowledged is remembered: entities of
 * an earlier run stay, and devices that have left since are removed. Not thread safe.
 */
final class HomeAssistantDiscovery {
    /** Home Assistant's birth message. */
    static final String BIRTH = "homeassistant/status";

    private static final String ONLINE = "online";

    /**
     * A message to publish.
     *
     * @param acknowledged to be called when the broker has acknowledged it
     */
    record Announcement(Publication message, Runnable acknowledged) {
    }

    private final String id;
    private final String root;
    private final DiscoveryDevices devices;
    private final Schedule schedule = new Schedule(new Random()::nextLong);
    private final StateStore store;
    private final List<String> mbusIds;
    /** What the broker has acknowledged of the meter; null if nothing. */
    private @Nullable Announced announced;
    /** Whether the meter was replaced since that announcement. */
    private boolean replaced;
    private boolean recalled;
    private DiscoveryDevice.CommonFields common;
    private List<DiscoveryDevice> published = List.of();
    /** Ids of the M-Bus devices that the broker has, or may have. */
    private final Set<String> announcedMbusIds = new TreeSet<>();
    /** The meter index of the last snapshot, to notice that the meter was replaced. */
    private int meterIndex;

    /**
     * @param root  of the topics of the states
     * @param store remembers what the broker has acknowledged
     */
    HomeAssistantDiscovery(DiscoveryDevice.CommonFields common, MeterKey key, String root, DriverState driver, StateStore store) {
        this.devices = new DiscoveryDevices(driver);
        this.common = common;
        this.id = DiscoveryDevice.id(key);
        this.mbusIds = DiscoveryDevice.mbusIds(key);
        this.root = root;
        this.store = store;
        this.announced = Announced.recall(store, id);
    }

    /** Called after a connection was made: a removal that was not acknowledged before it is repeated. */
    void connected() {
        announcedMbusIds.addAll(Announced.mbusIds(store, mbusIds));
        schedule.connected();
    }

    /**
     * Accepts a message on the topic {@link #BIRTH}.
     *
     * @return true if Home Assistant has started, and the message is its first birth message after a quiet minute
     */
    boolean received(Received message, long nanos) {
        // A retained birth message is older than this connection, after which everything was announced.
        return !message.retained() && new String(message.payload(), StandardCharsets.UTF_8).equals(ONLINE) && schedule.born(nanos);
    }

    /** Returns the discovery messages to publish now, in order: all when they are due, or when a part of them has changed. */
    List<Announcement> messages(Snapshot snapshot, long nanos) {
        if (!recalled) {
            recalled = true;
            // Entities of an earlier run with the same meter stay, because a meter sends some quantities only once an hour.
            if (announced != null) {
                devices.recall(announced, snapshot.reading().meter().equipmentId());
            }
        }
        if (snapshot.published().meterIndex() != meterIndex) {
            meterIndex = snapshot.published().meterIndex();
            replaced = true;
        }
        List<DiscoveryDevice> now = devices.of(snapshot, root);
        // The meter's interval is measured; before that it is the interval of the standard.
        DiscoveryDevice.CommonFields withExpiry = common.expiringFor(snapshot);
        boolean slower = withExpiry != common;
        common = withExpiry;
        Set<String> present = DiscoveryDevices.ids(snapshot);
        if (!schedule.due(nanos) && !slower && now.equals(published) && present.containsAll(announcedMbusIds)) {
            return List.of();
        }
        published = now;
        // First, because another device may have the channel of a device that was removed.
        List<Announcement> messages = new ArrayList<>(removed(present));
        now.forEach(device -> messages.addAll(device.id().equals(id) ? ofMeter(device) : List.of(ofMBus(device))));
        return messages;
    }

    /**
     * The messages that remove M-Bus devices which are no longer present.
     *
     * @param present the ids of the present devices
     */
    private List<Announcement> removed(Set<String> present) {
        List<String> left = announcedMbusIds.stream().filter(text -> !present.contains(text)).toList();
        left.forEach(announcedMbusIds::remove);
        return left.stream().map(text -> new Announcement(DiscoveryDevice.removalMessage(text),
                () -> Announced.rememberMBus(store, text, false))).toList();
    }

    private Announcement ofMBus(DiscoveryDevice device) {
        announcedMbusIds.add(device.id());
        return new Announcement(device.message(common, List.of()), () -> Announced.rememberMBus(store, device.id(), true));
    }

    private List<Announcement> ofMeter(DiscoveryDevice meter) {
        List<Announcement> messages = new ArrayList<>();
        List<String> removed = removedEntities(meter);
        if (!removed.isEmpty()) {
            messages.add(new Announcement(meter.message(common, removed), () -> { }));
        }
        int index = meterIndex;
        messages.add(new Announcement(meter.message(common, List.of()), () -> acknowledged(meter, index)));
        return messages;
    }

    private void acknowledged(DiscoveryDevice meter, int index) {
        announced = Announced.of(meter);
        announced.remember(store, id);
        replaced &= index != meterIndex;
    }

    /** The entities that only the previous meter had, which was replaced in this run or before it. */
    private List<String> removedEntities(DiscoveryDevice meter) {
        Announced old = announced;
        if (old == null || !replaced && !MeterIdentity.isAnother(old.serial(), meter.serial())) {
            return List.of();
        }
        List<String> removed = new ArrayList<>(old.entities());
        removed.removeAll(Announced.of(meter).entities());
        return removed;
    }

    /**
     * Decides when all discovery messages are published: after each connection, and after birth messages, of which several are answered
     * together. Times are of the monotonic clock. Not thread safe.
     */
    static final class Schedule {
        /** Many programs answer a birth message; a random delay spreads their answers. */
        static final long SPREAD_NANOS = TimeUnit.SECONDS.toNanos(3);
        /** Birth messages within this time after an answer are answered together, at the end of this time. */
        static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

        private final LongUnaryOperator random;
        /** Whether all messages are due after a connection. */
        private boolean isConnectionNew;
        /** When all messages are due after birth messages; null if none are due. */
        private @Nullable Long birthDueNanos;
        /** When birth messages were last answered since the connection; null before the first answer. */
        private @Nullable Long answeredNanos;

        /** @param random gives a number from 0 up to its argument, exclusive */
        Schedule(LongUnaryOperator random) {
            this.random = random;
        }

        /** Called after a connection was made; the messages of a connection also answer earlier birth messages. */
        void connected() {
            isConnectionNew = true;
            birthDueNanos = null;
            answeredNanos = null;
        }

        /**
         * Accepts a birth message.
         *
         * @return true for the first birth message after a quiet minute
         */
        boolean born(long nanos) {
            if (birthDueNanos != null) {
                return false;
            }
            if (answeredNanos != null && nanos - answeredNanos < PAUSE_NANOS) {
                birthDueNanos = answeredNanos + PAUSE_NANOS;
                return false;
            }
            birthDueNanos = nanos + random.applyAsLong(SPREAD_NANOS);
            return true;
        }

        /** Returns true if all messages are due. The caller then publishes them, so the next call returns false. */
        boolean due(long nanos) {
            if (!isConnectionNew && (birthDueNanos == null || nanos - birthDueNanos < 0)) {
                return false;
            }
            answeredNanos = birthDueNanos == null ? answeredNanos : Long.valueOf(nanos);
            isConnectionNew = false;
            birthDueNanos = null;
            return true;
        }
    }
}
