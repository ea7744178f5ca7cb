package org.dbusp1.fleet;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.fleet.MessageCheck.Refusal;
import org.dbusp1.fleet.RowSubscription.Delivered;
import org.dbusp1.output.history.HistoryConfig;
import org.dbusp1.output.mqtt.MqttConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives messages from the broker, writes them in batches, and acknowledges the messages that the database has committed,
 * and the refused ones. While the database is away or slow nothing is acknowledged, so that the broker keeps the rest;
 * batches become smaller until one batch is committed in time. Messages, bytes and rows in memory are bounded, whatever a
 * meter sends. {@link #run} uses the calling thread; any thread may call {@link #stop}.
 */
public final class Collector {
    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);
    /** The most messages that the broker delivers before one of them is acknowledged: two batches. */
    private static final int MOST_OPEN = 4_000;
    private static final Duration GAP_PERIOD = Duration.ofMinutes(10);
    private static final int BATCH = 2_000;
    /** The most rows in one transaction, not counting those of the last message: a message has up to 1,000 rows. */
    private static final int BATCH_ROWS = 4_000;
    private static final int BATCH_BYTES = 1024 * 1024;
    /**
     * The most messages and bytes in memory that are not committed. Bounded here too, because a broker may deliver more than
     * {@link #MOST_OPEN}.
     */
    private static final int MOST_HELD = 10_000;
    private static final int MOST_HELD_BYTES = 32 * 1024 * 1024;
    /** The longest time for which the first message of a batch waits for more messages. */
    private static final long GATHER_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** The time within which a broker delivers the next message, unless it has none or waits for acknowledgements. */
    private static final long SOON_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    /** The silence before a commit that, with a message soon after it, shows that the broker waited for the commit. */
    private static final long QUIET_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long POLL_MILLIS = 500;
    /** The time without a message after which a session is empty. */
    private static final long EMPTY_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final FleetStore store;
    private final RowSubscription subscription;
    private final BlockingQueue<Delivered> queue = new LinkedBlockingQueue<>();
    private final Figures figures;
    private final MessageCheck check;
    private final GapCheck gaps;
    private final Backoff backoff = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(30));
    private int piece = BATCH;
    /** The number of messages that the broker is known to deliver before it waits for an acknowledgement; at most a batch. */
    private int window = BATCH;
    /** The size of the last batch if the broker may have waited for acknowledgements; else 0. */
    private int stalledAt;
    private long acknowledged;
    private int held;
    private long heldBytes;
    private boolean ended;
    private boolean databaseAway;
    private volatile long lastDelivery = System.nanoTime();
    private volatile boolean connected;
    private volatile boolean stopped;
    private volatile boolean leaving;

    /**
     * The settings of a collector.
     *
     * @param group    the group of collectors that share the rows
     * @param name     the name of this collector within the group, the same after each restart
     * @param metrics  a file for {@link Figures}; null: no file
     */
    public record Settings(MqttConfig broker, HistoryConfig database, String group, String name,
            @Nullable Path metrics) {
        public static final String NAME = "[A-Za-z0-9_.-]{1,64}";
    }

    private record Work(Delivered message, @Nullable FleetRows rows) {
        int size() {
            return rows == null ? 0 : rows.size();
        }
    }

    private final class Receiver implements RowSubscription.Receiver {
        private String last = "";

        /** Queues a message on the network thread; waits while memory is full, so that no more is read from the broker. */
        @Override
        public void accept(Delivered message) {
            hold(message);
            lastDelivery = System.nanoTime();
            queue.add(message);
        }

        @Override
        public synchronized void subscribed() {
            connected = true;
            last = "";
            lastDelivery = System.nanoTime();
            LOG.info("collect: {} {}", leaving ? "receives what is left of" : "receives rows of", subscription);
        }

        @Override
        public synchronized void away(String why) {
            connected = false;
            // The broker delivers these messages again on the next connection.
            for (Delivered lost = queue.poll(); lost != null; lost = queue.poll()) {
                release(lost);
            }
            if (!why.equals(last)) {
                last = why;
                LOG.warn("collect: {}", why);
            }
        }
    }

    public Collector(Settings settings, Clock clock) {
        this(settings, clock, GAP_PERIOD);
    }

    /** @param gapPeriod the time between two checks for messages that did not arrive */
    Collector(Settings settings, Clock clock, Duration gapPeriod) {
        this.figures = new Figures(settings.metrics());
        this.check = new MessageCheck(figures, clock);
        this.store = new FleetStore(settings.database());
        this.gaps = new GapCheck(store, figures, gapPeriod);
        this.subscription = new RowSubscription(settings.broker(), settings.group(), settings.name(), MOST_OPEN,
                new Receiver());
    }

    private synchronized void hold(Delivered message) {
        held++;
        heldBytes += message.payload().remaining();
        try {
            while (!ended && (held > MOST_HELD || heldBytes > MOST_HELD_BYTES)) {
                wait();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void release(Delivered message) {
        held--;
        heldBytes -= message.payload().remaining();
        notifyAll();
    }

    /**
     * Collects until {@link #stop}, or after {@link #leave} until no message is left.
     *
     * @throws FleetStore.NoDriver when the package has no driver for the database
     */
    public void run() throws FleetStore.NoDriver {
        try {
            // The tables are made before the connection: messages would only wait for them.
            if (commit(List.of())) {
                LOG.info("collect: writes to {}", store);
                subscription.connect();
            }
            while (!stopped && !isEmptied()) {
                List<Delivered> batch = gather();
                if (!batch.isEmpty()) {
                    work(batch);
                }
                gaps.run();
                figures.write(connected, queue.size());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            synchronized (this) {
                ended = true;
                notifyAll();
            }
            subscription.close();
            store.close();
            figures.writeNow(false, queue.size());
        }
        LOG.info("collect: ended; {}", figures);
    }

    private boolean isEmptied() {
        return leaving && connected && queue.isEmpty() && System.nanoTime() - lastDelivery > EMPTY_NANOS;
    }

    /**
     * Collects messages until they are enough for a transaction, at most for a second. A broker that waits for
     * acknowledgements sends no more in that second; the collector detects this, and then does not wait a second for each
     * batch.
     */
    private List<Delivered> gather() throws InterruptedException {
        List<Delivered> batch = new ArrayList<>();
        Delivered next = queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
        if (next != null && stalledAt > 0 && System.nanoTime() - acknowledged < SOON_NANOS) {
            window = stalledAt;
        }
        long end = System.nanoTime() + GATHER_NANOS;
        int bytes = 0;
        while (next != null) {
            batch.add(next);
            bytes += next.payload().remaining();
            if (batch.size() >= BATCH || bytes >= BATCH_BYTES || stopped) {
                break;
            }
            long left = Math.max(0, end - System.nanoTime());
            boolean all = batch.size() >= window;
            next = queue.poll(all ? Math.min(left, SOON_NANOS) : left, TimeUnit.NANOSECONDS);
            if (all && next != null) {
                window = BATCH;
            }
        }
        stalledAt = next == null && System.nanoTime() - lastDelivery > QUIET_NANOS ? batch.size() : 0;
        return batch;
    }

    private void work(List<Delivered> batch) throws InterruptedException, FleetStore.NoDriver {
        Iterator<Delivered> unread = batch.iterator();
        List<Work> read = new ArrayList<>();
        int rows = 0;
        while (!stopped && (unread.hasNext() || !read.isEmpty())) {
            while (unread.hasNext() && rows < BATCH_ROWS) {
                Delivered message = unread.next();
                Work one = new Work(message, check.rows(message));
                read.add(one);
                rows += one.size();
            }
            List<Work> some = read.subList(0, Math.min(piece, read.size()));
            if (commit(some)) {
                for (Work done : some) {
                    done.message.acknowledge();
                    release(done.message);
                    rows -= done.size();
                }
                some.clear();
                piece = Math.min(BATCH, piece * 2);
                acknowledged = System.nanoTime();
            }
        }
        read.forEach(rest -> release(rest.message));
        unread.forEachRemaining(this::release);
    }

    /** Returns whether the messages are done: written or refused. If not, the caller tries again with {@code piece} of them. */
    private boolean commit(List<Work> some) throws InterruptedException, FleetStore.NoDriver {
        List<FleetRows> rows = some.stream().flatMap(work -> Stream.ofNullable(work.rows)).collect(Collectors.toList());
        if (rows.isEmpty() && !some.isEmpty()) {
            // No row to write: the database is not asked, and its state stays unknown.
            return true;
        }
        long begin = System.nanoTime();
        while (!stopped) {
            try {
                store.write(rows);
                committed(some, rows, System.nanoTime() - begin);
                return true;
            } catch (FleetStore.Refused e) {
                if (some.size() <= 1) {
                    check.refused(Refusal.DATABASE, 1,
                            store + ": " + SafeText.excerpt(Objects.requireNonNullElse(e.getMessage(), "")));
                    return true;
                }
                // Halves the batch until the refused message is found.
                piece = some.size() / 2;
                return false;
            } catch (FleetStore.Unavailable e) {
                pause(e);
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
        backoff.worked();
        if (!some.isEmpty()) {
            figures.committed(rows.size(), rows.stream().mapToLong(FleetRows::size).sum(), nanos);
            rows.stream().map(FleetRows::newest).filter(Objects::nonNull).forEach(figures::minute);
        }
    }

    private synchronized void pause(FleetStore.Unavailable away) throws InterruptedException {
        figures.retried();
        if (!databaseAway) {
            LOG.warn("collect: {}; it is tried again, and the broker keeps the rows", away.getMessage());
        }
        databaseAway = true;
        figures.write(connected, queue.size());
        long end = System.nanoTime() + backoff.failed().toNanos();
        while (!stopped && end - System.nanoTime() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
        }
    }

    /** Ends {@link #run} soon. Messages that are not committed are not acknowledged. */
    public synchronized void stop() {
        stopped = true;
        notifyAll();
    }

    /**
     * Lets {@link #run} receive only the messages that are left in the session at the broker, and then end the session.
     * Called before {@link #run}.
     */
    public void leave() {
        leaving = true;
        subscription.leave();
    }
}
