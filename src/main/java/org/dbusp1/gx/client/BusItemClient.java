package org.dbusp1.gx.client;

import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.dbusp1.gx.dbus.BusConnection;
import org.dbusp1.gx.dbus.BusConnection.Reply;
import org.dbusp1.gx.dbus.EventLoop;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads and writes Victron's localsettings, {@code com.victronenergy.settings} (localsettings.py), and values of other services. Its
 * connection is not that of a service of the driver: it notices the loss of the bus also while none is registered.
 */
public final class BusItemClient implements BusConnection.Client {
    private static final Logger LOG = LoggerFactory.getLogger(BusItemClient.class);

    private static final String VENUS = "com.victronenergy";
    public static final String SETTINGS = "com.victronenergy.settings";
    public static final String SYSTEM = "com.victronenergy.system";
    public static final String HUB4 = "com.victronenergy.hub4";
    public static final String ITEM = "com.victronenergy.BusItem";
    private static final String INTERFACE = "com.victronenergy.Settings";
    /** Begins the path of a device's setting; the device's id, a slash and the setting's name follow. */
    public static final String DEVICES = "/Settings/Devices/";
    public static final String AC_INPUT_1 = "/Settings/SystemSetup/AcInput1";
    public static final String AC_INPUT_2 = "/Settings/SystemSetup/AcInput2";
    /** Path of a setting of ESS; 1: the inverter measures the grid power, no meter. */
    public static final String WITHOUT_GRID_METER = "/Settings/CGwacs/RunWithoutGridMeter";
    public static final String ESS_MODE = "/Settings/CGwacs/Hub4Mode";
    /** A value of {@link #ESS_MODE}: each phase is regulated by its own power (gui-v2, PageSettingsHub4.qml). */
    public static final int INDIVIDUAL_PHASE = 2;
    /** A value of {@link #ESS_MODE}: another program regulates (dbus-systemcalc-py, delegates/systemstate.py). */
    public static final int EXTERNAL = 3;
    public static final String BATTERY_LIFE = "/Settings/CGwacs/BatteryLife/State";
    public static final int KEEP_BATTERIES_CHARGED = 9;
    /** Path of a setting of ESS; 1: the battery supplies only what is on the inverter's output (gui-v2, PageSettingsHub4.qml). */
    public static final String BATTERY_USE = "/Settings/CGwacs/BatteryUse";
    public static final int ONLY_CRITICAL_LOADS = 1;
    public static final String OWNERS_LIMIT = "/Settings/CGwacs/MaxDischargePower";
    public static final String OWNERS_SETPOINT = "/Settings/CGwacs/AcPowerSetPoint";
    /** Path of a setting of ESS: amperes for each phase; -1: no limit (gui-v2, PageSettingsHub4Peakshaving.qml). */
    public static final String IMPORT_LIMIT = "/Settings/CGwacs/AcInputLimit";
    /** Only these are watched: other settings below the same paths change every few seconds. */
    public static final List<String> ESS_SETTINGS = List.of(AC_INPUT_1, AC_INPUT_2, WITHOUT_GRID_METER, ESS_MODE, BATTERY_LIFE,
            BATTERY_USE, IMPORT_LIMIT);

    /** Path of the language of the screen, of two letters. */
    public static final String LANGUAGE = "/Settings/Gui/Language";

    public static final String CLASS_AND_INSTANCE = "ClassAndVrmInstance";
    public static final String CUSTOM_NAME = "CustomName";
    public static final String POSITION = "Position";
    public static final String PHASES = "Phases";

    /** The value of the setting ClassAndVrmInstance, {@code grid:40}. */
    public record ClassAndInstance(String kind, int instance) {
        private static final Pattern TEXT = Pattern.compile("([a-z]+):(\\d{1,9})");

