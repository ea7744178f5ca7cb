package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.dbusp1.app.check.DriverCheck;
import org.dbusp1.app.report.LineReport.ReportRow;
import org.dbusp1.app.report.StatusReport.Timestamp;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ProcessId;
import org.dbusp1.base.process.UserException;
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
    private static final LineReport REPORT = new LineReport(Condition.LINE_SLOW, "too seldom",
            List.of(ReportRow.of("Port", "/dev/ttyUSB0 at 115200-8N1"), new ReportRow("Number", "E0034007410123420", NumberMask.ALL),
                    new ReportRow("", "ISK5\\2M550T", NumberMask.NUMBERS)), List.of("First do this.", "Then that."));
    private static final Timestamp LAST = new Timestamp(Instant.parse("2026-10-25T01:30:07Z"), Duration.ofSeconds(7));
    private static final ProcessId SELF = ProcessId.self();
    private static final ProcessId DEAD = new ProcessId(SELF.pid(), SELF.startTicks() - 1);

    @TempDir
    private Path directory;

    private static StatusReport status(ProcessId driver, Timestamp time) {
        return new StatusReport(driver, "/dev/ttyUSB0", time, LAST, REPORT,
                List.of(new RejectedFrame(new byte[] {'/', 'B', (byte) 0xFF}, 0, Instant.EPOCH.plusSeconds(9), RejectCause.CRC)));
    }

    private static StatusReport own() {
        return status(SELF, Timestamp.now());
    }

    @Test
    void whatIsWrittenIsWhatIsRead() {
        assertThat(StatusReport.parse(own().text(List.of()))).isNotNull().satisfies(read -> {
            assertThat(read.report()).isEqualTo(REPORT);
            assertThat(read.driver()).isEqualTo(SELF);
            assertThat(read.lastGood()).isEqualTo(LAST);
            assertThat(read.source()).isEqualTo("/dev/ttyUSB0");
            assertThat(Reporter.dump(read.rejected(), false)).containsExactly("1970-01-01T00:00:09Z  its checksum does not match; 3 bytes",
                    "00000000  2f 42 ff                                          |/B.|");
        });
    }

    /** A report that is longer than 64 KiB is not read. */
    @Test
    void threeRejectedTelegramsOfTheGreatestLengthHaveRoom() throws IOException {
        RejectedFrame longest = new RejectedFrame(new byte[16 * 1024], 0, Instant.EPOCH, RejectCause.TOO_LONG);
        StatusReport report = new StatusReport(SELF, "", LAST, null, REPORT, List.of(longest, longest, longest));
        Files.writeString(directory.resolve("a.1.status"), report.text(List.of()));
        assertThat(StatusReport.running(List.of(directory))).singleElement().satisfies(read -> assertThat(read.rejected()).hasSize(3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dbus-p1 report 2\n", "dbus-p1 report\n", "dbus-p1 report\nprocess\tx\t1\nfinding\tFIT\n",
        "dbus-p1 report\nprocess\t1\n", "dbus-p1 report\nprocess\t1\t1\nfinding\tWELL\n", "anything",
        "dbus-p1 report\nprocess\t1\t1\nfinding\tFIT\nrow\tNO\n", "dbus-p1 report\nprocess\t1\t1\ntime\tnow\n"})
    void anythingElseIsNoReport(String text) {
        assertThat(StatusReport.parse(text)).isNull();
    }

    /** A driver of another version, or a line that was damaged. */
    @ParameterizedTest
    @CsvSource({"line.slow, line.none", "CRC, NONE", "2f42ff, 2f42f", "2f42ff, 2f42fg", "process, processes",
        "'source\t', 'source\t\t'", "'advice\t', 'advice\t\t'"})
    void aLineOfAnotherFormIsNoReport(String written, String other) {
        String text = own().text(List.of());
        assertThat(text).contains(written);
        assertThat(StatusReport.parse(text.replace(written, other))).isNull();
    }

    /** Each line is whole but the last one, and before the finding there is no report. */
    @Test
    void aReportThatIsCutOffIsReadAsFarAsItGoes() {
        String text = own().text(List.of());
        int finding = text.indexOf("\nfinding\t" + REPORT.finding().id() + "\t");
        for (int length = 0; length < text.length(); length++) {
            StatusReport read = StatusReport.parse(text.substring(0, length));
            if (length < finding) {
                assertThat(read).as(text.substring(0, length)).isNull();
            } else if (read != null) {
                assertThat(read.driver()).isEqualTo(SELF);
                assertThat(read.lastGood()).isEqualTo(LAST);
                assertThat(read.report().finding()).isEqualTo(REPORT.finding());
                assertThat(REPORT.result()).startsWith(read.report().result());
                assertBegins(REPORT.rows().stream().map(row -> String.join("|", row.label(), row.text(), row.shortened())).toList(),
                        read.report().rows().stream().map(row -> String.join("|", row.label(), row.text(), row.shortened())).toList());
                assertBegins(REPORT.advice(), read.report().advice());
            }
        }
    }

    private static void assertBegins(List<String> whole, List<String> begin) {
        assertThat(String.join("\n", whole)).startsWith(String.join("\n", begin));
    }

    @Test
    void theReportOfADriverThatWasKilledIsNobodysAndIsCleanedUp() throws IOException {
        Files.writeString(directory.resolve("a.1.status"), own().text(List.of()));
        Files.writeString(directory.resolve("b.2.status"), status(DEAD, Timestamp.now()).text(List.of()));
        Files.writeString(directory.resolve("c.status"), "something else");
        assertThat(StatusReport.running(List.of(directory, directory.resolve("none")))).hasSize(1);
        StatusReport.clean(directory);
        assertThat(directory).isDirectoryNotContaining("glob:**b.2.status").isDirectoryContaining("glob:**c.status");
    }

    @Test
    void aDriverThatReportsNothingNewForAMinuteHangs() throws UserException, IOException {
        Timestamp now = Timestamp.now();
        StatusReport stale = status(SELF, now.earlier(now.clock(), Duration.ofSeconds(61)));
        Files.writeString(directory.resolve("a.1.status"), stale.text(List.of()));
        LineReport report = new DriverCheck(List.of(directory), stale).report();
        assertThat(report.finding()).isEqualTo(Condition.LINE_HANGS);
        assertThat(report.rows().get(0).text()).contains("process " + ProcessHandle.current().pid());

        Files.writeString(directory.resolve("a.1.status"), own().text(List.of()));
        assertThat(new DriverCheck(List.of(directory), stale).report().finding()).isEqualTo(Condition.LINE_SLOW);
    }

    @ParameterizedTest
    @ValueSource(longs = {-106, 106})
    void aReportIsAsOldAsItIsAfterAStepOfTheClock(long days) throws UserException, IOException {
        Timestamp now = Timestamp.now();
        Instant other = now.clock().plus(Duration.ofDays(days));
        StatusReport young = status(SELF, now.earlier(other, Duration.ofSeconds(5)));
        Files.writeString(directory.resolve("a.1.status"), young.text(List.of()));
        assertThat(new DriverCheck(List.of(directory), young).report().finding()).isEqualTo(Condition.LINE_SLOW);

        Files.writeString(directory.resolve("a.1.status"), status(SELF, now.earlier(other, Duration.ofSeconds(70))).text(List.of()));
        assertThat(new DriverCheck(List.of(directory), young).report().finding()).isEqualTo(Condition.LINE_HANGS);
    }

    @Test
    void onASmallScreenFactsAreLeftOutAndTheAdviceIsNot() {
        LineReport report = new LineReport(Condition.LINE_SLOW, "too seldom",
                List.of(ReportRow.of("Port", "ttyUSB0"), ReportRow.of("Meter", "DSMR 4"), ReportRow.of("Power", "1 W")),
                List.of("Do this.", "Do that."));
        List<String> whole = report.lines(ENGLISH, false, 80, Integer.MAX_VALUE);
        assertThat(report.lines(ENGLISH, false, 80, whole.size())).isEqualTo(whole);
        assertThat(report.lines(ENGLISH, false, 80, whole.size() - 1)).hasSize(whole.size() - 1).contains("Port           ttyUSB0")
                .noneMatch(line -> line.contains("1 W")).endsWith("               2. Do that.");
        assertThat(report.lines(ENGLISH, false, 80, 3).get(0)).startsWith("Result");
    }

    @Test
    void linesAreNoLongerThanTheTerminalIsWide() {
        LineReport long_ = new LineReport(Condition.LINE_SLOW, "too seldom", List.of(ReportRow.of("Repaired", "1 x first line; ".repeat(20))),
                List.of("word ".repeat(40) + "below"));
        List<String> lines = long_.lines(ENGLISH, false, 60, Integer.MAX_VALUE);
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
        StatusReport status = new StatusReport(SELF, "", LAST, null, new LineReport(finding, "so", List.of(), List.of()), List.of());
        assertThat(status.text(List.of())).contains("\nfinding\t" + finding.id() + "\tso\t" + arrive + "\n");
    }
}
