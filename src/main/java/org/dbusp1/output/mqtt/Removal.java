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
import org.dbusp1.output.mqtt.MqttConnection.Message;
import org.dbusp1.output.mqtt.MqttConnection.Received;

/** Deletes from a broker what it retains of a meter: states, status and discovery messages. */
public final class Removal implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 15;
    /** A broker delivers retained messages at once; after this time without another one, these were all. */
    private static final long QUIET_MILLIS = 1_000;
    private static final int STATUS_BYTES = 16;
    private static final String PREFIX = "homeassistant";

    /** Why the removal is not possible; one line. */
    public static final class Refused extends Exception {
        Refused(String message) {
            super(message);
        }
    }

    private final MqttSettings settings;
    private final MqttConnection connection;

    /**
     * Connects.
     *
     * @throws Refused when there is no connection
     */
    public Removal(MqttSettings settings) throws Refused {
        this.settings = settings;
        CompletableFuture<Optional<String>> connected = new CompletableFuture<>();
        this.connection = new MqttConnection(settings, "dbus-p1-remove-" + UUID.randomUUID(), Optional.empty(),
                () -> connected.complete(Optional.empty()), cause -> connected.complete(
                        Optional.of(ErrorMessages.ofConnection(settings.broker(), cause, false))));
        connection.connect();
        Optional<String> error = await(connected);
        if (error.isPresent()) {
            close();
            throw new Refused(error.get());
        }
    }

    /**
     * The keys of the meters of which the broker retains a status.
     *
     * @throws Refused when the broker refuses the subscription
     */
    public Set<String> meters() throws Refused {
        String filter = Topics.ofEveryMeter(settings.base()) + "/status";
        int level = Arrays.asList(filter.split("/")).indexOf("+");
        Set<String> keys = new TreeSet<>();
        for (Received status : retained(List.of(filter))) {
            keys.add(status.topic().split("/")[level]);
        }
        return keys;
    }

    /**
     * Deletes everything that the broker retains of a meter.
     *
     * @return the number of topics deleted
     * @throws Refused when the meter's driver is connected and would publish everything again, or the broker refuses
     */
    public int remove(MeterKey key) throws Refused {
        String status = settings.status(key);
        for (Received last : retained(List.of(status))) {
            if (Arrays.equals(last.payload(), MqttOutput.ONLINE)) {
                throw new Refused(status + " is online: the driver is running and would publish everything again; first"
                        + " stop it, or set mqtt.enabled=false");
            }
        }
        Set<String> topics = new LinkedHashSet<>();
        retained(filters(key)).forEach(found -> topics.add(found.topic()));
        for (String topic : topics) {
            await(connection.publish(Message.removal(topic)));
        }
        return topics.size();
    }

    private List<String> filters(MeterKey key) {
        String prefix = settings.homeAssistant().map(MqttSettings.HomeAssistantSettings::prefix).orElse(PREFIX);
        List<String> filters = new ArrayList<>(HomeAssistantDiscovery.discoveryFilters(prefix, key));
        filters.add(Topics.ofMeter(settings.base(), key) + "/#");
        for (MqttSettings.ProfileSettings profile : settings.profiles()) {
            String root = profile.profile().root(profile.base(), key);
            profile.profile().rows().forEach(row -> filters.add(root + "/" + row.topic()));
        }
        return filters;
    }

    private List<Received> retained(List<String> filters) throws Refused {
        BlockingQueue<Received> received = new LinkedBlockingQueue<>();
        await(connection.subscribe(filters, message -> {
            if (message.retained() && message.payload().length > 0) {
                // The first bytes show a status; whole messages of any number would not fit into memory.
                received.add(new Received(message.topic(),
                        Arrays.copyOf(message.payload(), Math.min(message.payload().length, STATUS_BYTES)), true));
            }
        }));
        List<Received> retained = new ArrayList<>();
        try {
            for (Received next = received.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS); next != null;
                    next = received.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS)) {
                retained.add(next);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return retained;
    }

    private <T> T await(CompletableFuture<T> done) throws Refused {
        try {
            return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException error) {
            throw new Refused(settings.broker() + ": " + ErrorMessages.ofRequest(error.getCause()));
        } catch (TimeoutException timeout) {
            throw new Refused(settings.broker() + " does not answer");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new Refused("interrupted");
        }
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