        /** Returns class and instance of a text; null for a text of another form. */
        public static @Nullable ClassAndInstance of(String text) {
            Matcher match = TEXT.matcher(text);
            return match.matches() ? new ClassAndInstance(match.group(1), Integer.parseInt(match.group(2))) : null;
        }

        @Override
        public String toString() {
            return kind + ":" + instance;
        }
    }

    /** A setting to be created if it does not exist. @param max 0 with a min of 0: no limits */
    public record NewSetting(String name, Object defaultValue, int min, int max) {
    }

    /** @param refusal why settings are missing in the answer; empty when it has all of them */
    public record SettingsReply(String refusal, Map<String, Object> values) {
        /** Localsettings have not answered. */
        public static final SettingsReply NONE = new SettingsReply(Reply.NONE.error(), Map.of());
    }

    public interface Events {
        /** Called when localsettings came to the bus or left it, and once after connecting. */
        void presenceChanged(boolean present);

        /** Called for {@link #ESS_SETTINGS}, {@link #LANGUAGE} and below {@link #DEVICES}. @param value of another type if removed */
        void changed(String path, Object value);

        /** Called when a service of Venus OS other than localsettings came to the bus or left it. */
        void serviceChanged(String name);

        /** Called when the connection to the bus was lost, or could not be made. @param reason one line */
        void lost(boolean wasOpen, String reason);

        /** Called when the bus refuses a right that this driver needs. @param reason one line */
        void refused(String reason);
    }

    private final Events events;
    private final BusConnection link;
    private final ServiceCalls calls;
    private final Set<String> names = new TreeSet<>();

    /**
     * Connects to the bus; {@link Events#presenceChanged} or {@link Events#lost} follows.
     *
     * @param limit as that of {@link BusConnection#open}: how long a bus is awaited that does not run yet
     * @param clock as {@link System#nanoTime}
     */
    public BusItemClient(EventLoop loop, String socket, Duration limit, LongSupplier clock, Events events) {
        this.events = events;
        this.calls = new ServiceCalls(loop::after, clock);
        this.link = BusConnection.open(loop, socket, limit, this);
    }

    @Override
    public void connected() {
        link.match(BusConnection.BUS, BusConnection.BUS, "NameOwnerChanged", "arg0namespace='" + VENUS + "'");
        link.match(SETTINGS, ITEM, "PropertiesChanged", "path_namespace='/Settings/Devices'");
        Stream.concat(ESS_SETTINGS.stream(), Stream.of(LANGUAGE))
                .forEach(setting -> link.match(SETTINGS, ITEM, "PropertiesChanged", "path='" + setting + "'"));
        link.callBus("ListNames", reply -> {
            List<?> all = reply.firstValue() instanceof List<?> list ? list : List.of();
            names.clear();
            all.stream().map(Object::toString).filter(name -> name.startsWith(VENUS + ".")).forEach(names::add);
            events.presenceChanged(names.contains(SETTINGS));
        }, "");
    }

    @Override
    public void lost(boolean wasOpen, String reason) {
        events.lost(wasOpen, reason);
    }

    @Override
    public void refused(String reason) {
        events.refused(reason);
    }

    public void close() {
        link.close();
    }

    /** As {@link BusConnection#stalled}. */
    public boolean stalled(Duration limit) {
        return link.stalled(limit);
    }

    /** Creates the settings of a device that do not exist yet, and passes on the values of all of these settings. */
    public void addSettings(String device, List<NewSetting> settings, Consumer<SettingsReply> completion) {
        List<Map<String, Variant<?>>> definitions = settings.stream().map(setting -> Map.<String, Variant<?>>of(
                "path", new Variant<>(DEVICES + device + "/" + setting.name(), "s"), "default", variant(setting.defaultValue()),
                "min", variant(setting.min()), "max", variant(setting.max()))).toList();
        calls.call(SETTINGS, false, answered -> link.call(SETTINGS, "/", INTERFACE, "AddSettings", answered, "aa{sv}",
                definitions), answer -> completion.accept(toReply(settings, answer)));
    }

