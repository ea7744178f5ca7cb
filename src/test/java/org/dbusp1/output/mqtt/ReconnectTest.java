package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.Await;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.Output;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.mqtt.Certificates.Validity;
import org.dbusp1.output.mqtt.MqttConfig.Broker;
import org.dbusp1.output.mqtt.MqttConfig.Credentials;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/**
 * After each connection everything is published once. Each CONNECT asks for the same as the first one: user, password, will and
 * keep-alive; the library keeps nothing of a CONNECT message when it connects again by itself.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ReconnectTest {
    private static final String STATUS = "dbus-p1/house/status";
    private static final String STATE = "dbus-p1/house/state";
    private static final String DEVICE = "homeassistant/device/p1_house/config";
    private static final String ID = "dbus-p1-house";
    private static final Event SILENT = new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), true, SampleMeter.START);

    /** The ways in which a driver logs in to the broker. */
    enum Access { ANONYMOUS, USER, USER_WITHOUT_PASSWORD, TLS_AND_USER, CERTIFICATE }

    @TempDir
    private Path directory;

    private final SampleMeter house = SampleMeter.house("dsmr50");
    @AutoClose
    private final TestOutputs outputs = new TestOutputs();
    private Mosquitto broker;
    private Relay relay;
    private MqttConfig settings;
    /** The options of mosquitto's tools, so that they may connect too. */
    private String[] options = {};

    @AfterEach
    void close() {
        outputs.close();
        if (relay != null) {
            relay.close();
            broker.close();
        }
    }

    private void start(Access access) throws Exception {
        Path users = directory.resolve("users");
        assertThat(new ProcessBuilder("mosquitto_passwd", "-b", "-c", users.toString(), "joe", "s3cret").start().waitFor()).isZero();
        String[] known = {"allow_anonymous false", "password_file " + users};
        TlsSettings tls = TestSettings.TLS;
        @Nullable Credentials credentials = null;
        switch (access) {
            case ANONYMOUS -> broker = Mosquitto.open();
            case USER_WITHOUT_PASSWORD -> {
                broker = Mosquitto.open();
                credentials = new Credentials("joe", null);
            }
            case USER -> {
                broker = Mosquitto.with(known);
                credentials = new Credentials("joe", "s3cret");
                options = new String[] {"-u", "joe", "-P", "s3cret"};
            }
            case TLS_AND_USER, CERTIFICATE -> {
                Certificates made = new Certificates(directory);
                List<String> lines = new ArrayList<>(List.of("cafile " + made.authority(), "certfile "
                        + made.server("server", "127.0.0.1", Validity.NOW), "keyfile " + made.key("server")));
                Path client = made.client("joe", Validity.NOW);
                boolean certified = access == Access.CERTIFICATE;
                lines.addAll(certified ? List.of("require_certificate true", "use_identity_as_username true",
                        "allow_anonymous false") : List.of(known));
                broker = Mosquitto.with(lines.toArray(String[]::new));
                tls = new TlsSettings(TlsSettings.authorities(made.authority()), certified
                        ? TlsSettings.clientCertificate(client, made.key("joe")) : null);
                credentials = certified ? null : new Credentials("joe", "s3cret");
                options = certified ? new String[] {"--cafile", made.authority().toString(), "--cert",
                        client.toString(), "--key", made.key("joe").toString()}
                        : new String[] {"--cafile", made.authority().toString(), "-u", "joe", "-P", "s3cret"};
            }
        }
        relay = new Relay(broker.port());
        boolean sealed = access == Access.TLS_AND_USER || access == Access.CERTIFICATE;
        settings = TestSettings.to(TestSettings.of(relay.port(), TopicLayout.NATIVE),
                new Broker("127.0.0.1", relay.port(), sealed), tls, credentials);
    }

    private Subscriber subscriber() {
        return Subscriber.on(broker, STATUS, options);
    }

    private void awaitOnline() {
        try (Subscriber subscriber = subscriber()) {
            subscriber.await(STATUS, "online");
        }
    }

    /** The lines of the broker's log about this client: how it was connected, and its will. */
    private List<String> connections(String id) {
        return broker.logged().lines().filter(line -> line.contains(" as " + id + " ("))
                .map(line -> line.substring(line.indexOf(" as "))).toList();
    }

    private void cutAndAwaitTheWill() {
        try (Subscriber subscriber = subscriber()) {
            subscriber.await(STATUS, "online");
            subscriber.clear();
            relay.cut();
            subscriber.await(STATUS, "offline");
            subscriber.await(STATUS, "online");
        }
    }

    private void takeOverAndAwaitTheWill() {
        try (Subscriber subscriber = subscriber()) {
            subscriber.await(STATUS, "online");
            subscriber.clear();
            List<String> words = new ArrayList<>(List.of("-i", ID));
            words.addAll(List.of(options));
            broker.publish("elsewhere", "hello", words.toArray(String[]::new));
            subscriber.await(STATUS, "offline");
            subscriber.await(STATUS, "online");
        }
    }

    private void restartTheBroker() {
        int before = connections(ID).size();
        broker.kill();
        broker.start();
        Await.await("the connection", () -> connections(ID).size() > before);
        awaitOnline();
    }

    @Test
    void afterARestartACutAndATakeoverTheBrokerKnowsTheUserAndHasTheWill() throws Exception {
        isKnownAndHasItsWill(Access.USER, this::restartTheBroker, this::cutAndAwaitTheWill, this::takeOverAndAwaitTheWill);
    }

    /** The pause before a connection doubles. */
    @ParameterizedTest
    @EnumSource(names = "USER", mode = Mode.EXCLUDE)
    @Tag("slow")
    void soItIsWithEveryOtherWayOfAccessAfterMore(Access access) throws Exception {
        isKnownAndHasItsWill(access, this::restartTheBroker, this::cutAndAwaitTheWill, this::takeOverAndAwaitTheWill,
                this::cutAndAwaitTheWill, this::restartTheBroker, this::takeOverAndAwaitTheWill);
    }

    private void isKnownAndHasItsWill(Access access, Runnable... losses) throws Exception {
        start(access);
        outputs.open(settings).snapshot(house.next());
        awaitOnline();
        List.of(losses).forEach(Runnable::run);
        List<String> own = connections(ID).stream().filter(line -> line.contains("c1, k15")).toList();
        assertThat(own).hasSizeGreaterThanOrEqualTo(1 + losses.length);
        assertThat(own).as("user, clean session and keep-alive").allMatch(own.get(0)::equals);
        assertThat(own.get(0).contains("u'joe'")).isEqualTo(access != Access.ANONYMOUS);
        assertThat(broker.logged().lines().filter(line -> line.contains("Will message specified")))
                .as("a will with each").hasSameSizeAs(own);
        if (!settings.broker().tls()) {
            // On the wire: the whole message, with flags and password, is the same each time.
            List<byte[]> wire = relay.begins();
            assertThat(wire).hasSizeGreaterThanOrEqualTo(own.size());
            assertThat(wire).allSatisfy(begin -> assertThat(begin).isEqualTo(wire.get(0)));
        }
    }

    /** Messages that the broker has received, also where no client of the test was there yet. */
    private long received(String topic) {
        return broker.logged().lines().filter(line -> line.contains("PUBLISH from " + ID + " ") && line.contains("'" + topic + "'")).count();
    }

    /** Without another reading: the newest one is sent again, and works as soon as the broker takes it. */
    private void awaitAll(int times, Output output) {
        Await.await("everything, once with each connection", () -> received(DEVICE) == times && received(STATE) == times
                && received(STATUS) == 2L * times);
        Await.await("no fault", () -> output.fault().isEmpty());
    }

    /** This broker keeps nothing over a restart. */
    @Test
    void afterARestartOfTheBrokerEverythingIsThereAgainOnce() throws Exception {
        start(Access.ANONYMOUS);
        Output output = outputs.open(TestSettings.announcing(broker.port()));
        output.snapshot(house.next());
        awaitAll(1, output);
        broker.kill();
        Await.await("the fault", () -> output.fault().isPresent());
        broker.start();
        awaitAll(2, output);
        try (Subscriber subscriber = Subscriber.on(broker, "#")) {
            subscriber.await(STATUS, "online");
            subscriber.await(DEVICE);
            subscriber.clear();
            // Again and again: the subscription to the birth message may come later.
            Await.await("the answer to a start of Home Assistant", () -> {
                broker.publish("homeassistant/status", "online");
                output.snapshot(house.next());
                return !subscriber.all(DEVICE).isEmpty();
            });
            subscriber.await("dbus-p1/house/mbus/1/state");
            output.offline();
            subscriber.await(STATUS, "offline");
        }
        long states = received(STATE);
        broker.kill();
        output.event(SILENT);
        broker.start();
        try (Subscriber subscriber = Subscriber.on(broker, STATUS)) {
            subscriber.await(STATUS, "offline");
        }
        Await.await("the event, which comes last", () -> received("dbus-p1/house/event") > 0);
        assertThat(received(STATE)).as("nothing that is no longer true").isEqualTo(states);
    }

    /** The log waits, because the next loss may come at once. */
    @Test
    void aConnectionThatReturnsIsLoggedWhenItHasLasted() throws Exception {
        try (ChildJvm child = new ChildJvm(Returned.class, directory.resolve("messages"))) {
            assertThat(child.next()).as("milliseconds until it is logged").isGreaterThan((int) Returned.PATIENCE.toMillis() / 2);
            assertThat(child.next()).as("lines of the log about an event that was refused").isEqualTo(1);
        }
    }

    /** An output whose broker is away for a moment, and then refuses an event. */
    static final class Returned {
        private static final Duration PATIENCE = Duration.ofSeconds(2);
        private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();

        public static void main(String[] none) throws Exception {
            System.setErr(new PrintStream(LOG, true, StandardCharsets.UTF_8));
            Path rights = Files.writeString(Files.createTempFile("rights", ""), "topic write dbus-p1/sample/status\ntopic write"
                    + " dbus-p1/sample/state\ntopic write dbus-p1/sample/mbus/#\n");
            try (Mosquitto broker = Mosquitto.with("allow_anonymous true", "acl_file " + rights)) {
                MqttOutput output = new MqttOutput(TestSettings.of(broker.port(), TopicLayout.NATIVE), TestOutputs.NO_FEEDBACK, () -> null,
                        StateStore.NONE, ReconnectSchedule.OWNER_WAIT, PATIENCE);
                SampleMeter meter = SampleMeter.usual();
                awaitLine(output, meter, "mqtt: connected to", 1);
                broker.kill();
                Await.await("the loss", () -> {
                    output.tick();
                    return output.fault().isPresent();
                });
                broker.start();
                long[] away = new long[1];
                Await.await("the connection", () -> {
                    long look = System.nanoTime();
                    output.tick();
                    boolean returned = output.fault().isEmpty();
                    // The last moment before it: this thread may see it late.
                    away[0] = returned ? away[0] : look;
                    return returned;
                });
                awaitLine(output, meter, "mqtt: connected to", 2);
                System.out.println((System.nanoTime() - away[0]) / 1_000_000);
                output.event(SILENT);
                String refused = "refuses topic dbus-p1/sample/event: the user has no right to it; add the right to the broker's access"
                        + " list; the event meter_silent is lost";
                awaitLine(output, meter, refused, 1);
                System.out.println(count(refused));
                output.close();
            } finally {
                Files.delete(rights);
            }
        }

        private static void awaitLine(MqttOutput output, SampleMeter meter, String words, int times) {
            Await.await(words, () -> {
                output.snapshot(meter.next());
                output.tick();
                return count(words) >= times;
            });
        }

        private static int count(String words) {
            return (int) LOG.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains(words)).count();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 | ''", "1 | ; 1 reading was dropped: the broker was away or slow",
        "2 | ; 2 readings were dropped: the broker was away or slow"})
    void whatWasDroppedIsCounted(long missed, String words) {
        assertThat(MqttOutput.sayMissed(missed)).isEqualTo(words);
    }
}
