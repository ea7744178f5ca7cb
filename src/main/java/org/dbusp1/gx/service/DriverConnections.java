package org.dbusp1.gx.service;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.BusConnection;
import org.dbusp1.gx.dbus.BusConnection.BusAddress;
import org.dbusp1.gx.dbus.EventLoop;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The driver's connections to the bus: the connection to localsettings, which also notices the loss of the bus, and a
 * separate connection for each service, as in velib_python. A bus that is lost, refuses or does not answer ends the
 * driver. Used only on the loop.
 */
final class DriverConnections implements VictronBus, BusItemClient.Events {
    private static final Logger LOG = LoggerFactory.getLogger(DriverConnections.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(10);
    /** A GX device that starts keeps its bus busy for seconds; a bus that has not answered for this long does not recover. */
    static final Duration BUS_LIMIT = Duration.ofSeconds(30);
    private static final Duration UNANSWERED = Duration.ofMinutes(1);
    static final String LOST = "the D-Bus went away; the driver ends and is started again when the bus is back";

    interface Listener {
        void settingsPresent(boolean present);

        /**
         * A setting below {@link BusItemClient#DEVICES} or one of {@link BusItemClient#ESS_SETTINGS} was changed, or the
         * {@link BusItemClient#LANGUAGE} is known or was changed.
         */
        void settingChanged(String path, Object value);

        /** Called when a service of Venus OS other than localsettings comes to the bus or leaves it. */
        default void serviceChanged(String name) {
        }
    }

    private final EventLoop loop;
    private final Map<String, String> environment;
    private final Duration limit;
    private final LongSupplier clock;
    private final ExitRequest exit;
    private List<Listener> listeners = List.of();
    private String socket = "";
    private @Nullable BusItemClient link;
    private final Runnable answered;
    private boolean isOpen;
    private boolean settingsPresent;
    private String language = Texts.ENGLISH;
    private boolean ending;

    /**
     * @param limit how long the bus may neither read nor answer while telegrams arrive
     * @param clock as {@link System#nanoTime}
     * @param answered runs when the bus has answered, and when its absence has ended the driver
     */
    DriverConnections(EventLoop loop, Map<String, String> environment, Duration limit, LongSupplier clock, ExitRequest exit,
            Runnable answered) {
        this.loop = loop;
        this.environment = Map.copyOf(environment);
        this.limit = limit;
        this.clock = clock;
        this.exit = exit;
        this.answered = answered;
    }

    /** Connects, for up to 10 s; a bus that is missing after that time ends the driver. */
    void connect(List<Listener> parts) {
        listeners = List.copyOf(parts);
        try {
            socket = BusAddress.socket(environment);
            link = new BusItemClient(loop, socket, START_LIMIT, clock, this);
        } catch (IllegalArgumentException e) {
            end(ExitStatus.UNAVAILABLE, String.valueOf(e.getMessage()));
        }
    }

    BusConnection connectService(BusConnection.Client service) {
        return BusConnection.open(loop, socket, limit, service);
    }

    @Override
    public Optional<BusItemClient> client() {
        return isOpen ? Optional.ofNullable(link) : Optional.empty();
    }

    @Override
    public Optional<BusItemClient> localSettings() {
        return settingsPresent ? Optional.ofNullable(link) : Optional.empty();
    }

    long nanos() {
        return clock.getAsLong();
    }

    /** Returns the language of the screen, as localsettings last had it; English before. */
    String language() {
        return language;
    }

    /** Ends the driver if the bus has not answered for longer than the limit. @param isServiceStalled the same of the services */
    void checkStalled(Predicate<Duration> isServiceStalled) {
        if (link != null && link.stalled(limit) || isServiceStalled.test(limit)) {
            end(ExitStatus.UNAVAILABLE, "the D-Bus has not answered for " + limit.toSeconds() + " s; the driver ends and is started again");
        }
    }

    /** Ends the driver with the first status; later calls have no effect. */
    void end(ExitStatus status, String line) {
        if (!ending) {
            ending = true;
            exit.exit(status, line);
            answered.run();
        }
    }

    /** Marks the end as intended: a bus that is lost from now on is no fault. */
    void expectEnd() {
        ending = true;
    }

    void close() {
        if (link != null) {
            link.close();
        }
    }

    @Override
    public void presenceChanged(boolean present) {
        isOpen = true;
        answered.run();
        boolean left = settingsPresent && !present;
        settingsPresent = present;
        // Before the devices ask for their settings: they are registered with names in this language.
        askLanguage();
        listeners.forEach(part -> part.settingsPresent(present));
        if (!present) {
            LOG.info(left ? "{} has left D-Bus: the driver adds its settings again when it returns"
                    : "{} is not on D-Bus: the meter is registered as soon as it is. A computer without Venus OS does not have it: set"
                    + " venus.enabled=false there", BusItemClient.SETTINGS);
        }
    }

    private void askLanguage() {
        localSettings().ifPresent(settings -> settings.getValue(BusItemClient.SETTINGS, BusItemClient.LANGUAGE, answer -> {
            Object value = answer.firstValue();
            if (value != null) {
                changed(BusItemClient.LANGUAGE, value);
            } else if (answer.isNone()) {
                loop.after(UNANSWERED, this::askLanguage);
            }
        }));
    }

    @Override
    public void changed(String path, Object value) {
        if (path.equals(BusItemClient.LANGUAGE)) {
            language = value.toString();
        }
        listeners.forEach(part -> part.settingChanged(path, value));
    }

    @Override
    public void serviceChanged(String name) {
        listeners.forEach(part -> part.serviceChanged(name));
    }

    @Override
    public void refused(String reason) {
        end(ExitStatus.FORBIDDEN, "the policy of the D-Bus refuses this user " + reason);
    }

    @Override
    public void lost(boolean wasOpen, String reason) {
        end(ExitStatus.UNAVAILABLE, wasOpen ? LOST : "no D-Bus at " + socket + ": " + reason + """
                ; on a computer that is no GX device set venus.enabled=false, otherwise start dbus-daemon or name its \
                bus in DBUS_SYSTEM_BUS_ADDRESS""");
    }
}
