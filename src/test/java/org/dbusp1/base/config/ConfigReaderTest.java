package org.dbusp1.base.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.service.Role;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.http.HttpConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigReaderTest {
    @TempDir
    private Path root;

    private Map<String, String> environment = Map.of();
    private Map<Path, MeterKey> remembered = Map.of();

    /** As an editor of Windows saves it, with blanks of a web page that look like others, and with comments. */
    @ParameterizedTest
    @ValueSource(strings = {"\uFEFFvenus.position=1\r\nlog.level=debug\r\n",
        "\u00A0venus.position\u00A0=\u00A01\u00A0#\u00A0shed\nlog.level=\u00A0debug\n",
        "# the port\n\n  venus.position = 1   # by the window\nlog.level=debug"})
    void readsWhatOwnersWrite(String text) throws Exception {
        Files.writeString(file("etc/dbus-p1/dbus-p1.properties"), text);

        Config config = read();

        assertThat(config.get(VenusConfig.POSITION)).contains(1);
        assertThat(config.get(Keys.LOG_LEVEL)).isEqualTo("debug");
    }

    /** As everybody writes it who puts both on a stick. */
    @Test
    void aFileThatIsNamedWithoutADirectoryLiesBesideTheConfiguration() throws Exception {
        Path main = file("etc/dbus-p1/dbus-p1.properties", "decryption.key.file=dbus-p1.key", "mqtt.ca.file=/etc/ca.crt",
                "http.token.file=secrets/token");
        file("etc/dbus-p1/dbus-p1.ttyUSB0.properties", "mqtt.password.file=broker.password");

        Config config = read("mqtt.key.file=p1.key");

        assertThat(config.get(Keys.DECRYPTION_KEY)).contains(main.resolveSibling("dbus-p1.key"));
        assertThat(config.get(MqttConfig.PASSWORD_FILE)).contains(main.resolveSibling("broker.password"));
        assertThat(config.get(MqttConfig.CA_FILE)).contains(Path.of("/etc/ca.crt"));
        assertThat(config.get(HttpConfig.TOKEN_FILE)).contains(Path.of("secrets/token"));
        assertThat(config.get(MqttConfig.KEY_FILE)).as("an option's file lies where the command is typed").contains(Path.of("p1.key"));
    }

    /** The service is given copies, by a name that begins with another word; root reads the folder itself. */
    @Test
    void aSecretThatSystemdPassesOnIsNamedWithoutADirectory() throws Exception {
        Path main = file("etc/dbus-p1/dbus-p1.properties", "mqtt.password.file=mqtt.password", "http.token.file=token",
                "decryption.key.file=meter.key", "mqtt.ca.file=ca.crt");
        Path secrets = Files.createDirectory(main.resolveSibling("secrets"));
        Files.writeString(secrets.resolve("mqtt.password"), "s3cret");
        Files.writeString(main.resolveSibling("ca.crt"), "public");
        Path passedOn = file("run/credentials/secret_mqtt.password", "s3cret");

        Config ofRoot = read();
        environment = Map.of("DBUS_P1_SECRETS", passedOn.resolveSibling("secret_").toString());
        Config ofService = read();

        assertThat(ofRoot.get(MqttConfig.PASSWORD_FILE)).contains(secrets.resolve("mqtt.password"));
        assertThat(ofService.get(MqttConfig.PASSWORD_FILE)).contains(passedOn);
        assertThat(ofService.get(HttpConfig.TOKEN_FILE)).as("where the owner puts it").contains(secrets.resolve("token"));
        assertThat(ofService.get(MqttConfig.CA_FILE)).contains(main.resolveSibling("ca.crt"));
    }

    @Test
    void everyKeyHasItsDefaultValueWhenNothingIsSet() throws Exception {
        Config config = read();

        assertThat(config.get(Keys.SOURCE)).isEqualTo(new SourceConfig.Serial(Path.of("/dev/ttyUSB0")));
        assertThat(config.get(VenusConfig.PHASES)).isEqualTo(PhaseOrder.STRAIGHT);
        assertThat(OutputRegistry.keys()).allSatisfy(key -> assertThat(config.get(key)).isNotNull());
    }

    /** Words of newcomers and of other programs are suggested, never accepted: none is a key, and what is to be written is one. */
    @Test
    void eachGuessIsAnsweredWithAKeyThatThereIs() {
        Set<String> keys = OutputRegistry.keys().stream().map(Key::name).collect(Collectors.toSet());
        keys.add(Keys.SOURCE.name());
        NearestWord.GUESSES.forEach((guess, answer) -> {
            assertThat(keys).doesNotContain(guess);
            assertThat(answer.matches("[a-z.-]+") ? keys.contains(answer) : guess.startsWith("--")).as("%s: %s", guess, answer).isTrue();
            assertThat(NearestWord.hint(guess, keys)).isEqualTo("; write " + answer);
        });
    }

    @Test
    void optionsWinOverFiles() throws Exception {
        file("etc/dbus-p1/dbus-p1.properties", "venus.role=pvinverter", "venus.position=2", "log.level=debug");

        Config config = read("log.level=error");

        assertThat(config.get(VenusConfig.ROLE)).contains(Role.PVINVERTER);
        assertThat(config.get(VenusConfig.POSITION)).contains(2);
        assertThat(config.get(Keys.LOG_LEVEL)).isEqualTo("error");
    }

    @Test
    void theFileOnDataIsReadInsteadOfTheOneInEtc() throws Exception {
        file("etc/dbus-p1/dbus-p1.properties", "http.homewizard=false", "http.enabled=true");
        file("data/conf/dbus-p1.properties", "http.homewizard=true");

        Config config = read();

        assertThat(config.get(HttpConfig.HOMEWIZARD)).isTrue();
        assertThat(config.get(HttpConfig.ENABLED)).isFalse();
    }

    @Test
    void aFileOfTheCableWinsOverTheMainFileButNotOverOptions() throws Exception {
        file("data/conf/dbus-p1.properties", "venus.role=grid", "venus.position=0");
        file("data/conf/dbus-p1.ttyUSB1.properties", "venus.role=pvinverter", "venus.position=1");

        Config config = read("source=/dev/ttyUSB1", "venus.position=2");

        assertThat(config.get(VenusConfig.ROLE)).contains(Role.PVINVERTER);
        assertThat(config.get(VenusConfig.POSITION)).contains(2);
        assertThat(read().get(VenusConfig.ROLE)).contains(Role.GRID);
    }

    @Test
    void theCablesFileIsFoundByTheDeviceThatALinkLeadsTo() throws Exception {
        Path link = Files.createSymbolicLink(root.resolve("p1"), Path.of("/dev/null"));
        file("etc/dbus-p1/dbus-p1.null.properties", "http.enabled=true");

        assertThat(read("source=" + link).get(HttpConfig.ENABLED)).isTrue();
    }

    @Test
    void theCablesFileMayBeNamedForTheMetersIdentity() throws Exception {
        file("data/conf/dbus-p1.properties", "meter.id=house");
        file("data/conf/dbus-p1.house.properties", "venus.position=1");

        Config config = read();

        assertThat(config.get(Keys.METER_ID)).contains(new MeterKey("house"));
        assertThat(config.get(VenusConfig.POSITION)).contains(1);
    }

    @Test
    void theCablesFileMayBeNamedForTheMeterThatWasSeenThere() throws Exception {
        remembered = Map.of(Path.of("/dev/ttyUSB0"), new MeterKey("E0034"));
        file("data/conf/dbus-p1.E0034.properties", "venus.position=1");

        assertThat(read().get(VenusConfig.POSITION)).contains(1);
        assertThat(read("source=/dev/ttyUSB1").get(VenusConfig.POSITION)).isEmpty();
    }

    @Test
    void theNamedFileIsReadWithTheCablesFilesBesideIt() throws Exception {
        file("data/conf/dbus-p1.properties", "venus.position=1");
        Path named = file("elsewhere/mine.conf", "http.homewizard=true");
        file("elsewhere/dbus-p1.ttyUSB0.properties", "http.enabled=true");

        Config config = reader().read(named, List.of());

        assertThat(config.get(HttpConfig.HOMEWIZARD)).isTrue();
        assertThat(config.get(HttpConfig.ENABLED)).isTrue();
        assertThat(config.get(VenusConfig.POSITION)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"history.url=oracle://house:hunter2@db/p1", "history.url=oracle://db/p1?user=house&password=hunter2",
        "mqtt.url=mqqt://house:hun/ter2@broker"})
    void aMistakeInAUrlShowsNoPassword(String line) throws IOException {
        Path file = file("etc/dbus-p1/dbus-p1.properties", line);
        assertThatThrownBy(this::read).hasMessageContaining(file + " line 1").hasMessageContaining("...")
                .hasMessageNotContaining("ter2");
    }

    @Test
    void aWrongValueNamesFileLineKeyAndWhatIsAllowed() throws IOException {
        Path file = file("etc/dbus-p1/dbus-p1.properties", "source=homewizard", "venus.role=gird");

        assertMistakes("", file + " line 2: venus.role=gird is not allowed; "
                + "write one of grid, pvinverter, genset, acload, evcharger, heatpump, or nothing");
    }

    @Test
    void aVariableIsRefusedWithTheKeyToWrite() throws IOException {
        environment = Map.of("DBUS_P1_MQTT_HA_DISCOVERY", "true", "DBUS_P1_FOO", "x", "DBUS_P1_SECRETS", "/run/secret_");

        assertMistakes("", "variable DBUS_P1_FOO: variables set no keys; write a key of the configuration instead",
                "variable DBUS_P1_MQTT_HA_DISCOVERY: variables set no keys; write mqtt.ha.discovery= into the configuration");
    }

    @Test
    void anUnknownKeyNamesTheNearestOneIfThereIsOne() throws IOException {
        Path file = file("etc/dbus-p1/dbus-p1.properties", "serial.line=dtr", "SERIAL.LINES=dtr", "frobnicate=1",
                "mqtt.password=s3cret", "serial.port=/dev/ttyUSB1",
                "mqtt.enabled=true");

        assertMistakes("", file + " line 1: there is no key serial.line; the nearest is serial.lines",
                file + " line 2: there is no key SERIAL.LINES; the nearest is serial.lines", file + " line 3: there is no key frobnicate",
                file + " line 4: there is no key mqtt.password; write it into a file, and name that with mqtt.password.file",
                file + " line 5: there is no key serial.port; write source",
                file + " line 6: there is no key mqtt.enabled; write mqtt.url");
    }

    /** Such as a raw log, which has mistakes by the thousand. */
    @Test
    void aFileThatIsNoConfigurationHasTenLinesAndTheirNumber() throws IOException {
        String[] lines = new String[500];
        Arrays.fill(lines, "hello");
        file("etc/dbus-p1/dbus-p1.properties", lines);

        assertThatThrownBy(this::read).satisfies(end -> assertThat(end.getMessage().lines()).hasSize(11).endsWith("and 490 more mistakes"));
    }

    @Test
    void allMistakesAreReportedAtOnceAlsoOfValuesThatOthersBeat() throws IOException {
        Path file = file("etc/dbus-p1/dbus-p1.properties", "venus.position=3", "source");
        assertMistakes("venus.position=1", file + " line 2: a setting is written key=value; a comment begins with #",
                file + " line 1: venus.position=3 is not allowed; write a whole number from 0 to 2, or nothing");
    }

    @Test
    void aKeyGivenTwiceInAFileIsAMistake() throws IOException {
        Path file = file("etc/dbus-p1/dbus-p1.properties", "source=homewizard", "source=homewizard");

        assertMistakes("", file + " line 2: source is set in " + file + " line 1 already; keep one of them");
    }

    @Test
    void aMissingNamedFileIsAMistake() {
        Path missing = root.resolve("none.properties");

        assertThatThrownBy(() -> reader().read(missing, List.of())).hasMessage(missing + ": there is no such file");
    }

    /** Such as a file on a disk that is not mounted: with the standard values the driver would be another one. */
    @Test
    void aFileThatALinkLeadsToInVainIsNotPassedOver() throws IOException {
        Path main = link("etc/dbus-p1/dbus-p1.properties");
        assertMistakes("", main + ": there is no such file");

        Files.delete(main);
        Path cable = link("etc/dbus-p1/dbus-p1.ttyUSB0.properties");
        assertMistakes("", cable + ": there is no such file");
    }

    @Test
    void aDirectoryThatThisUserMayNotSearchIsAMistake() throws IOException {
        Path directory = file("etc/dbus-p1/dbus-p1.properties", "source=homewizard").getParent();
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("---------"));
        try {
            assumeFalse(Files.isExecutable(directory), "root may search every directory");
            assertMistakes("", directory + ": this user has no right to search this directory for dbus-p1.properties");
        } finally {
            Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"//", "/.", "/dev/.."})
    void aPathWithoutANameHasNoSeparateFile(String path) throws Exception {
        assertThat(read("source=" + path).get(Keys.SOURCE)).isEqualTo(new SourceConfig.Replay(Path.of(path)));
    }

    /** Such as a raw log: the memory of a driver would not hold it. A device has no size that a file system knows. */
    @ParameterizedTest
    @ValueSource(strings = {"p1.log", "/dev/zero"})
    void aFileOfMegabytesIsOneMistake(String name) throws IOException {
        Path log = root.resolve(name);
        Files.writeString(root.resolve("p1.log"), "#".repeat(1_000_001));

        assertThatThrownBy(() -> reader().read(log, List.of()))
                .hasMessage(log + ": it is larger than 1 MB, so it is no configuration");
    }

    @Test
    void aFileThatIsNoTextIsOneMistake() throws IOException {
        Path binary = Files.write(root.resolve("binary"), new byte[] {0x7F, 'E', 'L', 'F', 2, 1, '\n', 'a', '\n', 'b', 0, '\n'});
        Path latin = Files.write(root.resolve("latin"), new byte[] {'#', ' ', (byte) 0xE9, '\n'});
        Path wide = Files.writeString(root.resolve("wide"), "source=serial\n", java.nio.charset.StandardCharsets.UTF_16);

        for (Path file : List.of(binary, latin, wide)) {
            assertThatThrownBy(() -> reader().read(file, List.of()))
                    .hasMessage(file + ": it is not UTF-8 text; save it as UTF-8");
        }
        assertThatThrownBy(() -> reader().read(root, List.of())).hasMessage(root + ": it is a directory, not a file");
    }

    @Test
    void theValueOfAnUnknownKeyIsNotPrintedForItMayBeASecret() throws IOException {
        file("etc/dbus-p1/dbus-p1.properties", "mqtt.pasword=hunter2", "token: hunter2");

        assertThatThrownBy(this::read).message().doesNotContain("hunter2");
    }

    /** As editors of Unix, of Windows, and nobody's leave it. */
    @ParameterizedTest
    @ValueSource(strings = {"s3cret", " s3cret\n", "\uFEFFs3cret\r\n"})
    void aSecretIsTheTextOfItsFile(String text) throws Exception {
        Path file = Files.writeString(root.resolve("secret"), text);

        assertThat(read("http.token.file=" + file).secret(HttpConfig.TOKEN_FILE)).contains("s3cret");
        assertThat(read().secret(HttpConfig.TOKEN_FILE)).isEmpty();
    }

    /** A device has no size that a file system knows. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "none      | there is no such file",
        "          | it is a directory, not a file",
        "file/key  | a part of its path is a file, not a directory",
        "empty     | the file is empty",
        "latin     | it is not UTF-8 text",
        "large     | it is larger than 10 kB; a password, token or key is shorter"
        })
    void aFileThatHoldsNoSecretIsAMistake(String name, String words) throws Exception {
        Files.writeString(root.resolve("file"), "s3cret");
        Files.writeString(root.resolve("empty"), "\uFEFF \r\n");
        Files.write(root.resolve("latin"), new byte[] {'m', 'o', 't', (byte) 0xE9});
        Files.writeString(root.resolve("large"), " ".repeat(10_000) + "x");
        Path file = name == null ? root : root.resolve(name);
        Config config = read("http.token.file=" + file);

        assertThatThrownBy(() -> config.secret(HttpConfig.TOKEN_FILE))
                .hasMessage("option --http.token.file=" + file + ": " + words)
                .asInstanceOf(type(UserException.class)).extracting(UserException::status).isEqualTo(ExitStatus.CONFIG);
    }

    private void assertMistakes(String option, String... lines) {
        assertThatThrownBy(() -> read(option.isEmpty() ? new String[0] : new String[] {option}))
                .asInstanceOf(type(UserException.class)).satisfies(failure -> {
                    assertThat(failure.status()).isEqualTo(ExitStatus.CONFIG);
                    assertThat(failure.getMessage().lines()).containsExactlyInAnyOrder(lines);
                });
    }

    private Config read(String... options) throws UserException {
        return reader().read(null, TestConfig.settings(options));
    }

    private ConfigReader reader() {
        return new ConfigReader(OutputRegistry.keys(), root, environment,
                others -> SourceConfig.cableNames(others, remembered::get));
    }

    private Path link(String name) throws IOException {
        Path link = root.resolve(name);
        Files.createDirectories(link.getParent());
        return Files.createSymbolicLink(link, root.resolve("not-mounted"));
    }

    private Path file(String name, String... lines) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.write(file, List.of(lines));
    }
}
