package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.output.ConfiguredMeter;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.mqtt.MqttConfig.Discovery;
import org.dbusp1.output.server.PortRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MqttConfigTest {
    private static final String BROKER = "mqtt.url=tcp://192.168.1.10";

    @TempDir
    private Path directory;
    private final AtomicInteger opened = new AtomicInteger();

    /** Returns what a file with these lines, and then a broker, makes of MQTT. */
    private MqttConfig settings(String... lines) throws Exception {
        boolean named = Stream.of(lines).anyMatch(line -> line.startsWith("mqtt.url="));
        return MqttConfig.of(TestConfig.file(directory,
                Stream.concat(Stream.of(lines), named ? Stream.empty() : Stream.of(BROKER)).toArray(String[]::new)));
    }

    /** Returns the maker of the output of a file with these lines; null if MQTT is off. */
    private @Nullable Supplier<Output> maker(String... lines) throws Exception {
        OutputContext context = new OutputContext(directory, new ConfiguredMeter(null, Tariff.QUARTER_PEAK, false),
                new DriverState(OwnerChoices.none()), () -> null, (server, first) -> PortRange.only(first), InstallationSecret.fixed(),
                (file, about) -> {
                    opened.incrementAndGet();
                    return StateStore.NONE;
                });
        return MqttConfig.OUTPUT.factory().supplier(TestConfig.file(directory, lines), context);
    }

    private String file(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    /** The topics of P1Meter2Mqtt have no key of the meter: two drivers would write them in turns. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mqtt.profile=p1meter2mqtt        | csv.enabled=true                   | true",
        "mqtt.profile=native,p1meter2mqtt | mqtt.profile=raw,p1meter2mqtt      | true",
        "mqtt.profile=native,p1meter2mqtt | mqtt.profile=native                | false",
        "mqtt.profile=p1meter2mqtt        | mqtt.url=                           | false",
        "mqtt.profile=p1meter2mqtt        | mqtt.url=tcp://192.168.1.20        | false",
        "mqtt.profile=native              | mqtt.profile=p1meter2mqtt          | false"})
    void twoCablesCannotShareTheTopicsOfP1Meter2Mqtt(String common, String other, boolean refused) throws Exception {
        file("dbus-p1.ttyUSB0.properties", "csv.enabled=true\n");
        file("dbus-p1.ttyUSB1.properties", other + "\nno.such.key=1\n");
        ThrowingCallable configured = () -> settings("source=/dev/ttyUSB0", common);
        if (refused) {
            assertThatThrownBy(configured).isInstanceOf(UserException.class)
                    .hasMessageContaining("dbus-p1.ttyUSB1.properties has them too");
        } else {
            assertThatCode(configured).doesNotThrowAnyException();
        }
    }

    /** The maker is called again after each failed start: what the driver keeps for a store would pile up. */
    @Test
    void theStoreOfAnnouncementsIsOpenedOnceHoweverOftenTheOutputIsMade() throws Exception {
        Supplier<Output> maker = maker(BROKER);
        maker.get();
        maker.get();
        assertThat(opened).hasValue(1);
    }

    @Test
    void anAddressSwitchesItOn() throws Exception {
        assertThat(maker(BROKER)).isNotNull();
        assertThat(maker("meter.id=house", "history.publish=false")).isNull();
        assertThat(maker("mqtt.url=")).isNull();
        assertThat(maker("mqtt.url=", "mqtt.user=p1")).as("off for one cable of several").isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mqtt.user=p1", "mqtt.profile=native", "mqtt.interval-seconds=1", "mqtt.ha.discovery=false",
        "mqtt.password.file=/etc/mqtt.password"})
    void anotherKeyWithoutAnAddressIsAMistake(String line) {
        assertThatThrownBy(() -> maker("meter.id=house", line)).isInstanceOf(UserException.class)
                .hasMessage(directory + "/p1.properties line 2: " + line + " needs a broker: set mqtt.url too");
    }

    @Test
    void whoSendsRowsSendsNothingElseUnasked() throws Exception {
        assertThat(maker(BROKER, "history.publish=true")).isNull();
        assertThat(maker(BROKER, "history.publish=true", "mqtt.profile=native")).isNotNull();
        assertThat(settings("history.publish=true", "mqtt.profile=raw").profiles()).containsExactly(TopicLayout.RAW);
    }

    @Test
    void withoutFurtherWordsItIsTheNativeLayoutOnTheUsualPort() throws Exception {
        MqttConfig settings = settings();
        assertThat(settings.broker()).hasToString("tcp://192.168.1.10:1883");
        assertThat(settings.profiles()).containsExactly(TopicLayout.NATIVE);
        assertThat(settings.discovery()).isEqualTo(Discovery.OPTIONAL);
        assertThat(settings.credentials()).isNull();
        assertThat(settings.interval()).hasSeconds(1);
    }

    @Test
    void eachLayoutThatIsNamedIsPublished() throws Exception {
        MqttConfig settings = settings("mqtt.profile=raw,p1meter2mqtt,native", "mqtt.base=energy");
        assertThat(settings.profiles()).containsExactly(TopicLayout.NATIVE, TopicLayout.P1METER2MQTT, TopicLayout.RAW);
        assertThat(settings.base()).isEqualTo("energy");
    }

    @Test
    void passwordsComeFromTheirFileAndAreNeverShown() throws Exception {
        MqttConfig settings = settings("mqtt.user=joe", "mqtt.password.file=" + file("password", "s3cret\n"));
        assertThat(settings.credentials().password()).isEqualTo("s3cret");
        assertThat(settings.toString()).doesNotContain("s3cret");
    }

    @Test
    void homeAssistantIsInformedOfTheNativeLayoutUnlessTheOwnerSaysNo() throws Exception {
        assertThat(settings("mqtt.profile=raw,native").discovery()).isEqualTo(Discovery.OPTIONAL);
        assertThat(settings("mqtt.profile=raw,p1meter2mqtt").discovery()).isEqualTo(Discovery.OFF);
        assertThat(settings("mqtt.ha.discovery=true").discovery()).isEqualTo(Discovery.REQUIRED);
        assertThat(settings("mqtt.ha.discovery=false").discovery()).isEqualTo(Discovery.OFF);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "mqtt.base=a/+/b      | mqtt.base=a/+/b is not allowed; write a topic without + and #",
        "mqtt.base=#          | mqtt.base=# is not allowed",
        "mqtt.base=/a         | is not allowed",
        "mqtt.base=a/         | is not allowed",
        "mqtt.base=a//b       | is not allowed",
        "mqtt.base=$SYS/x     | is not allowed",
        "mqtt.url=broker      | mqtt.url=broker is not allowed; write tcp://HOST:PORT or ssl://HOST:PORT",
        "mqtt.url=tcp://h:0   | is not allowed",
        "mqtt.url=http://h    | is not allowed",
        "mqtt.profile=nativ   | mqtt.profile=nativ is not allowed; write one of native, p1meter2mqtt, raw",
        "mqtt.profile=        | there is nothing to publish; write one of native,",
        "mqtt.enabled=true    | there is no key mqtt.enabled; write mqtt.url",
        "mqtt.bse=a           | there is no key mqtt.bse; the nearest is mqtt.base",
        "demand.limit-w=2.5   | demand.limit-w=2.5 is not allowed; write a whole number from 1 to 1000000",
        "mqtt.password.file=/etc/hostname | set mqtt.user too",
        "mqtt.cert.file=/x    | certificates are for TLS: begin mqtt.url with ssl://"
    })
    void everyMistakeIsOneLineWithFileLineAndWhatIsAllowed(String line, String words) {
        assertThatThrownBy(() -> settings("# mine", line)).isInstanceOfSatisfying(UserException.class, failure -> {
            assertThat(failure.status()).isEqualTo(ExitStatus.CONFIG);
            assertThat(failure.getMessage()).startsWith(directory + "/p1.properties line 2: ").contains(words).doesNotContain("\n");
        });
    }

    @Test
    void filesThatHoldNoCertificateOrKeyAreMistakes() throws Exception {
        String url = "mqtt.url=ssl://localhost";
        String text = file("text", "hello");
        assertThatThrownBy(() -> settings(url, "mqtt.ca.file=" + text))
                .hasMessageStartingWith(directory + "/p1.properties line 2: mqtt.ca.file=" + text + ": ")
                .hasMessageEndingWith("it should hold a certificate");
        assertThatThrownBy(() -> settings(url, "mqtt.ca.file=" + directory.resolve("none")))
                .hasMessageContaining("there is no such file; it should hold a certificate");
        assertThatThrownBy(() -> settings(url, "mqtt.ca.file=/dev/zero")).hasMessageContaining("larger than 1 MB");
        assertThatThrownBy(() -> settings(url, "mqtt.cert.file=" + new Certificates(directory).authority(), "mqtt.key.file=/dev/zero"))
                .hasMessageContaining("larger than 1 MB");
        assertThatThrownBy(() -> settings(url, "mqtt.cert.file=" + text)).hasMessageEndingWith("set mqtt.key.file too");
        assertThatThrownBy(() -> settings(url, "mqtt.key.file=" + text)).hasMessageEndingWith("set mqtt.cert.file too");
    }

    @Test
    void whatAnEditorOfWindowsPutsBeforeACertificateIsNoPartOfIt() throws Exception {
        Path certificate = new Certificates(directory).authority();
        Files.writeString(certificate, "\uFEFF" + Files.readString(certificate));

        assertThat(settings("mqtt.url=ssl://localhost", "mqtt.ca.file=" + certificate).broker().tls()).isTrue();
    }

    @Test
    void discoveryThatIsWrittenNeedsTheNativeLayout() {
        assertThatThrownBy(() -> settings("mqtt.profile=raw", "mqtt.ha.discovery=true"))
                .hasMessageContaining("line 2").hasMessageEndingWith("add native to mqtt.profile");
    }
}
