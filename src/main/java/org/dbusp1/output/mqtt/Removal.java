package org.dbusp1.output.mqtt;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;

/** Takes back from a broker what it retains of a meter: states, status and announcements. */
public final class Removal implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 15;
    /** A broker hands out what it retains at once; when nothing more comes for this long, it was all. */
    private static final long QUIET_MILLIS = 1_000;
    private static final String PREFIX = "homeassistant";

    /** Why it could not be done; one line. */
    public static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    /** Stands for any history: only the topics matter here. */
    private static final Archive EVERYTHING = (table, step, from, to, rows) -> rows.columns(List.of());

    private record Kept(String topic, byte[] payload) {
    }

    private final MqttSettings settings;
    private final Wire wire;
    private final CompletableFuture<Optional<String>> connection = new CompletableFuture<>();
    private final BlockingQueue<Kept> kept = new LinkedBlockingQueue<>();

    private final class Events implements Wire.Events {
        @Override
        public void connected() {
            connection.complete(Optional.empty());
        }

        @Override
        public void disconnected(Throwable why) {
            connection.complete(Optional.of(settings.broker() + ": "
                    + Trouble.ofConnection(why, false, settings.broker().tls())));
        }

        @Override
        public void received(String topic, byte[] payload, boolean retained) {
            if (retained && payload.length > 0) {
                kept.add(new Kept(topic, payload));
            }
        }
    }

    /**
     * Connects.
     *
     * @throws Refused when there is no connection
     */
    public Removal(MqttSettings settings) throws Refused {
        this.settings = settings;
        this.wire = Wires.make(settings, "dbus-p1-remove-" + UUID.randomUUID(), Optional.empty(), new Events());
        wire.connect();
        Optional<String> trouble = await(connection);
        if (trouble.isPresent()) {
            close();
            throw new Refused(trouble.get());
        }
    }

    /**
     * The meters of which the broker retains a status.
     *
     * @throws Refused when the broker does not let us look
     */
    public Set<String> meters() throws Refused {
        String filter = (settings.base().contains(Topics.KEY) ? settings.base().replace(Topics.KEY, "+")
                : settings.base() + "/+") + "/status";
        int level = Arrays.asList(filter.split("/")).indexOf("+");
        Set<String> keys = new TreeSet<>();
        for (Kept status : retained(List.of(filter))) {
            keys.add(status.topic().split("/")[level]);
        }
        return keys;
    }

    /**
     * Takes everything back.
     *
     * @return how many topics there were
     * @throws Refused when the meter's driver is connected, and would publish it all again; or the broker refuses
     */
    public int remove(MeterKey key) throws Refused {
        String status = settings.status(key);
        for (Kept said : retained(List.of(status))) {
            if (Arrays.equals(said.payload(), MqttOutput.ONLINE)) {
                throw new Refused(status + " says that the driver is running and would publish it all again; stop it,"
                        + " or set mqtt.enabled=false, first");
            }
        }
        Set<String> topics = new LinkedHashSet<>();
        retained(filters(key)).forEach(found -> topics.add(found.topic()));
        for (String topic : topics) {
            await(wire.publish(Message.removal(topic)));
        }
        return topics.size();
    }

    private List<String> filters(MeterKey key) {
        String prefix = settings.homeAssistant().map(MqttSettings.HomeAssistantSettings::prefix).orElse(PREFIX);
        List<String> filters = new ArrayList<>(HomeAssistant.announcementFilters(prefix, key));
        filters.add(Topics.ofMeter(settings.base(), key) + "/#");
        for (MqttSettings.ProfileSettings profile : settings.profiles()) {
            String root = profile.profile().root(profile.base(), key);
            profile.profile().rows(Optional.of(EVERYTHING)).forEach(row -> filters.add(root + "/" + row.topic()));
        }
        return filters;
    }

    private List<Kept> retained(List<String> filters) throws Refused {
        kept.clear();
        await(wire.subscribe(filters));
        List<Kept> all = new ArrayList<>();
        try {
            for (Kept next = kept.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS); next != null;
                    next = kept.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
                all.add(next);
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return all;
    }

    private <T> T await(CompletableFuture<T> done) throws Refused {
        try {
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException why) {
            throw new Refused(settings.broker() + ": " + Trouble.ofMessage(why.getCause()));
        } catch (TimeoutException silent) {
            throw new Refused(settings.broker() + " does not answer");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    @Override
    public void close() {
        wire.disconnect();
    }
}
