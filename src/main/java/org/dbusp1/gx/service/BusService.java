package org.dbusp1.gx.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.gx.dbus.BusConnection;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.gx.service.PathDefinition.Lifetime;
import org.dbusp1.gx.service.PathDefinition.View;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.OwnerChoices;
import org.freedesktop.dbus.messages.MethodCall;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service on the bus: one device, on a connection of its own. Values, settings and the end of values may come in each state:
 * <pre>
 * state        values (publish)         settings returned or changed     no values (withdraw)  until
 * Offline      Reading                  Reading, if it has values        -                     one of these
 * Reading      kept                     kept                             kept                  settings are read: Registering if they are
 *                                                                                              valid, and it has values; else Offline
 * Registering  kept                     kept                             kept                  it has its name: On, or Leaving without
 *                                                                                              values
 * On           changes are sent; under  applied; of another class or     invalid, then         one of these
 *              another name Leaving     instance Leaving                 Leaving
 * Leaving      kept                     kept                             kept                  its name is released: Offline, then Reading
 *                                                                                              if it has values
 * </pre>
 * Kept is only the newest. A client that writes a setting is answered first: a new registration may close its connection.
 *
 * @param <S> the type of the published values
 * @param <V> the view of these values from which the table of paths reads
 */
final class BusService<S, V extends View> {
    private static final Logger LOG = LoggerFactory.getLogger(BusService.class);
    /** Number of signals that may wait for a slow bus. Later changes are collected in one more signal. */
    private static final int BACKLOG = 16;

    /** The published form of a device: its name on the bus, its paths, and the view with their values. */
    interface Content<S, V extends View> {
        String serviceName(Registration registration);

        List<PathDefinition<V>> paths(Registration registration);

        /** @param chosen the choices in the file, as {@link Choices#values} */
        V view(S values, Registration registration, Map<Choice, Object> chosen);

        /** Called after each write of a choice, before the service shows it. */
        default void changed(Choice choice) {
        }
    }

    /** @param <C> the session */
    private sealed interface State<C, V> {
        default @Nullable C session() {
            return null;
        }
    }

    private record Offline<C, V>() implements State<C, V> {
    }

    /**
     * Waits for its settings, but only if they are not up to date, so that a meter that was lost returns also while
     * localsettings hang.
     */
    private record Reading<C, V>() implements State<C, V> {
    }

    private record Registering<C, V>(C session) implements State<C, V> {
    }

    /** @param shown the values as published last */
    private record On<C, V>(C session, V shown) implements State<C, V> {
    }

    private record Leaving<C, V>(C session) implements State<C, V> {
    }

    private final DeviceSettings settings;
    private final Choices choices;
    private final Content<S, V> content;
    private final DriverConnections bus;
    private final MeterServices meterServices;
    private State<Session, V> state = new Offline<>();
    /** Null while the meter is silent. */
    private @Nullable S latest;

    BusService(DeviceSettings settings, OwnerChoices file, MeterKey meter, Content<S, V> content, DriverConnections bus,
            MeterServices meterServices) {
        this.settings = settings;
        this.choices = new Choices(settings, file, meter, this::changed);
        this.content = content;
        this.bus = bus;
        this.meterServices = meterServices;
    }

    String id() {
        return settings.id();
    }

    /** Returns the device as published; null while it is not on the bus. */
    @Nullable V published() {
        return state instanceof On<Session, V> on ? on.shown : null;
    }

    /** Returns whether the device is on the bus, or on its way there. */
    boolean hasValues() {
        return latest != null;
    }

    boolean isRegistering() {
        return state instanceof Reading || state instanceof Registering;
    }

    boolean isLeaving() {
        return state instanceof Leaving;
    }

    boolean stalled(Duration limit) {
        Session session = state.session();
        return session != null && session.link.stalled(limit);
    }

    /** Publishes values, after the registration of the service if necessary. */
    void publish(S values) {
        latest = values;
        if (state instanceof Offline) {
            register();
        } else {
            refresh();
            if (settings.areOutdated()) {
                settingsChanged();
            }
        }
    }

    /** Publishes what has changed; a device that is still registering publishes it later. */
    void refresh() {
        if (state instanceof On<Session, V> on && latest != null) {
            show(on, latest, on.shown.registration());
        }
    }

    private void show(On<Session, V> on, S values, Registration registration) {
        Session session = on.session;
        if (!session.name.equals(content.serviceName(registration))) {
            leave(session); // and registers again under its other name
        } else {
            state = new On<>(session, session.fill(on.shown, values, registration));
            session.flush();
        }
    }

    /** Withdraws the service: its measurements become invalid, and its name leaves the bus. */
    void withdraw() {
        latest = null;
        if (state instanceof On<Session, V> on) {
            on.session.withdraw();
            leave(on.session);
        }
    }

    private void leave(Session left) {
        state = new Leaving<>(left);
        left.link.releaseName(left.name, () -> {
            state = new Offline<>();
            meterServices.left();
            if (latest != null) {
                register();
            }
            LOG.info("{} is removed from D-Bus", left.name);
        });
    }

    /** Closes the connection without releasing the name: the process ends. */
    void closeAtOnce() {
        Session session = state.session();
        if (session != null) {
            session.link.close();
        }
    }

    /** Reads the settings again, because localsettings returned to the bus, perhaps with other values. */
    void settingsReturned() {
        settings.markOutdated();
        settingsChanged();
    }

    void settingChanged(String name, Object value) {
        settings.update(name, value);
        settingsChanged();
    }

    private void settingsChanged() {
        if (state instanceof On && !choices.areBeingWritten()) {
            settings.prepare(this::applySettings);
        } else if (state instanceof Offline && latest != null) {
            register();
        }
    }

