package org.dbusp1.output.mqtt;

import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.Event;

/** An output on a thread of its own, as in its queue, which ticks all the time. Each call returns when it is done. */
final class OwnThread implements Output {
    private static final long TICK_MILLIS = 10;

    private final Ticking output;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "mqtt test");
        made.setDaemon(true);
        return made;
    });
    private final ScheduledFuture<?> ticks;

    OwnThread(Ticking output) {
        this.output = output;
        call(output::start);
        ticks = thread.scheduleWithFixedDelay(output::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void call(Runnable work) {
        try {
            if (ticks != null && ticks.isDone()) {
                // Throws what a tick has thrown.
                ticks.get();
            }
            thread.submit(work).get();
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        call(() -> output.snapshot(snapshot));
    }

    @Override
    public void event(Event event) {
        call(() -> output.event(event));
    }

    @Override
    public void offline() {
        call(output::offline);
    }

    @Override
    public Optional<String> fault() {
        return output.fault();
    }

    @Override
    public long dropped() {
        return output.dropped();
    }

    @Override
    public void close() {
        if (!thread.isShutdown()) {
            call(output::close);
            thread.shutdownNow();
        }
    }
}
