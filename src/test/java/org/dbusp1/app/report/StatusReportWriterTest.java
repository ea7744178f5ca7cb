package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.dbusp1.app.report.Connection.Carrier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusReportWriterTest {
    @TempDir
    private Path directory;

    private final Path settings;

    StatusReportWriterTest(@TempDir Path elsewhere) {
        settings = elsewhere.resolve("settings.xml");
    }

    private StatusReportWriter board(DriverState driver) {
        return new StatusReportWriter(StatusReport.ownFile(directory, "p1"), "/dev/ttyUSB0", new LineCounters(() -> 1),
                device -> new Reporter("/dev/ttyUSB0", Carrier.SERIAL, true, new Remedies(ReportTexts.in(device.language()), null, false, false),
                        device.timeZone(), null, null), driver,
                Runnable::run, settings);
    }

    /** A meter that sends every minute would look like a driver that hangs. */
    @Test
    void aReportIsWrittenEachTenSecondsAlsoWhereNothingChanges() throws IOException {
        StatusReportWriter board = board(new DriverState(OwnerChoices.none()));
        board.tick();
        Files.delete(only());

        pass(board, 9);
        assertThat(directory).isEmptyDirectory();
        pass(board, 1);

        assertThat(only()).isNotEmptyFile();
        board.end();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aReportIsWrittenAtOnceWhenEssDoesSomethingElse() throws IOException {
        DriverState driver = new DriverState(OwnerChoices.none());
        StatusReportWriter board = board(driver);
        board.tick();
        driver.board().found(Finding.of(Condition.ESS_INPUT_NOT_GRID, ""));
        pass(board, 1);

        assertThat(only()).content().contains("ESS ignores this meter");
        board.end();
    }

    @Test
    void theReportFollowsTheLanguageOfTheScreen() throws IOException {
        StatusReportWriter board = board(new DriverState(OwnerChoices.none()));
        board.tick();
        assertThat(only()).content().contains("no telegram came yet;", "none yet; 0 bytes");

        Files.writeString(settings, "<Settings><Gui><Language type=\"s\">nl</Language></Gui></Settings>");
        pass(board, 10);

        assertThat(only()).content().contains("er kwam nog geen telegram;", "nog geen; 0 bytes").doesNotContain("yet");
        board.end();
    }

    private static void pass(StatusReportWriter board, int seconds) {
        for (int i = 0; i < seconds; i++) {
            board.tick();
        }
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.reduce((first, second) -> {
                throw new IllegalStateException(first + " and " + second);
            }).orElseThrow();
        }
    }
}
