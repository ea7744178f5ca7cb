package org.dbusp1.gx.service;

import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.dbusp1.base.SafeText;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.client.BusItemClient.ClassAndInstance;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.output.ValueFormat;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of a device chooses on the screen, a row for each path that clients may write. Rows with one key are one choice. Paths
 * and keys never change: screens, localsettings and the file of the state directory have them.
 */
enum Choice {
    NAME("/CustomName", BusItemClient.CUSTOM_NAME, Type.TEXT, (name, device) -> name),
    /** A write changes the service's name, as dbus-modbus-client, device.py, role_changed does. */
    ROLE("/Role", BusItemClient.CLASS_AND_INSTANCE, Type.TEXT, (role, device) -> withRole((String) role, device)),
    POSITION("/Position", BusItemClient.POSITION, Type.NUMBER, (place, device) -> position((Long) place, device)),
    PHASES("/P1/Phases", BusItemClient.PHASES, Type.TEXT, (order, device) -> DeviceSettings.checkedPhases((String) order)),
    /** The inverter's phase of a one-phase meter, 1 to 3. */
    PHASE("/PhaseSetting", BusItemClient.PHASES, Type.NUMBER, (phase, device) -> PhaseOrder.parse("L" + phase).text()),

    NOTIFICATIONS("/P1/Outputs/Notifications", Switch.NOTIFICATIONS),
    THIRDS("/P1/TotalInThirds", Switch.THIRDS),
    FOLLOW("/P1/Follow/Enabled", Switch.FOLLOW),
    LIMITER("/P1/Demand/Limiter", Switch.LIMITER),
    LIMITER_ENTRY("/SwitchableOutput/limiter/State", Switch.LIMITER),
    LIMIT("/P1/Demand/Limit", OwnerChoices.LIMIT, Type.NUMBER, (watts, device) -> watts, false),

    LIMITER_GROUP("/SwitchableOutput/limiter/Settings/Group", Type.TEXT),
    LIMITER_NAME("/SwitchableOutput/limiter/Settings/CustomName", Type.TEXT),
    LIMITER_SHOWN("/SwitchableOutput/limiter/Settings/ShowUIControl", Type.PLACES),
    FORECAST_GROUP("/GenericInput/forecast/Settings/Group", Type.TEXT),
    FORECAST_NAME("/GenericInput/forecast/Settings/CustomName", Type.TEXT),
    FORECAST_SHOWN("/GenericInput/forecast/Settings/ShowUIInput", Type.PLACES);

    /** The type of a value on the D-Bus, and of its text in the file. */
    enum Type {
        /** 1 or 0, in the file on or off. */
        ON_OFF(ValueFormat.INTEGER, "on|off"),
        NUMBER(ValueFormat.INTEGER, "\\d{1,9}"),
        /**
         * The places where an entry of Quick access is shown: the sum of 1 (always), 2 (on this device), 4 (in VRM); 0: never (gui-v2,
         * enums.h, IOChannel_ShowUI).
         */
        PLACES(ValueFormat.INTEGER, "[0-7]"),
        TEXT(ValueFormat.TEXT, "(?s).*");

        private final ValueFormat format;
        private final Pattern text;

        Type(ValueFormat format, String text) {
            this.format = format;
            this.text = Pattern.compile(text);
        }

        ValueFormat format() {
            return format;
        }

        /** Returns the Long or String on the D-Bus that a text in the file stands for; null for a text of another type. */
        @Nullable Object value(String stored) {
            if (!text.matcher(stored).matches()) {
                return null;
            }
            return switch (this) {
                case ON_OFF -> stored.equals(OwnerChoices.ON) ? 1L : 0L;
                case NUMBER, PLACES -> (Long) Long.parseLong(stored);
                case TEXT -> stored;
            };
        }
    }

    private static final long ALL_PLACES = 7;

    private final String path;
    private final String key;
    private final Type type;
    private final BiFunction<Object, DeviceSettings, Object> stored;
    private final boolean isSetting;

    /** A setting of the device in localsettings, which other programs change too. */
    Choice(String path, String setting, Type type, BiFunction<Object, DeviceSettings, Object> stored) {
        this(path, setting, type, stored, true);
    }

    Choice(String path, Switch which) {
        this(path, which.key(), Type.ON_OFF, (value, device) -> onOff((Long) value), false);
    }

    /** A setting of an entry of Quick access; its name is its key. */
    Choice(String path, Type type) {
        this(path, "", type, (value, device) -> value instanceof Long places ? places(places) : SafeText.message((String) value), false);
    }

    /** @param key empty: its name */
    Choice(String path, String key, Type type, BiFunction<Object, DeviceSettings, Object> stored, boolean isSetting) {
        this.path = path;
        this.key = key.isEmpty() ? name().toLowerCase(Locale.ROOT) : key;
        this.type = type;
        this.stored = stored;
        this.isSetting = isSetting;
    }

    String path() {
        return path;
    }

    /** Returns the name of the setting of the device in localsettings, or the first word of the key in the file. */
    String key() {
        return key;
    }

    Type type() {
        return type;
    }

    /**
     * Returns the value as it is stored; for one in the file {@link OwnerChoices} also asks whether the configuration leaves it to the
     * owner.
     *
     * @param value a Long or a String, as the path has it
     * @throws IllegalArgumentException with the reason of a refusal
     */
    Object stored(Object value, DeviceSettings device) {
        return stored.apply(value, device);
    }

    /** True if localsettings keep it; else the driver's own file, for what is needed before the first telegram. */
    boolean isSetting() {
        return isSetting;
    }

    /** Role and instance are one setting: the instance stays. */
    private static String withRole(String role, DeviceSettings device) {
        List<String> roles = device.kinds();
        require(roles.size() > 1, "the configuration sets it to " + roles.get(0));
        require(roles.contains(role), "allowed are " + String.join(", ", roles));
        return new ClassAndInstance(role, device.validClassAndInstance().instance()).toString();
    }

    private static Long position(Long position, DeviceSettings device) {
        require(device.configuredPosition() == null, "the configuration sets it to " + device.configuredPosition());
        String role = device.validClassAndInstance().kind();
        require(Role.of(role).filter(known -> known.allowsPosition(position)).isPresent(),
                "a device with the role " + role + " has no such position");
        return position;
    }

    private static String onOff(Long value) {
        require(value == 0 || value == 1, "allowed are 0 (off) and 1 (on)");
        return value == 1 ? OwnerChoices.ON : OwnerChoices.OFF;
    }

    private static Long places(Long places) {
        require(places >= 0 && places <= ALL_PLACES, "allowed are 0 to " + ALL_PLACES);
        return places;
    }

    private static void require(boolean isAllowed, String refusal) {
        if (!isAllowed) {
            throw new IllegalArgumentException(refusal);
        }
    }
}
