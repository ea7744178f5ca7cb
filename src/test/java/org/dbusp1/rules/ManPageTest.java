package org.dbusp1.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.assembly.Chapters;
import org.dbusp1.command.Commands;
import org.dbusp1.command.RunCommand;
import org.dbusp1.config.Key;
import org.dbusp1.process.ExitStatus;
import org.junit.jupiter.api.Test;

/** Checks the man page of the Debian package against the program. */
class ManPageTest {
    private final String page;

    ManPageTest() throws IOException {
        page = Files.readString(Path.of("venus/debian/dbus-p1.1")).replace("\\-", "-");
    }

    @Test
    void namesEveryCommand() {
        Commands.all(Commands.names()).getSubcommands().forEach((name, command) -> {
            if (command.getSubcommands().isEmpty()) {
                assertThat(page).contains(".B " + name + "\n");
            }
            command.getSubcommands().keySet().forEach(below -> assertThat(page).contains(name + " " + below));
        });
    }

    @Test
    void namesTheOptionsOfRunAndNoOther() {
        Set<String> named = Pattern.compile("--[a-z][a-z.-]*").matcher(page).results().map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> keys = Chapters.keys().stream().map(Key::option).collect(Collectors.toSet());
        Set<String> expected = Stream.concat(RunCommand.allOptions().stream().map(Key::option).filter(name -> !keys.contains(name)),
                Stream.of("--help", "--mqtt.enabled")).collect(Collectors.toSet());
        assertThat(named).isEqualTo(expected);
        assertThat(keys).contains("--mqtt.enabled");
    }

    @Test
    void namesEveryExitStatus() {
        for (ExitStatus status : ExitStatus.values()) {
            assertThat(page).contains(".B " + status.code() + "\n" + status.meaning() + "\n");
        }
    }

    @Test
    void namesVariablesAndFilesThatExist() {
        assertThat(Chapters.keys()).extracting(Key::variable).contains("DBUS_P1_MQTT_ENABLED");
        assertThat(page).contains("DBUS_P1_MQTT_ENABLED").contains("/usr/share/doc/dbus-p1/manual/index.md");
        assertThat(Path.of("src/site/markdown/index.md")).exists();
    }
}
