package org.dbusp1.app.config;

import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.Key;
import org.dbusp1.base.config.Key.ValueType;
import org.dbusp1.base.config.KeyTable;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.guard.PowerScale;
import org.dbusp1.output.ConfiguredMeter;

/**
 * The keys of the meter, its port and the log. The keys of an output, and those of the demand tariff, are in the package of
 * the output or the tariff.
 */
public final class Keys {
    public static final KeyTable METER = new KeyTable("Meter and port");
    public static final KeyTable MESSAGES = new KeyTable("Messages");

    public static final Key<SourceConfig> SOURCE = METER.define("source", "/dev/ttyUSB0",
            ValueType.parsed("SOURCE", SourceParser.ALLOWED, SourceParser::parse).advisedBy(SourceParser::advice),
            "where telegrams come from: a serial port, also one of /dev/serial/by-id, the network, a raw log, or a simulated meter");
    public static final Key<Optional<LineSettings>> SERIAL_SETTINGS = METER.define("serial.settings", "auto",
            ValueType.parsed("SETTINGS", "auto, or speed, data bits, parity (N or E) and one stop bit, such as 115200-8N1 or 9600-7E1",
                    text -> text.equalsIgnoreCase("auto") ? Optional.empty() : Optional.of(LineSettings.parse(text))),
            "speed and parity of the line; auto: found automatically and remembered for the cable");
    public static final String DTR = "dtr";
    public static final String RTS = "rts";
    public static final Key<List<String>> SERIAL_LINES = METER.define("serial.lines", DTR + "," + RTS,
            ValueType.oneOf(DTR, RTS).labelled("LINE").list(),
            "control lines that are raised: some cables feed the meter's data request from them; empty: neither");
    public static final Key<Optional<MeterKey>> METER_ID = METER.define("meter.id", "",
            ValueType.parsed("NAME", "1 to 48 characters of A-Z a-z 0-9 _", MeterKey::new).optional(),
            "a fixed identity for settings on the GX; empty: the meter's own number");
    public static final Key<Optional<Dialect>> METER_DIALECT = METER.define("meter.profile", "auto",
            ValueType.oneOf(Dialect.TEXT.stream().sorted(Comparator.comparing(Dialect::name)).toList(),
                    dialect -> dialect.name().toLowerCase(Locale.ROOT))
                    .labelled("DIALECT").or("auto"),
            "the dialect of the meter; auto: recognised by its telegrams");
    public static final ValueType<ZoneId> ZONE = ValueType.parsed("ZONE", "a time zone such as Europe/Helsinki", ZoneId::of);
    public static final Key<Optional<ZoneId>> METER_ZONE = METER.define("meter.zone", "", ZONE.optional(),
            "the time zone of the meter's clock; empty: that of its country");
    public static final Key<Optional<Integer>> METER_INTERVAL = METER.define("meter.interval-seconds", "",
            ValueType.number(1, 900).optional(),
            "longest time between telegrams, in seconds, if the meter is slow or a bridge irregular; empty: as measured");
    public static final Key<Optional<PowerScale>> METER_POWER = METER.define("meter.power", "auto",
            ValueType.oneOf(PowerScale.values()).labelled("UNIT").or("auto"),
            "the unit of powers that a Kamstrup meter sends on its HAN port; auto: watts, withheld where the currents contradict them");
    public static final Key<Optional<Path>> DECRYPTION_KEY = METER.define("decryption.key.file", "", ValueType.file(),
            "a file with the decryption key, 32 hex digits, of a meter that encrypts; the grid operator provides it");
    public static final Key<Optional<Path>> DECRYPTION_AUTHENTICATION_KEY = METER.define(
            "decryption.authentication-key.file", "", ValueType.file(),
            "the same for the authentication key; empty: the one that all meters of Luxembourg share");
    public static final Key<Optional<Path>> TIBBER_PASSWORD_FILE = METER.define("tibber.password.file", "", ValueType.file(),
            "a file with the password that is printed on a Tibber bridge");

    public static final Key<String> LOG_LEVEL = MESSAGES.define("log.level", "info",
            ValueType.oneOf("error", "warn", "info", "debug", "trace"),
            "level of messages on stderr; error to info: each part of the driver logs about 10 kB a day at most");

    public static ConfiguredMeter meter(Config config, DemandConfig demand) {
        return new ConfiguredMeter(config.get(METER_ZONE).orElse(null), demand.tariffOrHighestWindow(),
                !config.get(SOURCE).isOfRealMeter());
    }

    private Keys() {
    }
}
