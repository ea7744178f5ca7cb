package org.dbusp1.output.mqtt;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.EventJson;
import org.dbusp1.output.JsonWriter;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.mqtt.HomeAssistantDiscovery.Announcement;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.dbusp1.output.mqtt.MqttConnection.Publication;
import org.dbusp1.output.mqtt.MqttConnection.Received;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes a meter to an MQTT broker. It connects as soon as the meter's key is known, from the configuration, the cable's memory or
 * the first good telegram, and publishes everything after each connection. The will sets the status topic to offline. No call waits for
 * the broker: while {@value #MAX_IN_FLIGHT} messages are not acknowledged, readings are dropped and counted; the newest reading is
 * published afterwards. What the broker has not accepted is published again once a minute, but a long message after which the connection
 * ended after a pause that doubles up to an hour, and a refused announcement that the owner has not asked for after the next connection.
 * The lock guards the fields that the calling thread and the network thread share.
 */
public final class MqttOutput implements Output.Ticking {
    private static final Logger LOG = LoggerFactory.getLogger(MqttOutput.class);
    private static final byte[] ONLINE = "online".getBytes(StandardCharsets.UTF_8);
    private static final byte[] OFFLINE = "offline".getBytes(StandardCharsets.UTF_8);
    /** The longest wait in milliseconds for the acknowledgement of the last message, and again for the end of the connection. */
    static final long CLOSE_MILLIS = 400;
    private static final int MAX_IN_FLIGHT = 64;
    private static final String NOT_ACKNOWLEDGED =
            " is not acknowledged; restart the broker, or raise its limit of a message, such as message_size_limit of mosquitto";
    /** Largest number of events that the broker has not acknowledged; of more events the oldest are dropped. */
    private static final int MOST_EVENTS = 20;

    private final MqttConfig settings;
    private final DriverState driver;
    private final Supplier<@Nullable MeterKey> expectedKey;
    private final StateStore announced;
    private @Nullable MeterClient meter;
    private @Nullable Snapshot latest;
    private final Queue<Event> events = new ArrayDeque<>();
    private boolean connected;
    private boolean fresh;
    /**
     * Readings that the broker did not get since the last logged connection, because it was not connected, or slower than the meter.
     */
    private long missed;
    /** True until the newest reading, which waits for the broker, is published. */
    private boolean newestWaits;
    /** Messages of this connection that are not acknowledged. */
    private int inFlight;
    /**
     * What the broker has not accepted yet of what readings do not repeat, or has refused: topics, and the subscription, each with the
     * reason; empty while the answer may still come. It outlives a connection, which may have ended because of it.
     */
    private final Map<String, String> wanting = new LinkedHashMap<>();
    private final ThinnedLog wantingLog = ThinnedLog.onChange(LOG::warn);
    private final ThinnedLog discoveryLog = ThinnedLog.onChange(LOG::info);
    /** Announcements and states with QoS 1 of this connection that are not acknowledged, the first one first. */
    private final Set<Publication> unanswered = new LinkedHashSet<>();
    /**
     * Topics of announcements and states that were not acknowledged when a connection ended, perhaps because they are too long. Each is
     * tried alone; states are meanwhile published with QoS 0.
     */
    private final Set<String> suspects = new LinkedHashSet<>();
    /** The pause before a suspect is tried, which may end the connection, and with it the status online. */
    private final Backoff suspectBackoff;
    /** System.nanoTime() from which a suspect may be tried. */
    private long trialNanos;
    /** The suspect that is tried; null if none is. */
    private @Nullable String tried;
    private final Duration minute;
    /** System.nanoTime() when it was last looked whether something is wanting. */
    private long lookedNanos = System.nanoTime();
    /** Number of connections, to ignore late results of an earlier connection. */
    private int connections;
    /** Why there is no connection; empty while there is. */
    private String lastError = "";
    /** The error that was logged last; empty after the log said that the broker is connected. */
    private String loggedError = "";
    private volatile String fault = "";
    private volatile long dropped;

    /** The parts that exist once the meter's key is known. */
    private record MeterClient(MeterKey key, MqttConnection connection, List<LayoutPublisher> publishers,
                         @Nullable HomeAssistantDiscovery homeAssistant) {
    }

    /**
     * @param expectedKey gives the meter's key; null if the key is unknown before the first telegram
     * @param announced   remembers what the broker has acknowledged of the announcements to Home Assistant
     */
    public MqttOutput(MqttConfig settings, DriverState driver, Supplier<@Nullable MeterKey> expectedKey, StateStore announced) {
        this(settings, driver, expectedKey, announced, Duration.ofMinutes(1));
    }

    /** @param minute the time after which what the broker has not accepted is published again, and the first pause of a suspect */
    MqttOutput(MqttConfig settings, DriverState driver, Supplier<@Nullable MeterKey> expectedKey, StateStore announced,
            Duration minute) {
        this.announced = announced;
        this.minute = minute;
        this.suspectBackoff = new Backoff(minute, Backoff.LASTING_WAIT);
        this.settings = settings;
        this.expectedKey = expectedKey;
        this.driver = driver;
    }

    @Override
    public void start() {
        MeterKey key = expectedKey.get();
        if (key != null) {
            start(key);
        }
    }

    private synchronized void start(MeterKey key) {
        connect(key);
    }

    @Override
    public synchronized void snapshot(Snapshot snapshot) {
        boolean returned = !fresh;
        latest = snapshot;
        fresh = true;
        MeterClient known = connect(snapshot.key());
        lookOnceAMinute();
        if (returned && connected) {
            publishStatus(known);
            known.publishers().forEach(LayoutPublisher::republish);
        }
        // Before the first connection nothing is missed: the broker gets the newest state, as every client does.
        if (newestWaits && connections > 0) {
            missed++;
            dropped++;
        }
        newestWaits = !connected || inFlight >= MAX_IN_FLIGHT;
        if (!newestWaits) {
            publish(known, snapshot);
        }
    }

    /** Does nothing if the client is already that of the meter. */
    private MeterClient connect(MeterKey key) {
        MeterClient before = meter;
        if (before != null && before.key().equals(key)) {
            return before;
        }
        if (before != null) {
            // The cable has another meter than the remembered one.
            connected = false;
            before.connection().disconnect();
            wanting.clear();
            suspects.clear();
            suspectBackoff.worked();
        }
        MeterClient known = newClient(key);
        meter = known;
        known.connection().connect();
        return known;
    }

    private MeterClient newClient(MeterKey key) {
        MqttConnection connection = new MqttConnection(settings, MqttConfig.clientId(key),
                Publication.retained(settings.statusTopic(key), OFFLINE), () -> connected(key), loss -> disconnected(key, loss));
        List<LayoutPublisher> publishers = settings.profiles().stream()
                .map(layout -> new LayoutPublisher(layout, settings.base(), key, settings.interval(), driver, this::sendState)).toList();
        DiscoveryDevice.CommonFields common = new DiscoveryDevice.CommonFields(settings.statusTopic(key), settings.version(),
                DiscoveryDevice.CommonFields.expireSeconds(settings.interval()));
        return new MeterClient(key, connection, publishers, settings.discovery() == Discovery.OFF
                ? null : new HomeAssistantDiscovery(common, key, Topics.ofMeter(settings.base(), key), driver, announced));
    }

    @Override
    public synchronized void event(Event event) {
        if (events.size() == MOST_EVENTS) {
            events.remove();
        }
        events.add(event);
        if (meter != null && connected) {
            publish(meter, event);
        }
    }

    /** With QoS 1; an event that the broker does not accept is published again after a refusal, and after the next connection. */
    private void publish(MeterClient known, Event event) {
        send(new Publication(settings.eventsTopic(known.key()), JsonWriter.of(json -> EventJson.write(event, json)), 1, false),
                () -> events.remove(event));
    }

    private void publish(MeterClient known, Snapshot snapshot) {
        long now = System.nanoTime();
        List<Announcement> announcements = known.homeAssistant() == null ? List.of() : known.homeAssistant().messages(snapshot, now);
        announcements.stream().filter(announcement -> maySendLong(announcement.message()))
                .forEach(announcement -> send(announcement.message(), announcement.acknowledged()));
        if (!announcements.isEmpty()) {
            // Home Assistant subscribes to a state after it knows the entity.
            known.publishers().forEach(LayoutPublisher::republish);
        }
        known.publishers().forEach(publisher -> publisher.publish(snapshot, now));
    }

    private void sendState(Publication message) {
        send(maySendLong(message) ? message : message.withoutAcknowledgement());
    }

    /** Returns false for a suspect that has to wait. */
    private boolean maySendLong(Publication message) {
        if (suspects.contains(message.topic()) && !message.topic().equals(tried)) {
            return false;
        }
        if (message.qos() > 0) {
            unanswered.add(message);
        }
        return true;
    }

    /** @param accepted called with the lock when the broker has accepted the message */
    private void send(Publication message, Runnable accepted) {
        send(message).whenComplete((done, cause) -> answered(accepted, cause));
    }

    /** @param cause why the broker did not accept a message, null if it did */
    private synchronized void answered(Runnable accepted, @Nullable Throwable cause) {
        if (cause == null) {
            accepted.run();
        }
    }

    private void publishStatus(MeterClient known) {
        send(Publication.retained(settings.statusTopic(known.key()), fresh ? ONLINE : OFFLINE));
    }

    /** Passes a message to the network, which preserves the order of messages. */
    private CompletableFuture<Boolean> send(Publication message) {
        int current = connections;
        inFlight++;
        if (message.qos() > 0) {
            wanting.putIfAbsent(request(message.topic()), "");
        }
        return Objects.requireNonNull(meter).connection().publish(message)
                .whenComplete((done, cause) -> acknowledged(current, message, cause));
    }

    private static String request(String topic) {
        return "topic " + topic;
    }

    /** @param current the connection of the message; results of an earlier connection are ignored */
    private synchronized void acknowledged(int current, Publication message, @Nullable Throwable cause) {
        if (current != connections || !connected) {
            return;
        }
        inFlight--;
        // A message with QoS 0 that was written may not be accepted.
        if (message.qos() > 0 || cause != null) {
            answered(request(message.topic()), cause, DiscoveryDevice.isTopic(message.topic()));
        }
        if (unanswered.remove(message) && suspects.remove(message.topic()) && suspects.isEmpty()) {
            suspectBackoff.worked();
        }
        if (inFlight < MAX_IN_FLIGHT && fresh && newestWaits) {
            newestWaits = false;
            publish(Objects.requireNonNull(meter), Objects.requireNonNull(latest));
        }
    }

    /** Publishes what a clean session and a broker without persistence have lost. */
    synchronized void connected(MeterKey key) {
        MeterClient known = meter;
        if (known == null || !known.key().equals(key)) {
            return;
        }
        connected = true;
        connections++;
        inFlight = 0;
        lastError = "";
        showFault();
        if (loggedError.isEmpty()) {
            logConnected();
        }
        unanswered.clear();
        tried = null;
        publishWhole(known);
        settings.profiles().stream().map(TopicLayout::greeting).filter(Objects::nonNull).forEach(this::send);
        if (fresh) {
            newestWaits = false;
            publish(known, Objects.requireNonNull(latest));
        }
        publishEvents(known);
    }

    private void publishEvents(MeterClient known) {
        List.copyOf(events).forEach(event -> publish(known, event));
    }

    /** Publishes what readings do not repeat, besides events; the announcement to Home Assistant with the next readings. */
    private void publishWhole(MeterClient known) {
        publishStatus(known);
        known.publishers().forEach(LayoutPublisher::connected);
        HomeAssistantDiscovery home = known.homeAssistant();
        if (home != null) {
            home.connected();
            int current = connections;
            known.connection().subscribe(HomeAssistantDiscovery.BIRTH, message -> received(home, message))
                    .whenComplete((done, cause) -> subscribed(current, cause));
        }
    }

    /**
     * Publishes everything once a minute while something is wanting: the owner may have given a right, or restarted the broker. While only
     * suspects are wanting, that waits until one of them may be tried. A connection after a loss is logged when it has lasted, and nothing
     * is wanting.
     */
    private void lookOnceAMinute() {
        long now = System.nanoTime();
        if (!connected || now - lookedNanos < minute.toNanos()) {
            return;
        }
        lookedNanos = now;
        if (wanting.isEmpty()) {
            if (!loggedError.isEmpty()) {
                logConnected();
            }
            return;
        }
        showFault();
        // Shown with the next look: the answer may be on its way.
        wanting.replaceAll((request, why) -> why.isEmpty() ? settings.broker() + ": " + request + NOT_ACKNOWLEDGED : why);
        tried = now - trialNanos < 0 ? null : suspects.stream().findFirst().orElse(null);
        if (tried != null || !suspects.stream().map(MqttOutput::request).toList().containsAll(wanting.keySet())) {
            publishWhole(Objects.requireNonNull(meter));
            publishEvents(meter);
        }
    }

    private synchronized void subscribed(int current, @Nullable Throwable cause) {
        if (current == connections && connected) {
            answered("the subscription for Home Assistant", cause, true);
        }
    }

    @Override
    public synchronized void tick() {
        lookOnceAMinute();
    }

    private void logConnected() {
        LOG.info("mqtt: connected to {}{}", settings.broker(), sayMissed(missed));
        missed = 0;
        loggedError = "";
    }

    /** Returns the end of the log line about a new connection. */
    static String sayMissed(long readings) {
        if (readings == 0) {
            return "";
        }
        return (readings == 1 ? "; 1 reading was" : "; " + readings + " readings were") + " dropped while the broker was away";
    }

    private synchronized void disconnected(MeterKey key, ReconnectSchedule.Loss loss) {
        if (meter != null && meter.key().equals(key)) {
            connected = false;
            suspect();
            logError(ErrorMessages.ofConnection(settings.broker(), loss));
        }
    }

    /** What the broker has not answered may have ended the connection, if it is long. */
    private void suspect() {
        if (!unanswered.isEmpty()) {
            // Last: each has its turn.
            List<String> topics = unanswered.stream().map(Publication::topic).toList();
            topics.forEach(suspects::remove);
            suspects.addAll(topics);
            unanswered.clear();
            trialNanos = System.nanoTime() + suspectBackoff.failed().toNanos();
        }
    }

    private synchronized void received(HomeAssistantDiscovery home, Received message) {
        if (home.received(message, System.nanoTime())) {
            LOG.info("mqtt: Home Assistant has started; the meter is announced to it again");
        }
    }

    /**
     * @param cause why the broker refused the request; null if it accepted it
     * @param ofDiscovery whether it is for Home Assistant
     */
    private void answered(String request, @Nullable Throwable cause, boolean ofDiscovery) {
        boolean isOptional = ofDiscovery && settings.discovery() == Discovery.OPTIONAL;
        if (cause != null && !isOptional) {
            wanting.put(request, settings.broker() + " refuses " + request + ": " + ErrorMessages.ofRequest(cause));
            showFault();
            return;
        }
        if (cause != null) {
            // The same words for each topic and the subscription: one line.
            discoveryLog.log("mqtt: " + settings.broker() + " refuses the announcement to Home Assistant: "
                    + ErrorMessages.ofRequest(cause) + ", or set mqtt.ha.discovery=false");
        }
        if (wanting.remove(request) != null) {
            showFault();
        }
    }

    /** Of refusals the first one is shown and logged: they may be as many as there are topics. */
    private void showFault() {
        String refusal = wanting.values().stream().filter(why -> !why.isEmpty()).findFirst().orElse("");
        fault = lastError.isEmpty() ? refusal : lastError;
        if (refusal.isEmpty()) {
            wantingLog.clear();
        } else {
            wantingLog.log("mqtt: " + refusal);
        }
    }

    /** Logs an error once, until another error occurs or the connection is made. */
    private void logError(String error) {
        lastError = error;
        showFault();
        if (!error.equals(loggedError)) {
            loggedError = error;
            LOG.warn("mqtt: {}", error);
        }
    }

    @Override
    public Optional<String> fault() {
        return Optional.of(fault).filter(error -> !error.isEmpty());
    }

    @Override
    public long dropped() {
        return dropped;
    }

    @Override
    public synchronized void offline() {
        fresh = false;
        if (meter != null && connected) {
            publishStatus(meter);
        }
    }

    @Override
    public void close() {
        MeterClient known;
        CompletableFuture<?> offline = CompletableFuture.completedFuture(null);
        synchronized (this) {
            known = meter;
            if (known == null) {
                return;
            }
            if (connected) {
                connected = false;
                offline = known.connection().publish(Publication.retained(settings.statusTopic(known.key()), OFFLINE));
            }
        }
        if (awaitDone(offline)) {
            awaitDone(known.connection().disconnect());
        } else {
            // The message was not acknowledged: without DISCONNECT the broker publishes the will when the process ends.
            known.connection().abandon();
        }
    }

    private static boolean awaitDone(CompletableFuture<?> request) {
        try {
            request.get(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("mqtt: the broker did not acknowledge the last message");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
