package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.dbusp1.Captured;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.output.Output;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DriverHangTest {
    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    Path state;

    /** A port whose driver in the kernel has hung: a read never returns, not even when the port is closed. */
    private static final class HangingPort extends SilentLine {
        private final CountDownLatch never = new CountDownLatch(1);
        private final AtomicBoolean reading = new AtomicBoolean();

        @Override
        public int read(byte[] into, int timeoutMillis) {
            reading.set(true);
            while (true) {
                try {
                    never.await();
                } catch (InterruptedException interrupted) {
                    Thread.yield();
                }
            }
        }
    }

    private final BlockingQueue<Integer> halted = new LinkedBlockingQueue<>();

    private Driver.End run(List<Output> outputs, List<Driver.TickTask> tasks) {
        HangingPort port = new HangingPort();
        List<Driver.TickTask> all = new ArrayList<>(tasks);
        // The driver gives up after so few ticks that the reader might not have begun.
        all.add(0, () -> await("the first read", port.reading::get));
        return TestDriver.run(TestDriver.parts(port, TestDriver.keys(null, state)), outputs, all,
                new Driver.StartOptions(false, null, halted::add), 10);
    }

    @Test
    void aReaderThatHangsEndsTheDriver() {
        Driver.End end = run(List.of(), List.of());
        assertThat(end.status()).isEqualTo(ExitStatus.FAULT);
        assertThat(end.message()).contains("hangs");
        assertThat(captured.err().lines()).anyMatch(line -> line.startsWith("dbus-p1: thread reader, WAITING < ")
                && line.contains("HangingPort.read") && line.contains("Reader.run"));
    }

    @Test
    void theProcessIsHaltedWithItsStatusWhateverHangsInTheOrderlyEnd() throws Exception {
        assertThat(run(List.of(new HangingOutput()), List.of()).status()).isEqualTo(ExitStatus.FAULT);
        assertThat(halted.poll(50, TimeUnit.SECONDS)).isEqualTo(ExitStatus.FAULT.code());
    }

    @Test
    void aFaultInTheTickerEndsTheDriver() throws Exception {
        Driver.End end = run(List.of(), List.of(() -> {
            throw new IllegalStateException("a mistake");
        }));

        assertThat(end.status()).isEqualTo(ExitStatus.FAULT);
        assertThat(end.message()).contains("a mistake");
        assertThat(captured.err().lines()).anyMatch(line -> line.startsWith("dbus-p1: thread reader, "));
        assertThat(halted.poll(50, TimeUnit.SECONDS)).isEqualTo(ExitStatus.FAULT.code());
    }
}
