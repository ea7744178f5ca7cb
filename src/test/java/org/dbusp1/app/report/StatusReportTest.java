package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dbusp1.app.check.DriverCheck;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.process.UserException;
import org.dbusp1.line.source.MachineClock;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.output.NumberMask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatusReportTest {
    private static final ReportTexts ENGLISH = ReportTexts.in("en");
    private static final CheckText CHECK = new LineReport(Condition.LINE_SLOW, "too seldom",
            List.of(ReportRow.of("Port", "/dev/ttyUSB0 at 115200-8N1"), new ReportRow("Number", "E0034007410123420", NumberMask.ALL)),
            List.of("First do this.", "Then that.")).text(ENGLISH, false);
    private static final ProcessId SELF = ProcessId.self();
    private static final ProcessId DEAD = new ProcessId(SELF.pid(), SELF.startTicks() - 1);

    @TempDir
    private Path directory;

    private static StatusReport status(ProcessId driver, long age) {
        return new StatusReport(driver, "/dev/ttyUSB0", Duration.ofSeconds(MachineClock.uptime().toSeconds() - age), CHECK,
                List.of("1970-01-01T00:00:09Z  its checksum does not match; 3 bytes", "00000000  2f 42 ff"));
    }

    private void write(String name, StatusReport report) throws IOException {
        Files.writeString(directory.resolve(name), report.text(List.of(List.of("print", "step", "1. First do this."))));
    }

    /** What a check of a running driver shows is what its file holds: without the number in full. */
    @Test
    void whatIsWrittenIsWhatIsShown() throws IOException {
        write("a.1.status", status(SELF, 0));
        assertThat(directory.resolve("a.1.status")).content().doesNotContain("3400741012").contains("""

                fact\tPort           /dev/ttyUSB0 at 115200-8N1
                fact\tNumber         E0...20
                result\tResult         too seldom
                result\tWhat to do     1. First do this.
                result\t               2. Then that.
                rejected\t1970-01-01T00:00:09Z  its checksum does not match; 3 bytes
                rejected\t00000000  2f 42 ff
                print\tstep\t1. First do this.
                """);
        assertThat(StatusReport.running(List.of(directory))).containsExactly(status(SELF, 0));
    }

    /** The driver does not write the numbers in full, and a check that opens the port would end it. */
    @Test
    void theNumbersOfARunningDriversMeterAreNotShownInFull() throws IOException {
        write("a.1.status", status(SELF, 0));
        assertThatThrownBy(() -> new DriverCheck(List.of(directory), status(SELF, 0)).text(true)).isInstanceOf(UserException.class)
                .hasMessage("the driver of /dev/ttyUSB0, process " + SELF.pid() + ", shows no numbers in full: stop it first for --ids");
    }

    @Test
    void threeRejectedTelegramsOfTheGreatestLengthHaveRoom() throws IOException {
        RejectedFrame longest = new RejectedFrame(new byte[16 * 1024], 0, Instant.EPOCH, RejectCause.TOO_LONG);
        List<String> dump = Reporter.dump(List.of(longest, longest, longest), false);
        write("a.1.status", new StatusReport(SELF, "", Duration.ZERO, CHECK, dump));
        assertThat(StatusReport.running(List.of(directory))).singleElement().satisfies(read -> assertThat(read.rejected()).isEqualTo(dump));
    }

    /** A driver of another version, or something else. */
    @ParameterizedTest
    @ValueSource(strings = {"", "anything", "dbus-p1 report 2\n", "dbus-p1 report\nprocess\t1\t1\n",
        "dbus-p1 report 2\nprocess\t1\t1\nsource\ta\ntime\tnow\nfinding\tline.slow\t\n",
        "dbus-p1 report 2\nprocess\t1\t1\nsource\ta\ntime\t1\nfinding\tline.none\t\n"})
    void anythingElseIsNoReport(String text) {
        assertThat(StatusReport.parse(text)).isNull();
    }

    @Test
    void theReportOfADriverThatWasKilledIsNobodysAndIsCleanedUp() throws IOException {
        write("a.1.status", status(SELF, 0));
        write("b.2.status", status(DEAD, 0));
        Files.writeString(directory.resolve("c.status"), "something else");
        assertThat(StatusReport.running(List.of(directory, directory.resolve("none")))).hasSize(1);
        StatusReport.clean(directory);
        assertThat(directory).isDirectoryNotContaining("glob:**b.2.status").isDirectoryContaining("glob:**c.status");
    }

    /** By the time since the machine's start: the clock may be set at any time. */
    @Test
    void aDriverThatReportsNothingNewForAMinuteHangs() throws UserException, IOException {
        write("a.1.status", status(SELF, 62));
        CheckText hanging = new DriverCheck(List.of(directory), status(SELF, 62)).text(false);
        assertThat(hanging.finding()).isEqualTo(Condition.LINE_HANGS);
        assertThat(hanging.facts()).isEqualTo(CHECK.facts());
        assertThat(hanging.result()).first().asString().contains("its report has not changed for a minute");

        write("a.1.status", status(SELF, 5));
        assertThat(new DriverCheck(List.of(directory), status(SELF, 62)).text(false)).isEqualTo(CHECK);
    }

    @Test
    void onASmallScreenFactsAreLeftOutAndTheAdviceIsNot() {
        CheckText report = new LineReport(Condition.LINE_SLOW, "too seldom",
                List.of(ReportRow.of("Port", "ttyUSB0"), ReportRow.of("Meter", "DSMR 4"), ReportRow.of("Power", "1 W")),
                List.of("Do this.", "Do that.")).text(ENGLISH, false);
        List<String> whole = report.lines(80, Integer.MAX_VALUE);
        assertThat(report.lines(80, whole.size())).isEqualTo(whole);
        assertThat(report.lines(80, whole.size() - 1)).hasSize(whole.size() - 1).contains("Port           ttyUSB0")
                .noneMatch(line -> line.contains("1 W")).endsWith("               2. Do that.");
        assertThat(report.lines(80, 3).get(0)).startsWith("Result");
    }

    @Test
    void linesAreNoLongerThanTheTerminalIsWide() {
        CheckText long_ = new LineReport(Condition.LINE_SLOW, "too seldom", List.of(ReportRow.of("Repaired", "1 x first line; ".repeat(20))),
                List.of("word ".repeat(40) + "below")).text(ENGLISH, false);
        List<String> lines = long_.lines(60, Integer.MAX_VALUE);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        assertThat(String.join(" ", lines).replaceAll("\\s+", " ")).contains("1 x first line; ".repeat(20).strip())
                .contains("What to do 1. " + "word ".repeat(40) + "below");
    }

    /** venus/status waits for the meter's service where telegrams arrive, and reports a driver that hangs. */
    @ParameterizedTest
    @CsvSource({"LINE_FIT, telegrams", "LINE_SLOW, telegrams", "LINE_MEASURING, telegrams", "LINE_DAMAGED_OFTEN, telegrams",
        "LINE_NO_POWER, telegrams", "METER_CLOCK_WRONG, telegrams", "METER_IMPORT_NOT_COUNTED, telegrams",
        "METER_POWER_UNIT, telegrams",
        "LINE_TWO_METERS, ''", "LINE_LISTENING, ''", "LINE_STOPPED, ''", "LINE_ENCRYPTED, ''"})
    void theFindingTellsScriptsWhetherTelegramsArrive(Condition finding, String arrive) {
        StatusReport status = new StatusReport(SELF, "", Duration.ZERO, new CheckText(finding, List.of(), List.of("so")), List.of());
        assertThat(status.text(List.of())).contains("\nfinding\t" + finding.id() + "\t" + arrive + "\n");
    }
}
