package org.dbusp1;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.venus.BusChoice;
import org.dbusp1.output.venus.PhaseMap;
import org.dbusp1.output.venus.Role;
import org.dbusp1.source.LineSettings;

/**
 * Every configuration key, in the order of help and manual. A row here is all that a new key needs: file, variable,
 * option, help and check at the start follow from it; the manual's table is held against it by a test.
 */
final class Keys {
    private static final List<Key<?>> TABLE = new ArrayList<>();

    private static final String METER = "Meter and port";
    static final Key<SourceChoice> SOURCE = row(METER, "source", "serial",
            Kind.parsed("SOURCE", SourceChoice.ALLOWED, SourceChoice::parse),
            "where telegrams come from: the serial port, the network, a raw log, or a simulated meter");
    static final Key<String> SERIAL_PORT = row(METER, "serial.port", "/dev/ttyUSB0",
            Kind.text("DEVICE", "the path of a serial port, such as /dev/ttyUSB0", "/.+"),
            "the port of the P1 cable; paths of /dev/serial/by-id are welcome");
    static final Key<Optional<LineSettings>> SERIAL_SETTINGS = row(METER, "serial.settings", "auto",
            Kind.parsed("SETTINGS", "auto, or speed, data bits, parity and stop bits, such as 115200-8N1 or 9600-7E1",
                    text -> text.equals("auto") ? Optional.empty() : Optional.of(LineSettings.parse(text))),
            "speed and parity of the line; auto: found by itself and remembered for the cable");
    static final Key<Boolean> SERIAL_DTR = row(METER, "serial.dtr", "on", Kind.onOrOff(),
            "raise DTR: some cables feed the meter's data request from it");
    static final Key<Boolean> SERIAL_RTS = row(METER, "serial.rts", "on", Kind.onOrOff(),
            "raise RTS: some cables feed the meter's data request from it");
    static final Key<Boolean> REPAIR = row(METER, "repair", "on", Kind.onOrOff(),
            "undo known damage of a noisy line, only where the telegram's checksum then proves it");
    static final Key<Optional<MeterKey>> METER_ID = row(METER, "meter.id", "",
            Kind.parsed("NAME", "1 to 48 characters of A-Z a-z 0-9 _", MeterKey::new).orNothing(),
            "a fixed identity for settings on the GX; empty: the meter's own number");
    static final Key<Optional<Dialect>> METER_PROFILE = row(METER, "meter.profile", "",
            Kind.oneOf(List.of(Dialect.values()), dialect -> dialect.name().toLowerCase(Locale.ROOT))
                    .labelled("DIALECT").orNothing(),
            "what kind of meter it is; empty: recognised by its telegrams");
    static final Key<Optional<ZoneId>> METER_ZONE = row(METER, "meter.zone", "",
            Kind.parsed("ZONE", "a time zone such as Europe/Helsinki", ZoneId::of).orNothing(),
            "the time zone of the meter's clock; empty: that of its country");

    private static final String VENUS = "GX device";
    static final Key<Boolean> VENUS_ENABLED = row(VENUS, "venus.enabled", "true", Kind.trueOrFalse(),
            "publish the meter on the D-Bus");
    static final Key<Optional<Role>> VENUS_ROLE = row(VENUS, "venus.role", "",
            Kind.oneOf(List.of(Role.values()), Role::text).orNothing(),
            "what the meter measures; empty: what the GX device remembers for it, at first grid");
    static final Key<Optional<Integer>> VENUS_POSITION = row(VENUS, "venus.position", "",
            Kind.number(0, 2).orNothing(),
            "where a pvinverter or acload is: 0 AC input 1, 1 AC output, 2 AC input 2; empty: as remembered, at first 0");
    static final Key<PhaseMap> VENUS_PHASES = row(VENUS, "venus.phases", "L1,L2,L3",
            Kind.parsed("PHASES", "L1, L2 and L3 in any order, or one of them for a one-phase meter", PhaseMap::parse),
            "the inverter's phase that the meter's L1, L2 and L3 are wired to; one for a one-phase meter");
    static final Key<Boolean> VENUS_GASMETER = row(VENUS, "venus.gasmeter", "false", Kind.trueOrFalse(),
            "publish gas as the old com.victronenergy.gasmeter too");
    static final Key<BusChoice> BUS = row(VENUS, "bus", "auto",
            Kind.parsed("BUS", "auto, system, session, or an address such as unix:path=/run/dbus/system_bus_socket",
                    BusChoice::new),
            "the D-Bus to be on; auto: DBUS_SESSION_BUS_ADDRESS where it is set, else the system's");

    private static final String MESSAGES = "Messages";
    static final Key<String> LOG_LEVEL = row(MESSAGES, "log.level", "info",
            Kind.oneOf("error", "warn", "info", "debug", "trace"),
            "how much is told on stderr");

    private Keys() {
    }

    /** All of them. */
    static List<Key<?>> all() {
        return Collections.unmodifiableList(TABLE);
    }

    private static <T> Key<T> row(String heading, String name, String standard, Kind<T> kind, String meaning) {
        Key<T> key = new Key<>(name, kind, standard, heading, meaning);
        TABLE.add(key);
        return key;
    }
}
