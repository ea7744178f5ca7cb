package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.dbusp1.Captured;
import org.dbusp1.TestTelegram;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.line.source.Source;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.QuickQueue;
import org.dbusp1.output.SilentOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Tests how a driver ends in order. */
@Timeout(120)
class DriverEndTest {
    private static final String ONE = "usb-0403:6001-P1AAAA-if00";
    private static final String OTHER = "usb-0403:6001-P1BBBB-if00";
    private static final int SECOND_MILLIS = 1_000;
    private static final Driver.End IN_ORDER = new Driver.End(ExitStatus.OK, null);

    @RegisterExtension
    private final Captured captured = new Captured();
    @TempDir
    Path state;

    private final List<Snapshot> published = new CopyOnWriteArrayList<>();

    /** A port with a cable at each opening; after some telegrams it is pulled, and with the last one all ends. */
    private static final class Port extends SilentLine {
        private final List<String> cables;
        private int opened;
        private int sent;
        private int second = 10;

        Port(String... cables) {
            this.cables = List.of(cables);
        }

        @Override
        public void open() {
            opened++;
            sent = 0;
        }

        @Override
        public Optional<String> lineIdentity() {
            return opened == 0 ? Optional.empty() : Optional.of(cables.get(opened - 1));
        }

        @Override
        public int read(byte[] into, int timeoutMillis) throws IOException {
            if (sent++ < 3) {
                String number = cables.get(opened - 1).equals(OTHER) ? "4530303030303032" : "4530303030303031";
                // A live meter: its clock moves.
                byte[] telegram = TestTelegram.dsmr5At("2601152010" + second++ + "W", "0-0:96.1.1(" + number + ")", "1-0:1.7.0(00.866*kW)")
                        .getBytes(StandardCharsets.US_ASCII);
                System.arraycopy(telegram, 0, into, 0, telegram.length);
                return telegram.length;
            }
            if (opened == cables.size()) {
                return -1;
            }
            throw new IOException("the port went away");
        }
    }

