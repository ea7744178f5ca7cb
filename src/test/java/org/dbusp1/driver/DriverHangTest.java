package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.dbusp1.decode.ReadingStream;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.decode.p1.DsmrOptions;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.frame.P1Framer;
import org.dbusp1.guard.Guard;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.dbusp1.source.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DriverHangTest {
    @TempDir
    Path state;

    /** A port whose driver in the kernel has hung: a read never returns, not even when the port is closed. */
    private static final class HangingPort extends SilentLine {
        private final CountDownLatch never = new CountDownLatch(1);

        @Override
        public int read(byte[] into, int timeoutMillis) {
            while (true) {
                try {
                    never.await();
                } catch (InterruptedException ignored) {
                    Thread.yield();
                }
            }
        }
    }

    /** An output that hangs when it is closed: a broker or a disk that does not answer. */
    private static final class HangingOutput implements Output {
        @Override
        public void snapshot(Snapshot snapshot) {
        }

        @Override
        public void rejected(Rejected rejected) {
        }

        @Override
        public void offline() {
        }

        @Override
        public void close() {
            while (true) {
                LockSupport.park(this);
            }
        }
    }

    private static Driver.TickTask chore(Runnable tick) {
        return new Driver.TickTask() {
            @Override
            public void tick() {
                tick.run();
            }

            @Override
            public void end() {
            }
        };
    }

    private final BlockingQueue<Integer> halted = new LinkedBlockingQueue<>();

    private Failure run(Source source, int tickMillis) {
        return run(source, tickMillis, List.of(), List.of());
    }

    private Failure run(Source source, int tickMillis, List<Output> outputs, List<Driver.TickTask> tasks) {
        Guard guard = new Guard(new DemandTracker(DemandSettings.DEFAULT));
        Chain.Parts parts = new Chain.Parts(source,
                listener -> new ReadingStream(new P1Framer(), new DsmrDecoder(DsmrOptions.DEFAULT), listener),
                guard, new MeterKeys(Optional.empty(), state), new LineWatch());
        Driver driver = new Driver(parts, Reader.Steering.NONE, tasks, exit -> outputs,
                new Driver.StartOptions(false, OptionalInt.empty(), halted::add), tickMillis);
        return catchThrowableOfType(Failure.class, driver::run);
    }

    @Test
    void aReaderThatHangsEndsTheDriver() {
        Failure end = run(new HangingPort(), 10);
        assertThat(end.status()).isEqualTo(ExitStatus.FAULT);
        assertThat(end).hasMessageContaining("hangs");
    }

    @Test
    void theProcessIsHaltedWithItsStatusWhateverHangsInTheOrderlyEnd() throws Exception {
        Failure end = run(new HangingPort(), 10, List.of(new HangingOutput()), List.of());

        assertThat(end.status()).isEqualTo(ExitStatus.FAULT);
        assertThat(halted.poll(20, TimeUnit.SECONDS)).isEqualTo(ExitStatus.FAULT.code());
    }

    @Test
    void aFaultInTheTickerEndsTheDriver() throws Exception {
        Failure end = run(new HangingPort(), 10, List.of(), List.of(chore(() -> {
            throw new IllegalStateException("a mistake");
        })));

        assertThat(end.status()).isEqualTo(ExitStatus.FAULT);
        assertThat(end).hasMessageContaining("a mistake");
        assertThat(halted.poll(20, TimeUnit.SECONDS)).isEqualTo(ExitStatus.FAULT.code());
    }
}
