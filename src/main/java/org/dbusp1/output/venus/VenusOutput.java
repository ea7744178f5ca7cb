package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.process.ExitRequest;
import org.dbusp1.process.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter on the D-Bus of a GX device: an energy meter, and a pulse meter for each gas or water meter behind it.
 * Each service has a connection of its own, as velib_python's private buses; one more belongs to localsettings and
 * notices when the bus goes.
 *
 * <p>One lock guards all of it, so that any thread may call. No thread waits for the bus while it holds the lock:
 * messages are queued, a slow bus gets fewer of them, and registering runs on the thread that receives localsettings'
 * answers.
 */
public final class VenusOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(VenusOutput.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    /**
     * A GX device that starts keeps its bus busy for seconds; one that has not answered for this long does not recover.
     */
    private static final Duration BUS_LIMIT = Duration.ofSeconds(30);
    private static final Duration CLOSE_LIMIT = Duration.ofMillis(900);

    private final Duration busLimit;
    private final VenusSettings settings;
    private final Map<String, String> environment;
    private final DriverEnd end;
    private final Object lock = new Object();
    private final MeterState meterState;
    private final IntegratedEnergy integrated = new IntegratedEnergy();
    private final SharedContext common = new SharedContext();
    private final MBusServices mbusServices;
    private final EssWatch ess = new EssWatch(lock, common::settings, this::essChanged);
    private final SharedFacts shared;
    private final UnplacedPhases unplaced = new UnplacedPhases();
    private Optional<Device<Snapshot, GridView>> grid = Optional.empty();
    private String socket = "";
    private Optional<LocalSettings> localSettings = Optional.empty();
    private boolean settingsPresent;
    private boolean closed;
    private long stopAskedNanos = System.nanoTime();

    /**
     * @param environment the process's variables; they may name the bus
     * @param exit        how the driver is told to exit
     */
    public VenusOutput(VenusSettings settings, Map<String, String> environment, ExitRequest exit, SharedFacts shared) {
        this(settings, environment, exit, shared, BUS_LIMIT);
    }

    /** @param busLimit for how long the bus may neither read nor answer while telegrams come */
    VenusOutput(VenusSettings settings, Map<String, String> environment, ExitRequest exit, SharedFacts shared,
            Duration busLimit) {
        this.meterState = new MeterState(shared.days(), shared.line());
        this.busLimit = busLimit;
        this.shared = shared;
        this.end = new DriverEnd(exit);
        this.settings = settings;
        this.environment = Map.copyOf(environment);
        this.mbusServices = new MBusServices(settings, common);
    }

    /**
     * Connects; waits up to 10 s for a bus. The services appear with the first snapshot, once localsettings are there.
     * Where there is no bus the ending is called.
     */
    @Override
    public void start() {
        try {
            socket = settings.bus().socket(environment);
            LocalSettings connected = LocalSettings.connect(socket, START_LIMIT);
            synchronized (lock) {
                localSettings = Optional.of(connected);
            }
            connected.watch(new SettingsEvents(), end);
        } catch (IOException | IllegalArgumentException absent) {
            end.end(ExitStatus.UNAVAILABLE, absent.getMessage());
        }
    }

    /** {@inheritDoc} Some milliseconds at most: the lock is held for that long. */
    @Override
    public boolean isReady() {
        synchronized (lock) {
            return grid.flatMap(Device::onBus).isPresent();
        }
    }

    @Override
    public void snapshot(Snapshot newest) {
        boolean stopped;
        synchronized (lock) {
            if (closed) {
                return;
            }
            Snapshot snapshot = settings.energy() == VenusSettings.Energy.INTEGRATED
                    ? integrated.apply(newest) : newest;
            meterState.accept(snapshot);
            ess.heard();
            if (grid.isEmpty()) {
                grid = Optional.of(new Device<>(gridKind(snapshot), common));
            }
            grid.get().publish(snapshot);
            mbusServices.publish(snapshot);
            Optional<BusService<GridView>> service = grid.get().onBus();
            if (service.isPresent()) {
                ess.published(service.get().name(), service.get().view());
                unplaced.published(service.get().registration().phases(), meterState.shape().phases());
            }
            stopped = busStopped();
        }
        if (stopped) {
            end.end(ExitStatus.UNAVAILABLE, "the D-Bus has not answered for " + busLimit.toSeconds()
                    + " s; the driver ends and "
                    + "is started again");
        }
    }

    /** Asked a few times within the limit, not with each telegram. */
    private boolean busStopped() {
        long now = System.nanoTime();
        if (now - stopAskedNanos < busLimit.toNanos() / 10) {
            return false;
        }
        stopAskedNanos = now;
        return localSettings.isPresent() && localSettings.get().busStopped(busLimit)
                || devices().stream().anyMatch(device -> device.busStopped(busLimit));
    }

    private DeviceKind<Snapshot, GridView> gridKind(Snapshot snapshot) {
        DeviceChoices choices = new DeviceChoices(shared.choices(), snapshot.key());
        return new DeviceKind<>("p1_" + snapshot.key(), settings.suffix(),
                Stream.of(Role.values()).map(Role::text).toList(), settings.role().map(Role::text),
                Optional.of(new Wiring(settings.position(), settings.phases())),
                registration -> GridPaths.of(Role.of(registration.kind()).orElseThrow(), settings.energy()),
                (published, registration) -> new GridView(published, meterState, registration, settings, ess.verdict(),
                        choices), choices, this::standIn);
    }

    /**
     * A meter that never told a power is shown, but is no grid meter: without one ESS follows what its owner chose for
     * that case.
     */
    private String standIn(String kind) {
        return kind.equals(Role.GRID.text()) && meterState.shape().powerless() ? Role.ACLOAD.text() : kind;
    }

    private void essChanged() {
        shared.verdict().set(ess.verdict());
        grid.ifPresent(Device::refresh);
    }

    /** A refused telegram changes no value; the next snapshot holds its count. */
    @Override
    public void rejected(Rejected rejected) {
        LOG.debug("refused: {}", rejected.cause());
    }

    @Override
    public void offline() {
        synchronized (lock) {
            devices().forEach(Device::withdraw);
            ess.offline();
        }
    }

    @Override
    public void close() {
        List<Device<?, ?>> leaving;
        Optional<LocalSettings> last;
        synchronized (lock) {
            closed = true;
            end.closing();
            leaving = devices();
            leaving.forEach(Device::withdraw);
            awaitLeft(leaving);
            last = localSettings;
        }
        leaving.forEach(Device::closeAtOnce);
        last.ifPresent(LocalSettings::close);
    }

    private void awaitLeft(List<Device<?, ?>> leaving) {
        long deadline = System.nanoTime() + CLOSE_LIMIT.toNanos();
        try {
            while (leaving.stream().anyMatch(Device::isLeaving) && System.nanoTime() < deadline) {
                TimeUnit.NANOSECONDS.timedWait(lock, Math.max(1, deadline - System.nanoTime()));
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** The energy meter first: the house's energy management waits for it. */
    private List<Device<?, ?>> devices() {
        List<Device<?, ?>> devices = new ArrayList<>();
        grid.ifPresent(devices::add);
        devices.addAll(mbusServices.devices());
        return devices;
    }

    /** What the devices share. */
    private final class SharedContext implements DeviceContext {
        @Override
        public Object lock() {
            return lock;
        }

        @Override
        public String socket() {
            return socket;
        }

        @Override
        public Optional<LocalSettings> settings() {
            return settingsPresent ? localSettings : Optional.empty();
        }

        @Override
        public void whenBusAnswers(Runnable work) {
            localSettings.orElseThrow().whenBusAnswers(work);
        }

        @Override
        public DriverEnd end() {
            return end;
        }
    }

    private final class SettingsEvents implements LocalSettings.Events {
        @Override
        public void present(boolean there) {
            synchronized (lock) {
                settingsPresent = there;
                if (there) {
                    devices().forEach(Device::settingsReturned);
                } else {
                    LOG.info("{} is not on the bus: services register when it comes. A computer without Venus OS has"
                            + " none: set venus.enabled=false there", LocalSettings.NAME);
                }
            }
        }

        @Override
        public void changed(String device, String setting, Object value) {
            synchronized (lock) {
                devices().stream().filter(one -> one.id().equals(device))
                        .forEach(one -> one.settingChanged(setting, value));
            }
        }

        @Override
        public void surroundingsChanged() {
            synchronized (lock) {
                ess.surroundingsChanged();
            }
        }
    }
}
