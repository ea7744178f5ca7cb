package org.dbusp1.output.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import org.dbusp1.meter.MeterKey;

/**
 * Keeps an announcement up to date on a separate thread: it announces again until there is a network, and again after
 * the meter's first telegram. This class, and the library with it, is loaded only where announcing is on.
 */
final class Announcer {
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final long CLOSE_MILLIS = 600;

    private final Announcement announcement;
    private final IntSupplier port;
    private final Supplier<Optional<MeterKey>> meter;
    private final boolean needsMeter;
    private final ScheduledExecutorService thread =
            Executors.newSingleThreadScheduledExecutor(work -> WebServer.daemon(work, "mdns"));
    private boolean announced;
    private boolean meterAnnounced;

    /** @param port the port that the server listens on; 0 while it does not listen */
    Announcer(HttpSettings settings, IntSupplier port, Supplier<Optional<MeterKey>> meter) {
        this.announcement = new Announcement(settings);
        this.port = port;
        this.meter = meter;
        this.needsMeter = settings.homewizard();
        thread.scheduleWithFixedDelay(this::announce, RETRY.toMillis(), RETRY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Announces where needed: the server listens now, or the meter sent its first telegram. */
    void look() {
        thread.execute(this::announce);
    }

    private void announce() {
        Optional<MeterKey> key = meter.get();
        boolean more = needsMeter && key.isPresent() && !meterAnnounced;
        if ((!announced || more || announcement.outdated()) && port.getAsInt() != 0) {
            announced = announcement.publish(port.getAsInt(), key);
            meterAnnounced = announced && key.isPresent();
        }
    }

    /** Withdraws the announcement, if that takes little time. */
    void close() {
        thread.execute(announcement::withdraw);
        thread.shutdown();
        try {
            thread.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
