package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class QueuedOutputTest {
    private final Snapshot snapshot = SampleMeter.usual().next();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Long> offsets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();

    /** An output that records its calls. The method of this name waits at the gate, like a broker that does not answer. */
    private Output sink(String hangs) {
        return (Output) Proxy.newProxyInstance(Output.class.getClassLoader(), new Class<?>[] {Output.class},
                (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals(hangs)) {
                        gate.await();
                    } else if (hangs.equals("fault in " + method.getName())) {
                        throw new IllegalStateException("this sink has a fault");
                    }
                    if (method.getName().equals("rejected")) {
                        offsets.add(((Rejected) arguments[0]).offset());
                    }
                    return null;
                });
    }

    private static QueuedOutput started(Supplier<Output> make) {
        QueuedOutput queued = new QueuedOutput("test", make);
        queued.start();
        return queued;
    }

    private static Rejected rejected(long offset) {
        return new Rejected(new byte[0], offset, Instant.EPOCH, RejectCause.CRC);
    }

    @Test
    void deliversInOrderAndClosesLast() {
        QueuedOutput queued = started(() -> sink(""));
        for (long i = 0; i < 20; i++) {
            queued.rejected(rejected(i));
        }
        queued.offline();
        queued.close();
        assertThat(offsets).hasSize(20).isSorted();
        assertThat(calls).endsWith("offline", "close");
        assertThat(queued.dropped()).isZero();
    }

    @Test
    void aSlowOutputDelaysNobodyAndGetsTheNewest() throws Exception {
        QueuedOutput queued = started(() -> sink("rejected"));
        queued.rejected(rejected(0));
        assertThat(calls.take()).isEqualTo("start");
        assertThat(calls.take()).isEqualTo("rejected");
        for (long i = 1; i <= 1000; i++) {
            queued.rejected(rejected(i));
        }
        assertThat(queued.dropped()).isEqualTo(936);
        gate.countDown();
        queued.close();
        assertThat(offsets).hasSize(65).startsWith(0L).endsWith(1000L);
    }

    @Test
    void theCallerOfAWaitingOutputWaitsForRoomAndNothingIsLost() throws Exception {
        QueuedOutput queued = QueuedOutput.waiting("test", () -> sink("rejected"));
        queued.start();
        Thread caller = new Thread(() -> {
            for (long i = 0; i < 1000; i++) {
                queued.rejected(rejected(i));
            }
        });
        caller.start();
        while (caller.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        gate.countDown();
        caller.join();
        queued.close();

        assertThat(offsets).hasSize(1000).isSorted();
        assertThat(queued.dropped()).isZero();
    }

    /** The watchdog would end the process. */
    @Test
    void anOutputThatHangsIsWaitedForOnce() {
        QueuedOutput queued = new QueuedOutput("test", () -> sink("rejected"), () -> true, Duration.ofMillis(300));
        queued.start();
        long start = System.nanoTime();
        for (long i = 0; i < 1000; i++) {
            queued.rejected(rejected(i));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(10));
        assertThat(queued.dropped()).isGreaterThan(900);
        gate.countDown();
        queued.close();
    }

    @Test
    void aFaultInTheOutputDoesNotEndIt() {
        QueuedOutput queued = started(() -> sink("fault in snapshot"));
        queued.snapshot(snapshot);
        queued.offline();
        queued.close();
        assertThat(calls).containsExactly("start", "snapshot", "offline", "close");
    }

    /** Each call returns while the output is inside the method that hangs: the gate opens after the last one. */
    @ParameterizedTest
    @ValueSource(strings = {"start", "snapshot", "rejected", "offline", "close"})
    void aCallerNeverWaitsWhereverTheOutputHangs(String where) throws Exception {
        QueuedOutput queued = new QueuedOutput("test", () -> sink(where));
        Thread caller = new Thread(() -> {
            for (int i = 0; i < 100; i++) {
                queued.start();
                queued.snapshot(snapshot);
                queued.rejected(rejected(i));
                queued.offline();
            }
            queued.close();
        });
        caller.start();

        caller.join();
        while (!calls.take().equals(where)) {
            Thread.onSpinWait();
        }

        assertThat(gate.getCount()).isEqualTo(1);
        gate.countDown();
    }

    @Test
    void anOutputIsMadeOnItsOwnThreadWhenItStarts() throws Exception {
        BlockingQueue<String> threads = new LinkedBlockingQueue<>();
        QueuedOutput queued = new QueuedOutput("its own", () -> {
            threads.add(Thread.currentThread().getName());
            return sink("");
        });
        queued.rejected(rejected(7));
        assertThat(queued.isReady()).isFalse();
        assertThat(threads).isEmpty();
        queued.start();
        assertThat(threads.poll(10, TimeUnit.SECONDS)).isEqualTo("its own");
        queued.close();
        assertThat(queued.isReady()).isTrue();
        assertThat(offsets).as("what came before the start").containsExactly(7L);
    }

    @Test
    void anOutputThatWasNeverStartedIsNeverMade() {
        QueuedOutput queued = new QueuedOutput("test", () -> {
            throw new AssertionError("made");
        });
        for (long i = 0; i < 100; i++) {
            queued.rejected(rejected(i));
        }
        assertThat(queued.dropped()).as("nobody is too slow who has not begun").isZero();
        queued.close();
        queued.start();
        assertThat(queued.isReady()).isFalse();
    }

    @Test
    void anOutputThatCannotBeMadeIsTriedOnce() throws Exception {
        BlockingQueue<String> made = new LinkedBlockingQueue<>();
        QueuedOutput queued = started(() -> {
            made.add("made");
            throw new NoClassDefFoundError("a library is missing");
        });
        queued.snapshot(snapshot);
        queued.rejected(rejected(1));
        queued.offline();
        queued.close();
        assertThat(made).hasSize(1);
        assertThat(queued.isReady()).as("the next output does not wait for it").isTrue();
    }
}
