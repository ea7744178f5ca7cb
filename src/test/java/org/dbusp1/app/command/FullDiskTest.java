package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Captured;
import org.dbusp1.JavaCommand;
import org.dbusp1.OwnPlace;
import org.dbusp1.SimulatedLog;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command that prints data fails when standard output does not accept it. */
@Timeout(120)
class FullDiskTest {
    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;

    private Path log() throws IOException {
        return Files.write(directory.resolve("p1.log"), SimulatedLog.of("dsmr42", Instant.parse("2026-06-15T10:00:00Z"), 100));
    }

    private Process command(ProcessBuilder.Redirect to, String line) throws IOException {
        List<String> words = new ArrayList<>(JavaCommand.with());
        words.add("org.dbusp1.Main");
        words.addAll(List.of(line.split(" ")));
        return OwnPlace.program(directory, words).directory(directory.toFile()).redirectOutput(to).start();
    }

    @ParameterizedTest
    @ValueSource(strings = {"decode p1.log", "run --help"})
    void whatAFullDiskDoesNotTakeIsAFailure(String line) throws Exception {
        assertFailure(line);
    }

    @Tag("slow")
    @ParameterizedTest
    @ValueSource(strings = {"convert p1.log --stats", "simulate dsmr50 --speed=max",
        "history export --url sqlite:history.db --table minutes", "check p1.log --rejected"})
    void whatItDoesNotTakeOfOtherCommandsIsAFailure(String line) throws Exception {
        assertFailure(line);
    }

    private void assertFailure(String line) throws Exception {
        log();
        if (line.startsWith("history ")) {
            Process recorded = command(ProcessBuilder.Redirect.DISCARD, "run p1.log --speed max --venus.enabled=false "
                    + "--history.enabled=true --history.url=sqlite:history.db");
            assertThat(recorded.waitFor()).isZero();
        }
        Process process = command(ProcessBuilder.Redirect.to(Path.of("/dev/full").toFile()), line);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(errors).isEqualTo(ExitStatus.UNWRITABLE.code());
        assertThat(errors).isEqualTo("dbus-p1: standard output: the disk is full; what follows is lost\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"decode - --registers", "simulate dsmr50 --speed=max"})
    void aReaderThatHasEnoughIsNoFailure(String line) throws Exception {
        byte[] telegrams = Files.readAllBytes(log());
        Process process = command(ProcessBuilder.Redirect.PIPE, line);
        Thread sender = new Thread(() -> {
            try (var in = process.getOutputStream()) {
                while (process.isAlive()) {
                    in.write(telegrams);
                }
            } catch (IOException e) {
                // The command reads no more, as it should.
                Thread.currentThread().interrupt();
            }
        });
        sender.start();
        assertThat(process.getInputStream().readNBytes(100)).hasSize(100);
        process.getInputStream().close();
        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isZero();
        sender.join();
    }

    @Test
    void theWholeOutputArrivesWhereThereIsRoom() throws Exception {
        log();
        Path out = directory.resolve("out.json");
        assertThat(command(ProcessBuilder.Redirect.to(out.toFile()), "decode p1.log").waitFor()).isZero();
        assertThat(Files.readAllLines(out)).hasSize(100);
    }
}
