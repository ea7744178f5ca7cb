package org.dbusp1.app.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Ended;
import org.dbusp1.OpenFiles;
import org.dbusp1.OwnPlace;
import org.dbusp1.TestTelegram;
import org.dbusp1.app.assembly.DecodingFactory;
import org.dbusp1.app.report.BlackBox;
import org.dbusp1.app.report.BlackBoxFiles;
import org.dbusp1.app.report.ReportTexts;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.gx.service.TestBus;
import org.dbusp1.line.cipher.Decryptor;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.source.PtyPair;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.system.DriverProcess;
import org.dbusp1.system.FakeTime;
import org.dbusp1.system.SendingMeter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A check of a real pty, without and with a driver that has it; into a pipe and on a terminal. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Execution(ExecutionMode.CONCURRENT)
class CheckCommandIT {
    private static String result(Condition finding) {
        return ReportTexts.in("en").result(finding, true);
    }

    private static final String OTHER_SCREEN = "\u001B[?1049h";

    @TempDir
    private Path directory;
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        open.add(one);
        return one;
    }

    private Path port() {
        return directory.resolve("ttyUSB0");
    }

    private SendingMeter meter() throws IOException {
        return opened(new SendingMeter(port()));
    }

    private DriverProcess driver() throws IOException {
        return opened(new DriverProcess(directory, "unix:path=/nowhere", port().toString(), "--venus.enabled=false"));
    }

    private List<String> command(String... words) {
        return Stream.concat(Stream.of("venus/dbus-p1", "check"), Stream.of(words)).toList();
    }

    private Process start(List<String> command) throws IOException {
        return start(Map.of(), command);
    }

    private Process start(Map<String, String> environment, List<String> command) throws IOException {
        ProcessBuilder builder = OwnPlace.program(directory, command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().put("TZ", "Europe/Brussels");
        return builder.start();
    }

    private Ended check(String... words) throws IOException, InterruptedException {
        return Ended.of(start(command(words)));
    }

    @Test
    void aGoodLineIsReportedWithinSecondsAndThePortIsFreeAgain() throws Exception {
        // A pty stores what is sent before the port is open, and stored telegrams are none of now.
        SendingMeter meter = meter();
        meter.silent();
        Process started = start(command(port().toString()));
        Path port = port().toRealPath();
        await("the open port", () -> OpenFiles.has(started.pid(), port));
        meter.speaking();
        Ended check = Ended.of(started);
        assertThat(check.well()).startsWith("Port           " + port() + " at 115200-8N1, found automatically\n")
                .contains("Number         E0...00").contains("L1             230.1 V  1 A  100 W\n").doesNotContain("\u001B");
        meter.silent();
        assertThat(OpenFiles.has(started.pid(), port)).isFalse();
    }

    @Test
    void theBlackBoxIsCopiedForOthers() throws Exception {
        Path copy = directory.resolve("report.log");
        Ended none = check("--black-box", copy.toString());
        assertThat(none.status()).isEqualTo(ExitStatus.NO_DATA.code());
        assertThat(none.output()).contains("the black box is empty: there was no event");

        DecodingFactory decoding = new DecodingFactory(DsmrDecoder.Options.DEFAULT, Decryptor.none());
        BlackBox box = new BlackBox(new BlackBoxFiles(directory.resolve("state")), null, new DriverState(OwnerChoices.none()),
                decoding.anonymizer(), Runnable::run, Runnable::run, System::nanoTime, InstantSource.system());
        for (int i = 0; i < 10; i++) {
            byte[] bytes = TestTelegram.dsmr5("0-0:1.0.0(26062110000" + i + "S)", "0-0:96.1.1(4530303437303030)",
                    "1-0:1.7.0(00.25" + i + "*kW)", "1-0:2.7.0(00.000*kW)").getBytes(StandardCharsets.US_ASCII);
            box.received(bytes, 0, bytes.length);
            box.offline();
        }
        box.event(new Event(new Finding(Condition.LINE_SILENT, Gravity.ALARM, Map.of()), true, Instant.now()));

        assertThat(check("--black-box", copy.toString()).well())
                .contains("-meter_silent.log.gz, redacted; codes and the numbers and times of known registers are kept");
        assertThat(copy).content(StandardCharsets.ISO_8859_1).contains("values withdrawn", "event meter_silent", "1-0:1.7.0(00.259*kW)")
                .doesNotContain("4530303437303030", "0047");
    }

    @Test
    void aSilentLineIsAskedThroughTheOtherLinesToo() throws Exception {
        opened(new PtyPair(port()));
        Ended check = Ended.of(start(FakeTime.from(Instant.now(), 3), command(port().toString(), "--seconds", "18")));
        assertThat(check.status()).as(check.output()).isEqualTo(ExitStatus.NOT_FOUND.code());
        assertThat(check.output()).contains("Data request   trying DTR on, RTS off", "the meter sends nothing",
                "What to do     1. Is the port open? Belgium:");
    }

    @Tag(Beside.TAG)
    @Test
    void onAnInvertedLineTheFirstAdviceIsTheInverter() throws Exception {
        PtyPair cable = opened(new PtyPair(port()));
        Process process = start(command(port().toString(), "--seconds", "20"));
        byte[] bytes = Corpus.bytes("streams/inverted-line.bin");
        // As long as it looks, however late it began.
        for (int at = 0; !process.waitFor(700, TimeUnit.MILLISECONDS); at = (at + 900) % (bytes.length - 900)) {
            cable.send(Arrays.copyOfRange(bytes, at, at + 900));
        }
        Ended check = Ended.of(process);
        assertThat(check.output()).contains(result(Condition.LINE_NOISE), "What to do     1. Does the cable invert?",
                "2. Wait: the driver tries all speeds in turn.");
        assertThat(check.status()).isEqualTo(ExitStatus.NO_DATA.code());
    }

    @Test
    void theDriverThatHasThePortIsAskedAndNotDisturbed() throws Exception {
        SendingMeter meter = meter();
        DriverProcess driver = driver();
        // A check before it would open the port itself, and the driver would end because the port is in use.
        await("its report", () -> report().contains(ReportTexts.in("en").result(Condition.LINE_FIT, false)));
        meter.corrupt();
        await("rejected telegrams", () -> report().contains("its checksum does not match"));

        Ended check = check(port().toString(), "--rejected");
        assertThat(check.output()).startsWith("Driver         process " + driver.process().pid() + " has the port")
                .contains("Number         E0...00", "its checksum does not match", "|/ISK5\\2M550T-101|");
        Ended withNumbers = check("--ids");
        assertThat(withNumbers.status()).isEqualTo(ExitStatus.BUSY.code());
        assertThat(withNumbers.output()).contains("the driver of " + port() + ", process " + driver.process().pid()
                + ", shows no numbers in full: stop it first for --ids").doesNotContain("E0047000");
        assertThat(report()).contains("E0...00").doesNotContain("E0047000");
        assertThat(driver.runs()).isTrue();
        assertThat(driver.output()).doesNotContain("went away");

        driver.signal("KILL");
        driver.status();
        assertThat(check(port().toString(), "--seconds", "2").output()).doesNotContain("Driver ");
    }

    /** Returns the report of the driver; empty while there is none. */
    private String report() {
        Path run = directory.resolve("run");
        if (!Files.isDirectory(run)) {
            return "";
        }
        try (Stream<Path> files = Files.list(run)) {
            Optional<Path> report = files.filter(file -> file.toString().endsWith(".status")).findFirst();
            return report.isPresent() ? Files.readString(report.get()) : "";
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void onATerminalItIsRefreshedInPlaceAndTheLastReportStays() throws Exception {
        meter();
        Ended check = Ended.of(start(List.of("script", "-qec", String.join(" ", command(port().toString(), "--seconds", "7")),
                "/dev/null")));
        assertThat(check.output()).contains(OTHER_SCREEN);
        String screens = check.output().substring(0, check.output().indexOf("\u001B[?1049l"));
        assertThat(screens.split("dbus-p1 check, ", -1)).hasSizeGreaterThan(2);
        assertThat(check.output().substring(screens.length())).contains("Result         good").doesNotContain("Ctrl-C");
        assertThat(check.status()).isZero();
    }

    @Test
    void interruptedItPrintsWhatItKnows() throws Exception {
        SendingMeter meter = meter();
        Process process = start(command(port().toString(), "--seconds", "100"));
        Path port = port().toRealPath();
        await("the open port", () -> OpenFiles.has(process.pid(), port));
        int before = meter.sent();
        await("some telegrams", () -> meter.sent() > before + 30);
        TestBus.signal(process, "INT");
        assertThat(Ended.of(process).well()).contains("Result         good").doesNotContain("went away");
    }
}
