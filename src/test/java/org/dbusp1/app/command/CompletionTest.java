package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.JavaCommand;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests what bash offers for the Tab key. */
class CompletionTest {
    @TempDir
    private static Path directory;

    @BeforeAll
    static void writeScript() throws Exception {
        Path script = directory.resolve("script");
        List<String> java = new ArrayList<>(JavaCommand.with());
        java.add("venus/build/Completion.java");
        assertThat(new ProcessBuilder(java).redirectOutput(script.toFile()).redirectError(ProcessBuilder.Redirect.INHERIT).start()
                .waitFor()).isZero();
        Files.writeString(directory.resolve("meter.key"), "");
    }

    /** @param words the last one is what Tab is pressed after */
    private List<String> offered(String... words) throws Exception {
        String call = """
                . ./script
                COMP_WORDS=("$@")
                COMP_CWORD=$(($# - 1))
                $(complete -p dbus-p1 | sed 's/.*-F \\([^ ]*\\) .*/\\1/') dbus-p1
                printf '%s\\n' "${COMPREPLY[@]}"
                """;
        ProcessBuilder bash = new ProcessBuilder("bash", "--norc", "-c", call, "bash").directory(directory.toFile());
        bash.command().addAll(List.of(words));
        Process process = bash.start();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isZero();
        return answer.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    }

    @Test
    void commands() throws Exception {
        assertThat(offered("dbus-p1", "c")).containsExactlyInAnyOrder("check", "convert", "collect");
        assertThat(offered("dbus-p1", "history", "")).contains("export", "backup");
    }

    @Test
    void options() throws Exception {
        assertThat(offered("dbus-p1", "run", "--mqtt.ha.")).containsExactly("--mqtt.ha.discovery");
        assertThat(offered("dbus-p1", "check", "--s")).contains("--seconds", "--serial.settings");
    }

    @Test
    void valuesOfOptions() throws Exception {
        assertThat(offered("dbus-p1", "run", "--http.enabled", "")).containsExactlyInAnyOrder("true", "false");
        assertThat(offered("dbus-p1", "run", "--speed", "m")).containsExactly("max");
        assertThat(offered("dbus-p1", "run", "--http.port", "")).isEmpty();
    }

    @Test
    void namesOfFiles() throws Exception {
        assertThat(offered("dbus-p1", "run", "--config", "sc")).containsExactly("script");
        assertThat(offered("dbus-p1", "run", "--decryption.key.file", "me")).containsExactly("meter.key");
    }
}
