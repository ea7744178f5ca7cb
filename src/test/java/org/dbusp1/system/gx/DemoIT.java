package org.dbusp1.system.gx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Ended;
import org.dbusp1.OwnPlace;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The demo in venus/, as a person runs it. */
@Execution(ExecutionMode.CONCURRENT)
class DemoIT {
    private static final Path VENUS = Path.of("venus").toAbsolutePath();

    @TempDir
    private Path temporary;
    @TempDir
    private Path place;

    @Tag("slow")
    @Test
    void playsARawLog() throws Exception {
        Path log = temporary.resolve("p1.log");
        Process meter = OwnPlace.program(place, VENUS.resolve("dbus-p1").toString(), "simulate", "dsmr42", "--count=3",
                "--speed=max").redirectOutput(log.toFile()).start();
        assertThat(meter.waitFor(60, TimeUnit.SECONDS)).isTrue();

        assertThat(Ended.of(start("--seconds=120", log.toString())).well()).contains("com.victronenergy.grid.p1_sim\t/P1/Dialect\tDSMR 4");
        Files.delete(log);
        assertNothingIsLeft();
    }

    /** The demo ends with its driver, long before the time that it is given. */
    @Test
    void aLogWithoutTelegramsIsNoSuccess() throws Exception {
        Path log = Files.writeString(temporary.resolve("p1.log"), "/nothing\r\n!\r\n");

        Ended ended = Ended.of(start("--seconds", "120", log.toString()));

        assertThat(ended.output()).contains("demo: driver ended with status 65: dbus-p1: no good telegram in the replay of " + log);
        assertThat(ended.status()).isEqualTo(1);
    }

    @Test
    void showsASimulatedMeterAsAClientOfTheBusSeesIt() throws Exception {
        List<String> expected = new ArrayList<>(List.of("com.victronenergy.grid.p1_ttyUSB0\t/Ac/L3/Power\t",
                "com.victronenergy.pulsemeter.p1_ttyUSB0_gas\t/Aggregate\t"));
        Process demo = start();
        BufferedReader lines = new BufferedReader(new InputStreamReader(demo.getInputStream(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).as("the first line").startsWith("web page\thttp://127.0.0.1:8");
        while (!expected.isEmpty()) {
            String line = lines.readLine();
            assertThat(line).as("before %s was shown", expected).isNotNull();
            expected.removeIf(line::contains);
        }

        new ProcessBuilder("kill", "-INT", Long.toString(demo.pid())).inheritIO().start().waitFor();

        Ended ended = Ended.of(demo);
        assertThat(ended.output()).containsPattern("\ndemo: ended after \\d+ changes on the D-Bus; nothing is left running\n$")
                .doesNotContain("\033");
        assertThat(ended.status()).isZero();
        assertNothingIsLeft();
    }

    @Tag("slow")
    @Test
    void aSmallWindowShowsTheMostImportantValues() throws Exception {
        ProcessBuilder builder = new ProcessBuilder("script", "-qec", VENUS.resolve("demo") + " --seconds 12", "/dev/null")
                .redirectErrorStream(true);
        builder.environment().putAll(Map.of("TMPDIR", temporary.toString(), "TERM", "xterm", "LINES", "14", "COLUMNS", "80"));

        String[] screens = Ended.of(builder.start()).output().replace("\r", "").split("\033\\[H");
        // The address of the page comes as soon as the driver has a port, maybe after the end.
        List<String> last = screens[screens.length - 1].replace("\033[K", "").lines()
                .filter(line -> !line.startsWith("Web page: ")).toList();

        assertThat(last.get(0)).isEqualTo("What a GX device gets from a simulated Belgian meter. Ctrl-C ends it.").hasSizeLessThan(80);
        assertThat(last.get(1)).isEqualTo("ESS of a GX device would use this meter as its grid meter.");
        assertThat(last.get(3)).matches("P1 smart meter +com\\.victronenergy\\.grid\\.p1_ttyUSB0");
        assertThat(last.get(4)).matches("  Power from the grid \\(minus: to it\\) +-?\\d+ W +/Ac/Power");
        assertThat(last.get(5)).matches("  Power on phase L1 +-?\\d+ W +/Ac/L1/Power");
        assertThat(last).anyMatch(line -> line.matches("Gas meter +com\\.victronenergy\\.pulsemeter\\.p1_ttyUSB0_gas"))
                .anyMatch(line -> line.matches("  Meter reading +\\d+\\.\\d+ m3 +/Aggregate"))
                .anyMatch(line -> line.matches("\\.\\.\\. \\d+ more rows in a larger window"));
        assertThat(last).last().asString().matches("demo: the D-Bus showed \\d+ readings and [12] of gas or water, as they were sent");
    }

    @Test
    void wrongUsageIsReportedBeforeAnythingIsInstalled() throws Exception {
        assertThat(Ended.of(start("--second", "3"))).isEqualTo(new Ended(64, "demo: unknown option --second; see venus/demo --help\n"));
        assertThat(Ended.of(start("--seconds=soon")))
                .isEqualTo(new Ended(64, "demo: --seconds needs a whole number, not 'soon'; see venus/demo --help\n"));
        assertThat(Ended.of(start("/no/such"))).isEqualTo(new Ended(66, "demo: /no/such does not exist or cannot be read\n"));
    }

    /** Everything that a demo starts or writes knows the temporary directory. */
    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(VENUS.resolve("demo").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("TMPDIR", temporary.toString());
        return builder.start();
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).isEmpty();
        }
        assertThat(ProcessHandle.allProcesses().filter(this::isOfTheDemo)).isEmpty();
    }

    private boolean isOfTheDemo(ProcessHandle process) {
        try {
            return Files.readString(Path.of("/proc/" + process.pid() + "/environ"), StandardCharsets.ISO_8859_1)
                    .contains("TMPDIR=" + temporary);
        } catch (IOException e) {
            return false;
        }
    }
}
