package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.app.report.StatusReport;
import org.dbusp1.app.report.StatusReportWriter;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.line.source.SourceException;
import org.dbusp1.output.ChildJvm;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A source that its owner has to pair is asked again, and is known as such until it is open. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class UnpairedSourceTest {
    private static final String PRESS = "press the button";

    @TempDir
    private Path state;
    private final CountDownLatch refused = new CountDownLatch(2);
    private final CountDownLatch pressed = new CountDownLatch(1);
    private final CountDownLatch read = new CountDownLatch(1);

    private final class Dongle extends SilentLine {
        @Override
        public void open() throws SourceException {
            if (pressed.getCount() > 0) {
                refused.countDown();
                throw new SourceException(Condition.LINE_UNPAIRED, PRESS);
            }
        }

        @Override
        public int read(byte[] into, int timeoutMillis) {
            // The silence before was counted: the state of the line is known.
            if (read.getCount() > 0) {
                read.countDown();
                return 0;
            }
            return -1;
        }
    }

    /** Returns the report for venus/status, which has texts in the language of the device. */
    private String reported(LineCounters statistics) throws Exception {
        Config config = TestConfig.options(state, "source=homewizard");
        StatusReportWriter board = new StatusReportWriter(StatusReport.ownFile(state, "p1"), "homewizard",
                statistics, device -> Reporter.of(config, state, device), new DriverState(OwnerChoices.none()),
                Runnable::run);
        board.tick();
        try (Stream<Path> files = Files.list(state)) {
            return Files.readString(files.filter(file -> file.toString().endsWith(".status")).findFirst().orElseThrow());
        } finally {
            board.end();
        }
    }

    @Test
    void isAskedUntilItsButtonIsPressed() throws Exception {
        LineCounters statistics = new LineCounters(System::nanoTime);
        MeterPipeline.Parts parts = TestDriver.ofLog(new Dongle()).keys(TestDriver.keys(null, state)).counters(statistics).parts();
        Thread driver = new Thread(() -> TestDriver.run(parts, List.of(), List.of(),
                new Driver.StartOptions(true, null, status -> { }), 20));
        driver.start();
        refused.await();
        assertThat(statistics.refusal().condition()).isEqualTo(Condition.LINE_UNPAIRED);
        assertThat(statistics.state().obstacle()).isEqualTo(PRESS);
        assertThat(reported(statistics)).contains("\tThe HomeWizard dongle does not let the driver read the meter yet. Press the button")
                .doesNotContain(PRESS);
        pressed.countDown();
        read.await();
        driver.join();
        assertThat(statistics.refusal()).isNull();
    }

    /** Others announce their dongles in each search: a line for each would use up the day's share of the log. */
    @Test
    void whatOthersAnnounceIsOneLineForEachCondition() throws Exception {
        Path log = state.resolve("log");
        try (ChildJvm process = new ChildJvm(Searching.class, log, state.toString())) {
            assertThat(process.next()).as("the end of the process").isEqualTo(-1);
        }
        assertThat(log).content().contains("1 dongles are found; waiting for it", PRESS + "; waiting for it")
                .doesNotContain("2 dongles are found");
    }

    /** A line that is found at the fourth search, in a process that logs. */
    static final class Searching extends SilentLine {
        private int searches;

        public static void main(String[] words) {
            MeterPipeline.Parts parts = TestDriver.parts(new Searching(), TestDriver.keys(null, Path.of(words[0])));
            TestDriver.run(parts, List.of(), List.of(), new Driver.StartOptions(true, null, status -> { }), 20);
        }

        @Override
        public void open() throws SourceException {
            searches++;
            if (searches <= 2) {
                throw new SourceException(Condition.LINE_SEVERAL, searches + " dongles are found").withUntrustedText();
            } else if (searches == 3) {
                throw new SourceException(Condition.LINE_UNPAIRED, PRESS).withUntrustedText();
            }
        }

        @Override
        public int read(byte[] into, int timeoutMillis) {
            return -1;
        }
    }
}
