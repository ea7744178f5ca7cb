package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.line.source.Source;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a driver starts: the outputs one after another, the D-Bus first. */
@Timeout(200)
class DriverStartTest {
    /** An output that is not ready delays the others by fifteen of them. */
    private static final int LONG_TICKS = 10_000;
    private static final int SHORT_TICKS = 20;

    @TempDir
    private Path state;

    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** A line that is silent, or sends one telegram, until the test ends it. */
    private final class Line extends SilentLine {
        private final boolean speaks;
        private boolean sent;

        Line(boolean speaks) {
            this.speaks = speaks;
        }

        @Override
        public int read(byte[] into, int timeoutMillis) {
            if (speaks && !sent) {
                sent = true;
                byte[] telegram = TestTelegram.dsmr5("0-0:96.1.1(4530303030303031)", "1-0:1.7.0(00.866*kW)").getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(telegram, 0, into, 0, telegram.length);
                return telegram.length;
            }
            try {
                return ended.await(5, TimeUnit.MILLISECONDS) ? -1 : 0;
            } catch (InterruptedException interrupted) {
                return -1;
            }
        }
    }

    private final class Recorder extends SilentOutput {
        private final String name;
        private volatile boolean ready;

        Recorder(String name, boolean ready) {
            this.name = name;
            this.ready = ready;
        }

        @Override
        public void start() {
            calls.add(name + " starts");
        }

        @Override
        public boolean isReady() {
            return ready;
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            calls.add(name + " gets a reading");
        }
    }

    private BlockingQueue<Driver.End> run(Source source, int tickMillis, List<Output> outputs) {
        BlockingQueue<Driver.End> end = new LinkedBlockingQueue<>();
        Thread thread = new Thread(() -> end.add(TestDriver.run(
                TestDriver.parts(source, TestDriver.keys(null, state)), outputs, List.of(),
                new Driver.StartOptions(false, null, status -> { }), tickMillis)));
        thread.setDaemon(true);
        thread.start();
        return end;
    }

    private void expect(String call) throws InterruptedException {
        assertThat(calls.poll(50, TimeUnit.SECONDS)).isEqualTo(call);
    }

    @Test
    void theOthersStartWhenTheFirstIsReady() throws Exception {
        Recorder bus = new Recorder("bus", false);
        run(new Line(false), LONG_TICKS, List.of(bus, new Recorder("page", true), new Recorder("history", true)));
        expect("bus starts");
        assertThat(calls.poll(100, TimeUnit.MILLISECONDS)).isNull();
        bus.ready = true;
        expect("page starts");
        expect("history starts");
        ended.countDown();
    }

    @Test
    void theOthersStartWithoutATelegramToo() throws Exception {
        run(new Line(false), SHORT_TICKS, List.of(new Recorder("bus", false), new Recorder("page", true)));
        expect("bus starts");
        expect("page starts");
        ended.countDown();
    }

    @Test
    void aReadingReachesOutputsThatHaveNotStarted() throws Exception {
        Recorder bus = new Recorder("bus", false);
        BlockingQueue<Driver.End> end = run(new Line(true), LONG_TICKS, List.of(bus, new Recorder("page", true)));
        assertThat(List.of(calls.poll(50, TimeUnit.SECONDS), calls.poll(50, TimeUnit.SECONDS),
                calls.poll(50, TimeUnit.SECONDS))).containsExactlyInAnyOrder("bus starts", "bus gets a reading", "page gets a reading");
        bus.ready = true;
        expect("page starts");
        ended.countDown();
        assertThat(end.poll(50, TimeUnit.SECONDS)).isEqualTo(new Driver.End(ExitStatus.OK, null));
    }
}
