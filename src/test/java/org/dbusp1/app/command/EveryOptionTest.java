package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.app.assembly.OutputRegistry;
import org.dbusp1.app.config.Keys;
import org.dbusp1.base.config.Key;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** Every option of every command with the value of the manual, and every example of help and manual, as a shell runs it. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class EveryOptionTest {
    private static final Path MANUAL = Path.of("src/site/markdown");
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9.-]*");
    private static final Pattern EXAMPLE =
            Pattern.compile("(\\S.* \\| )?(venus/)?dbus-p1 (-|run|check|decode|convert|simulate|mqtt|history|collect).*");
    /** Rows of the manual's tables of options: the option, and an example of it. */
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(--[a-z][a-z0-9.-]*)`[^|]*\\| `([^|]*)` \\|");
    private static final Pattern KEY_ROW = Pattern.compile("(?m)^\\| `([a-z0-9.-]+)` \\|[^|]*\\| `([^|]*)` \\|");
    private static final Set<String> UNTRIED = Set.of("--help", "--version");
    /** Keys with many values, of which each makes no other driver here: without the D-Bus a meter has no role. */
    private static final Set<Key<?>> READ = Set.of(VenusConfig.ROLE, Keys.LOG_LEVEL);

    /** Lines for the options that no example has; the first word is the exit status. */
    private static final String LINES = """
            0 dbus-p1 check --source=/dev/ttyUSB0 --serial.settings=9600-7E1 --serial.lines=dtr
            2 dbus-p1 check /dev/ttyUSB0 --meter.id=house --meter.profile=belgium --meter.zone=Europe/Helsinki \
            --meter.interval-seconds=10 --meter.power=tenths
            0 dbus-p1 check --source=tcp://192.168.1.20:2001 --decryption.key.file=/data/conf/meter.key \
            --decryption.authentication-key.file=/data/conf/meter.auth
            0 dbus-p1 check /dev/ttyUSB0
            0 dbus-p1 check tcp://192.168.1.20:2001
            0 dbus-p1 check homewizard://192.168.1.21
            66 dbus-p1 check --source=tibber://127.0.0.1:1 --tibber.password.file=/data/conf/tibber.password
            0 dbus-p1 check --config my.properties p1.log
            0 dbus-p1 probe --network --seconds 60 /dev/ttyUSB0
            1 dbus-p1 probe --known --seconds 2 /dev/ttyUSB0
            0 dbus-p1 decode --decryption.authentication-key.file meter.auth --decryption.key.file meter.key p1.log
            0 dbus-p1 convert p1.log --out csv --decimal ,
            0 dbus-p1 convert p1.log --stats --zone Europe/Helsinki
            0 dbus-p1 convert p1.log --stats --decryption.key.file meter.key --decryption.authentication-key.file meter.auth
            0 dbus-p1 simulate dsmr50 --devices=water,gas --seed=7 --seconds=86400 --speed max --start=2026-06-21T12:00 > day.log
            0 dbus-p1 simulate dsmr50 --solar=8000 --phases=1 --count=100 --message=hello --speed max
            0 dbus-p1 history export --config my.properties --meter E0034007410 --table days --step month --from 2026-01-01
            0 dbus-p1 history export --url sqlite:/tmp/try.db --meter house --table minutes --to 2026-12-31 --decimal , --separator tab
            69 dbus-p1 history export --url jdbc:postgresql://nas.local/energy --user p1 --password-file history.password --meter E1
            0 dbus-p1 history backup --config my.properties backup.db
            0 dbus-p1 history backup --url sqlite:/tmp/try.db copy.db
            64 dbus-p1 history backup --url jdbc:postgresql://nas.local/energy --user p1 --password-file history.password server.db
            0 dbus-p1 collect --config my.properties --url sqlite:/tmp/try.db --group house --name a --metrics /tmp/p1.prom
            0 dbus-p1 run --config my.properties --check-config
            0 dbus-p1 run p1.log --speed max
            1 dbus-p1 run /dev/ttyS9 --wait --probe 1
            0 dbus-p1 run p1.log --speed max --probe 12
            """;

    /** A command line, and the statuses that it may end with. */
    private record Line(String text, Set<Integer> statuses) {
        @Override
        public String toString() {
            return text;
        }
    }

    @TempDir
    private Path directory;
    @AutoClose
    private ExampleHouse house;

    @BeforeEach
    void open() throws IOException {
        house = new ExampleHouse(directory);
    }

    /** Those of this test, then the examples of help and manual. */
    static Stream<Line> lines() throws IOException {
        Set<String> examples = new LinkedHashSet<>();
        commands(Commands.commandLine(Commands.names())).forEach(command ->
                Stream.of(command.getCommandSpec().usageMessage().footer()).map(String::strip).forEach(examples::add));
        for (Path page : pages()) {
            Files.readAllLines(page).stream().map(String::strip).filter(line -> line.matches("(\\S.* \\| )?venus/dbus-p1 .*"))
                    .forEach(line -> examples.add(line.replace("venus/dbus-p1", "dbus-p1")));
        }
        return Stream.concat(
                LINES.lines().map(line -> line.split(" ", 2)).map(parts -> new Line(parts[1], Set.of(Integer.valueOf(parts[0])))),
                examples.stream().filter(text -> EXAMPLE.matcher(text).matches() && !text.endsWith("--help"))
                        .map(text -> new Line(text, statuses(text))));
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> chapters = Files.list(MANUAL)) {
            return Stream.concat(Stream.of(Path.of("README.md")), chapters.filter(Files::isRegularFile).sorted()).toList();
        }
    }

    /**
     * Returns the allowed statuses: a simulated meter and a pipe end by the signal that stops them; without a source a check looks at
     * the drivers and at /dev/ttyUSB0 of this machine, and a run at that port.
     */
    private static Set<Integer> statuses(String example) {
        return example.contains(" simulate ") || example.startsWith("cat ") ? Set.of(0, 143)
                : example.equals("dbus-p1 check") ? Set.of(0, 64, 66) : example.equals("dbus-p1 run") ? Set.of(66) : Set.of(0);
    }

    private static Stream<CommandLine> commands(CommandLine top) {
        return Stream.concat(Stream.of(top), top.getSubcommands().values().stream().flatMap(EveryOptionTest::commands));
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("lines")
    void aDocumentedLineWorks(Line line) throws Exception {
        house.prepare(line.text());
        Ended ended = house.run(line.text());
        assertThat(line.statuses()).as("%s\n%s", line, ended.output()).contains(ended.status());
        assertThat(ended.status() != 64 || line.statuses().equals(Set.of(64)) || ended.output().contains("several drivers run")).as("%s\n%s", line, ended.output()).isTrue();
        assertThat(ended.output()).doesNotContain("Optional[", "Exception", "fault in");
    }

    @Test
    void everyOptionIsTriedWithTheExampleOfTheManual() throws IOException {
        StringBuilder manual = new StringBuilder();
        for (Path page : pages()) {
            manual.append(Files.readString(page)).append('\n');
        }
        Map<String, Set<String>> examples = ROW.matcher(manual).results().collect(Collectors.groupingBy(row -> row.group(1),
                Collectors.mapping(row -> plain(row.group(2)), Collectors.toSet())));
        List<String> lines = lines().map(line -> plain(line.text()) + " ").toList();
        commands(Commands.commandLine(Commands.names())).forEach(command -> {
            String name = command.getCommandSpec().qualifiedName();
            boolean runs = name.equals("dbus-p1 run");
            List<String> own = lines.stream().filter(line -> line.contains(name + " ") || runs && line.startsWith("dbus-p1 -")).toList();
            command.getCommandSpec().options().stream().map(option -> option.longestName())
                    .filter(option -> !UNTRIED.contains(option) && !(runs && isKey(option))).forEach(option -> {
                        assertThat(own.stream().flatMap(line -> OPTION.matcher(line).results()).map(MatchResult::group))
                                .as("options of %s", name).contains(option);
                        assertThat(examples.getOrDefault(option, Set.of(option))).as("examples of %s of %s", option, name)
                                .anyMatch(example -> own.stream().anyMatch(line -> line.contains(example + " ")));
                    });
        });
    }

    /** Values are after a blank or an equals sign; the programs treat both the same. */
    private static String plain(String line) {
        return line.replaceAll("(--[a-z][a-z0-9.-]*)=", "$1 ");
    }

    private static boolean isKey(String option) {
        return OutputRegistry.keys().stream().anyMatch(key -> key.option().equals(option));
    }

    /** The manual's examples of keys, all in one file, with servers that are there. */
    @Test
    void theManualsExampleOfEveryKeyWorks() throws Exception {
        house.secureBroker();
        Map<String, String> examples = KEY_ROW.matcher(Files.readString(MANUAL.resolve("reference.md"))).results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));
        assertThat(examples.keySet()).containsAll(OutputRegistry.keys().stream().map(Key::name).toList());
        List<String> file = new ArrayList<>();
        for (Key<?> key : OutputRegistry.keys()) {
            String example = key == Keys.SERIAL_SETTINGS ? "115200-8N1" : house.here(examples.get(key.name()));
            assertThat(key.read(example)).as("%s=%s", key.name(), example).isPresent();
            file.add(key.name() + "=" + example);
        }
        Files.write(directory.resolve("all.properties"), file);
        Ended ended = house.run("dbus-p1 run --config all.properties", "(?s).*connected to ssl.*");
        assertThat(ended.well()).contains("connected to ssl://127.0.0.1:").doesNotContain("Optional[", "fault in");
    }

    /** The values of a key that help lists; its default where help lists none. */
    private static List<String> values(Key<?> key) {
        String label = key.type().label();
        return label.contains("|") ? Arrays.asList(label.split("\\|")) : List.of(key.defaultValue());
    }

    static IntStream rounds() {
        return IntStream.range(0, OutputRegistry.keys().stream().filter(key -> !READ.contains(key)).mapToInt(key -> values(key).size()).max()
                .orElseThrow());
    }

    @Test
    void everyValueThatHelpListsIsRead() {
        assertThat(OutputRegistry.keys()).allSatisfy(key -> assertThat(values(key)).allMatch(value -> key.read(value).isPresent()));
    }

    /** Each round gives each key the next of its values. */
    @Tag("slow")
    @ParameterizedTest
    @MethodSource("rounds")
    void everyValueThatHelpListsWorks(int round) throws Exception {
        List<String> words = new ArrayList<>(List.of("dbus-p1 run p1.log --speed max --venus.enabled=false --mqtt.url=tcp://127.0.0.1:1"));
        for (Key<?> key : OutputRegistry.keys()) {
            List<String> values = values(key);
            // The source is the log, no bus of Venus OS is here, and MQTT needs a broker.
            if (key != Keys.SOURCE && key != VenusConfig.ENABLED && key != MqttConfig.URL) {
                words.add("'" + key.option() + "=" + values.get(round % values.size()) + "'");
            }
        }
        assertThat(house.run(String.join(" ", words)).well()).doesNotContain("Optional[", "fault in");
    }
}
