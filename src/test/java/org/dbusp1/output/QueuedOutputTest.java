package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;
import static org.dbusp1.output.QuickQueue.NO_EXIT;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.dbusp1.Attempts;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.Health;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
@Execution(ExecutionMode.CONCURRENT)
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

    /**
     * An output that records its calls. The method of this name waits at the gate, like a broker that does not answer; isReady,
     * which never waits, is false until then.
     */
    private Output sink(String hangs) {
        made.incrementAndGet();
        return (Output) Proxy.newProxyInstance(Output.class.getClassLoader(), new Class<?>[] {Output.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("isReady") && hangs.equals("isReady")) {
                        return gate.getCount() == 0;
                    }
                    if (method.isDefault() && method.getReturnType() != void.class) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    calls.add(method.getName());
                    if (method.getName().equals(hangs)) {
                        gate.await();
                    } else if (hangs.equals("fault in " + method.getName())) {
                        throw new IllegalStateException("this sink has a fault");
                    } else if (hangs.equals("error in " + method.getName())) {
                        throw new InternalError("no file could be opened");
                    } else if (hangs.equals("no class in " + method.getName())) {
                        throw new NoClassDefFoundError("a library is missing");
                    }
                    if (method.getName().equals("rejected")) {
                        offsets.add(((RejectedFrame) arguments[0]).offset());
                    }
                    return null;
                });
    }

    private static QueuedOutput queued(Supplier<Output> make, Duration tick) {
        return queued(make, tick, QueuedOutput.Times.USUAL.hang());
    }

    private static QueuedOutput queued(Supplier<Output> make, Duration tick, Duration hang) {
        return new QueuedOutput("test", make, NO_EXIT, 64, new QueuedOutput.Times(tick, Duration.ofMinutes(1), hang, System::nanoTime));
    }

    private static QueuedOutput started(Supplier<Output> make) {
        QueuedOutput queued = new QueuedOutput("test", make, NO_EXIT);
        queued.start();
        return queued;
    }

    private static RejectedFrame rejected(long offset) {
        return new RejectedFrame(new byte[0], offset, Instant.EPOCH, RejectCause.CRC);
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
        QueuedOutput queued = QueuedOutput.recorder("test", () -> sink("rejected"), NO_EXIT);
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
    void hasRoomUntilHalfOfTheQueueIsFullAndAgainWhenTheOutputHasTakenIt() throws Exception {
        QueuedOutput queued = started(() -> sink("rejected"));
        queued.rejected(rejected(0));
        expect("start", "rejected");
        for (long i = 1; i <= 32; i++) {
            assertThat(queued.hasRoom()).isTrue();
            queued.rejected(rejected(i));
        }
        queued.rejected(rejected(33));
        assertThat(queued.hasRoom()).isFalse();
        gate.countDown();
        await("room", queued::hasRoom);
        close(queued);
        assertThat(offsets).hasSize(34);
    }

    /** A log would never end. */
    @ParameterizedTest
    @ValueSource(strings = {"that hangs", "that cannot be started", "that is closed"})
    void anOutputIsNotAwaited(String which) {
        String faulty = which.equals("that cannot be started") ? "fault in start" : "rejected";
        QueuedOutput queued = queued(() -> sink(faulty), Duration.ofSeconds(1), Duration.ofSeconds(1));
        for (long i = 0; i < 100; i++) {
            queued.rejected(rejected(i));
        }
        assertThat(queued.hasRoom()).as("before its start").isFalse();
        queued.start();
        if (which.equals("that is closed")) {
            queued.close();
        }
        await("that the log goes on", queued::hasRoom);
    }

    /** Whether messages come or not, and after a tick that failed. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anOutputWithWorkOfItsOwnIsCalledAgainAndAgain(boolean busy) {
        AtomicInteger ticks = new AtomicInteger();
        Output plain = sink("");
        QueuedOutput queued = queued(() -> (Output) Proxy.newProxyInstance(Output.class.getClassLoader(),
                new Class<?>[] {Output.Ticking.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("tick") && ticks.incrementAndGet() == 1) {
                        throw new InternalError("no file could be opened");
                    }
                    return method.getName().equals("tick") ? null : method.invoke(plain, arguments);
                }), Duration.ofMillis(5));
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

    @Test
    void whatThrowsAtEveryReadingDoesNotWorkUntilACallSucceeds() {
        AtomicBoolean throwing = new AtomicBoolean(true);
        QueuedOutput queued = queued(() -> new SilentOutput() {
            @Override
            public void snapshot(Snapshot reading) {
                if (throwing.get()) {
                    throw new IllegalStateException("no room");
                }
            }
        }, Duration.ofMillis(1));
        queued.start();
        queued.snapshot(snapshot);
        await("the fault", () -> !queued.health().works());
        Instant since = queued.health().since();
        queued.snapshot(snapshot);
        for (Instant end = Instant.now().plusMillis(200); Instant.now().isBefore(end);) {
            assertThat(queued.health()).isEqualTo(new Health("test", false, since, 0, "java.lang.IllegalStateException: no room"));
        }
        throwing.set(false);
        queued.snapshot(snapshot);
        await("that it works", () -> queued.health().works());
        queued.close();
    }

    /** Each call returns while the output is inside the method that hangs: the gate opens after the last one. */
    @ParameterizedTest
    @ValueSource(strings = {"start", "snapshot", "rejected", "offline", "close"})
    void aCallerNeverWaitsWhereverTheOutputHangs(String where) throws Exception {
        QueuedOutput queued = new QueuedOutput("test", () -> sink(where), NO_EXIT);
        for (int i = 0; i < 100; i++) {
            queued.start();
            queued.snapshot(snapshot);
            queued.offline();
            queued.rejected(rejected(i));
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
        }, NO_EXIT);
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
    void itIsReadyWhenItsOutputIs() {
        QueuedOutput queued = started(() -> sink("isReady"));
        queued.rejected(rejected(1));
        await("a message", () -> offsets.contains(1L));
        assertThat(queued.isReady()).isFalse();
        gate.countDown();
        assertThat(queued.isReady()).isTrue();
        close(queued);
    }

    @Test
    void anOutputThatWasNeverStartedIsNeverMade() {
        QueuedOutput queued = new QueuedOutput("test", () -> sink(""), NO_EXIT);
        for (long i = 0; i < 100; i++) {
            queued.rejected(rejected(i));
        }
        queued.close();
        queued.start();
        assertThat(queued.isReady()).isFalse();
        assertThat(made).hasValue(0);
    }

    /** At boot a disk may not be mounted yet, or no file can be opened for a moment. */
    @ParameterizedTest
    @ValueSource(strings = {"made", "started"})
    void anOutputThatCannotBeMadeOrStartedIsTriedAgain(String when) {
        AtomicInteger tries = new AtomicInteger();
        QueuedOutput queued = new QueuedOutput("test", () -> {
            if (when.equals("made") && tries.incrementAndGet() < 3) {
                throw new UncheckedIOException(new IOException("not mounted yet"));
            }
            return new SilentOutput() {
                @Override
                public void start() {
                    if (when.equals("started") && tries.incrementAndGet() < 3) {
                        throw new IllegalStateException("not yet");
                    }
                    calls.add("start");
                }

                @Override
                public void snapshot(Snapshot snapshot) {
                    calls.add("snapshot");
                }
            };
        }, NO_EXIT, 64, new QueuedOutput.Times(Duration.ofMillis(1), Duration.ofMillis(2), QueuedOutput.Times.USUAL.hang(),
                System::nanoTime));
        queued.start();
        await("the third try", () -> calls.contains("start"));
        assertThat(queued.isReady()).as("the next output does not wait for it").isTrue();
        queued.snapshot(snapshot);
        await("a reading", () -> calls.contains("snapshot"));
        queued.close();
        assertThat(tries).hasValue(3);
    }

    @Test
    void anOutputThatCannotBeMadeIsTriedAgainEverMoreSeldomUpToAMinute() {
        Attempts attempts = new Attempts();
        QueuedOutput queued = new QueuedOutput("test", () -> {
            attempts.add();
            throw new UncheckedIOException(new IOException("not mounted yet"));
        }, NO_EXIT, 64, new QueuedOutput.Times(Duration.ofMillis(1), QueuedOutput.Times.USUAL.retry(),
                QueuedOutput.Times.USUAL.hang(), attempts::nanos));
        queued.start();
        await("attempts", () -> attempts.count() >= 9);
        queued.close();
        attempts.expectWaits(1, 60);
    }

    @Test
    void whatComesWhileAStartFailsWaitsAndWhatHasNoRoomIsCounted() throws Exception {
        AtomicBoolean mounted = new AtomicBoolean();
        QueuedOutput queued = new QueuedOutput("test", () -> {
            if (!mounted.get()) {
                throw new UncheckedIOException(new IOException("not mounted yet"));
            }
            return sink("");
        }, NO_EXIT, 64, new QueuedOutput.Times(Duration.ofMillis(1), Duration.ofMillis(2), QueuedOutput.Times.USUAL.hang(),
                System::nanoTime));
        queued.start();
        await("a failed start", () -> !queued.health().works());
        for (int i = 0; i < 70; i++) {
            queued.snapshot(snapshot);
        }
        assertThat(queued.health().dropped()).isEqualTo(6);
        mounted.set(true);
        expect("start");
        for (int i = 0; i < 64; i++) {
            expect("snapshot");
        }
        close(queued);
    }

    /** Why it does not work, since when, and that it works again; the last fault stays. */
    @Test
    void itsHealthIsKnown() {
        AtomicReference<Optional<String>> fault = new AtomicReference<>(Optional.of("no broker"));
        QueuedOutput queued = new QueuedOutput("mqtt ttyUSB0", () -> new SilentOutput() {
            @Override
            public Optional<String> fault() {
                return fault.get();
            }

            @Override
            public long dropped() {
                return 5;
            }
        }, NO_EXIT, 64, new QueuedOutput.Times(Duration.ofMillis(1), Duration.ofMillis(2), QueuedOutput.Times.USUAL.hang(),
                System::nanoTime));
        assertThat(queued.health()).as("not started").matches(Health::works);
        queued.start();
        await("the fault", () -> !queued.health().works());
        Health broken = queued.health();
        assertThat(broken).isEqualTo(new Health("mqtt", false, broken.since(), 5, "no broker"));
        fault.set(Optional.empty());
        await("that it works", () -> queued.health().works());
        assertThat(queued.health().fault()).isEqualTo("no broker");
        assertThat(queued.health().since()).isAfter(broken.since());
        queued.close();
    }

    /** Of a log nothing comes again: a recorder has to have written all of it. */
    @ParameterizedTest
    @CsvSource({", 0, true", "the disk is full, 0, false", ", 1, false"})
    void aRecorderSaysWhetherALogIsWritten(@Nullable String fault, long lost, boolean written) {
        Supplier<Output> recorder = () -> new SilentOutput() {
            @Override
            public Optional<String> fault() {
                return Optional.ofNullable(fault);
            }

            @Override
            public long dropped() {
                return lost;
            }
        };
        QueuedOutput queued = QueuedOutput.recorder("csv house", recorder, NO_EXIT);
        queued.start();
        assertThat(queued.finish()).isEqualTo(written);
        QueuedOutput shown = started(recorder);
        assertThat(shown.finish()).as("of which only the newest reading counts").isTrue();
    }

    @Test
    void aRecorderThatFailsHasNotWrittenAll() {
        Supplier<Output> none = () -> {
            throw new IllegalStateException("no driver for it");
        };
        QueuedOutput queued = QueuedOutput.recorder("history house", none, NO_EXIT);
        queued.start();
        assertThat(queued.finish()).isFalse();
        for (String fault : List.of("fault in start", "fault in rejected", "fault in close")) {
            QueuedOutput faulty = QueuedOutput.recorder("history house", () -> sink(fault), NO_EXIT);
            faulty.start();
            faulty.rejected(rejected(0));
            assertThat(faulty.finish()).as(fault).isFalse();
        }
        assertThat(QueuedOutput.recorder("history house", none, NO_EXIT).finish()).as("before its start").isFalse();
    }

    @Test
    void whatCannotBeMadeAndWhatIsDroppedIsKnown() throws Exception {
        QueuedOutput failing = started(() -> {
            throw new IllegalStateException("not mounted yet");
        });
        await("the fault", () -> !failing.health().works());
        assertThat(failing.health().fault()).contains("not mounted yet");
        failing.close();

        QueuedOutput slow = started(() -> sink("snapshot"));
        slow.snapshot(snapshot);
        expect("start", "snapshot");
        for (int i = 0; i < 100; i++) {
            slow.snapshot(snapshot);
        }
        assertThat(slow.health().dropped()).isEqualTo(36);
    }

    /** In this process the class stays missing, whatever becomes of the disk. */
    @ParameterizedTest
    @ValueSource(strings = {"make", "start", "snapshot", "offline"})
    void aClassThatCannotBeLoadedEndsTheProcessForARestart(String where) {
        BlockingQueue<String> ends = new LinkedBlockingQueue<>();
        QueuedOutput queued = new QueuedOutput("web ttyUSB0", () -> {
            if (where.equals("make")) {
                throw new NoClassDefFoundError("a library is missing");
            }
            return sink("no class in " + where);
        }, (status, line) -> ends.add(status + " " + line));
        queued.start();
        queued.snapshot(snapshot);
        queued.offline();
        await("the end", () -> !ends.isEmpty());
        assertThat(ends).containsOnly(ExitStatus.FAULT + " web ttyUSB0: a class could not be loaded"
                + " (java.lang.NoClassDefFoundError: a library is missing); the driver ends and is started again");
        queued.close();
    }

    /** The meter turns to noise while the output hangs: afterwards it must not go on calling old values current. */
    @Test
    void whatEndsValidityIsNeverDropped() throws Exception {
        QueuedOutput queued = started(() -> sink("snapshot"));
        queued.snapshot(snapshot);
        expect("start", "snapshot");
        queued.offline();
        for (int i = 0; i < 1_000; i++) {
            queued.rejected(rejected(i));
        }
        gate.countDown();
        close(queued);
        assertThat(List.copyOf(calls)).startsWith("offline").filteredOn("rejected"::equals).hasSize(63);
        assertThat(offsets).endsWith(999L);
    }

    @Test
    void anEventAndTheNewestReadingOutliveNoise() throws Exception {
        QueuedOutput queued = started(() -> sink("snapshot"));
        queued.snapshot(snapshot);
        expect("start", "snapshot");
        queued.event(null);
        for (int i = 0; i < 100; i++) {
            queued.snapshot(snapshot);
            queued.rejected(rejected(i));
            queued.offline();
        }
        gate.countDown();
        close(queued);
        assertThat(calls).contains("event", "offline", "snapshot").doesNotContain("rejected").hasSizeLessThan(70);
    }
}