    private Output recorder() {
        return new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                published.add(snapshot);
            }
        };
    }

    private Driver.End run(Source source, MeterKeyResolver keys, List<Output> outputs, List<Driver.TickTask> tasks) {
        return TestDriver.run(TestDriver.parts(source, keys), outputs, tasks,
                new Driver.StartOptions(true, null, status -> { }), SECOND_MILLIS);
    }

    private Driver.End run(Source source, MeterKeyResolver keys) {
        return run(source, keys, List.of(recorder()), List.of());
    }

    private MeterKeyResolver unconfigured() {
        return TestDriver.keys(null, state);
    }

    private List<String> keys() {
        return published.stream().map(Snapshot::key).map(MeterKey::text).distinct().toList();
    }

    @Test
    void anotherCableAtThePortEndsItBeforeTheMeterOnThatCableIsPublished() {
        Driver.End end = run(new Port(ONE, ONE, OTHER), unconfigured());

        assertThat(end.status()).isEqualTo(ExitStatus.ABSENT);
        assertThat(end.message())
                .isEqualTo("another cable is at ttyUSB0: the driver ends and is started again for the meter on this cable");
        assertThat(keys()).containsExactly("E0000001");
        assertThat(published).allMatch(snapshot -> "E0000001".equals(snapshot.reading().meter().equipmentId()));
        published.clear();
        assertThat(run(new Port(OTHER), unconfigured())).isEqualTo(IN_ORDER);
        assertThat(keys()).containsExactly("E0000002");
        published.clear();
        assertThat(run(new Port(ONE), unconfigured())).isEqualTo(IN_ORDER);
        assertThat(keys()).containsExactly("E0000001");
    }

    /** It is started again, so that the configuration of the meter is read. */
    @Test
    void aNewCableOfTheSameMeterKeepsItsKey() {
        Source exchanged = new Port("usb-1a86:7523-at-1-1.2-if00", ONE);
        assertThat(run(exchanged, unconfigured()).status()).isEqualTo(ExitStatus.ABSENT);
        int before = published.size();
        assertThat(run(new Port(ONE), unconfigured()).status()).isEqualTo(ExitStatus.ABSENT);
        assertThat(published).hasSize(before);
        assertThat(run(new Port(ONE), unconfigured())).isEqualTo(IN_ORDER);
        assertThat(published).hasSizeGreaterThan(before);

        assertThat(keys()).containsExactly("E0000001");
    }

    @Test
    void anotherCableChangesNothingWhereTheOwnerSetsTheKey() {
        MeterKeyResolver house = TestDriver.keys(new MeterKey("house"), state);

        assertThat(run(new Port(ONE, OTHER), house)).isEqualTo(IN_ORDER);
        assertThat(published).anyMatch(snapshot -> "E0000002".equals(snapshot.reading().meter().equipmentId()));
        assertThat(keys()).containsExactly("house");
    }

    @Test
    void cablesThatCannotBeDistinguishedChangeNothing() {
        assertThat(run(new Port("ttyUSB0", ONE, "ttyUSB0"), unconfigured())).isEqualTo(IN_ORDER);
        assertThat(keys()).containsExactly("E0000001");
        assertThat(published).as("at each later opening the first of three makes no value valid").hasSize(7);
    }

    /** Whatever the processor is busy with then: a ticker that halts the process leaves no other chance. */
    @Test
    void itsLineIsPrintedWhenTheEndIsRequested() {
        Driver driver = new Driver(TestDriver.parts(new Port(ONE), unconfigured()), Reader.LineProbe.NONE, List.of(), exit -> {
            exit.exit(ExitStatus.UNAVAILABLE, "there is no bus");
            exit.exit(ExitStatus.FAULT, "a later reason");
            return List.of();
        }, new Driver.StartOptions(true, null, status -> { }));
        assertThat(captured.err()).isEqualTo("dbus-p1: there is no bus\n");
        assertThat(driver.run().status()).isEqualTo(ExitStatus.UNAVAILABLE);
        assertThat(captured.err()).doesNotContain("a later reason");
    }

    @Test
    void whatAnOutputLeavesToBeWrittenWhenItClosesIsWritten() {
        DiskQueue disk = new DiskQueue();
        FileStateStore store = new FileStateStore(state.resolve("facts"), "facts", disk);
        Output slow = new SilentOutput() {
            @Override
            public void close() {
                LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
                store.remember("house", "the last fact");
            }
        };

        assertThat(run(new Port(ONE), unconfigured(), List.of(slow), List.of(disk))).isEqualTo(IN_ORDER);
        // The end waits no longer than two seconds for a thread that writes a file.
        await("the last fact", () -> new FileStateStore(state.resolve("facts"), "facts").recall("house", Function.identity())
                .equals(Optional.of("the last fact")));
    }

    /** A database on a busy device: it opens after the last telegram, and writes when it is closed. */
    @Test
    void theEndOfALogWaitsForOutputsThatStillStartAndWrite() {
        AtomicBoolean logEnded = new AtomicBoolean();
        List<Snapshot> written = new CopyOnWriteArrayList<>();
        List<Snapshot> seen = new CopyOnWriteArrayList<>();
        Output first = new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                seen.add(snapshot);
            }

            @Override
            public boolean isReady() {
                return logEnded.get();
            }

            @Override
            public void offline() {
                logEnded.set(true);
            }
        };
        Output slow = QuickQueue.of("slow", () -> new SilentOutput() {
            @Override
            public void snapshot(Snapshot snapshot) {
                published.add(snapshot);
            }

            @Override
            public void close() {
                LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
                written.addAll(published);
            }
        });

        assertThat(run(new Port(ONE), unconfigured(), List.of(first, slow), List.of())).isEqualTo(IN_ORDER);
        assertThat(written).isNotEmpty().isEqualTo(seen);
    }

    /** The database is locked by another program. */
    @Test
    void aSignalWhileTheEndOfALogIsWrittenEndsInTwoSecondsAndSaysWhatIsMissing() throws InterruptedException {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch writing = new CountDownLatch(1);
        Output database = QuickQueue.of("history", () -> new SilentOutput() {
            @Override
            public void close() {
                writing.countDown();
                try {
                    locked.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        });
        AtomicBoolean closed = new AtomicBoolean();
        Output file = new SilentOutput() {
            @Override
            public void close() {
                closed.set(true);
            }
        };
        List<Integer> halted = new CopyOnWriteArrayList<>();
        Driver driver = new Driver(TestDriver.parts(new Port(ONE), unconfigured()), Reader.LineProbe.NONE, List.of(),
                exit -> List.of(database, file), new Driver.StartOptions(true, null, halted::add), 10);
        AtomicReference<Driver.End> end = new AtomicReference<>();
        Thread running = new Thread(() -> end.set(driver.run()));
        running.start();
        assertThat(writing.await(60, TimeUnit.SECONDS)).isTrue();
        driver.terminated();
        running.join();
        locked.countDown();
        await("the halt", () -> halted.contains(ExitStatus.BUSY.code()));
        assertThat(end.get().message()).contains("not all of the log is written, because the driver was told to end: history");
        assertThat(closed).isTrue();
    }

    @Test
    void filesDoNotWaitForAnOutputThatHangs() throws InterruptedException {
        DiskQueue disk = new DiskQueue();
        CountDownLatch ended = new CountDownLatch(1);
        Driver.TickTask files = new Driver.TickTask() {
            @Override
            public void tick() {
            }

            @Override
            public void end() {
                ended.countDown();
            }
        };

        assertThat(run(new Port(ONE), unconfigured(), List.of(new HangingOutput()), List.of(files, disk))).isEqualTo(IN_ORDER);
        assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aSignalDuringTheEndCutsNoneOfItAndKeepsItsStatus() throws InterruptedException {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch mayClose = new CountDownLatch(1);
        AtomicBoolean written = new AtomicBoolean();
        Output slow = new SilentOutput() {
            @Override
            public void close() {
                closing.countDown();
                try {
                    mayClose.await();
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                }
                written.set(true);
            }
        };
        List<String> halted = new CopyOnWriteArrayList<>();
        Driver driver = new Driver(TestDriver.parts(new Port(ONE, OTHER), unconfigured()), Reader.LineProbe.NONE, List.of(),
                exit -> List.of(slow), new Driver.StartOptions(true, null, status -> halted.add(status + " " + written)), 10);
        Thread running = new Thread(driver::run);
        running.start();
        assertThat(closing.await(60, TimeUnit.SECONDS)).isTrue();

        Thread signal = new Thread(driver::terminated);
        signal.start();
        await("the signal waits for the end", () -> signal.getState() == Thread.State.TIMED_WAITING || !signal.isAlive());
        mayClose.countDown();
        signal.join();
        running.join();
        assertThat(halted).first().isEqualTo(ExitStatus.ABSENT.code() + " true");
    }
}
