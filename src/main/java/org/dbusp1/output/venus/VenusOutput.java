package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.dbus.BusConnection;
import org.dbusp1.dbus.BusConnection.BusAddress;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.ess.EssMonitor;
import org.dbusp1.ess.InverterPower;
import org.dbusp1.ess.InverterWatch;
import org.dbusp1.ess.follow.InverterFollower;
import org.dbusp1.ess.limit.PeakLimiter;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.feedback.EssVerdict;
import org.dbusp1.feedback.Event;
import org.dbusp1.feedback.OutputSettings;
import org.dbusp1.feedback.OutputSettings.Switch;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.ImportLimit;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.meter.Values;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.MeterSearch;
import org.dbusp1.output.Output;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.DeviceSettings.RuntimeSettings;
import org.dbusp1.output.venus.VenusSettings.Role;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.ExitStatus.ExitRequest;
import org.dbusp1.state.OverrideMark;
import org.dbusp1.state.StateStore;
import org.dbusp1.venus.LocalSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter on the D-Bus of a GX device: an energy meter, and a pulse meter for each gas or water meter. Each service has its own
 * connection, as in velib_python; one more is for localsettings and notices the loss of the bus. All work is done on the thread
 * of one event loop: other threads put snapshots into a short queue and do not wait.
 */
