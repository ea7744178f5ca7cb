package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.line.source.ParityDetectingSource;
import org.dbusp1.line.source.SerialSource;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Another program changes the settings of a port that is read, once: the telegrams return. The port is a pty, whose settings a meter
 * obeys.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class LostSettingsTest {
    private static final String SETTINGS = "115200-8N1";

    @TempDir
    Path dir;
    private Process cable;
    private Writer commands;
    private BufferedReader answers;
    private Path port;
    private final AtomicInteger snapshots = new AtomicInteger();
    private final AtomicInteger losses = new AtomicInteger();
    private volatile ExitRequest exit;
    private volatile boolean ended;
    private int sent;

    @BeforeEach
    void plugIn() throws IOException {
        cable = new ProcessBuilder("python3", "src/test/machine/cable.py", SETTINGS).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        commands = cable.outputWriter();
        answers = cable.inputReader();
        port = Path.of(answers.readLine());
    }

    @AfterEach
    void end() throws Exception {
        cable.destroy();
        cable.waitFor();
    }

    private synchronized void order(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
    }

    private void telegram() {
        try {
            order("send " + HexFormat.of().formatHex(TestTelegram.dsmr5Now("0-0:96.1.1(4530303030303031)",
                    TestTelegram.power("1.7.0", ++sent % 1000)).getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            ended = true;
        }
    }

    /** Sends telegrams until something has happened. */
    private void sendUntil(AtomicInteger count, int more) throws InterruptedException {
        int least = count.get() + more;
        while (count.get() < least && !ended) {
            telegram();
            Thread.sleep(300);
        }
        assertThat(ended).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"4800, true", "sane, false", "19200, false"})
    void theTelegramsReturn(String stty, boolean fixed) throws Exception {
        SerialSource serial = new SerialSource(port.toString(), LineSettings.parse(SETTINGS), true, true);
        Reader.LineProbe probe = fixed ? Reader.LineProbe.NONE : new BaudProbe(serial, StateStore.NONE);
        MeterPipeline.Parts parts = TestDriver.parts(new ParityDetectingSource(serial), TestDriver.keys(new MeterKey("lost"), dir));
        Driver driver = new Driver(parts, probe, List.of(), request -> {
            exit = request;
            return List.of(new SilentOutput() {
                @Override
                public void snapshot(Snapshot snapshot) {
                    snapshots.incrementAndGet();
                }

                @Override
                public void offline() {
                    losses.incrementAndGet();
                }
            });
        }, new Driver.StartOptions(false, null, status -> { }));
        CompletableFuture<Driver.End> end = CompletableFuture.supplyAsync(driver::run);
        end.thenRun(() -> ended = true);
        sendUntil(snapshots, 3);

        order("stty " + stty);
        sendUntil(losses, 1);
        sendUntil(snapshots, 3);

        order("settings");
        assertThat(answers.readLine()).isEqualTo(SETTINGS);
        exit.exit(ExitStatus.OK, "the test ends");
        assertThat(end.get(60, TimeUnit.SECONDS).status()).isEqualTo(ExitStatus.OK);
    }
}
