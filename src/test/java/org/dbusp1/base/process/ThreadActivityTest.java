package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.Await.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import org.dbusp1.base.process.ThreadActivity.Sample;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadActivityTest {
    private final SynchronousQueue<ThreadActivity> given = new SynchronousQueue<>();

    private Thread start(Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                given.put(ThreadActivity.ofCaller().orElseThrow());
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
            work.run();
        }, "name) R (of a thread");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    @Test
    void aThreadThatWaitsUsesNoProcessor() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Thread thread = start(() -> {
            try {
                gate.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        });
        ThreadActivity activity = given.take();
        await("the waiting thread", () -> thread.getState() == Thread.State.WAITING && !activity.sample().runnable());
        Sample before = activity.sample();
        ThreadActivity own = ThreadActivity.ofCaller().orElseThrow();
        long until = own.sample().processorNanos() + 50_000_000;
        while (own.sample().processorNanos() < until) {
            assertThat(activity.sample()).as("while this thread works").isEqualTo(before);
        }
        gate.countDown();
        thread.join();
        await("the end of the thread", () -> activity.sample().equals(Sample.UNKNOWN));
    }

    @Test
    void aThreadThatWorksUsesIt() throws Exception {
        boolean[] ended = {false};
        Thread thread = start(() -> {
            while (!Thread.interrupted()) {
                Thread.onSpinWait();
            }
            ended[0] = true;
        });
        ThreadActivity activity = given.take();
        await("a tenth of a second of work", () -> activity.sample().runnable() && activity.sample().processorNanos() >= 100_000_000L);
        thread.interrupt();
        thread.join();
        assertThat(ended[0]).isTrue();
    }
}