public final class VenusOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(VenusOutput.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    /** A GX device that starts keeps its bus busy for seconds; one that has not answered for this long does not recover. */
    private static final Duration BUS_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(900);
    /** Snapshots that wait for the loop; the newest replaces the oldest. */
    private static final int MOST_WAITING = 16;
    /** A loop that accepts nothing for this many limits of the bus hangs. */
    private static final int HANG_LIMITS = 2;
    /** A telegram that seems to wait longer shows that the clock was set. */
    private static final long MOST_LATE_MILLIS = 10_000;

    static final String GONE = "the D-Bus went away; the driver ends and is started again when the bus is back";
    /** The bus's own words follow. */
    static final String REFUSED = "the policy of the D-Bus refuses this user ";

    /**
     * The parts of the driver that the D-Bus output shares with others.
     *
     * @param state gets the verdict about ESS and what the peak limiter does; has the owner's choices
     * @param line the settings of the line; empty if unknown, or without a serial line
     * @param names remembers the meters' names below /Settings/Devices, the only ones that {@code venus/uninstall} removes
     * @param blackBox makes copies of the black box; absent in a replay
     * @param search searches for another meter; absent if not possible
     * @param proofs remembers how telegrams follow the inverters
     * @param reserve the charge up to which the peak limiter keeps the battery, in percent; absent: 30 above the minimum
     * @param override the mark of the override that the peak limiter sets
     */
    public record DriverContext(DriverState state, Supplier<Optional<String>> line, StateStore names,
            Optional<BlackBoxCopy> blackBox, Optional<MeterSearch> search, StateStore proofs, OptionalInt reserve,
            OverrideMark override) {
    }

    private final Duration busLimit;
    private final VenusSettings settings;
    private final Map<String, String> environment;
    private final ExitRequest exit;
    private final DriverContext driver;
    private final OutputSettings choices;
    private final LongSupplier clock;
    private final EventLoop loop = new EventLoop(this::acceptWaiting, this::fault);
    /** Snapshots for the loop; an absent one ends the validity of the last. */
    private final BlockingDeque<Optional<Snapshot>> waiting = new LinkedBlockingDeque<>(MOST_WAITING);
    /** System.nanoTime() of the first that waits; 0 for none. */
    private final AtomicLong waitingSince = new AtomicLong();
    private final CountDownLatch closed = new CountDownLatch(1);
    /** True once the grid meter was on the bus. */
    private volatile boolean onBus;

    // From here on: used only on the loop.
    private final MeterState meterState;
    private final Bus bus = new Bus();
    private final MBusServices mbusServices;
    private final EssMonitor ess;
    private final Notifications notifications;
    private final InverterWatch inverters;
    private final InverterFollower follow;
    private final PeakLimiter limiter;
    private Optional<Device<Snapshot, GridView>> grid = Optional.empty();
    private PhaseOrder warnedOf = PhaseOrder.STRAIGHT;
    private boolean ending;
    private boolean closing;
    private boolean released;

    /**
     * @param environment the process's variables, which may name the bus
     * @param exit ends the driver
     */
    public VenusOutput(VenusSettings settings, Map<String, String> environment, ExitRequest exit, DriverContext driver) {
        this(settings, environment, exit, driver, BUS_LIMIT, System::nanoTime);
    }

    /**
     * @param busLimit how long the bus may neither read nor answer while telegrams arrive
     * @param clock of the peak limiter and of the verdict about ESS, in nanoseconds
     */
    VenusOutput(VenusSettings settings, Map<String, String> environment, ExitRequest exit, DriverContext driver,
            Duration busLimit, LongSupplier clock) {
        this.meterState = new MeterState(driver.line());
        this.busLimit = busLimit;
        this.driver = driver;
        this.choices = driver.state().choices();
        this.clock = clock;
        this.exit = exit;
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.mbusServices = new MBusServices(settings, bus);
        this.notifications = new Notifications(loop, bus::open, settings.notifications(),
                () -> choices.on(Switch.NOTIFICATIONS).orElse(false));
        this.follow = new InverterFollower(driver.proofs());
        this.inverters = new InverterWatch(loop, bus::open, clock, this::accept);
        this.ess = new EssMonitor(bus::settings, clock, follow::status, this::essChanged);
        this.limiter = new PeakLimiter(loop, bus::open, bus::settings, () -> choices.on(Switch.LIMITER).orElse(false),
                driver.reserve(), driver.override(), clock, () -> grid.ifPresent(Device::refresh));
        choices.whenTurned(Switch.LIMITER, () -> loop.post(limiter::surroundingsChanged));
    }

    /**
     * Connects, for up to 10 s; then a missing bus ends the driver. The services appear with the first snapshot, once
     * localsettings are there.
     */
    @Override
    public void start() {
        loop.post(bus::connect);
        try {
            loop.start();
        } catch (IOException impossible) {
            exit.exit(ExitStatus.FAULT, "the D-Bus cannot be used: " + impossible.getMessage());
        }
    }

    @Override
    public boolean isReady() {
        return onBus;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (put(Optional.of(snapshot))) {
            exit.exit(ExitStatus.FAULT, "the thread of the D-Bus hangs: the driver ends so that it is started again");
        }
    }

    @Override
    public void offline() {
        put(Optional.empty());
    }

    @Override
    public void event(Event event) {
        loop.post(() -> notifications.show(event));
    }

    /** @return whether the loop has accepted nothing for too long */
    private boolean put(Optional<Snapshot> newest) {
        while (!waiting.offerLast(newest)) {
            waiting.pollFirst();
        }
        long now = System.nanoTime() | 1;
        long since = waitingSince.compareAndExchange(0, now);
        loop.wake();
        return since != 0 && now - since > HANG_LIMITS * busLimit.toNanos();
    }

    private void acceptWaiting() {
        waitingSince.set(0);
        for (Optional<Snapshot> next = waiting.pollFirst(); next != null && !closing; next = waiting.pollFirst()) {
            next.ifPresentOrElse(this::publish, this::withdraw);
        }
    }

    private void publish(Snapshot newest) {
        Snapshot snapshot = settings.energy() == VenusSettings.Energy.INTEGRATED ? withRunningCounters(newest) : newest;
        meterState.accept(snapshot);
        ess.telegramsArrive();
        if (grid.isEmpty()) {
            grid = Optional.of(gridMeter(snapshot.key()));
            driver.names().remember(snapshot.key().text(), grid.get().id());
        }
        grid.get().onBus().ifPresent(view -> acceptTelegram(view.of(snapshot)));
        grid.get().publish(snapshot);
        mbusServices.publish(snapshot);
        Optional<GridView> onBus = grid.get().onBus();
        onBus.ifPresent(view -> {
            ess.accept(view.published(grid.get().serviceName()));
            warnOf(view.registration().phases());
            notifications.device(view.registration().customName());
        });
        boolean used = onBus.filter(view -> view.registration().kind().equals(Role.GRID.text())
                && !ess.verdict().rulesOut()).isPresent();
        limiter.accept(newest.demand().map(Demand::importLimit).orElse(ImportLimit.NONE), newest.values(), used, arrival(newest),
                follow.ageNanos());
        if (choices.on(Switch.LIMITER).isPresent()) {
            driver.state().limiter(limiter.status());
        }
        checkStalled();
    }

    /** Returns the snapshot with counters increased by power; a counter that the meter does not send stays absent. */
    static Snapshot withRunningCounters(Snapshot snapshot) {
        Values.Builder running = new Values.Builder();
        snapshot.values().present().forEach(quantity -> running.set(quantity, snapshot.values().scaled(quantity)));
        snapshot.energy().running().forEach((counter, energy) -> counter.quantity().filter(snapshot.values()::has)
                .ifPresent(quantity -> running.set(quantity, energy)));
        return snapshot.withValues(running.build());
    }

    /** Accepts a telegram before it is published. */
    private void acceptTelegram(GridView view) {
        boolean on = choices.on(Switch.FOLLOW).orElse(false);
        view.telegramPowers().ifPresent(powers -> {
            Optional<EssVerdict.Follow> before = follow.status();
            String wiring = view.snapshot().key().text() + " " + view.registration().phases().text();
            follow.accept(new InverterFollower.Telegram(wiring, powers, arrival(view.snapshot()), on,
                    view.registration().kind().equals(Role.GRID.text()) && ess.regulates()));
            if (!before.equals(follow.status())) {
                driver.state().ess(verdict());
            }
        });
        inverters.watch(on || choices.on(Switch.LIMITER).orElse(false));
        if (ess.regulates() && follow.isSlow()) {
            inverters.pollRarely();
        }
    }

    /** Returns when a telegram arrived, by the clock; a busy loop gets it later. */
    private long arrival(Snapshot snapshot) {
        long late = Duration.between(snapshot.arrival(), Instant.now()).toMillis();
        return clock.getAsLong() - (late > 0 && late < MOST_LATE_MILLIS ? late * 1_000_000 : 0);
    }

    private void accept(InverterPower reported) {
        limiter.accept(reported);
        if (follow.accept(reported)) {
            grid.ifPresent(Device::refresh);
        }
    }

    private EssVerdict verdict() {
        return ess.verdict().withFollow(follow.status());
    }

    private void withdraw() {
        limiter.offline();
        follow.offline();
        inverters.watch(false);
        devices().forEach(Device::withdraw);
        ess.offline();
    }

    private void checkStalled() {
        if (bus.link.isPresent() && bus.link.get().stalled(busLimit) || devices().stream().anyMatch(device -> device.stalled(busLimit))) {
            bus.end(ExitStatus.UNAVAILABLE, "the D-Bus has not answered for " + busLimit.toSeconds()
                    + " s; the driver ends and is started again");
        }
    }

    private Device<Snapshot, GridView> gridMeter(MeterKey key) {
        RuntimeSettings runtime = new RuntimeSettings(choices, key, driver.blackBox(), driver.search(), limiter::status);
        return new Device<>(new DeviceSettings("p1_" + key, settings.allowedRoles(), Optional.of(settings), runtime,
                bus::settings), this::gridName,
                registration -> GridPaths.of(Role.of(registration.kind()).orElseThrow(), settings.energy(),
                        driver.state().outputs()),
                (published, registration) -> new GridView(published, meterState, registration, settings, verdict(),
                        driver.state().outputs(), runtime, follow.correction()), bus);
    }

    /**
     * Returns the name of the energy meter's service. A meter that never sent a power is shown, but not as a grid meter, so that
     * ESS does as its owner chose for no grid meter.
     */
    private String gridName(Registration registration) {
        boolean load = registration.kind().equals(Role.GRID.text()) && meterState.shape().powerless();
        return "com.victronenergy." + (load ? Role.ACLOAD.text() : registration.kind()) + "." + settings.suffix();
    }

    private void essChanged() {
        driver.state().ess(verdict());
        grid.ifPresent(Device::refresh);
    }

    /** Warns once of each order that leaves phases of the meter unpublished. */
    private void warnOf(PhaseOrder order) {
        if (!order.fits(meterState.shape().phases()) && !order.equals(warnedOf)) {
            warnedOf = order;
            LOG.warn("the order of phases is {}, one for a one-phase meter, but this meter has three: its L2 and L3"
                    + " are not published; name all three, as in L2,L3,L1", order.text());
        }
    }

    /** Ends the driver after a mistake of this program; called on the loop. */
    private void fault(Throwable mistake) {
        bus.end(ExitStatus.FAULT, "internal error on the D-Bus, please report it: " + mistake);
        LOG.error("internal error on the D-Bus", mistake);
    }

    @Override
    public void close() {
        loop.post(this::leave);
        try {
            if (!closed.await(CLOSE_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the bus does not answer: its names end with the connections");
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        loop.post(() -> {
            devices().forEach(Device::closeAtOnce);
            bus.link.ifPresent(LocalSettings::close);
        });
        loop.end();
    }

    /** Withdraws the values first: the last of the answers ends the wait of {@link #close}. */
    private void leave() {
        closing = true;
        devices().forEach(Device::withdraw);
        limiter.release(() -> {
            released = true;
            bus.left();
        });
    }

    /** Returns all devices, the energy meter first, because the house's energy management waits for it. */
    private List<Device<?, ?>> devices() {
        List<Device<?, ?>> devices = new ArrayList<>();
        grid.ifPresent(devices::add);
        devices.addAll(mbusServices.devices());
        return devices;
    }

    /** The bus, as the devices use it. */
    private final class Bus implements Device.Context, LocalSettings.Events {
        private String socket = "";
        private Optional<LocalSettings> link = Optional.empty();
        private boolean isOpen;
        private boolean settingsPresent;

        private void connect() {
            try {
                socket = BusAddress.socket(environment);
                link = Optional.of(new LocalSettings(loop, socket, START_LIMIT, this));
            } catch (IllegalArgumentException unusable) {
                end(ExitStatus.UNAVAILABLE, String.valueOf(unusable.getMessage()));
            }
        }

        private Optional<LocalSettings> open() {
            return isOpen ? link : Optional.empty();
        }

        @Override
        public Optional<LocalSettings> settings() {
            return settingsPresent ? link : Optional.empty();
        }

        @Override
        public BusConnection connect(BusConnection.Client service) {
            return BusConnection.open(loop, socket, busLimit, service);
        }

        /** The energy meter is on the bus before the other devices. */
        @Override
        public boolean mayRegister(Device<?, ?> device) {
            return grid.filter(meter -> meter != device && meter.isComing()).isEmpty();
        }

        @Override
        public void registered() {
            grid.flatMap(Device::onBus).ifPresent(view -> {
                onBus = true;
                mbusServices.publish(view.snapshot());
            });
        }

        @Override
        public void left() {
            if (closing && released && devices().stream().noneMatch(Device::isLeaving)) {
                closed.countDown();
            }
        }

        @Override
        public void present(boolean there) {
            isOpen = true;
            boolean left = settingsPresent && !there;
            settingsPresent = there;
            limiter.surroundingsChanged();
            if (there) {
                ess.surroundingsChanged();
                devices().forEach(Device::settingsReturned);
            } else if (left) {
                ess.settingsLeft();
                LOG.info("{} has left D-Bus: the driver adds its settings again when it returns", LocalSettings.NAME);
            } else {
                LOG.info("{} is not on D-Bus: the meter is registered as soon as it is. A computer without Venus OS"
                        + " does not have it: set venus.enabled=false there", LocalSettings.NAME);
            }
        }

        @Override
        public void changed(String path, Object value) {
            if (LocalSettings.ESS_SETTINGS.contains(path)) {
                ess.surroundingsChanged();
            }
            for (Device<?, ?> device : devices()) {
                String prefix = LocalSettings.DEVICES + device.id() + "/";
                if (path.startsWith(prefix)) {
                    device.settingChanged(path.substring(prefix.length()), value);
                }
            }
        }

        @Override
        public void gridMetersChanged() {
            ess.surroundingsChanged();
        }

        @Override
        public void refused(String why) {
            end(ExitStatus.FORBIDDEN, REFUSED + why);
        }

        @Override
        public void lost(boolean wasOpen, String why) {
            end(ExitStatus.UNAVAILABLE, wasOpen ? GONE : "no D-Bus at " + socket + ": " + why + """
                    ; on a computer that is no GX device set venus.enabled=false, otherwise start dbus-daemon or name its \
                    bus in DBUS_SYSTEM_BUS_ADDRESS""");
        }

        /** Ends the driver for the first cause; not while it closes. */
        @Override
        public void end(ExitStatus status, String line) {
            if (!ending && !closing) {
                ending = true;
                exit.exit(status, line);
            }
        }
    }
}
