package org.dbusp1.output.venus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.venus.DeviceSettings.Registration;
import org.dbusp1.output.venus.DeviceSettings.RuntimeSettings;
import org.dbusp1.output.venus.VenusConfig.Role;
import org.dbusp1.venus.LocalSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one meter: the energy meter, which registers first because the house's energy management waits for it, and those
 * of its M-Bus devices. Used only on the loop.
 */
final class Services implements Device.Group, Bus.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(Services.class);

    private final VenusConfig settings;
    private final DriverContext driver;
    private final Bus bus;
    private final EssSteering ess;
    private final Runnable registered;
    private final Runnable left;
    private final MeterState meterState;
    private final MBusServices mbusServices;
    /** Null before the first snapshot. */
    private @Nullable Device<Snapshot, GridView> grid;
    private PhaseOrder warnedOf = PhaseOrder.STRAIGHT;

    /**
     * @param registered runs when a service has its name and the energy meter is on the bus
     * @param left runs when a service has released its name
     */
    Services(VenusConfig settings, DriverContext driver, Bus bus, EssSteering ess, Runnable registered, Runnable left) {
        this.settings = settings;
        this.driver = driver;
        this.bus = bus;
        this.ess = ess;
        this.registered = registered;
        this.left = left;
        this.meterState = new MeterState(driver.line());
        this.mbusServices = new MBusServices(settings, driver.memory(), bus, this);
    }

    /** Publishes a snapshot on all services. */
    void publish(Snapshot newest) {
        Snapshot snapshot = settings.energy().countersOf(newest);
        meterState.accept(snapshot);
        if (meterState.shape().awaitsPower()) {
            devices().forEach(Device::withdraw); // those of another meter
            return;
        }
        if (grid == null) {
            grid = gridMeter(snapshot.key());
            driver.names().remember(snapshot.key().text(), grid.id());
        }
        grid.onBus().ifPresent(view -> ess.accept(view.of(snapshot)));
        grid.publish(snapshot);
        mbusServices.publish(snapshot);
        grid.onBus().ifPresent(view -> warnOf(view.registration().phases()));
    }

    Optional<GridView> grid() {
        return grid == null ? Optional.empty() : grid.onBus();
    }

    /** Returns the name of the energy meter's service; empty while it neither has nor requests one. */
    String gridName() {
        return grid == null ? "" : grid.serviceName();
    }

    private Device<Snapshot, GridView> gridMeter(MeterKey key) {
        RuntimeSettings runtime = new RuntimeSettings(driver.state().choices(), key, driver.blackBox(), driver.search(), ess::limiter);
        return new Device<>(new DeviceSettings("p1_" + key, settings.allowedRoles(), settings, runtime, driver.memory(),
                bus::settings),
                this::gridName,
                registration -> GridPaths.of(Role.of(registration.kind()).orElseThrow(), settings.energy(), driver.state().outputs()),
                (published, registration) -> new GridView(published, meterState, registration, settings, ess.verdict(),
                        driver.state().outputs(), runtime, ess.correction()), bus, this);
    }

    /**
     * Returns the name of the energy meter's service. A meter that sends no power is shown, but not as a grid meter, so that
     * ESS does as its owner chose for no grid meter.
     */
    private String gridName(Registration registration) {
        boolean load = registration.kind().equals(Role.GRID.text()) && meterState.shape().powerAbsence() != null;
        return "com.victronenergy." + (load ? Role.ACLOAD.text() : registration.kind()) + "." + settings.suffix();
    }

    /** Warns once of each order that leaves phases of the meter unpublished. */
    private void warnOf(PhaseOrder order) {
        if (!order.fits(meterState.shape().phases()) && !order.equals(warnedOf)) {
            warnedOf = order;
            LOG.warn("the order of phases is {}, one for a one-phase meter, but this meter has three: its L2 and L3"
                    + " are not published; name all three, as in L2,L3,L1", order.text());
        }
    }

    /** Publishes what the driver itself has changed. */
    void refresh() {
        if (grid != null) {
            grid.refresh();
        }
    }

    /** Returns all devices, the energy meter first. */
    List<Device<?, ?>> devices() {
        List<Device<?, ?>> devices = new ArrayList<>();
        if (grid != null) {
            devices.add(grid);
        }
        devices.addAll(mbusServices.devices());
        return devices;
    }

    @Override
    public boolean mayRegister(Device<?, ?> device) {
        return grid == null || grid == device || !grid.isComing();
    }

    @Override
    public void registered() {
        grid().ifPresent(view -> {
            registered.run();
            mbusServices.publish(view.snapshot());
        });
    }

    @Override
    public void left() {
        left.run();
    }

    @Override
    public void settingsPresent(boolean there) {
        if (there) {
            devices().forEach(Device::settingsReturned);
        }
    }

    @Override
    public void settingChanged(String path, Object value) {
        for (Device<?, ?> device : devices()) {
            String prefix = LocalSettings.DEVICES + device.id() + "/";
            if (path.startsWith(prefix)) {
                device.settingChanged(path.substring(prefix.length()), value);
            }
        }
    }
}
