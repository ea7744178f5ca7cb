package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One device's life on the bus: it learns from its settings who it is, registers on a connection of its own, tells what
 * changes, leaves when it has nothing true to say, and registers anew when its owner makes it another instance.
 *
 * <p>Everything is guarded by the output's lock; methods say which thread may call them without it. Nothing waits for
 * the bus while holding it. Registering needs answers, and goes on where they arrive: on the reading thread of the
 * link to localsettings, without the lock.
 */
final class Device<V> {
    private static final Logger LOG = LoggerFactory.getLogger(Device.class);

    private enum State {
        /** Not on the bus. */
        AWAY,
        /** Localsettings have been asked. */
        ASKING,
        /** Its setting makes no sense and does not take ours; waits for a change. */
        GIVEN_UP,
        /** Connects and requests its name. */
        OPENING,
        /** On the bus. */
        ON,
        /** Has told the bus that it goes. */
        LEAVING
    }

    private final DeviceKind<V> kind;
    private final Surroundings surroundings;
    private final DeviceSettings settings;
    private State state = State.AWAY;
    private Optional<Function<Registration, V>> wanted = Optional.empty();
    private Object shown = "";
    private Optional<Presence<V>> presence = Optional.empty();

    Device(DeviceKind<V> kind, Surroundings surroundings) {
        this.kind = kind;
        this.surroundings = surroundings;
        this.settings = new DeviceSettings(kind, surroundings);
    }

    String id() {
        return kind.id();
    }

    boolean isLeaving() {
        return state == State.LEAVING;
    }

    /**
     * It has something true to say: it comes to the bus, or tells what changed.
     *
     * @param news what the view is made from; the same as before has nothing new
     */
    void show(Object news, Function<Registration, V> view) {
        boolean old = news == shown;
        shown = news;
        wanted = Optional.of(view);
        if (state == State.AWAY) {
            come();
        } else if (state == State.ON && !old) {
            tell();
        }
        // Else it is on its way; the newest view is taken when it arrives.
    }

    private void tell() {
        presence.get().fill(wanted.get());
        presence.get().flush();
    }

    /** It has nothing true to say: its measurements become invalid and it leaves. */
    void hide() {
        wanted = Optional.empty();
        if (state == State.ON) {
            presence.get().invalidate();
            leave();
        }
    }

    private void leave() {
        state = State.LEAVING;
        Presence<V> left = presence.get();
        left.leave(() -> {
            synchronized (surroundings.lock()) {
                state = State.AWAY;
                presence = Optional.empty();
                surroundings.lock().notifyAll();
                if (wanted.isPresent()) {
                    come();
                }
                LOG.info("{} has left the bus", left.name());
            }
        });
    }

    /** Whether the bus has stopped, as {@link BusLink#stopped} tells. */
    boolean busStopped(Duration limit) {
        return presence.isPresent() && presence.get().busStopped(limit);
    }

    /** Closes without a word, whatever it was doing; the process ends. */
    void abandon() {
        presence.ifPresent(Presence::abandon);
    }

    /** Localsettings are back, perhaps with other values. */
    void settingsBack() {
        settings.startOver();
        if (state == State.GIVEN_UP || state == State.AWAY && wanted.isPresent()) {
            ask();
        } else if (state == State.ON) {
            settings.ask(answer -> {
                synchronized (surroundings.lock()) {
                    if (answer.refusal().isEmpty() && settings.accept(answer)) {
                        reconcile();
                    }
                }
            });
        }
    }

    /** A setting of this device changed. */
    void settingChanged(String name, Object value) {
        settings.hear(name, value);
        heed();
    }

    private void heed() {
        if (state == State.GIVEN_UP) {
            ask();
        } else {
            reconcile();
        }
    }

    /**
     * Comes to the bus: with the settings that localsettings have told before, so that a meter that was lost comes back
     * also while they hang; else it asks them first.
     */
    private void come() {
        if (!settings.known()) {
            ask();
            return;
        }
        correct().ifPresent(registration -> surroundings.whenBusAnswers(() -> open(registration)));
    }

    private void ask() {
        state = surroundings.settings().isPresent() ? State.ASKING : State.AWAY;
        settings.ask(answer -> {
            Optional<Registration> open;
            synchronized (surroundings.lock()) {
                open = answered(answer);
            }
            open.ifPresent(this::open);
        });
    }

    private Optional<Registration> answered(LocalSettings.Known answer) {
        if (!settings.accept(answer) || wanted.isEmpty()) {
            state = State.AWAY; // the next telegram asks again
            return Optional.empty();
        }
        return correct();
    }

    /** What to open; empty where localsettings have to take a correction first. */
    private Optional<Registration> correct() {
        state = State.ASKING;
        return switch (settings.putRight(this::ask)) {
            case RIGHT -> {
                state = State.OPENING;
                yield Optional.of(settings.registration());
            }
            case CORRECTED -> Optional.empty();
            case HOPELESS -> {
                state = State.GIVEN_UP;
                yield Optional.empty();
            }
        };
    }

    /** What localsettings say may differ from what stands on the bus. */
    private void reconcile() {
        if (state != State.ON || settings.putRight(this::reconcile) != DeviceSettings.Verdict.RIGHT) {
            return;
        }
        Presence<V> there = presence.get();
        Registration now = settings.registration();
        if (now.kind().equals(there.registration().kind()) && now.instance() == there.registration().instance()) {
            boolean moved = !now.phases().equals(there.registration().phases());
            there.registration(now);
            tell();
            if (moved) {
                LOG.info("{} has its phases as {}", there.name(), settings.order(now.phases()));
            }
        } else {
            leave(); // and comes back as what it is now
            LOG.info("{} becomes {}:{}", there.name(), now.kind(), now.instance());
        }
    }

    /** Without the lock, on the reading thread of the link to localsettings. */
    private void open(Registration registration) {
        String name = kind.serviceName(registration);
        try {
            BusLink link = BusLink.open(surroundings.socket());
            if (!prepared(new Presence<>(name, link, kind.rows().apply(registration), registration,
                    surroundings.lock(), this::store))) {
                link.close();
                return;
            }
            if (!link.request(name)) {
                link.close();
                surroundings.end(Ending.NAME_TAKEN, name + " is taken: another driver serves this port; stop that one "
                        + "first");
                return;
            }
        } catch (IOException broken) {
            surroundings.end(Ending.NO_BUS, "cannot register " + name + ": " + broken.getMessage());
            return;
        }
        synchronized (surroundings.lock()) {
            state = State.ON;
            if (wanted.isPresent()) {
                tell();
                reconcile();
            } else {
                hide();
            }
        }
        LOG.info("{} is on the bus, instance {}{}", name, registration.instance(),
                settings.isConfigured(registration.phases()) ? "" : ", its phases as " + settings.order(registration.phases()));
    }

    /**
     * Everything is there before the name is; above all the instance, without which systemcalc does not start.
     *
     * @return false when the meter fell silent meanwhile
     */
    private boolean prepared(Presence<V> coming) {
        synchronized (surroundings.lock()) {
            if (wanted.isEmpty()) {
                state = State.AWAY;
                return false;
            }
            presence = Optional.of(coming);
            coming.fill(wanted.get());
            coming.found();
        }
        coming.listen(surroundings::fault, surroundings::lost);
        return true;
    }

    /** A client writes a path that a setting holds: the setting first, and what localsettings confirm is published. */
    private void store(String setting, Object value, Consumer<Boolean> done) {
        settings.store(setting, value, accepted -> {
            if (accepted) {
                heed();
            }
            done.accept(accepted);
        });
    }
}
