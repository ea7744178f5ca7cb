package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a meter to an MQTT broker. Connects after the first good telegram, when the meter's key is known, and then
 * for ever again; says whether the meter is there on a topic of its own, which the broker changes should we vanish.
 * Waits for nobody: what the broker cannot take is dropped and counted, and when it is back it gets the newest.
 *
 * <p>Its lock covers what the reading and the network thread share.
 */
public final class MqttOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(MqttOutput.class);
    static final byte[] ONLINE = "online".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OFFLINE = "offline".getBytes(StandardCharsets.UTF_8);
    /** A measured value is no longer true for Home Assistant after so many intervals without a state. */
    private static final int MISSED_INTERVALS = 6;
    private static final long LEAST_EXPIRY_SECONDS = 60;
    private static final long CLOSE_MILLIS = 400;
    private static final long STEADY_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final MqttSettings settings;
    private final Optional<Archive> archive;
    private final Wire.Events events = new Events();
    private Optional<Meter> meter = Optional.empty();
    private Optional<Snapshot> latest = Optional.empty();
    private boolean connected;
    private boolean fresh;
    private long dropped;
    private long droppedSince;
    private String trouble = "";
    private long connectedAt;
    /** Whether connections break soon after they are made: two programs with one name throw each other out. */
    private boolean flapping;

    /** What exists once the meter is known. */
    private record Meter(MeterKey key, Wire wire, Outbox outbox, List<Publication> publications,
                         Optional<HomeAssistant> homeAssistant) {
    }

    private final class Events implements Wire.Events {
        @Override
        public void connected() {
            MqttOutput.this.connected();
        }

        @Override
        public void disconnected(Throwable why) {
            MqttOutput.this.disconnected(why);
        }

        @Override
        public void received(String topic, byte[] payload, boolean retained) {
            MqttOutput.this.received(topic, payload, retained);
        }
    }

    /** @param archive the history, for layouts that tell of it; absent where none is kept */
    public MqttOutput(MqttSettings settings, Optional<Archive> archive) {
        this.settings = settings;
        this.archive = archive;
    }

    @Override
    public synchronized void snapshot(Snapshot snapshot) {
        boolean returned = !fresh;
        latest = Optional.of(snapshot);
        fresh = true;
        if (meter.isEmpty()) {
            Meter found = meter(snapshot);
            meter = Optional.of(found);
            found.wire().connect();
        }
        Meter known = meter.get();
        if (flapping && connected && System.nanoTime() - connectedAt > STEADY_NANOS) {
            flapping = false;
            tellConnected();
        }
        if (!connected || !known.outbox().idle()) {
            dropped++;
        }
        if (!connected) {
            return;
        }
        if (returned) {
            status(known);
            known.publications().forEach(Publication::everything);
        }
        publish(known, snapshot);
    }

    private Meter meter(Snapshot snapshot) {
        MeterKey key = snapshot.key();
        Wire wire = Wires.make(settings, settings.clientId(key),
                Optional.of(Message.kept(settings.status(key), OFFLINE)), events);
        Outbox outbox = new Outbox(wire::publish, this::refused);
        List<Publication> publications = settings.profiles().stream()
                .map(profile -> new Publication(profile, profile.profile().rows(archive), key, settings.interval(),
                        settings.fullInterval(), outbox))
                .toList();
        return new Meter(key, wire, outbox, publications, settings.homeAssistant().map(wanted -> new HomeAssistant(
                wanted, new Announcement.Frame(wanted.prefix(), settings.status(key), settings.program(),
                expireSeconds(snapshot)), key, Topics.ofMeter(settings.base(), key))));
    }

    private long expireSeconds(Snapshot snapshot) {
        Duration interval = snapshot.interval().compareTo(settings.interval()) > 0
                ? snapshot.interval() : settings.interval();
        return Math.max(LEAST_EXPIRY_SECONDS, interval.toSeconds() * MISSED_INTERVALS);
    }

    /** Publishes states, and tells Home Assistant where they are. */
    private void publish(Meter known, Snapshot snapshot) {
        long now = System.nanoTime();
        known.homeAssistant().ifPresent(ha -> ha.messages(snapshot, now).forEach(known.outbox()::order));
        known.publications().forEach(publication -> publication.round(snapshot, now));
    }

    private void status(Meter known) {
        known.outbox().order(Message.kept(settings.status(known.key()), fresh ? ONLINE : OFFLINE));
    }

    private synchronized void connected() {
        Meter known = meter.orElseThrow();
        connected = true;
        connectedAt = System.nanoTime();
        // The newest goes out after all.
        dropped -= fresh ? 1 : 0;
        if (!flapping) {
            tellConnected();
        }
        known.outbox().open();
        status(known);
        settings.profiles().forEach(profile -> profile.profile().greeting().ifPresent(known.outbox()::order));
        known.publications().forEach(Publication::everything);
        known.homeAssistant().ifPresent(ha -> {
            ha.connected(System.nanoTime());
            known.wire().subscribe(ha.filters()).whenComplete((done, why) -> told("Home Assistant's topics", why));
        });
        if (fresh) {
            publish(known, latest.orElseThrow());
        }
    }

    private void tellConnected() {
        LOG.info("mqtt: connected to {}{}", settings.broker(), dropped == droppedSince ? ""
                : "; " + (dropped - droppedSince) + " readings were dropped while it was away");
        droppedSince = dropped;
        trouble = "";
    }

    private synchronized void disconnected(Throwable why) {
        String line = settings.broker() + ": " + Trouble.ofConnection(why, connected, settings.broker().tls());
        flapping |= connected && System.nanoTime() - connectedAt < STEADY_NANOS;
        connected = false;
        meter.ifPresent(known -> known.outbox().close());
        tell(line);
    }

    private synchronized void received(String topic, byte[] payload, boolean retained) {
        Meter known = meter.orElseThrow();
        boolean born = known.homeAssistant().map(ha -> ha.received(topic, payload, retained, System.nanoTime()))
                .orElse(false);
        if (born) {
            known.publications().forEach(Publication::everything);
        }
    }

    private void refused(Message message, Throwable why) {
        told("topic " + message.topic(), why);
    }

    private synchronized void told(String what, Throwable why) {
        if (why != null && connected) {
            tell(settings.broker() + " refuses " + what + ": " + Trouble.ofMessage(why));
        }
    }

    /** Says what is wrong once, and again when it has become something else. */
    private void tell(String line) {
        if (!line.equals(trouble)) {
            trouble = line;
            LOG.warn("mqtt: {}", line);
        }
    }

    @Override
    public void rejected(Rejected rejected) {
        // Refused telegrams are counted in the next snapshot.
    }

    @Override
    public synchronized void offline() {
        fresh = false;
        meter.filter(known -> connected).ifPresent(this::status);
    }

    /** Readings that the broker did not get: it was away, or slower than the meter. */
    public synchronized long dropped() {
        return dropped;
    }

    @Override
    public void close() {
        CompletableFuture<?> told = CompletableFuture.completedFuture(null);
        Optional<Meter> known;
        synchronized (this) {
            known = meter;
            if (known.isPresent() && connected) {
                told = known.get().wire().publish(Message.kept(settings.status(known.get().key()), OFFLINE));
            }
        }
        await(told);
        known.ifPresent(left -> await(left.wire().disconnect()));
    }

    private static void await(CompletableFuture<?> done) {
        try {
            done.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException gone) {
            LOG.debug("mqtt: the broker did not take our good-bye");
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
