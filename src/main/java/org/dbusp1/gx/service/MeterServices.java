package org.dbusp1.gx.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.feedback.DriverState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The services of one meter: the energy meter, which registers first because the house's energy management waits for
 * it, and the services of its M-Bus devices. Used only on the loop.
 */
final class MeterServices implements DriverConnections.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(MeterServices.class);

    private final VenusConfig settings;
    private final DriverState state;
    private final ServiceParts parts;
    private final DriverConnections bus;
    private final EssCoordinator ess;
    private final MeterState meterState;
    private final Runnable onEnergyMeter;
    private final Runnable onLeft;
    private final MBusServices mbusServices;
    private @Nullable BusService<Snapshot, MeterView> energyMeter;
    /** The order that the last warning named; before the first warning STRAIGHT, which fits every meter. */
    private PhaseOrder warnedOf = PhaseOrder.STRAIGHT;
    private QuickAccess.Names quickAccessNames = QuickAccess.Names.ENGLISH;

    /**
     * @param onEnergyMeter runs at each registration of a service while the energy meter is on the bus
     * @param onLeft runs when a service has released its name
     */
    MeterServices(VenusConfig settings, DriverState state, ServiceParts parts, DriverConnections bus, EssCoordinator ess,
            MeterState meterState, Runnable onEnergyMeter, Runnable onLeft) {
        this.settings = settings;
        this.state = state;
        this.parts = parts;
        this.bus = bus;
        this.ess = ess;
        this.meterState = meterState;
        this.onEnergyMeter = onEnergyMeter;
        this.onLeft = onLeft;
        this.mbusServices = new MBusServices(settings, parts.memory(), bus, this);
    }

    /** Publishes the energy meter, then its M-Bus devices. @param snapshot was accepted by the meter's state */
    void publish(Snapshot snapshot) {
        if (energyMeter == null) {
            energyMeter = newEnergyMeter(snapshot.key());
            parts.deviceNames().remember(snapshot.key().text(), energyMeter.id());
        }
        energyMeter.publish(snapshot);
        mbusServices.publish(snapshot);
        MeterView published = energyMeterView();
        if (published != null) {
            warnOf(published);
        }
    }

    /** Returns the energy meter as published; null while it is not on the bus. */
    @Nullable MeterView energyMeterView() {
        return energyMeter == null ? null : energyMeter.published();
    }

    void withdraw() {
        devices().forEach(BusService::withdraw);
    }

    private BusService<Snapshot, MeterView> newEnergyMeter(MeterKey key) {
        DeviceSettings registered = new DeviceSettings("p1_" + key, settings.allowedRoles(), settings, parts.memory(),
                () -> bus.localSettings().orElse(null), bus::nanos);
        return new BusService<>(registered, state.choices(), key, new EnergyMeter(), bus, this);
    }

    private final class EnergyMeter implements BusService.Content<Snapshot, MeterView> {
        @Override
        public String serviceName(Registration registration) {
            return settings.serviceName(meterState.summary().role(registration));
        }

        @Override
        public List<PathDefinition<MeterView>> paths(Registration registration) {
            return GridPaths.of(Role.of(registration.kind()).orElseThrow(), state.choices().limitIsAdjustable(), parts.blackBox(),
                    parts.search());
        }

        @Override
        public MeterView view(Snapshot snapshot, Registration registration, Map<Choice, Object> chosen) {
            return new MeterView(snapshot, meterState.summary(), registration, settings, state.board().subjects(),
                    chosen, quickAccessNames, parts.blackBox() == null ? null : parts.blackBox().lastCopy(),
                    parts.search() == null ? null : parts.search().result(), ess.correction());
        }

        @Override
        public void changed(Choice choice) {
            ess.changed(choice);
        }
    }

    /** Warns of an order that leaves phases of the meter unpublished, unless the last warning named the same order. */
    private void warnOf(MeterView view) {
        PhaseOrder order = view.registration().phases();
        if (!order.fits(view.grid().phases()) && !order.equals(warnedOf)) {
            warnedOf = order;
            LOG.warn("the order of phases is {}, one for a one-phase meter, but this meter has three: its L2 and L3"
                    + " are not published; name all three, as in L2,L3,L1", order.text());
        }
    }

    /** Publishes values that the driver itself has changed. */
    void refresh() {
        if (energyMeter != null) {
            energyMeter.refresh();
        }
    }

    /** Returns all devices, the energy meter first. */
    List<BusService<?, ?>> devices() {
        List<BusService<?, ?>> devices = new ArrayList<>();
        if (energyMeter != null) {
            devices.add(energyMeter);
        }
        devices.addAll(mbusServices.devices());
        return devices;
    }

    /** Returns true if the device may register now; otherwise its next values ask again. */
    boolean mayRegister(BusService<?, ?> device) {
        return energyMeter == null || energyMeter == device || !energyMeter.isRegistering();
    }

    void registered() {
        MeterView view = energyMeterView();
        if (view != null) {
            onEnergyMeter.run();
            ess.meterOnBus(view);
            mbusServices.publish(view.snapshot());
        }
    }

    void left() {
        onLeft.run();
    }

    @Override
    public void settingsPresent(boolean present) {
        if (present) {
            devices().forEach(BusService::settingsReturned);
        }
    }

    @Override
    public void settingChanged(String path, Object value) {
        if (path.equals(BusItemClient.LANGUAGE)) {
            quickAccessNames = QuickAccess.Names.in(value.toString());
            refresh();
        }
        for (BusService<?, ?> device : devices()) {
            String prefix = BusItemClient.DEVICES + device.id() + "/";
            if (path.startsWith(prefix)) {
                device.settingChanged(path.substring(prefix.length()), value);
            }
        }
    }
}
