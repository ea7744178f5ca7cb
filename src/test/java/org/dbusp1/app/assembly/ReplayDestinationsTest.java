package org.dbusp1.app.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.output.ConfiguredMeter;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.OutputDefinition;
import org.dbusp1.output.csv.CsvConfig;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.http.HttpConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.dbusp1.output.server.PortRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the telegrams of a log and of a simulated meter go, and where those of a meter go as before. */
class ReplayDestinationsTest {
    private static final String PC = "PC";

    @TempDir
    private Path root;
    @TempDir
    private Path named;

    private void make(String computer, String usual) throws Exception {
        boolean isGxDevice = !computer.equals(PC);
        Path folder = root.resolve(isGxDevice ? "data/conf" : "etc/dbus-p1");
        Files.createDirectories(folder);
        if (isGxDevice) {
            Files.createDirectories(root.resolve("opt/victronenergy"));
        }
        Files.writeString(folder.resolve("dbus-p1.properties"), lines(usual));
    }

    private static String lines(String settings) {
        return settings == null ? "" : settings.replace(' ', '\n') + "\n";
    }

    /** @param file the content of a file that the command line names; null for none */
    private Config config(String source, String file, String options) throws Exception {
        String[] settings = Stream.concat(Stream.of("source=" + source),
                options == null ? Stream.of() : Stream.of(options.split(" "))).toArray(String[]::new);
        Path path = file == null ? null : Files.writeString(named.resolve("p1.properties"), lines(file));
        return ReplayDestinations.of(TestConfig.read(root, path, settings), root);
    }

