package org.dbusp1.gx.service;

import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.Event;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter on the D-Bus of a GX device: an energy meter, and a pulse meter for each M-Bus device that counts a volume. All work is
 * done on the thread of one event loop: other threads put snapshots into a short queue and do not wait.
 */
public final class VenusOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(VenusOutput.class);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(900);
    /** A loop that accepts nothing for this many limits of the bus hangs. */
    private static final int HANG_LIMITS = 2;

    private final long hangNanos;
    private final ExitRequest exit;
    private final EventLoop loop;
    private final Inbox inbox;
    /** Opens when the bus has answered, or is known to be missing. */
    private final CountDownLatch busAnswered = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    /** Stays true once the energy meter was on the bus. */
    private volatile boolean onBus;

    // From here on: used only on the loop.
    private final DriverConnections bus;
    private final MeterState meterState;
    private final EssCoordinator ess;
    private final MeterServices services;
    private final Notifications notifications;
    private boolean closing;
    /** True once the override of ESS is released, or cannot be released. */
    private boolean released;

    /** @param lineSettings null if unknown, or without a serial line */
    public VenusOutput(VenusConfig settings, Map<String, String> environment, ExitRequest exit, DriverState state,
            Supplier<@Nullable String> lineSettings, ServiceParts services, Reserve reserve) {
        this(settings, environment, exit, state, lineSettings, services, reserve, DriverConnections.BUS_LIMIT, System::nanoTime,
                System::nanoTime);
    }

    /**
     * @param busLimit how long the bus may neither read nor answer while telegrams arrive
     * @param clock of the peak limiter and of the status of ESS, in nanoseconds
     * @param loopClock of the loop's timers, in nanoseconds
     */
    VenusOutput(VenusConfig settings, Map<String, String> environment, ExitRequest exit, DriverState state,
            Supplier<@Nullable String> lineSettings, ServiceParts serviceParts, Reserve reserve, Duration busLimit,
            LongSupplier clock, LongSupplier loopClock) {
        this.inbox = new Inbox(clock);
        this.loop = new EventLoop(this::acceptWaiting, this::fault, loopClock);
        this.hangNanos = HANG_LIMITS * busLimit.toNanos();
        this.exit = exit;
        this.bus = new DriverConnections(loop, environment, busLimit, clock, exit, busAnswered::countDown);
        this.meterState = new MeterState(lineSettings);
        this.ess = new EssCoordinator(loop, bus, state, reserve, clock, this::refresh);
        this.services = new MeterServices(settings, state, serviceParts, bus, ess, meterState, () -> onBus = true,
                this::finishIfAllLeft);
        this.notifications = new Notifications(() -> bus.client().orElse(null), bus::language,
                () -> state.choices().state(Switch.NOTIFICATIONS).orElse(false));
    }

    /**
     * Returns at once; the loop connects, for up to 10 s, after which a missing bus ends the driver. The services
     * appear with the first snapshot, once localsettings are on the bus.
     */
    @Override
    public void start() {
        loop.post(() -> bus.connect(List.of(ess, services)));
        try {
            loop.start();
        } catch (IOException e) {
            exit.exit(ExitStatus.FAULT, "the D-Bus cannot be used: " + e.getMessage());
            busAnswered.countDown();
        }
    }

    @Override
    public boolean isReady() {
        return onBus;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (put(snapshot) > hangNanos) {
            exit.exit(ExitStatus.FAULT, "the thread of the D-Bus hangs: the driver ends so that it is started again");
        }
    }

    @Override
    public void offline() {
        put(null);
    }

    @Override
    public void event(Event event) {
        loop.post(() -> notifications.show(event));
    }

    /** @return nanoseconds for which the loop has left the queue waiting; 0 if it was empty */
    private long put(@Nullable Snapshot newest) {
        long waited = inbox.put(newest);
        loop.wake();
        return waited;
    }

    private void acceptWaiting() {
        inbox.drain(next -> {
            if (closing) {
                return;
            }
            Snapshot snapshot = next.snapshot();
            if (snapshot == null) {
                withdraw();
            } else {
                publish(snapshot, next.nanos());
            }
        });
    }

    /**
     * Returns the snapshot with the counters as power has continued them, for a meter that sends them once an hour; else the same. A
     * counter that the meter does not send stays absent; one whose continued counter is not known is the meter's own.
     */
    static Snapshot withContinuedCounters(Snapshot snapshot) {
        if (!snapshot.energy().countsHourly()) {
            return snapshot;
        }
        Map<Quantity, Long> continued = new EnumMap<>(Quantity.class);
        snapshot.energy().continuedCounters().forEach((counter, energy) ->
                continued.put(Objects.requireNonNull(counter.quantity()), energy));
        return snapshot.withCounters(continued);
    }

    /** @param arrival by the clock; a busy loop publishes later */
    private void publish(Snapshot received, long arrival) {
        ess.telegramArrives();
        Snapshot snapshot = withContinuedCounters(received);
        meterState.accept(snapshot);
        if (snapshot.grid().awaitsPower()) {
            services.withdraw(); // those of the previous meter
        } else {
            MeterView last = services.energyMeterView();
            if (last != null) {
                ess.beforePublication(new TelegramPowers(snapshot, last.registration()), arrival);
            }
            services.publish(snapshot);
        }
        MeterView published = services.energyMeterView();
        ess.afterPublication(snapshot, published, arrival);
        if (published != null) {
            notifications.setDeviceName(published.registration().customName());
        }
        bus.checkStalled(limit -> services.devices().stream().anyMatch(device -> device.stalled(limit)));
    }

    private void refresh() {
        services.refresh();
    }

    private void withdraw() {
        services.withdraw();
        ess.offline();
    }

    private void fault(Throwable mistake) {
        bus.end(ExitStatus.FAULT, "internal error on the D-Bus, please report it: " + mistake);
        LOG.error("internal error on the D-Bus", mistake);
    }

    /** {@inheritDoc} A short log ends before the D-Bus has answered. */
    @Override
    public boolean finish() {
        try {
            busAnswered.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return true;
    }

    @Override
    public void close() {
        loop.post(this::leave);
        try {
            if (!closed.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the bus does not answer: its names end with the connections");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        loop.post(() -> {
            services.devices().forEach(BusService::closeAtOnce);
            bus.close();
        });
        loop.end();
    }

    /** Withdraws the values first: the last answer of the bus ends the wait of close(). */
    private void leave() {
        closing = true;
        bus.expectEnd();
        services.withdraw();
        ess.release(() -> {
            released = true;
            finishIfAllLeft();
        });
    }

    private void finishIfAllLeft() {
        if (closing && released && services.devices().stream().noneMatch(BusService::isLeaving)) {
            closed.countDown();
        }
    }
}
