package org.dbusp1.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.feedback.OutputSettings;
import org.dbusp1.report.Finding.Advice;
import org.dbusp1.report.StatusReport.StatusBoard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusBoardTest {
    @TempDir
    private Path directory;

    private StatusBoard board(DriverState driver) {
        return new StatusBoard(new StatusBoard.Place(directory, "p1", "/dev/ttyUSB0"), new LineStatistics(() -> 1),
                () -> new Reporter("/dev/ttyUSB0", false, new Advice(Optional.empty())), driver, Runnable::run);
    }

    /** A meter that sends each minute would look like a driver that hangs. */
    @Test
    void aReportIsWrittenEachTenSecondsAlsoWhereNothingChanges() throws IOException {
        StatusBoard board = board(new DriverState(OutputSettings.none()));
        board.tick();
        Files.delete(only());

        pass(board, 9);
        assertThat(directory).isEmptyDirectory();
        pass(board, 1);

        assertThat(only()).isNotEmptyFile();
        board.end();
        assertThat(directory).isEmptyDirectory();
    }

    private static void pass(StatusBoard board, int seconds) {
        for (int i = 0; i < seconds; i++) {
            board.tick();
        }
    }

    private Path only() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.reduce((one, other) -> {
                throw new IllegalStateException(one + " and " + other);
            }).orElseThrow();
        }
    }
}