    private static SettingsReply toReply(List<NewSetting> settings, Reply answer) {
        if (answer.isNone()) {
            return SettingsReply.NONE;
        }
        if (answer.failed()) {
            return new SettingsReply(answer.error(), Map.of());
        }
        Map<String, Object> values = new HashMap<>();
        List<?> results = answer.firstValue() instanceof List<?> list ? list : List.of();
        for (int i = 0; i < settings.size(); i++) {
            if (i >= results.size() || !(results.get(i) instanceof Map<?, ?> result)) {
                return new SettingsReply("an answer of another shape", Map.of());
            }
            Object code = result.get("error");
            Object error = code == null ? "none" : unwrap(code);
            if (!Integer.valueOf(0).equals(error) || !result.containsKey("value")) {
                return new SettingsReply("error " + error + " for " + settings.get(i).name(), Map.of());
            }
            values.put(settings.get(i).name(), unwrap(result.get("value")));
        }
        return new SettingsReply("", values);
    }

    /** Returns the services of Venus OS on the bus, sorted; none before {@link Events#presenceChanged}. */
    public Set<String> names() {
        return Collections.unmodifiableSet(names);
    }

    /** @param completion gets the value in the types of Java, an empty list if it is not valid */
    public void getValue(String service, String path, Consumer<Reply> completion) {
        calls.call(service, false, answered -> link.call(service, path, ITEM, "GetValue", answered, ""), answer -> {
            Object first = answer.firstValue();
            completion.accept(first == null ? answer : new Reply("", unwrap(first)));
        });
    }

    /** Writes a setting. @param done gets whether localsettings accepted the value; false too if they do not answer */
    public void writeSetting(String device, String name, Object value, Consumer<Boolean> done) {
        setValue(SETTINGS, DEVICES + device + "/" + name, value, answer -> done.accept(answer.isZero()));
    }

    /** Writes a path of any service. */
    public void setValue(String service, String path, Object value, Consumer<Reply> completion) {
        setValue(service, path, value, false, completion);
    }

    /** Writes a path as {@link #setValue}, also while services owe as many answers as they may. */
    public void setReleasedValue(String service, String path, Object value, Consumer<Reply> completion) {
        setValue(service, path, value, true, completion);
    }

    private void setValue(String service, String path, Object value, boolean isRelease, Consumer<Reply> completion) {
        calls.call(service, isRelease, answered -> link.call(service, path, ITEM, "SetValue", answered, "v", variant(value)), completion);
    }

    private static Object unwrap(Object value) {
        return value instanceof Variant<?> variant ? variant.getValue() : value;
    }

    private static Variant<?> variant(Object value) {
        if (value instanceof Number number && !(value instanceof Double)) {
            return new Variant<>(number.intValue(), "i");
        }
        return new Variant<>(value, value instanceof Double ? "d" : "s");
    }

    @Override
    public void signal(DBusSignal signal) {
        try {
            Object[] parameters = BusConnection.parameters(signal);
            // Any client of the bus may send signals to this driver: neither sender nor types are certain.
            if (signal.getName().equals("NameOwnerChanged") && BusConnection.BUS.equals(signal.getSource())) {
                String name = parameters[0].toString();
                boolean present = !parameters[2].equals("");
                if (present) {
                    names.add(name);
                } else {
                    names.remove(name);
                }
                if (name.equals(SETTINGS)) {
                    events.presenceChanged(present);
                } else {
                    events.serviceChanged(name);
                }
            } else if (signal.getName().equals("PropertiesChanged") && parameters.length > 0
                    && parameters[0] instanceof Map<?, ?> change && change.containsKey("Value")) {
                events.changed(signal.getPath(), unwrap(change.get("Value")));
            } else {
                LOG.debug("not asked for: {}", signal);
            }
        } catch (DBusException e) {
            LOG.debug("unreadable signal", e);
        }
    }
}
