package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Victron's localsettings, {@code com.victronenergy.settings}, as its client sees it (localsettings.py). Below
 * {@code /Settings/Devices/<id>} each device keeps its class and instance, its name and its wiring. Has a connection of
 * its own, which notices the loss of the bus also while no service is registered.
 */
final class LocalSettings {
    private static final Logger LOG = LoggerFactory.getLogger(LocalSettings.class);
    private static final Duration RETRY = Duration.ofMillis(250);
    private static final Duration BUS_LIMIT = Duration.ofSeconds(5);

    static final String NAME = "com.victronenergy.settings";
    private static final String INTERFACE = "com.victronenergy.Settings";
    private static final String DEVICES = "/Settings/Devices/";
    static final String AC_INPUT_1 = "/Settings/SystemSetup/AcInput1";
    static final String AC_INPUT_2 = "/Settings/SystemSetup/AcInput2";
    /** 1: the inverter measures. */
    static final String WITHOUT_GRID_METER = "/Settings/CGwacs/RunWithoutGridMeter";
    /** Programs write others beside these every few seconds. */
    static final List<String> HEEDED_BY_ESS = List.of(AC_INPUT_1, AC_INPUT_2, WITHOUT_GRID_METER);

    /** The settings of a device. */
    static final String CLASS_AND_INSTANCE = "ClassAndVrmInstance";
    static final String CUSTOM_NAME = "CustomName";
    static final String POSITION = "Position";
    static final String PHASES = "Phases";

    /** A setting as it is first made; limits of 0 and 0 are none. */
    record Setting(String name, Object first, int min, int max) {
    }

    /**
     * What localsettings answered.
     *
     * @param refusal why; empty when it has them all
     * @param values  the values by name
     */
    record Known(String refusal, Map<String, Object> values) {
    }

    /** What happens to localsettings. Called on the link's reading thread. */
    interface Events {
        /** They came or went. */
        void present(boolean there);

        /** A setting of a device was changed. */
        void changed(String device, String setting, Object value);

        /** A setting that ESS heeds was changed, or a grid meter came to the bus or left it. */
        void surroundingsChanged();
    }

    private final BusConnection link;

    private LocalSettings(BusConnection link) {
        this.link = link;
    }