    private void register() {
        if (meterServices.mayRegister(this)) {
            state = new Reading<>();
            settings.prepare(this::settingsRead);
        }
    }

    /** Called once for each state Reading. */
    private void settingsRead(boolean valid) {
        if (valid && latest != null) {
            state = new Registering<>(new Session(settings.registration()));
        } else {
            state = new Offline<>(); // the next telegram asks again
        }
    }

    /** Has no effect if the device left the bus while its settings were read. */
    private void applySettings(boolean valid) {
        if (state instanceof On<Session, V> on && valid && latest != null) {
            apply(on, latest, settings.registration());
        }
    }

    /** Another class or instance needs another registration. */
    private void apply(On<Session, V> on, S values, Registration now) {
        Session session = on.session;
        Registration before = on.shown.registration();
        if (now.kind().equals(before.kind()) && now.instance() == before.instance()) {
            show(on, values, now);
            if (!now.phases().equals(before.phases())) {
                LOG.info("{}: the order of phases is {}", session.name, settings.describe(now.phases()));
            }
        } else {
            leave(session); // and registers again with the new settings
            LOG.info("{} changes its role and instance to {}:{}", session.name, now.kind(), now.instance());
        }
    }

    private void registered(Session session, V filled) {
        state = new On<>(session, filled);
        if (latest == null) {
            withdraw();
            return;
        }
        refresh();
        settingsChanged();
        meterServices.registered();
        Registration registration = filled.registration();
        LOG.info("{} is registered on D-Bus, instance {}{}", session.name, registration.instance(),
                settings.isConfigured(registration.phases()) ? "" : ", order of phases " + settings.describe(registration.phases()));
    }

    /** Does not set the item: its next value comes from what was stored, see {@link #changed}. */
    private void write(Item item, Object value, Consumer<Boolean> answer) {
        Choice choice = item.row().choice();
        if (choice == null) {
            press(item.row(), value, answer);
            refresh();
        } else if (!choices.set(choice, value, answer)) {
            refresh(); // the screen waits for the value that the item keeps
        }
    }

    private void press(PathDefinition<?> button, Object value, Consumer<Boolean> answer) {
        if (value.equals(1L)) {
            Objects.requireNonNull(button.pressed()).run();
            answer.accept(true);
        } else {
            choices.refuse(button.path(), value, "allowed is 1", answer);
        }
    }

    /** Called after each write of a choice, when its client has its answer. */
    private void changed(Choice choice) {
        content.changed(choice);
        if (choice.isSetting()) {
            settingsChanged();
        } else {
            refresh();
        }
    }

    /** The device while it has one name on one connection: its paths with their present and sent values. */
    private final class Session implements BusConnection.Client {
        private final String name;
        private final List<PathDefinition<V>> rows;
        private final List<Item> pathItems;
        private final ServedItems servedItems = new ServedItems(BusService.this::write);
        private final BusConnection link;
        /** Its first registration. */
        private final Registration registration;
        private boolean heldBack;

        Session(Registration registration) {
            this.registration = registration;
            name = content.serviceName(registration);
            rows = content.paths(registration);
            pathItems = rows.stream().map(Item::new).toList();
            pathItems.stream().filter(item -> item.row().lifetime() != Lifetime.FROM_FIRST_VALUE).forEach(servedItems::add);
            link = bus.connectService(this);
        }

        /**
         * Fills all paths before the name is requested, so that no signal is needed: dbus-systemcalc-py reads
         * /DeviceInstance as soon as the name appears.
         */
        @Override
        public void connected() {
            if (latest == null) {
                link.close();
                state = new Offline<>();
                return;
            }
            V filled = fill(null, latest, registration);
            pathItems.forEach(Item::markSent);
            link.requestName(name, owned -> {
                if (owned) {
                    registered(this, filled);
                } else {
                    link.close();
                    bus.end(ExitStatus.BUSY, name + " is taken: another driver serves this port; stop that one first");
                }
            });
        }

        @Override
        public boolean call(MethodCall call) {
            return servedItems.answer(call, link);
        }

        @Override
        public void drained() {
            if (heldBack) {
                flush();
            }
        }

        @Override
        public void lost(boolean wasOpen, String reason) {
            bus.end(ExitStatus.UNAVAILABLE, wasOpen ? DriverConnections.LOST : "cannot register " + name + ": " + reason);
        }

        @Override
        public void refused(String reason) {
            bus.refused(reason);
        }

        private V fill(@Nullable V before, S values, Registration present) {
            V view = content.view(values, present, choices.values());
            for (int i = 0; i < rows.size(); i++) {
                PathDefinition<V> row = rows.get(i);
                if (row.mayChange(before, view)) {
                    Item item = pathItems.get(i);
                    item.set(row.value().apply(view));
                    if (item.changed()) {
                        servedItems.add(item); // such a path exists from its first value on
                    }
                }
            }
            return view;
        }

        /** If the bus does not read, the changes wait for the next call or for drained(). */
        private void flush() {
            heldBack = link.backlog() >= BACKLOG;
            if (!heldBack) {
                send();
            }
        }

        private void send() {
            List<Item> changed = pathItems.stream().filter(Item::changed).toList();
            if (!changed.isEmpty()) {
                link.send(ServedItems.itemsChanged(changed));
            }
        }

        private void withdraw() {
            for (Item item : pathItems) {
                if (item.row().lifetime() == Lifetime.MEASURED || item.row().lifetime() == Lifetime.FROM_FIRST_VALUE) {
                    item.set(null);
                }
            }
            Item connection = servedItems.leaf("/Connected");
            if (connection != null) {
                connection.set(0L);
            }
            send();
        }
    }
}
