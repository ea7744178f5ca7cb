package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.dbusp1.Await.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests how often clients of the bus can cause writes to a disk. */
class DiskQueueTest {
    private final DiskQueue disk = new DiskQueue();
    private final DiskExecutor limited = disk.newLimited();

    @TempDir
    private Path directory;

    private void minute() {
        for (int second = 0; second < 60; second++) {
            disk.tick();
        }
    }

    @Test
    void clientsThatTurnSwitchesCauseFiveWritesAndThenOneAMinute() throws Exception {
        AtomicInteger writes = new AtomicInteger();
        Path file = directory.resolve("choices.properties");
        OwnerChoices choices = new OwnerChoices(new FileStateStore(file, "choices", work -> limited.execute(counted(work, writes))),
                () -> "ttyUSB0", Map.of(Switch.NOTIFICATIONS, true, Switch.LIMITER, true), null);
        for (int i = 1; i <= 5; i++) {
            turn(choices, Switch.NOTIFICATIONS, i % 2 == 0);
            int expected = i;
            await("write " + i, () -> writes.get() == expected);
        }
        for (int i = 0; i < 50; i++) {
            turn(choices, Switch.NOTIFICATIONS, i % 2 == 0);
            turn(choices, Switch.LIMITER, i % 2 == 0);
        }
        minute();
        await("the write of the minute", () -> writes.get() == 6);
        assertThat(Files.readString(file)).contains("notifications\\ ttyUSB0=off", "limiter\\ ttyUSB0=off");
        turn(choices, Switch.LIMITER, true);
        disk.end();
        assertThat(writes).hasValue(7);
        assertThat(Files.readString(file)).contains("limiter\\ ttyUSB0=on");
    }

    private static void turn(OwnerChoices choices, Switch which, boolean on) {
        choices.set(which.key(), MeterKey.of("E0012345"), on ? OwnerChoices.ON : OwnerChoices.OFF);
    }

    private static Runnable counted(Runnable work, AtomicInteger writes) {
        return () -> {
            work.run();
            writes.incrementAndGet();
        };
    }

    /** Outputs are made on threads of their own, while the ticker already runs. */
    @Test
    void anExecutorIsMadeWhileTheTickerRuns() throws Exception {
        AtomicInteger ticks = new AtomicInteger();
        CompletableFuture<Void> ticker = CompletableFuture.runAsync(() -> {
            while (ticks.get() < 300) {
                disk.tick();
                ticks.incrementAndGet();
            }
        });
        while (!ticker.isDone()) {
            disk.newLimited();
        }
        ticker.get();
        disk.end();
    }

    @Test
    void afterMinutesOfRestFiveWritesAreFreeAgain() {
        AtomicInteger writes = new AtomicInteger();
        for (int round = 1; round <= 2; round++) {
            for (int i = 0; i < 9; i++) {
                int before = writes.get();
                limited.execute(counted(() -> { }, writes));
                int free = i;
                await("a write at once", () -> free >= 5 || writes.get() == before + 1);
            }
            int all = round * 6;
            assertThat(writes).hasValue(all - 1);
            for (int i = 0; i < 10; i++) {
                minute();
            }
            await("what was kept", () -> writes.get() == all);
        }
        disk.end();
        assertThat(writes).hasValue(12);
    }

    /** Each file for itself: that another one can be written says nothing. */
    @Test
    void aFileThatCannotBeWrittenIsTriedAgainEachMinuteUntilItIsOnTheDisk() throws Exception {
        assertThat(disk.isFailing()).isFalse();
        Path blocked = Files.createFile(directory.resolve("blocked"));
        FileStateStore store = new FileStateStore(blocked.resolve("keys.properties"), "keys", limited);
        store.remember("a", "1");
        new LedgerFiles(blocked.resolve("energy"), disk).append(MeterKey.of("E1"), List.of("1"));
        await("the failure", disk::isFailing);
        AtomicInteger others = new AtomicInteger();
        new FileStateStore(directory.resolve("other.properties"), "others", work -> disk.execute(counted(work, others))).remember("a", "1");
        await("another file", () -> others.get() == 1);
        assertThat(disk.isFailing()).as("after another file was written").isTrue();
        Files.delete(blocked);
        minute();
        await("the success", () -> !disk.isFailing());
        assertThat(blocked.resolve("keys.properties")).content().contains("a=1");
        assertThat(Files.list(blocked.resolve("energy"))).hasSize(1);
        disk.end();
    }

    @Test
    void aDiskThatAnswersAgainIsNotFailing() throws Exception {
        CountDownLatch stuck = new CountDownLatch(1);
        disk.execute(() -> {
            try {
                stuck.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        await("a failure", () -> {
            disk.tick();
            return disk.isFailing();
        });
        stuck.countDown();
        await("the disk", () -> !disk.isFailing());
        disk.end();
    }

    /** A class that cannot be loaded stays missing: without a word nothing would be remembered from then on. */
    @Test
    void aWriteWithAFaultIsNotedAsOneThatTheDiskRefuses() {
        disk.execute(() -> {
            throw new NoClassDefFoundError("a damaged jar");
        });
        await("the failure", disk::isFailing);
        disk.end();
    }

    /** Also of a task that reports nothing, such as the report for status. */
    @Test
    void aTaskThatEndsWellAfterAFaultIsNotFailingAndRunsNoMore() {
        AtomicInteger runs = new AtomicInteger();
        disk.execute(() -> {
            if (runs.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
            }
        });
        await("the failure", disk::isFailing);
        minute();
        await("the success", () -> !disk.isFailing());
        minute();
        minute();
        disk.end();
        assertThat(runs).hasValue(2);
    }

    @Test
    void anUpdateThatCannotBeWrittenIsFailingUntilOneIs() throws Exception {
        Path blocked = Files.createFile(directory.resolve("blocked"));
        FileStateStore store = new FileStateStore(blocked.resolve("keys.properties"), "keys", disk);
        assertThatThrownBy(() -> store.update(facts -> Map.of("a", "1"))).isInstanceOf(IOException.class);
        assertThat(disk.isFailing()).isTrue();
        Files.delete(blocked);
        store.update(facts -> Map.of("a", "1"));
        assertThat(disk.isFailing()).isFalse();
        disk.end();
    }

    /** What could not be written may be written by another call of the store. */
    @Test
    void aStoreWithNothingLeftToWriteIsNotFailing() throws Exception {
        Path blocked = Files.createFile(directory.resolve("blocked"));
        FileStateStore store = new FileStateStore(blocked.resolve("keys.properties"), "keys", disk);
        store.remember("a", "1");
        await("the failure", disk::isFailing);
        Files.delete(blocked);
        store.update(facts -> facts);
        minute();
        await("the success", () -> !disk.isFailing());
        disk.end();
    }
}
