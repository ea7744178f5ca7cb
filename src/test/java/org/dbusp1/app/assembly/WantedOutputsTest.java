package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Await;
import org.dbusp1.FreePort;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.decode.DecodeOutcome;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.line.frame.TestScanner;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WantedOutputsTest {
    @TempDir
    private Path root;

    private WantedOutputs outputs(String... options) throws UserException {
        Config config = TestConfig.options(root, options);
        return new WantedOutputs(config,
                new OutputContext(root, TestConfig.meter(config), new DriverState(OwnerChoices.none()),
                        () -> null, new ServerPorts(StateStore.NONE, "cable"), InstallationSecret.fixed(),
                                (file, about) -> StateStore.NONE));
    }

    private int opened(String... options) throws UserException {
        List<Output> outputs = outputs(options).create("test", QuickQueue.NO_EXIT);
        assertThat(root.resolve("history.db")).as("made when they start").doesNotExist();
        outputs.forEach(Output::start);
        outputs.forEach(output -> Await.await("the start of an output", output::isReady));
        outputs.forEach(Output::close);
        WrittenFiles.await("test");
        return outputs.size();
    }

    private String secret(String text) throws Exception {
        return Files.writeString(root.resolve("secret"), text).toString();
    }

    @Test
    void allAreOffUntilSwitchedOn() throws Exception {
        assertThat(opened()).isZero();
        assertThat(opened("http.enabled=true", "tcp.enabled=true", "history.enabled=true", "csv.enabled=true", "modbus.enabled=true"))
                .isEqualTo(5);
        assertThat(root.resolve("history.db")).exists();
    }

    @Test
    void theWebServerSendsTheOwnersZone() throws Exception {
        int port = FreePort.next();
        List<Output> outputs = outputs("http.enabled=true", "http.port=" + port, "meter.zone=Europe/Helsinki")
                .create("test", QuickQueue.NO_EXIT);
        try {
            outputs.forEach(Output::start);
            Await.await("the page", () -> answer("127.0.0.1", port).equals("200"));
            try (InputStream now = new URL("http://127.0.0.1:" + port + "/api/now").openStream()) {
                assertThat(new String(now.readAllBytes(), StandardCharsets.UTF_8)).contains("\"zone\":\"Europe/Helsinki\"");
            }
        } finally {
            outputs.forEach(Output::close);
        }
    }

    /** Each language that may be on the line. */
    @Test
    void theOwnersZoneIsThatOfTheMetersClockInEveryLanguage() throws Exception {
        Config config = TestConfig.options(root, "meter.zone=Indian/Reunion");
        for (String meter : List.of("dsmr50", "han-kamstrup")) {
            List<Stamp> times = new ArrayList<>();
            DecodingFactory decoding = DecodingFactory.of(config);
            TestScanner scanner = new TestScanner(decoding.scanner());
            StreamDecoder decoder = decoding.decoder();
            for (byte[] telegram : SimulatedLog.messages(meter, Instant.parse("2026-06-23T10:00:00Z"), 400)) {
                for (ScannedFrame frame : scanner.accept(telegram, 0, telegram.length)) {
                    Optional.ofNullable(DecodeOutcome.of(decoder, frame).reading().time()).ifPresent(times::add);
                }
                assertThat(scanner.idle()).isEmpty();
            }
            assertThat(times).as(meter).isNotEmpty().allSatisfy(time -> assertThat(time.toString()).matches(".*\\+0[45]:00"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"decryption.key.file", "decryption.authentication-key.file"})
    void aKeyFileThatIsMissingIsReportedWithItsPlace(String key) throws Exception {
        Config config = TestConfig.file(root, "log.level=info", key + "=/none");

        assertThatThrownBy(() -> DecodingFactory.of(config)).hasMessage(root + "/p1.properties line 2: " + key
                + "=/none: there is no such file");
    }

    @Test
    void rowsForABrokerComeFromTheFileOfTheHistory() throws Exception {
        assertThat(opened("history.enabled=true", "history.publish=true", "mqtt.url=tcp://127.0.0.1:1")).isEqualTo(2);
        assertThat(root.resolve("history.db")).exists();
        assertThatThrownBy(() -> opened("history.publish=true")).isInstanceOf(UserException.class)
                .hasMessage("option --history.publish=true sends the rows of the history: set history.enabled=true too");
        assertThatThrownBy(() -> opened("history.enabled=true", "history.publish=true")).isInstanceOf(UserException.class)
                .hasMessage("option --history.publish=true needs a broker: set mqtt.url too");
    }

    /** Each Linux has the address 127.0.0.2 beside 127.0.0.1. */
    @ParameterizedTest
    @CsvSource({"'', refused", "192.168.0.0/16, 401", "*, 401"})
    void aTokenAloneOpensNothingAndGuardsWhatNetworksOpen(String allow, String answer) throws Exception {
        int port = FreePort.next();
        List<Output> outputs = outputs("http.enabled=true", "http.port=" + port, "http.allow=" + allow,
                "http.token.file=" + secret("0123456789abcdef\n")).create("test", QuickQueue.NO_EXIT);
        try {
            outputs.forEach(Output::start);
            Await.await("the page", () -> answer("127.0.0.1", port).equals("401"));

            assertThat(answer("127.0.0.2", port)).isEqualTo(answer);
        } finally {
            outputs.forEach(Output::close);
        }
    }

    /** A name on the D-Bus and that of a file have at most 255 bytes; one of the DNS has up to 253. */
    @Test
    void aHostWithALongNameHasNamesThatFitAndDiffer() {
        String host = "p1." + "x".repeat(60).concat(".").repeat(4) + "example";
        Set<String> names = Stream.of(host + "_2001", host + "_2002", "q" + host + "_2001").map(DriverFactory::safeName)
                .collect(Collectors.toSet());

        assertThat(names).hasSize(3).allSatisfy(name ->
                assertThat("com.victronenergy.pvinverter.p1_" + name + "_hot_water_10").hasSizeLessThan(256));
        assertThat(DriverFactory.safeName("192.168.1.20_2001")).isEqualTo("192_168_1_20_2001");
    }

    /** Returns the status of an answer, or that there is none. */
    private static String answer(String address, int port) {
        try {
            return Integer.toString(((HttpURLConnection) new URL("http://" + address + ":" + port + "/api/now").openConnection())
                    .getResponseCode());
        } catch (IOException e) {
            return "refused";
        }
    }

    @Test
    void aTokenThatCanBeGuessedIsAMistake() throws Exception {
        String weak = secret("1234");
        // The busybox of Venus OS has no head -c.
        assertThatThrownBy(() -> opened("http.enabled=true", "http.token.file=" + weak))
                .hasMessageContaining("too short").hasMessageNotContaining("head -c");
    }
}
