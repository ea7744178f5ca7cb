package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.dbusp1.process.ExitStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device on the bus: it reads its class and instance from its settings, registers on a connection of its own,
 * publishes changes, leaves when its values are no longer valid, and registers again when its owner changes its
 * instance.
 *
 * <p>Everything is guarded by the output's lock; exceptions are named. No thread waits for the bus while it holds the
 * lock. Registering waits for answers and therefore runs without the lock on the reading thread of the connection to
 * localsettings.
 *
 * @param <S> what is published
 * @param <V> the view of it that the table of paths takes values from
 */
final class Device<S, V> {
    private static final Logger LOG = LoggerFactory.getLogger(Device.class);

    private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);

    private enum State {
        /** Not on the bus. */
        OFFLINE,
        /** Waits for an answer of localsettings. */
        READING_SETTINGS,
        /** Its setting is invalid and cannot be corrected; waits for a change. */
        SETTINGS_UNUSABLE,
        /** Connects and requests its name. */
        REGISTERING,
        /** On the bus. */
        ON,
        /** Releases its name. */
        LEAVING
    }

    private final DeviceKind<S, V> kind;
    private final DeviceContext context;
    private final DeviceSettings settings;
    private State state = State.OFFLINE;
    private Optional<S> latest = Optional.empty();
    private Optional<BusService<V>> service = Optional.empty();
    private String standsAs = "";
    /** Clients that write a role and have no answer yet. */
    private int rolesBeingStored;

    Device(DeviceKind<S, V> kind, DeviceContext context) {
        this.kind = kind;
        this.context = context;
        this.settings = new DeviceSettings(kind, context);
    }

    String id() {
        return kind.id();
    }

    /** Its service; empty while it is not on the bus. */
    Optional<BusService<V>> onBus() {
        return state == State.ON ? service : Optional.empty();
    }

    /** Publishes what changed beside the telegrams. */
    void refresh() {
        if (state == State.ON && latest.isPresent()) {
            publishChanges();
        }
    }

    boolean isLeaving() {
        return state == State.LEAVING;
    }

    /**
     * Publishes values: registers the service first where it is not on the bus.
     *
     * @param news the same object as before holds nothing new
     */
    void publish(S news) {
        boolean old = latest.isPresent() && latest.get() == news;
        latest = Optional.of(news);
        if (state == State.OFFLINE) {
            register();
        } else if (state == State.ON && !kind.standsAs(service.get().registration()).equals(standsAs)) {
            leave(); // and registers again under its other name
        } else if (state == State.ON && !old) {
            publishChanges();
        }
        // Else it is registering and takes the newest view when it is done.
    }

    private void publishChanges() {
        fill(service.get());
        service.get().flush();
    }

    private void fill(BusService<V> filled) {
        filled.fill(kind.view().apply(latest.get(), filled.registration()));
    }

    /** No value is valid any longer: the measurements become invalid and the service leaves. */
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
            synchronized (context.lock()) {
                state = State.OFFLINE;
                service = Optional.empty();
                context.lock().notifyAll();
                if (latest.isPresent()) {
                    register();
                }
                LOG.info("{} has left the bus", left.name());
            }
        });
    }

    /** Whether the bus has stopped, as {@link BusConnection#stopped} tells. */
    boolean busStopped(Duration limit) {
        return service.isPresent() && service.get().busStopped(limit);
    }

    /** Closes the connection without releasing the name; the process ends. */
    void closeAtOnce() {
        service.ifPresent(BusService::closeAtOnce);
    }

    /** Localsettings came back to the bus, perhaps with other values. */
    void settingsReturned() {
        settings.markOutdated();
        if (state == State.SETTINGS_UNUSABLE || state == State.OFFLINE && latest.isPresent()) {
            readSettings();
        } else if (state == State.ON) {
            readAgain();
        } // Else it reads them before, or as soon as, it is on the bus.
    }

    /** Of a device on the bus: takes over what is different now. */
    private void readAgain() {
        settings.readSettings(answer -> {
            synchronized (context.lock()) {
                if (answer.refusal().isEmpty() && settings.accept(answer)) {
                    applyChangedSettings();
                }
            }
        });
    }

    /** A setting of this device changed. */
    void settingChanged(String name, Object value) {
        settings.update(name, value);
        if (rolesBeingStored == 0) {
            applySettings();
        } // else the client gets its answer before the connection closes
    }

    private void applySettings() {
        if (state == State.SETTINGS_UNUSABLE) {
            readSettings();
        } else {
            applyChangedSettings();
        }
    }

    /**
     * Registers with the settings where they are up to date, so that a meter that was lost comes back also while
     * localsettings hang; else reads them first.
     */
    private void register() {
        if (!settings.known()) {
            readSettings();
            return;
        }
        correct().ifPresent(registration -> context.whenBusAnswers(() -> open(registration)));
    }

    private void readSettings() {
        state = context.settings().isPresent() ? State.READING_SETTINGS : State.OFFLINE;
        settings.readSettings(answer -> {
            Optional<Registration> open = Optional.empty();
            synchronized (context.lock()) {
                if (settings.accept(answer) && latest.isPresent()) {
                    open = correct();
                } else {
                    state = State.OFFLINE; // the next telegram asks again
                }
            }
            open.ifPresent(this::open);
        });
    }

    /** What to open; empty where localsettings have to take a correction first. */
    private Optional<Registration> correct() {
        state = State.READING_SETTINGS;
        return switch (settings.validate(this::readSettings)) {
            case VALID -> {
                state = State.REGISTERING;
                yield Optional.of(settings.registration());
            }
            case BEING_CORRECTED -> Optional.empty();
            case UNCORRECTABLE -> {
                state = State.SETTINGS_UNUSABLE;
                yield Optional.empty();
            }
        };
    }

    /** Publishes changed settings; another class or instance needs another registration. */
    private void applyChangedSettings() {
        if (state != State.ON || settings.validate(this::applyChangedSettings) != DeviceSettings.Validity.VALID) {
            return;
        }
        BusService<V> there = service.get();
        Registration now = settings.registration();
        if (now.kind().equals(there.registration().kind()) && now.instance() == there.registration().instance()) {
            boolean moved = !now.phases().equals(there.registration().phases());
            there.registration(now);
            publishChanges();
            if (moved) {
                LOG.info("{} has its phases as {}", there.name(), settings.order(now.phases()));
            }
        } else {
            leave(); // and registers again with the new settings
            LOG.info("{} becomes {}:{}", there.name(), now.kind(), now.instance());
        }
    }

    /** Without the lock, on the reading thread of the link to localsettings. */
    private void open(Registration registration) {
        String standIn = kind.standsAs(registration);
        String name = kind.serviceName(standIn);
        try {
            BusConnection link = BusConnection.open(context.socket(), OPEN_LIMIT);
            if (!prepared(new BusService<>(name, link, kind.rows().apply(registration), registration,
                    context.lock(), this::store))) {
                link.close();
                return;
            }
            if (!link.request(name)) {
                link.close();
                context.end().end(ExitStatus.BUSY, name + " is taken: another driver serves this port; stop that one "
                        + "first");
                return;
            }
        } catch (IOException broken) {
            context.end().end(ExitStatus.UNAVAILABLE, "cannot register " + name + ": " + broken.getMessage());
            return;
        }
        synchronized (context.lock()) {
            state = State.ON;
            standsAs = standIn;
            if (latest.isPresent()) {
                publishChanges();
                applyChangedSettings();
                if (!settings.known()) {
                    readAgain(); // localsettings came back while it registered with what they told before
                }
            } else {
                withdraw();
            }
        }
        LOG.info("{} is on the bus, instance {}{}", name, registration.instance(),
                settings.isConfigured(registration.phases())
                ? "" : ", its phases as " + settings.order(registration.phases()));
    }

    /**
     * Makes all paths available before the name is requested: dbus-systemcalc-py reads /DeviceInstance as soon as the
     * name appears.
     *
     * @return false when the values became invalid meanwhile
     */
    private boolean prepared(BusService<V> coming) {
        synchronized (context.lock()) {
            if (latest.isEmpty()) {
                state = State.OFFLINE;
                return false;
            }
            service = Optional.of(coming);
            fill(coming);
            coming.markSent();
        }
        coming.listen(context.end());
        return true;
    }

    /**
     * A client writes a path that a setting holds: first the setting is written, then the confirmed value is published.
     */
    private void store(String setting, Object value, Consumer<Boolean> done) {
        if (setting.equals(DeviceSettings.ROLE)) {
            rolesBeingStored++;
            settings.store(setting, value, accepted -> {
                rolesBeingStored--;
                done.accept(accepted);
                applySettings();
            });
            return;
        }
        settings.store(setting, value, accepted -> {
            if (accepted) {
                applySettings();
            }
            done.accept(accepted);
        });
    }
}
