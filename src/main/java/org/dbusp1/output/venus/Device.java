package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.output.venus.DeviceSettings.Validity;
import org.dbusp1.process.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device on the bus: it reads its class and instance from its settings, registers on a separate connection,
 * publishes changes, leaves when its values are no longer valid, and registers again when its owner changes its
 * instance.
 *
 * <pre>
 *              values                settings valid                has its name
 *   OFFLINE ────────────▶ READING ──────────────────▶ REGISTERING ──────────────▶ ON
 *    ▲  ▲ ▲                │ ▲ │                          │                       │
 *    │  │ └─ refused, or ──┘ │ └─ stay invalid ─▶ UNUSABLE│          no values, or another
 *    │  │    no values       └──── setting changed ───┘   │          role or instance
 *    │  └──────────────── no values ──────────────────────┘                       │
 *    └───────────────────────── name released ────────────────── LEAVING ◀────────┘
 * </pre>
 *
 * <p>OFFLINE with values goes on to READING at once; where its settings are up to date, READING is left at once, so
 * that a meter that was lost comes back also while localsettings hang.
 *
 * @param <S> the type of the published values
 * @param <V> the view of them that the table of paths takes values from
 */
final class Device<S, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Device.class);

    /** The surroundings that the devices of one output share. */
    interface Context {
        /** Returns localsettings; absent while they are not on the bus. */
        Optional<LocalSettings> settings();

        /** Opens a connection to the bus. */
        void connect(BusService<?> service);

        /** Returns whether a device may register now; its next values try again. */
        boolean mayRegister(Device<?, ?> device);

        /** A device has come to the bus. */
        void registered();

        /** A device has left the bus. */
        void left();

        /** Ends the driver. */
        void end(ExitStatus status, String line);
    }

    private enum State {
        OFFLINE, READING, UNUSABLE, REGISTERING, ON, LEAVING
    }

    private final DeviceKind<S, V> kind;
    private final Context context;
    private final DeviceSettings settings;
    private State state = State.OFFLINE;
    private Optional<S> latest = Optional.empty();
    private Optional<BusService<V>> service = Optional.empty();
    /** Number of clients that wrote a setting and have no answer yet. */
    private int beingStored;
    /** True while a changed setting waits for their answers: it may close the connection. */
    private boolean postponed;

    Device(DeviceKind<S, V> kind, Context context) {
        this.kind = kind;
        this.context = context;
        this.settings = new DeviceSettings(kind, context::settings);
    }

    String id() {
        return kind.id();
    }

    /** Returns the device's service; absent while it is not on the bus. */
    Optional<BusService<V>> onBus() {
        return state == State.ON ? service : Optional.empty();
    }

    /** Returns whether the device is on its way to the bus. */
    boolean isComing() {
        return state == State.READING || state == State.REGISTERING;
    }

    boolean isLeaving() {
        return state == State.LEAVING;
    }

    /** Returns whether the bus has not answered the device for longer than the limit. */
    boolean stalled(Duration limit) {
        return service.isPresent() && service.get().stalled(limit);
    }

    /** Publishes values; a service that is not on the bus is registered first. */
    void publish(S values) {
        latest = Optional.of(values);
        if (state == State.OFFLINE) {
            register();
        } else if (state == State.ON) {
            refresh();
        } // Else the newest values are taken when the device is on the bus.
    }

    /** Publishes changed values, of the telegram or of the driver itself. */
    void refresh() {
        if (state == State.ON && latest.isPresent()) {
            BusService<V> there = service.get();
            if (!there.name().equals(kind.serviceName(there.registration()))) {
                leave(); // and registers again under its other name
            } else {
                fill(there);
                there.flush();
            }
        }
    }

    private void fill(BusService<V> filled) {
        filled.fill(kind.view().apply(latest.orElseThrow(), filled.registration()));
    }

    /** Withdraws all values: the measurements become invalid and the service leaves the bus. */
    void withdraw() {
        latest = Optional.empty();
        if (state == State.ON) {
            service.get().withdraw();
            leave();
        }
    }

    private void leave() {
        state = State.LEAVING;
        BusService<V> left = service.get();
        left.leave(() -> {
            offline();
            context.left();
            if (latest.isPresent()) {
                register();
            }
            LOG.info("{} is removed from D-Bus", left.name());
        });
    }

    private void offline() {
        state = State.OFFLINE;
        service = Optional.empty();
    }

    /** Closes the connection without releasing the name; the process ends. */
    void closeAtOnce() {
        service.ifPresent(BusService::closeAtOnce);
    }

    /** Reads the settings again: localsettings came back to the bus, perhaps with other values. */
    void settingsReturned() {
        settings.markOutdated();
        if (state == State.UNUSABLE || state == State.ON) {
            read();
        } else if (state == State.OFFLINE && latest.isPresent()) {
            register();
        } // Else the device reads them before, or as soon as, it is on the bus.
    }

    /** Takes over a changed setting of this device. */
    void settingChanged(String name, Object value) {
        settings.update(name, value);
        postponed = beingStored > 0;
        if (!postponed) {
            applySettings();
        }
    }

    private void register() {
        if (context.mayRegister(this) && settings.known()) {
            registerIfValid();
        } else if (context.mayRegister(this)) {
            read();
        }
    }

    /** Reads the settings, then registers with them or, where the device is on the bus, applies what has changed. */
    private void read() {
        boolean asked = settings.read(accepted -> {
            if (state == State.ON && accepted) {
                applySettings();
            } else if (state == State.READING && accepted && latest.isPresent()) {
                registerIfValid();
            } else if (state == State.READING) {
                state = State.OFFLINE; // the next telegram asks again
            }
        });
        if (state != State.ON) {
            state = asked ? State.READING : State.OFFLINE;
        }
    }

    private void registerIfValid() {
        state = switch (settings.validate(this::read)) {
            case VALID -> State.REGISTERING;
            case BEING_CORRECTED -> State.READING;
            case UNCORRECTABLE -> State.UNUSABLE;
        };
        if (state == State.REGISTERING) {
            connect();
        }
    }

    private void connect() {
        Registration registration = settings.registration();
        BusService<V> coming = new BusService<>(kind.serviceName(registration), kind.rows().apply(registration),
                registration, this::store, this::connected);
        service = Optional.of(coming);
        context.connect(coming);
    }

    /**
     * Makes all paths available before the name is requested: dbus-systemcalc-py reads /DeviceInstance as soon as the
     * name appears.
     */
    private void connected() {
        BusService<V> coming = service.orElseThrow();
        if (latest.isEmpty()) {
            coming.closeAtOnce();
            offline();
            return;
        }
        fill(coming);
        coming.markSent();
        coming.request(owned -> {
            if (owned) {
                registered(coming);
                context.registered();
            } else {
                coming.closeAtOnce();
                context.end(ExitStatus.BUSY, coming.name() + " is taken: another driver serves this port; stop that one first");
            }
        });
    }

    private void registered(BusService<V> there) {
        state = State.ON;
        if (latest.isEmpty()) {
            withdraw();
            return;
        }
        refresh();
        applySettings();
        if (!settings.known()) {
            read(); // localsettings came back while it registered with their earlier values
        }
        Registration registration = there.registration();
        LOG.info("{} is registered on D-Bus, instance {}{}", there.name(), registration.instance(),
                settings.isConfigured(registration.phases())
                ? "" : ", order of phases " + settings.describe(registration.phases()));
    }

    /** Publishes changed settings; another class or instance needs another registration. */
    private void applySettings() {
        postponed = false;
        if (state == State.UNUSABLE) {
            read();
            return;
        }
        if (state != State.ON || settings.validate(this::applySettings) != Validity.VALID) {
            return;
        }
        BusService<V> there = service.get();
        Registration now = settings.registration();
        if (now.kind().equals(there.registration().kind()) && now.instance() == there.registration().instance()) {
            boolean moved = !now.phases().equals(there.registration().phases());
            there.registration(now);
            refresh();
            if (moved) {
                LOG.info("{}: the order of phases is {}", there.name(), settings.describe(now.phases()));
            }
        } else {
            leave(); // and registers again with the new settings
            LOG.info("{} changes its role and instance to {}:{}", there.name(), now.kind(), now.instance());
        }
    }

    /**
     * Stores what a client writes to a path with a setting. The client gets its answer before the connection may close;
     * the value that localsettings confirm is published.
     */
    private void store(PathDefinition.Store<Object> store, Object value, Consumer<Boolean> done) {
        beingStored++;
        store.write(settings, value, accepted -> {
            beingStored--;
            done.accept(accepted);
            if (accepted || postponed) {
                applySettings();
            }
        });
    }
}
