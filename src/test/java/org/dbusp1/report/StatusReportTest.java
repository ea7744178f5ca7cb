package org.dbusp1.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.dbusp1.check.DriverCheck;
import org.dbusp1.command.ReportText;
import org.dbusp1.process.Failure;
import org.dbusp1.report.LineReport.Row;
import org.dbusp1.report.StatusReport.Owner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusReportTest {
    private static final LineReport REPORT = new LineReport(Finding.SLOW,
            List.of(Row.of("Port", "/dev/ttyUSB0 at 115200-8N1"), new Row("Number", "E0034007410123420", Redaction.ALL),
                    new Row("", "ISK5\\2M550T", Redaction.NUMBERS)), List.of("First do this.", "Then that."));
    private static final Instant LAST = Instant.parse("2026-10-25T01:30:07Z");
    private static final Owner DEAD = new Owner(ProcessHandle.current().pid(), 1);

    @TempDir
    private Path directory;

    private static StatusReport status(Owner driver, Instant time) {
        return new StatusReport(driver, "/dev/ttyUSB0", time, Optional.of(LAST), REPORT, Optional.of(Path.of("/run/dbus-p1/telegrams.txt")));
    }

    private static StatusReport own() {
        return status(Owner.self(), Instant.now());
    }

    @Test
    void whatIsWrittenIsWhatIsRead() {
        assertThat(StatusReport.parse(own().text())).hasValueSatisfying(read -> {
            assertThat(read.report()).isEqualTo(REPORT);
            assertThat(read.driver()).isEqualTo(Owner.self());
            assertThat(read.lastGood()).contains(LAST);
            assertThat(read.source()).isEqualTo("/dev/ttyUSB0");
            assertThat(read.telegrams()).contains(Path.of("/run/dbus-p1/telegrams.txt"));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "dbus-p1 report 2\n", "dbus-p1 report 1\n", "dbus-p1 report 1\nprocess\tx\t1\nfinding\tFIT\n",
        "dbus-p1 report 1\nprocess\t1\n", "dbus-p1 report 1\nprocess\t1\t1\nfinding\tWELL\n", "anything",
        "dbus-p1 report 1\nprocess\t1\t1\nfinding\tFIT\nrow\tNO\n", "dbus-p1 report 1\nprocess\t1\t1\ntime\tnow\n"})
    void anythingElseIsNoReport(String text) {
        assertThat(StatusReport.parse(text)).isEmpty();
    }

    @Test
    void everyPrefixOfAReportIsReadOrRefusedWithoutHarm() {
        String text = own().text();
        for (int length = 0; length < text.length(); length++) {
            StatusReport.parse(text.substring(0, length)).ifPresent(read -> assertThat(read.report().rows().size()).isLessThan(4));
        }
    }

    @Test
    void theReportOfADriverThatWasKilledIsNobodysAndIsCleanedUp() throws IOException {
        Files.writeString(directory.resolve("a.1.status"), own().text());
        Files.writeString(directory.resolve("b.2.status"), status(DEAD, Instant.now()).text());
        Files.writeString(directory.resolve("c.status"), "something else");
        assertThat(StatusFiles.running(List.of(directory, directory.resolve("none")))).hasSize(1);
        StatusFiles.clean(directory);
        assertThat(directory).isDirectoryNotContaining("glob:**b.2.status").isDirectoryContaining("glob:**c.status");
    }

    @Test
    void aDriverThatTellsNothingNewForAMinuteHangs() throws Failure, IOException {
        StatusReport stale = status(Owner.self(), Instant.now().minusSeconds(61));
        Files.writeString(directory.resolve("a.1.status"), stale.text());
        LineReport report = new DriverCheck(List.of(directory), stale).report();
        assertThat(report.finding()).isEqualTo(Finding.HANGS);
        assertThat(report.rows().get(0).text()).contains("process " + ProcessHandle.current().pid());

        Files.writeString(directory.resolve("a.1.status"), own().text());
        assertThat(new DriverCheck(List.of(directory), stale).report().finding()).isEqualTo(Finding.SLOW);
    }

    @Test
    void linesAreNoLongerThanTheTerminalIsWide() {
        LineReport long_ = new LineReport(Finding.SLOW, List.of(Row.of("Repaired", "1 x first line; ".repeat(20))),
                List.of("word ".repeat(40), " below"));
        List<String> lines = ReportText.lines(long_, false, 60);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(60));
        assertThat(String.join(" ", lines).replaceAll("\\s+", " ")).contains("1 x first line; ".repeat(20).strip())
                .contains("What to do 1. " + "word ".repeat(40).strip() + " below");
    }
}