    /**
     * Connects to the bus, and tries for a while when there is none.
     *
     * @throws IOException when there is none by then; one line
     */
    static LocalSettings connect(String socket, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            try {
                return new LocalSettings(BusConnection.open(socket, Duration.ofNanos(deadline - System.nanoTime())));
            } catch (IOException absent) {
                if (System.nanoTime() - deadline > 0) {
                    throw new IOException("no D-Bus at " + socket + ": " + absent.getMessage()
                            + "; on a computer that is no GX device set venus.enabled=false, otherwise start"
                            + " dbus-daemon or name the bus"
                            + " with bus=", absent);
                }
                pause(absent);
            }
        }
    }

    private static void pause(IOException meanwhile) throws IOException {
        try {
            Thread.sleep(RETRY.toMillis());
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw meanwhile;
        }
    }

    /**
     * Asks the bus to tell when localsettings come and go and when a device's setting changes. Tells at once, by an
     * event, whether they are there now.
     *
     * @param end what the loss of the bus and an internal error lead to
     * @throws IOException when the bus does not let us
     */
    void watch(Events events, DriverEnd end) throws IOException {
        link.listen(call -> false, signal -> take(signal, events), end); // nothing is exported here
        match(BusConnection.BUS, BusConnection.BUS, "NameOwnerChanged", "arg0='" + NAME + "'");
        match(NAME, BusItemInterface.INTERFACE, "PropertiesChanged", "path_namespace='/Settings/Devices'");
        for (String heeded : HEEDED_BY_ESS) {
            match(NAME, BusItemInterface.INTERFACE, "PropertiesChanged", "path='" + heeded + "'");
        }
        match(BusConnection.BUS, BusConnection.BUS, "NameOwnerChanged", "arg0namespace='com.victronenergy.grid'");
        link.call(BusConnection.BUS, BusConnection.BUS_PATH, BusConnection.BUS, "NameHasOwner",
                answer -> events.present(answer.first().filter(Boolean.TRUE::equals).isPresent()), "s", NAME);
    }

    private void match(String sender, String iface, String member, String filter) throws IOException {
        link.callBus(BUS_LIMIT, "AddMatch", "s", "type='signal',sender='" + sender + "',interface='" + iface
                + "',member='" + member + "'," + filter);
    }

    void close() {
        link.close();
    }

    /** Whether the bus has stopped, as {@link BusConnection#stopped} tells. */
    boolean busStopped(Duration limit) {
        return link.stopped(limit);
    }

    /**
     * Runs work on the link's reading thread, where it may wait for the bus on other links: as soon as the bus answers,
     * whether localsettings do or not.
     */
    void whenBusAnswers(Runnable work) {
        link.call(BusConnection.BUS, BusConnection.BUS_PATH, BusConnection.BUS, "GetId", answer -> work.run(), "");
    }

    /** Adds the settings of a device that do not exist yet, and passes on the values of all. */
    void add(String device, List<Setting> settings, Consumer<Known> then) {
        List<Map<String, Variant<?>>> definitions = new ArrayList<>();
        for (Setting setting : settings) {
            Map<String, Variant<?>> definition = new HashMap<>();
            definition.put("path", new Variant<>(DEVICES + device + "/" + setting.name(), "s"));
            definition.put("default", variant(setting.first()));
            definition.put("min", new Variant<>(setting.min(), "i"));
            definition.put("max", new Variant<>(setting.max(), "i"));
            definitions.add(definition);
        }
        link.call(NAME, "/", INTERFACE, "AddSettings", answer -> then.accept(known(settings, answer)),
                "aa{sv}", definitions);
    }

    private static Known known(List<Setting> settings, BusConnection.Answer answer) {
        if (answer.failed()) {
            return new Known(answer.error(), Map.of());
        }
        Map<String, Object> values = new HashMap<>();
        List<?> results = answer.first().orElse("") instanceof List<?> list ? list : List.of();
        for (int i = 0; i < settings.size(); i++) {
            if (i >= results.size() || !(results.get(i) instanceof Map<?, ?> result)) {
                return new Known("an answer of another shape", Map.of());
            }
            Object error = plain(result.get("error"));
            if (!Integer.valueOf(0).equals(error) || !result.containsKey("value")) {
                return new Known("error " + error + " for " + settings.get(i).name(), Map.of());
            }
            values.put(settings.get(i).name(), plain(result.get("value")));
        }
        return new Known("", values);
    }

    /** The names on the bus that have a meaning, without those of connections; none where the bus refuses. */
    void names(Consumer<List<String>> then) {
        link.call(BusConnection.BUS, BusConnection.BUS_PATH, BusConnection.BUS, "ListNames", answer -> {
            Object found = answer.first().orElse("");
            List<?> all = found instanceof Object[] array ? List.of(array)
                    : found instanceof List<?> list ? list : List.of();
            then.accept(all.stream().map(Object::toString).filter(name -> !name.startsWith(":")).toList());
        }, "");
    }

    /** Reads a path of any service; empty where it is not there, or invalid. */
    void read(String service, String path, Consumer<Optional<Object>> then) {
        link.call(service, path, BusItemInterface.INTERFACE, "GetValue", answer -> then.accept(answer.first().map(LocalSettings::plain)), "");
    }

    /** Writes a setting and tells whether it was accepted. */
    void write(String device, String name, Object value, Consumer<Boolean> done) {
        link.call(NAME, DEVICES + device + "/" + name, BusItemInterface.INTERFACE, "SetValue",
                answer -> done.accept(answer.first().filter(Integer.valueOf(0)::equals).isPresent()),
                "v", variant(value));
    }

    private static Object plain(Object value) {
        return value instanceof Variant<?> variant ? variant.getValue() : value;
    }

    private static Variant<?> variant(Object value) {
        return value instanceof String text ? new Variant<>(text, "s")
                : new Variant<>(((Number) value).intValue(), "i");
    }

    private static void take(DBusSignal signal, Events events) {
        try {
            Object[] parameters = BusConnection.values(signal);
            // Every client of the bus may send us signals, so neither sender nor types are certain.
            if (signal.getName().equals("NameOwnerChanged") && BusConnection.BUS.equals(signal.getSource())) {
                if (parameters[0].equals(NAME)) {
                    events.present(!parameters[2].equals(""));
                } else {
                    events.surroundingsChanged();
                }
            } else if (signal.getName().equals("PropertiesChanged") && parameters.length > 0
                    && parameters[0] instanceof Map<?, ?> change) {
                changed(signal.getPath(), change, events);
            } else {
                LOG.debug("not asked for: {}", signal);
            }
        } catch (DBusException unreadable) {
            LOG.debug("unreadable signal", unreadable);
        }
    }

    private static void changed(String path, Map<?, ?> change, Events events) {
        if (HEEDED_BY_ESS.contains(path)) {
            events.surroundingsChanged();
            return;
        }
        String[] place = path.startsWith(DEVICES) ? path.substring(DEVICES.length()).split("/") : new String[0];
        if (place.length == 2 && change.containsKey("Value")) {
            events.changed(place[0], place[1], plain(change.get("Value")));
        }
    }
}