    /** Returns the names of the outputs that a driver with this configuration has. */
    private List<String> on(Config config, String computer) throws Exception {
        OutputContext context = new OutputContext(root, TestConfig.meter(config), new DriverState(OwnerChoices.none()), () -> null,
                (server, first) -> PortRange.only(first), InstallationSecret.fixed(), (file, about) -> StateStore.NONE);
        List<String> on = new ArrayList<>();
        if (config.get(VenusConfig.ENABLED).orElse(!computer.equals(PC))) {
            on.add("dbus");
        }
        for (OutputDefinition output : OutputRegistry.outputs()) {
            if (output.factory().supplier(config, context) != null) {
                on.add(output.name());
            }
        }
        return on;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            # computer | source          | usual file                                  | file of --config    | options                | on
            PC         | p1.log          | http.enabled=true                           |                     |                        |
            PC         | simulate:dsmr50 | http.enabled=true                           |                     |                        |
            PC         | -               | http.enabled=true                           |                     |                        |
            PC         | p1.log          | http.enabled=true                           |                     | http.enabled=true      | http
            PC         | p1.log          | csv.enabled=true                            | http.enabled=true   |                        | http
            PC         | p1.log          | venus.enabled=true                          |                     |                        |
            PC         | p1.log          |                                             |                     | venus.enabled=true     | dbus
            PC         | simulate:dsmr50 |                                             |                     | venus.enabled=true     | dbus
            PC         | simulate:dsmr50 |                                             | venus.enabled=true  |                        | dbus
            # A broker of the usual file with its keys is away, and the keys are no mistake.
            PC         | p1.log          | mqtt.url=tcp://broker mqtt.user=p1          |                     |                        |
            PC         | p1.log          | mqtt.url=ssl://broker mqtt.ca.file=/nowhere |                     |                        |
            PC         | p1.log          | mqtt.url=tcp://broker mqtt.user=p1          |                     | mqtt.url=tcp://mine    | mqtt
            PC         | p1.log          | mqtt.url=tcp://broker history.enabled=true history.publish=true | | |
            PC         | p1.log          | mqtt.url=tcp://broker history.enabled=true history.publish=true | | history.enabled=true | history
            GX         | p1.log          |                                             |                     |                        |
            GX         | p1.log          | venus.enabled=true                          |                     |                        |
            GX         | p1.log          |                                             |                     | venus.enabled=auto     |
            GX         | p1.log          |                                             | venus.enabled=auto  |                        |
            GX         | simulate:dsmr50 |                                             |                     |                        |
            GX         | -               | history.enabled=true csv.enabled=true       |                     | csv.enabled=true       | csv
            # A meter has what it had.
            GX         | /dev/ttyUSB0    | http.enabled=true                           |                     |                        | dbus,http
            GX         | tcp://house:2001 | csv.enabled=true venus.enabled=false       |                     |                        | csv
            PC         | homewizard      | mqtt.url=tcp://broker                       |                     |                        | mqtt
            """)
    void onlyTheCommandLineSwitchesAnOutputOnForALog(String computer, String source, String usual, String file, String options,
            String expected) throws Exception {
        make(computer, usual);
        assertThat(on(config(source, file, options), computer)).isEqualTo(expected == null ? List.of() : List.of(expected.split(",")));
    }

    /** The command line switches each output on, and the usual file says where it goes, and more. */
    @Test
    void aPlaceOfTheUsualFileDoesNotCountForALogAndItsOtherKeysDo() throws Exception {
        make(PC, "csv.dir=/srv/csv csv.decimal=, mqtt.url=tcp://broker mqtt.base=energy http.allow=* http.homewizard=true"
                + " http.prices=gas=1.35 history.url=sqlite:/srv/history.db meter.zone=Europe/Helsinki");
        String options = "csv.enabled=true http.enabled=true history.enabled=true";

        Config live = config("/dev/ttyUSB0", null, options);
        assertThat(live.get(CsvConfig.DIR)).contains("/srv/csv");
        assertThat(live.get(MqttConfig.URL)).isPresent();
        assertThat(live.get(HttpConfig.ALLOW)).isNotEmpty();

        for (String source : List.of("p1.log", "simulate:dsmr50")) {
            Config config = config(source, null, options);
            assertThat(config.get(CsvConfig.DIR)).isEmpty();
            assertThat(config.get(MqttConfig.URL)).isEmpty();
            assertThat(config.get(HistoryConfig.URL)).isEmpty();
            assertThat(config.get(HttpConfig.ALLOW)).isEmpty();
            assertThat(config.get(HttpConfig.HOMEWIZARD)).isFalse();
            assertThat(config.get(CsvConfig.DECIMAL)).isEqualTo(',');
            assertThat(config.get(MqttConfig.BASE)).isEqualTo("energy");
            assertThat(config.get(HttpConfig.PRICES).byName()).containsKey("gas");
            assertThat(TestConfig.meter(config).zone()).hasToString("Europe/Helsinki");
        }
    }

    /** The oldest files of a folder are deleted, and a database is of one house. */
    @ParameterizedTest
    @CsvSource({"/dev/ttyUSB0, false, history.db", "p1.log, true, replayed.db", "simulate:dsmr50, true, replayed.db"})
    void onlyALiveMeterWritesIntoTheFilesOfTheHouse(String source, boolean isReplayed, String database) throws Exception {
        make(PC, "");
        ConfiguredMeter meter = TestConfig.meter(config(source, null, null));
        assertThat(meter.isReplayed()).isEqualTo(isReplayed);
        assertThat(HistoryConfig.of(TestConfig.options(root), root, root, meter).url()).isEqualTo("sqlite:" + root.resolve(database));
    }

    @Test
    void aPlaceOfTheCommandLineCountsForALog() throws Exception {
        make(PC, "csv.dir=/srv/csv");
        assertThat(config("p1.log", null, "csv.dir=/tmp/option").get(CsvConfig.DIR)).contains("/tmp/option");
        assertThat(config("p1.log", "csv.dir=/tmp/file", null).get(CsvConfig.DIR)).contains("/tmp/file");
    }

    /** The file of a cable lies beside the file that the command line names, and is not named. */
    @Test
    void theFileOfACableIsNoNamedFile() throws Exception {
        Files.writeString(named.resolve("dbus-p1.house.properties"), "csv.enabled=true\nmeter.zone=Europe/Helsinki\n");
        Config config = config("p1.log", "http.enabled=true meter.id=house", null);
        assertThat(on(config, PC)).containsExactly("http");
        assertThat(TestConfig.meter(config).zone()).hasToString("Europe/Helsinki");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            p1.log          |                    | venus.enabled=true | 64 | option --venus.enabled=true: ESS would steer by a log; leave it out
            -               |                    | venus.enabled=yes  | 64 | option --venus.enabled=yes: ESS would steer by a log; leave it out
            simulate:dsmr50 |                    | venus.enabled=true | 64 | option --venus.enabled=true: ESS would steer by a simulated meter; leave it out
            p1.log          | venus.enabled=true |                    | 78 | p1.properties line 1: venus.enabled=true: ESS would steer by a log; leave it out
            """)
    void noLogIsAMeterOfAGxDevice(String source, String file, String options, int status, String words) throws Exception {
        make("GX", null);
        assertThatThrownBy(() -> config(source, file, options)).isInstanceOfSatisfying(UserException.class,
                e -> assertThat(e.status().code()).isEqualTo(status)).hasMessageContaining(words).hasMessageContaining("--http.enabled=true");
    }

    /** A new output has to say by which keys it is switched on. */
    @Test
    void noOutputIsOnForALogByTheUsualFile() throws Exception {
        for (Map.Entry<String, List<String>> output : OutputContractTest.KEYS.entrySet()) {
            make(PC, String.join(" ", output.getValue()).replace("#", "2001"));
            assertThat(on(config("p1.log", null, null), PC)).as(output.getKey()).isEmpty();
            assertThat(on(config("/dev/ttyUSB0", null, null), PC)).contains(output.getKey());
        }
    }
}
