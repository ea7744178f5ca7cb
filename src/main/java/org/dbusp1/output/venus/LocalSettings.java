package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.freedesktop.dbus.types.Variant;

/**
 * Victron's localsettings, {@code com.victronenergy.settings}, as its client sees it (venus.md 3). Devices keep below
 * {@code /Settings/Devices/<id>} which instance they are and how their owner calls them.
 */
final class LocalSettings {
    static final String NAME = "com.victronenergy.settings";
    private static final String INTERFACE = "com.victronenergy.Settings";
    private static final String DEVICES = "/Settings/Devices/";

    /** The settings of a device. */
    static final String CLASS_AND_INSTANCE = "ClassAndVrmInstance";
    static final String CUSTOM_NAME = "CustomName";
    static final String POSITION = "Position";

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

    private final BusLink link;

    LocalSettings(BusLink link) {
        this.link = link;
    }

    /**
     * Asks the bus to tell when localsettings come and go and when a device's setting changes.
     *
     * @param present is told, on the reading thread, whether they are there now
     * @throws IOException when the bus does not let us
     */
    void watch(Duration limit, Consumer<Boolean> present) throws IOException {
        link.callBus(limit, "AddMatch", "s", "type='signal',sender='" + BusLink.BUS + "',interface='" + BusLink.BUS
                + "',member='NameOwnerChanged',arg0='" + NAME + "'");
        link.callBus(limit, "AddMatch", "s", "type='signal',sender='" + NAME + "',interface='" + BusItems.INTERFACE
                + "',member='PropertiesChanged',path_namespace='/Settings/Devices'");
        link.call(BusLink.BUS, BusLink.BUS_PATH, BusLink.BUS, "NameHasOwner",
                answer -> present.accept(!answer.failed() && Boolean.TRUE.equals(answer.values()[0])), "s", NAME);
    }

    /** Makes a device's settings where they are not there yet, and tells their values. */
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

    private static Known known(List<Setting> settings, BusLink.Answer answer) {
        if (answer.failed()) {
            return new Known(answer.error(), Map.of());
        }
        Map<String, Object> values = new HashMap<>();
        List<?> results = (List<?>) answer.values()[0];
        for (int i = 0; i < settings.size() && i < results.size(); i++) {
            Map<?, ?> result = (Map<?, ?>) results.get(i);
            Object error = plain(result.get("error"));
            if (!Integer.valueOf(0).equals(error) || !result.containsKey("value")) {
                return new Known("error " + error + " for " + settings.get(i).name(), Map.of());
            }
            values.put(settings.get(i).name(), plain(result.get("value")));
        }
        return new Known("", values);
    }

    /** Writes a setting and tells whether it was accepted. */
    void write(String device, String name, Object value, Consumer<Boolean> done) {
        link.call(NAME, DEVICES + device + "/" + name, BusItems.INTERFACE, "SetValue",
                answer -> done.accept(!answer.failed() && Integer.valueOf(0).equals(answer.values()[0])),
                "v", variant(value));
    }

    /** The device and the setting of a path below {@code /Settings/Devices}; fewer than two elements elsewhere. */
    static String[] deviceAndName(String path) {
        return path.startsWith(DEVICES) ? path.substring(DEVICES.length()).split("/") : new String[0];
    }

    static Object plain(Object value) {
        return value instanceof Variant<?> variant ? variant.getValue() : value;
    }

    private static Variant<?> variant(Object value) {
        return value instanceof String text ? new Variant<>(text, "s")
                : new Variant<>(((Number) value).intValue(), "i");
    }
}
