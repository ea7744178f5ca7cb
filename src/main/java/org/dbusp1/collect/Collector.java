package org.dbusp1.collect;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.dbusp1.output.history.FleetRows;
import org.dbusp1.output.history.FleetStore;
import org.dbusp1.output.mqtt.RowSubscription;
import org.dbusp1.output.mqtt.RowSubscription.Delivered;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages from the broker, writes them in batches, and acknowledges what the database has committed, and what is
 * none of ours. While the database is away or slow nothing is acknowledged, so that the broker keeps the rest; batches
 * become smaller until one is committed in time. {@link #run} uses the calling thread; {@link #stop} and {@link #leave}
 * any.
 */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    /** Messages that the broker delivers before one is acknowledged: two batches. */
    private static final int MOST_OPEN = 2_000;
    /** What MQTT can have under way at most: a broker that was restarted may ignore the limit. */
    private static final int MOST_QUEUED = 70_000;
    private static final int BATCH = 1_000;
    /** Messages gather for so long at most, while each comes soon after the one before. */
    private static final long GATHER_MILLIS = 200;
    private static final long SOON_MILLIS = 10;
    private static final long LOOK_MILLIS = 500;
    private static final long FIRST_RETRY_MILLIS = 500;
    private static final long LAST_RETRY_MILLIS = 30_000;
    /** A session that delivers nothing for so long is empty. */
    private static final long EMPTY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final FleetStore store;
    private final RowSubscription subscription;
    private final BlockingQueue<Delivered> queue = new LinkedBlockingQueue<>(MOST_QUEUED);
    private final Figures figures = new Figures();
    private final MessageCheck check;
    private final Optional<MetricsFile> metrics;
    private long retryMillis = FIRST_RETRY_MILLIS;
    private int piece = BATCH;
    private boolean databaseAway;
    private volatile long lastDelivery = System.nanoTime();
    private volatile boolean connected;
    private volatile boolean stopped;
    private volatile boolean leaving;

    /** A message, and what is in it that counts. */
    private record Work(Delivered message, Optional<FleetRows> rows) {
    }

    private final class Events implements RowSubscription.Events {
        private String last = "";

        @Override
        public synchronized void subscribed() {
            connected = true;
            last = "";
            lastDelivery = System.nanoTime();
            LOG.info("collect: {} {}", leaving ? "takes what is left of" : "takes rows of", subscription);
        }

        @Override
        public synchronized void away(String why) {
            connected = false;
            // The next connection brings them again.
            queue.clear();
            if (!why.equals(last)) {
                last = why;
                LOG.warn("collect: {}", why);
            }
        }
    }

    /** Connects to nothing yet. */
    public Collector(CollectSettings settings, Clock clock) {
        this.metrics = settings.metrics().map(MetricsFile::new);
        this.check = new MessageCheck(figures, clock);
        this.store = new FleetStore(settings.database());
        this.subscription =
                new RowSubscription(settings.broker(), settings.group(), settings.name(), MOST_OPEN, this::received,
                new Events());
    }

    /** On the network thread. With QoS 1 there are never more than fit; others were not sent by a driver. */
    private void received(Delivered message) {
        lastDelivery = System.nanoTime();
        if (!queue.offer(message)) {
            LOG.debug("collect: a message without QoS 1 was dropped");
        }
    }

    /**
     * Collects until it is stopped, or has left.
     *
     * @throws FleetStore.NoDriver when the database can never be written
     */
    public void run() throws FleetStore.NoDriver {
        try {
            // The tables first: a broker's messages would only wait for them.
            if (commit(List.of())) {
                LOG.info("collect: writes to {}", store);
                subscription.connect();
            }
            while (!stopped && !isEmptied()) {
                List<Delivered> batch = gather();
                if (!batch.isEmpty()) {
                    work(batch);
                }
                writeMetrics();
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } finally {
            subscription.close();
            store.close();
            connected = false;
            metrics.ifPresent(MetricsFile::due);
            writeMetrics();
        }
        LOG.info("collect: ended; {} rows of {} messages were written, {} refused", figures.rows(), figures.messages(),
                figures.refused());
    }

    private boolean isEmptied() {
        return leaving && connected && queue.isEmpty() && System.nanoTime() - lastDelivery > EMPTY_NANOS;
    }

    private List<Delivered> gather() throws InterruptedException {
        List<Delivered> batch = new ArrayList<>();
        Delivered first = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (first == null) {
            return batch;
        }
        batch.add(first);
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(GATHER_MILLIS);
        for (Delivered next = first; next != null && batch.size() < BATCH && !stopped;) {
            next = queue.poll(Math.max(0,
                    Math.min(end - System.nanoTime(), TimeUnit.MILLISECONDS.toNanos(SOON_MILLIS))),
                    TimeUnit.NANOSECONDS);
            if (next != null) {
                batch.add(next);
                queue.drainTo(batch, BATCH - batch.size());
            }
        }
        return batch;
    }

    private void work(List<Delivered> batch) throws InterruptedException, FleetStore.NoDriver {
        List<Work> all = batch.stream().map(message -> new Work(message, check.rows(message))).toList();
        for (int begin = 0; begin < all.size() && !stopped;) {
            List<Work> some = all.subList(begin, Math.min(all.size(), begin + piece));
            if (commit(some)) {
                some.forEach(done -> done.message.acknowledge());
                begin += some.size();
                piece = Math.min(BATCH, piece * 2);
            }
        }
    }

    /** Tells whether it is written; when it is not, the next try may take a smaller piece. */
    private boolean commit(List<Work> some) throws InterruptedException, FleetStore.NoDriver {
        List<FleetRows> rows = some.stream().flatMap(work -> work.rows.stream()).collect(Collectors.toList());
        if (rows.isEmpty() && !some.isEmpty()) {
            // Nothing of it is ours: that tells nothing about the database.
            return true;
        }
        long begin = System.nanoTime();
        while (!stopped) {
            try {
                store.write(rows);
                committed(some, rows, System.nanoTime() - begin);
                return true;
            } catch (FleetStore.Refused refused) {
                if (some.size() <= 1) {
                    check.refused(Refusal.DATABASE, 1, store + ": " + MessageCheck.plain(refused.getMessage()));
                    return true;
                }
                // One by one, until the one is found that it refuses.
                piece = 1;
                return false;
            } catch (FleetStore.Unavailable away) {
                pause(away);
                if (some.size() > 1) {
                    piece = Math.max(1, some.size() / 2);
                    return false;
                }
            }
        }
        return false;
    }

    private void committed(List<Work> some, List<FleetRows> rows, long nanos) {
        if (databaseAway) {
            LOG.info("collect: {} is written again", store);
        }
        databaseAway = false;
        retryMillis = FIRST_RETRY_MILLIS;
        if (!some.isEmpty()) {
            figures.committed(rows.size(), rows.stream().mapToLong(FleetRows::size).sum(), nanos);
            rows.forEach(one -> one.newest().ifPresent(figures::minute));
        }
    }

    private synchronized void pause(FleetStore.Unavailable away) throws InterruptedException {
        figures.retried();
        if (!databaseAway) {
            LOG.warn("collect: {}; it is tried again, and the broker keeps the rows", away.getMessage());
        }
        databaseAway = true;
        writeMetrics();
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(retryMillis);
        while (!stopped && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
        retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
    }

    private void writeMetrics() {
        metrics.ifPresent(file -> file.write(() -> figures.text(connected, queue.size())));
    }

    /** Ends it soon; what is not committed is not acknowledged. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /** Takes what its session at the broker still holds, and ends it for good. To be called before {@link #run}. */
    public void leave() {
        leaving = true;
        subscription.leave();
    }
}
