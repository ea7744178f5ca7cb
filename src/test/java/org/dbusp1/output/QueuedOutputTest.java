package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.output.venus.TestBus.await;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class QueuedOutputTest {
    private final Snapshot snapshot = SampleMeter.usual().next();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final List<Long> offsets = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> calls = new LinkedBlockingQueue<>();
    private final AtomicInteger made = new AtomicInteger();

    /** A test that fails leaves no output that hangs. */
    @AfterEach
    void open() {
        gate.countDown();
    }

    /** An output that records its calls. The method of this name waits at the gate, like a broker that does not answer. */
    private Output sink(String hangs) {
        made.incrementAndGet();
        return (Output) Proxy.newProxyInstance(Output.class.getClassLoader(), new Class<?>[] {Output.class}, (proxy, method, arguments) -> {
                    calls.add(method.getName());
                    if (method.getName().equals(hangs)) {
                        gate.await();
                    } else if (hangs.equals("fault in " + method.getName())) {
                        throw new IllegalStateException("this sink has a fault");
                    } else if (hangs.equals("error in " + method.getName())) {
                        throw new NoClassDefFoundError("no file could be opened");
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

    /** Sends until it waits for room in the queue. */
    private static Thread caller(QueuedOutput queued, int entries) {
        Thread caller = new Thread(() -> {
            for (long i = 0; i < entries; i++) {
                queued.rejected(rejected(i));
            }
        });
        caller.start();
        await("a caller that waits", () -> caller.getState() == Thread.State.TIMED_WAITING);
        return caller;
    }

    /** On a busy machine the end takes longer than close waits. */
    private void close(QueuedOutput queued) {
        queued.close();
        await("the end", () -> calls.contains("close"));
    }

    private void expect(String... expected) throws InterruptedException {
        for (String call : expected) {
            assertThat(calls.poll(60, TimeUnit.SECONDS)).isEqualTo(call);
        }
    }

    @Test
    void deliversInOrderAndClosesLast() {
        QueuedOutput queued = started(() -> sink(""));
        for (long i = 0; i < 20; i++) {
            queued.rejected(rejected(i));
        }
        queued.offline();
        close(queued);
        assertThat(offsets).hasSize(20).isSorted();
        assertThat(calls).endsWith("offline", "close");
    }

    @Test
    void aSlowOutputDelaysNobodyAndGetsTheNewest() throws Exception {
        QueuedOutput queued = started(() -> sink("rejected"));
        queued.rejected(rejected(0));
        expect("start", "rejected");
        for (long i = 1; i <= 1000; i++) {
            queued.rejected(rejected(i));
        }
        gate.countDown();
        close(queued);
        assertThat(offsets).hasSize(65).startsWith(0L).endsWith(1000L);
    }

    /** A database that hangs answers or is given up after 10 s; a meter sends up to ten times a second. */
    @Test
    void recordsAreCompleteAlsoBehindADatabaseThatHangsForAWhile() throws Exception {
        QueuedOutput queued = QueuedOutput.recording("test", () -> sink("rejected"));
        queued.start();
        queued.rejected(rejected(0));
        expect("start", "rejected");
        for (long i = 1; i <= 500; i++) {
            queued.rejected(rejected(i));
        }
        gate.countDown();
        close(queued);
        assertThat(offsets).hasSize(501);
    }

    @Test
    void theCallerOfAWaitingOutputWaitsForRoomAndNothingIsLost() throws Exception {
        QueuedOutput queued = QueuedOutput.waiting("test", () -> sink("rejected"));
        queued.start();
        Thread caller = caller(queued, 1000);
        gate.countDown();
        caller.join();
        close(queued);

        assertThat(offsets).hasSize(1000).isSorted();
    }

    /** The watchdog would end the process. */
    @Test
    void anOutputThatHangsIsWaitedForOnce() {
        QueuedOutput queued = new QueuedOutput("test", () -> sink("rejected"), 64, Duration.ofMillis(300), Duration.ofSeconds(1));
        queued.start();
        long start = System.nanoTime();
        for (long i = 0; i < 1000; i++) {
            queued.rejected(rejected(i));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofMillis(300), Duration.ofSeconds(60));
        await("it hangs in the first", () -> List.copyOf(calls).equals(List.of("start", "rejected")));
    }

    /** A recording that is played at full speed, and SIGTERM while its history hangs. */
    @Test
    void aCallerThatWaitsForRoomGoesOnWhenTheOutputIsClosed() throws Exception {
        QueuedOutput queued = new QueuedOutput("test", () -> sink("rejected"), 64, Duration.ofHours(1), Duration.ofSeconds(1));
        queued.start();
        Thread caller = caller(queued, 1000);
        queued.close();
        caller.join(Duration.ofSeconds(30).toMillis());

        assertThat(caller.isAlive()).isFalse();
        assertThat(gate.getCount()).as("the output hangs").isEqualTo(1);
    }

    /** Whether messages come or not, and after a tick that failed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOutputWithWorkOfItsOwnIsCalledAgainAndAgain(boolean busy) {
        AtomicInteger ticks = new AtomicInteger();
        Output plain = sink("");
        QueuedOutput queued = new QueuedOutput("test", () -> (Output) Proxy.newProxyInstance(Output.class.getClassLoader(),
                new Class<?>[] {Output.Ticking.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("tick") && ticks.incrementAndGet() == 1) {
                        throw new NoClassDefFoundError("no file could be opened");
                    }
                    return method.getName().equals("tick") ? null : method.invoke(plain, arguments);
                }), 64, Duration.ofMinutes(1), Duration.ofMillis(5));
        queued.start();
        AtomicBoolean ended = new AtomicBoolean();
        Thread caller = new Thread(() -> {
            while (busy && !ended.get()) {
                queued.offline();
            }
        });
        caller.start();
        await("ticks", () -> ticks.get() >= 5);
        ended.set(true);
        close(queued);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fault in snapshot", "error in snapshot"})
    void aFaultInTheOutputDoesNotEndIt(String fault) {
        QueuedOutput queued = started(() -> sink(fault));
        queued.snapshot(snapshot);
        queued.offline();
        close(queued);
        assertThat(calls).containsExactly("start", "snapshot", "offline", "close");
    }

    /** Each call returns while the output is inside the method that hangs: the gate opens after the last one. */
    @ParameterizedTest
    @ValueSource(strings = {"start", "snapshot", "rejected", "offline", "close"})
    void aCallerNeverWaitsWhereverTheOutputHangs(String where) throws Exception {
        QueuedOutput queued = new QueuedOutput("test", () -> sink(where));
        for (int i = 0; i < 100; i++) {
            queued.start();
            queued.snapshot(snapshot);
            queued.rejected(rejected(i));
            queued.offline();
        }
        long start = System.nanoTime();
        queued.close();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofMillis(Output.CLOSE_MILLIS).plusSeconds(30));

        await("the call that hangs", () -> calls.contains(where));
        assertThat(gate.getCount()).isEqualTo(1);
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
        assertThat(threads.take()).isEqualTo("its own");
        close(queued);
        assertThat(queued.isReady()).isTrue();
        assertThat(offsets).as("what came before the start").containsExactly(7L);
    }

    @Test
    void anOutputThatWasNeverStartedIsNeverMade() {
        QueuedOutput queued = new QueuedOutput("test", () -> sink(""));
        for (long i = 0; i < 100; i++) {
            queued.rejected(rejected(i));
        }
        queued.close();
        queued.start();
        assertThat(queued.isReady()).isFalse();
        assertThat(made).hasValue(0);
    }

    @Test
    void anOutputThatCannotBeMadeIsTriedOnce() {
        QueuedOutput queued = started(() -> {
            made.incrementAndGet();
            throw new NoClassDefFoundError("a library is missing");
        });
        queued.snapshot(snapshot);
        queued.rejected(rejected(1));
        queued.offline();
        queued.close();
        await("the next output does not wait for it", queued::isReady);
        assertThat(made).hasValue(1);
    }
}
