package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Await;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.SampleMeter;
import org.dbusp1.output.fleet.RowSet;
import org.dbusp1.output.fleet.RowsOutput;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each CONNECT asks for the same as the first one: user, password, will and keep-alive. The library keeps nothing of a
 * CONNECT message when it connects again by itself.
 */
@Timeout(180)
@Execution(ExecutionMode.CONCURRENT)
class ReconnectTest {
    private static final String STATUS = "dbus-p1/house/status";
    private static final String ID = "dbus-p1-house";

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
    @EnumSource
    @Tag("slow")
    void soItIsWithEveryWayOfAccessAfterMore(Access access) throws Exception {
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

    @Test
    void rowsAreSentWithTheSameUser() throws Exception {
        start(Access.USER);
        RowSet.Queue none = new RowSet.Queue() {
            @Override
            public RowSet next() {
                return null;
            }

            @Override
            public void sent() {
                throw new IllegalStateException("nothing was sent");
            }
        };
        String id = ID + "-rows";
        RowsOutput rows = new RowsOutput(settings, none, Duration.ofHours(1));
        rows.snapshot(house.next());
        Await.await("the first connection", () -> connections(id).size() == 1);
        broker.kill();
        broker.start();
        Await.await("the second connection", () -> connections(id).size() == 2);
        relay.cut();
        Await.await("the third connection", () -> connections(id).size() == 3);
        rows.close();
        assertThat(connections(id)).allMatch(line -> line.contains("u'joe'"));
        assertThat(relay.begins()).allSatisfy(begin -> assertThat(begin).isEqualTo(relay.begins().get(0)));
    }

    /** With a tick, as of a meter that seldom sends, and with a reading. */
    @ParameterizedTest
    @ValueSource(strings = {"tick", "reading"})
    void aConnectionThatReturnsIsJudgedAndLoggedWhenItHasLasted(String call) throws Exception {
        try (ChildJvm child = new ChildJvm(Returned.class, directory.resolve("messages"), call)) {
            assertThat(child.next()).as("messages with the status").isEqualTo(1);
            assertThat(child.next()).as("lines about an acknowledgement").isZero();
            assertThat(child.next()).as("milliseconds until it is logged").isGreaterThanOrEqualTo((int) Returned.MINUTE.toMillis());
        }
    }

    /** An output whose broker is away for longer than the minute after which what it has not accepted goes again. */
    static final class Returned {
        private static final Duration MINUTE = Duration.ofSeconds(4);

        private static final ByteArrayOutputStream LOG = new ByteArrayOutputStream();

        /** @param call the first one after the broker has returned */
        public static void main(String[] call) throws Exception {
            System.setErr(new PrintStream(LOG, true, StandardCharsets.UTF_8));
            try (Mosquitto broker = Mosquitto.open()) {
                MqttOutput output = new MqttOutput(TestSettings.announcing(broker.port()), TestOutputs.NO_FEEDBACK, () -> null,
                        StateStore.NONE, MINUTE);
                SampleMeter meter = SampleMeter.usual();
                awaitStates(output, meter, broker);
                broker.kill();
                Await.await("the loss", () -> {
                    output.tick();
                    return output.fault().isPresent();
                });
                long lost = System.nanoTime();
                Await.await("a minute", () -> System.nanoTime() - lost > MINUTE.toNanos());
                int before = broker.logged().length();
                broker.start();
                Await.await("the connection", () -> broker.logged().substring(before).contains(" as dbus-p1-sample ("));
                long returned = System.nanoTime();
                if (call[0].equals("tick")) {
                    output.tick();
                }
                awaitStates(output, meter, broker);
                System.out.println(count(broker.logged().substring(before), "PUBLISH from dbus-p1-sample .*'dbus-p1/sample/status'"));
                System.out.println(count(logged(), "not acknowledged"));
                Await.await("the line", () -> {
                    output.tick();
                    return count(logged(), "mqtt: connected to") > 1;
                });
                System.out.println((System.nanoTime() - returned) / 1_000_000);
                output.close();
            }
        }

        private static void awaitStates(MqttOutput output, SampleMeter meter, Mosquitto broker) {
            int before = broker.logged().length();
            Await.await("acknowledgements and states", () -> {
                output.snapshot(meter.next());
                return output.fault().isEmpty() && count(broker.logged().substring(before), "PUBLISH from .*'dbus-p1/sample/state'") > 5;
            });
        }

        private static String logged() {
            return LOG.toString(StandardCharsets.UTF_8);
        }

        private static int count(String log, String pattern) {
            return (int) log.lines().filter(line -> line.matches(".*" + pattern + ".*")).count();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"0 | ''", "1 | ; 1 reading was dropped: the broker was away or slow",
        "2 | ; 2 readings were dropped: the broker was away or slow"})
    void whatWasDroppedIsCounted(long missed, String words) {
        assertThat(MqttOutput.sayMissed(missed)).isEqualTo(words);
    }
}
