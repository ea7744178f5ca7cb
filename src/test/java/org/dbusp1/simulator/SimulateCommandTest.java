package org.dbusp1.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.Captured;
import org.dbusp1.JavaCommand;
import org.dbusp1.Main;
import org.dbusp1.OwnPlace;
import org.dbusp1.base.process.ExitStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class SimulateCommandTest {
    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    private Path directory;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    private Process simulate(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(JavaCommand.with());
        words.addAll(List.of("org.dbusp1.Main", "simulate"));
        words.addAll(List.of(arguments));
        Process process = OwnPlace.program(directory, words).start();
        started.add(process);
        return process;
    }

    @Test
    void listsEveryMeter() {
        assertThat(Main.run(List.of("simulate", "--list"))).isZero();
        assertThat(captured.out().lines()).hasSize(Dialects.all().size()).anyMatch(line -> line.matches("emucs17 +Belgium.*"));
    }

    @Test
    void aMessageIsInTheTelegram() {
        assertThat(Main.run(List.of("simulate", "emucs17", "--count=1", "--speed=max", "--message=Made up"))).isZero();
        assertThat(captured.out()).contains("0-0:96.13.0(4D616465207570)");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            dsmr5                   | there is no simulated meter dsmr5; the nearest is dsmr50; simulate --list shows all
            luxemburg               | there is no simulated meter luxemburg; the nearest is luxembourg; simulate --list shows all
            --count=1               | give the name of a meter, such as dsmr50; simulate --list shows all
            dsmr50 --speed=0        | --speed: "0" is not a number above 0, such as 1 (the meter's own pace) or 60, or max (without pause)
            dsmr50 --phases=2       | --phases: "2" is no number of phases: give 1, 3 or 3x230
            dsmr50 --start=noon     | --start: "noon" is no time: give one such as 2026-06-21T12:00 or 2026-06-21T12:00+02:00
            dsmr50 --start=-999999999-01-01T00:00 | --start: "-999999999-01-01T00:00" is in no year from 2000 to 2099, and a meter prints two digits of it
            dsmr50 --count=x        | --count: "x" is not a whole number from 1 to 999999999
            dsmr50 --count=-1       | --count: "-1" is not a whole number from 1 to 999999999
            dsmr50 --seconds=1.5    | --seconds: "1.5" is not a whole number from 1 to 999999999
            dsmr50 --seconds=0      | --seconds: "0" is not a whole number from 1 to 999999999
            dsmr50 --seed=0x7       | --seed: "0x7" is not a whole number from 0 to 999999999
            dsmr50 --solar=3.6kW    | --solar: "3.6kW" is not a whole number from 0 to 30000
            dsmr50 --solar=30001    | --solar: "30001" is not a whole number from 0 to 30000
            dsmr50 --devices=gas,oil | --devices: "gas,oil" is no list of devices: give some of gas,water,heat, each once, or none
            dsmr50 --devices=gas,gas | --devices: "gas,gas" is no list of devices: give some of gas,water,heat, each once, or none
            """)
    void aMistakeIsOneLineThatShowsWhatToDo(String line, String message) {
        List<String> words = new ArrayList<>(List.of("simulate"));
        words.addAll(List.of(line.split(" ")));
        assertThat(Main.run(words)).isEqualTo(ExitStatus.USAGE.code());
        assertThat(captured.err()).isEqualTo("dbus-p1: " + message + "\n");
    }

    @Test
    void writesTheTelegramsOfTheHouse() {
        SimulatedDialect dialect = Dialects.named("emucs17").orElseThrow();
        SimulatedMeter meter = new SimulatedMeter(dialect, new House(Wiring.THREE_BY_230, 5_000,
                List.of(SimulatedMedium.WATER, SimulatedMedium.GAS), 7, Instant.parse("2026-06-21T10:00:00Z")));
        assertThat(Main.run(List.of("simulate", "emucs17", "--phases=3x230", "--solar=5000", "--devices=water,gas", "--seed=7",
                "--start=2026-06-21T12:00", "--speed=max", "--count=2"))).isZero();
        assertThat(captured.out()).isEqualTo(Telegram.next(meter).text() + Telegram.next(meter).text());
    }

    @Test
    void endsBySecondsOfTheMetersClock() {
        assertThat(Main.run(List.of("simulate", "dsmr42", "--seconds=25", "--speed=max"))).isZero();
        assertThat(captured.out().split("\n!")).hasSize(4);
    }

    @Test
    void endsQuietlyWhenNobodyReadsAnyMore() throws Exception {
        Process process = simulate("dsmr50", "--speed=max");
        assertThat(process.getInputStream().readNBytes(100)).hasSize(100);
        process.getInputStream().close();
        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
        assertThat(process.waitFor()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT", "KILL"})
    void aPtyGoesWithTheProcessHoweverItEnds(String signal) throws Exception {
        Path link = directory.resolve("ttyP1");
        Process process = simulate("dsmr50", "--pty=" + link);
        assertThat(process.inputReader().readLine()).isEqualTo(link.toString());
        try (BufferedReader port = Files.newBufferedReader(link, StandardCharsets.ISO_8859_1)) {
            assertThat(port.lines().filter(line -> line.startsWith("!")).limit(2)).hasSize(2);
        }
        List<ProcessHandle> children = process.descendants().toList();
        assertThat(children).isNotEmpty();
        new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor();
        process.waitFor();
        await("the end of its programs and of the port",
                () -> children.stream().noneMatch(ProcessHandle::isAlive) && !Files.exists(link, LinkOption.NOFOLLOW_LINKS));
        assertThat(process.getErrorStream().readAllBytes()).isEmpty();
    }

    @Test
    void withoutALinkTheNameOfThePtyIsPrinted() {
        assertThat(Main.run(List.of("simulate", "dsmr50", "--count=1", "--pty"))).isZero();
        assertThat(captured.out()).startsWith("/dev/pts/");
    }

    @Test
    void aPtyThatCannotBeIsReported() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "");
        assertThat(Main.run(List.of("simulate", "dsmr50", "--pty=" + file))).isEqualTo(ExitStatus.UNAVAILABLE.code());
        assertThat(captured.err()).isEqualTo("dbus-p1: " + file + " exists already: give another name, or remove it\n");
    }
}
