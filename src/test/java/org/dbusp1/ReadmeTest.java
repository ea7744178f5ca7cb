package org.dbusp1;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.command.Arguments;
import org.dbusp1.command.Commands;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.config.RunOptions;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Holds the owner's manual against the program. */
class ReadmeTest {
    private static final Pattern OPTION = Pattern.compile("(?<![\\w-])--[a-z][a-z0-9.-]*");

    /** Options that are keys: they have their lines in the table of keys. */
    private static final Set<String> KEYS = Keys.all().stream().map(Key::option).collect(Collectors.toSet());

    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void everyKeyHasItsLineWithDefaultExampleAndMeaning() {
        for (Key<?> key : Keys.all()) {
            List<String> row = row(key.name());
            assertThat(row.get(1)).as("default of %s", key.name()).isEqualTo(code(key.standard()));
            String example = row.get(2).replace("`", "");
            assertThat(key.read(example)).as("example %s of %s", example, key.name()).isPresent();
            assertThat(row.get(3)).isEqualTo(key.meaning());
        }
    }

    @Test
    void everyOptionOfRunHasItsLine() {
        RunOptions.all().stream().filter(option -> !KEYS.contains(option.name())).forEach(option -> {
            List<String> row = row(option.name());
            assertThat(row.get(1)).startsWith("`" + option.name());
            assertThat(row.get(2)).startsWith(option.meaning());
            if (!option.standard().isEmpty()) {
                assertThat(row.get(2)).endsWith("; " + option.standard() + " when not given");
            }
        });
    }

    @Test
    void everyOptionOfTheOtherCommandsIsNamed() {
        Set<String> named = optionsIn(readme);
        commands().forEach(command -> command.getCommandSpec().options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .filter(option -> !KEYS.contains(option.longestName()))
                .forEach(option -> assertThat(named).as("options of %s", command.getCommandName())
                        .contains(option.longestName())));
    }

    @Test
    void everyOptionNamedExists() throws IOException {
        Set<String> known = new TreeSet<>();
        commands().forEach(command -> known.addAll(command.getCommandSpec().optionsMap().keySet()));
        try (Stream<Path> scripts = Files.list(Path.of("venus"))) {
            for (Path script : scripts.filter(Files::isRegularFile).toList()) {
                known.addAll(optionsIn(Files.readString(script)));
            }
        }
        assertThat(known).containsAll(optionsIn(readme));
    }

    @Test
    void everyExampleOfRunIsAccepted() throws Failure {
        List<String> examples = readme.lines().filter(line -> line.startsWith("venus/dbus-p1 run")).toList();
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            List<String> words = Arrays.asList(example.split(" "));
            Map<String, String> given = Arguments.read(RunOptions.all(), words.subList(2, words.size())).orElseThrow();
            RunOptions.of(given);
            assertThat(RunOptions.settings(given)).allSatisfy(setting -> assertThat(Keys.all())
                    .anyMatch(key -> key.name().equals(setting.key()) && key.read(setting.value()).isPresent()));
        }
    }

    @Test
    void everyExitStatusHasItsLine() {
        for (ExitStatus status : ExitStatus.values()) {
            assertThat(readme).contains("| " + status.code() + " | " + status.meaning() + " |\n");
        }
    }

    @Test
    void everyVariableNamedExists() {
        List<String> named = Pattern.compile("DBUS_P1_[A-Z_]+").matcher(readme).results().map(MatchResult::group)
                .toList();
        assertThat(Keys.all()).extracting(Key::variable).containsAll(named);
    }

    /** All commands, and those within them. */
    private static Stream<CommandLine> commands() {
        return Commands.all(Commands.names()).getSubcommands().values().stream()
                .flatMap(command -> Stream.concat(Stream.of(command), command.getSubcommands().values().stream()));
    }

    /** The cells of the table row that begins with this name. */
    private List<String> row(String name) {
        List<List<String>> rows = readme.lines().filter(line -> line.startsWith("| `" + name + "` |"))
                .map(line -> Arrays.stream(line.substring(1, line.length() - 1).split("\\|")).map(String::strip).toList())
                .toList();
        assertThat(rows).as("rows of %s", name).hasSize(1);
        return rows.get(0);
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + text + "`";
    }

    private static Set<String> optionsIn(String text) {
        return OPTION.matcher(text).results().map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
    }
}
