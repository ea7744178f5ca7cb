package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The scripts of a GX device use only programs and arguments that its busybox has, also in lines that no test runs. A program that is
 * not busybox's, such as udevadm, is not checked.
 */
class GxBusyboxTest {
    /** The text before a command, as far as it can be recognised without a shell. */
    private static final String BEFORE = "(?m)(?:^|[|;&()!{]|\\b(?:then|do|else|if|while|until|exec|xargs)\\b)[ \\t]*(?:/bin/)?";
    private static final Pattern ABSENT = Pattern.compile(BEFORE + "(" + String.join("|", GxBusybox.ABSENT) + ")(?=[\\s;)]|$)");
    private static final Pattern COMMAND =
            Pattern.compile(BEFORE + "(" + String.join("|", GxBusybox.REFUSED.keySet()) + ")((?:[ \\t]+[^\\s|;&)]+)+)");

    static Stream<Path> scripts() throws IOException {
        List<Path> scripts = new ArrayList<>(VenusPackage.NAMES.stream().map(VenusPackage::script).toList());
        scripts.add(VenusPackage.SCRIPTS.resolve("dbus-p1"));
        for (Path folder : List.of(VenusPackage.SCRIPTS.resolve("gx/stick"), VenusPackage.SCRIPTS.resolveSibling("serial-starter"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(Files::isRegularFile).filter(file -> !file.toString().matches(".*\\.(rules|conf|sed)")).forEach(scripts::add);
            }
        }
        return scripts.stream();
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void aScriptUsesWhatAGxDeviceHas(Path script) throws IOException {
        assertThat(wrong(Files.readString(script))).isEmpty();
    }

    /** Commands about files in /data are typed on a GX device. */
    @Test
    void theManualHasCommandsThatAGxDeviceHas() throws IOException {
        Pattern block = Pattern.compile("(?ms)^ *```sh\n(.*?)^ *```$");
        List<String> blocks = new ArrayList<>();
        try (Stream<Path> chapters = Files.walk(Path.of("src/site/markdown"))) {
            for (Path chapter : chapters.filter(file -> file.toString().endsWith(".md")).toList()) {
                block.matcher(Files.readString(chapter)).results().map(found -> found.group(1))
                        .filter(text -> text.contains("/data/")).forEach(blocks::add);
            }
        }

        assertThat(blocks).hasSizeGreaterThan(1).allSatisfy(text -> assertThat(wrong(text)).as(text).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '~', value = {
        "head -c 4096 \"$file\" | tr -d x ~ head -c", "    x=$(head -1 f) ~ head -1", "grep -qz x f ~ grep -qz",
        "find . -type f -newer x -not -name y ~ find -not", "ls | xargs -0 rm ~ xargs -0",
        "tar -x --strip-components=1 ~ tar --strip-components=1",
        "date '+%s%N' ~ date +%s%N", "timeout 5 x ~ timeout", "if tac f; then ~ tac",
        "case $a in x) od -An -tx1 ;; esac ~ od -An,od -tx1", "head -n 1 f ~ ''",
        "grep -- '-z' f ~ ''", "# head -c 5 ~ ''", "echo an optical head --cable ~ ''", "sh venus/install --rollback ~ ''"})
    void whatIsNotThereIsFound(String line, String found) {
        assertThat(String.join(",", wrong(line))).isEqualTo(found);
    }

    private static List<String> wrong(String script) {
        String code = script.replaceAll("(?ms)^: <<'HELP'$.*?^HELP$", "").replaceAll("(?m)^\\s*#.*$", "").replaceAll("\\\\\n", " ");
        List<String> wrong = new ArrayList<>();
        ABSENT.matcher(code).results().forEach(found -> wrong.add(found.group(1)));
        Matcher commands = COMMAND.matcher(code);
        while (commands.find()) {
            for (String argument : commands.group(2).trim().split("\\s+")) {
                String bare = argument.replaceAll("['\"]", "");
                if (bare.equals("--")) {
                    break;
                }
                if (GxBusybox.refuses(commands.group(1), bare)) {
                    wrong.add(commands.group(1) + " " + bare);
                }
            }
        }
        return wrong;
    }
}
