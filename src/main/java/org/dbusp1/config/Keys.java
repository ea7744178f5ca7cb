package org.dbusp1.config;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dbusp1.config.Key.ValueType;
import org.dbusp1.demand.DemandSettings.WindowChoice;
import org.dbusp1.demand.Tariff;
import org.dbusp1.feedback.Event;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.PhaseOrder;
import org.dbusp1.output.csv.CsvSettings.Layout;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.output.http.HttpSettings.Prices;
import org.dbusp1.output.mqtt.MqttSettings.Broker;
import org.dbusp1.output.mqtt.Profile;
import org.dbusp1.output.mqtt.Topics;
import org.dbusp1.output.venus.VenusSettings;
import org.dbusp1.output.venus.VenusSettings.Role;
import org.dbusp1.server.Network;
import org.dbusp1.source.LineSettings;

/**
 * Every configuration key, in the order of help and manual. A new key needs only a row here: file, variable, option, help and
 * check at the start follow from it.
 */
public final class Keys {
    private static final List<Key<?>> TABLE = new ArrayList<>();

    private static final String METER = "Meter and port";
    public static final Key<SourceConfig> SOURCE = row(METER, "source", "serial",
            ValueType.parsed("SOURCE", SourceConfig.ALLOWED, SourceConfig::parse),
            "where telegrams come from: the serial port, the network, a raw log, or a simulated meter");
    public static final Key<String> SERIAL_PORT = row(METER, "serial.port", "/dev/ttyUSB0",
            ValueType.text("DEVICE", "the path of a serial port, such as /dev/ttyUSB0", "/.+"),
            "the port of the P1 cable; a path of /dev/serial/by-id is possible too");
    public static final Key<Optional<LineSettings>> SERIAL_SETTINGS = row(METER, "serial.settings", "auto",
            ValueType.parsed("SETTINGS", "auto, or speed, data bits, parity and stop bits, such as 115200-8N1 or 9600-7E1",
                    text -> text.equalsIgnoreCase("auto") ? Optional.empty() : Optional.of(LineSettings.parse(text))),
            "speed and parity of the line; auto: found automatically and remembered for the cable");
    /** A control line of a serial port, as in {@link #SERIAL_LINES}. */
    public static final String DTR = "dtr";
    /** A control line of a serial port, as in {@link #SERIAL_LINES}. */
    public static final String RTS = "rts";
    public static final Key<List<String>> SERIAL_LINES = row(METER, "serial.lines", DTR + "," + RTS,
            ValueType.oneOf(DTR, RTS).labelled("LINE").list(),
            "control lines that are raised: some cables feed the meter's data request from them; empty: neither");
    public static final Key<Optional<MeterKey>> METER_ID = row(METER, "meter.id", "",
            ValueType.parsed("NAME", "1 to 48 characters of A-Z a-z 0-9 _", MeterKey::new).optional(),
            "a fixed identity for settings on the GX; empty: the meter's own number");
    public static final Key<Optional<Dialect>> METER_PROFILE = row(METER, "meter.profile", "auto",
            ValueType.oneOf(Dialect.TEXT.stream().sorted(Comparator.comparing(Dialect::name)).toList(),
                    dialect -> dialect.name().toLowerCase(Locale.ROOT))
                    .labelled("DIALECT").or("auto"),
            "the dialect of the meter; auto: recognised by its telegrams");
    /** The type of a time zone, also for commands. */
    public static final ValueType<ZoneId> ZONE = ValueType.parsed("ZONE", "a time zone such as Europe/Helsinki", ZoneId::of);
    public static final Key<Optional<ZoneId>> METER_ZONE = row(METER, "meter.zone", "", ZONE.optional(),
            "the time zone of the meter's clock; empty: that of its country");
    public static final Key<Optional<Integer>> METER_INTERVAL = row(METER, "meter.interval-seconds", "",
            ValueType.number(1, 900).optional(),
            "seconds between telegrams, to be set where the meter or dongle was made slower; empty: as measured");

    public static final Key<Optional<Path>> DECRYPTION_KEY = row(METER, "decryption.key.file", "", file(),
            "a file with the decryption key, 32 hex digits, of a meter that encrypts; the grid operator provides it");
    public static final Key<Optional<Path>> DECRYPTION_AUTHENTICATION_KEY = row(METER, "decryption.authentication-key.file", "", file(),
            "the same for the authentication key; empty: the one that all meters of Luxembourg share");
    public static final Key<Optional<Path>> HOMEWIZARD_TOKEN_FILE = row(METER, "homewizard.token.file", "", file(),
            "a file with the token of a HomeWizard dongle: its local API of version 2 is used then");
    public static final Key<Optional<Path>> TIBBER_PASSWORD_FILE = row(METER, "tibber.password.file", "", file(),
            "a file with the password that is printed on a Tibber bridge");

    private static final String VENUS = "GX device";
    public static final Key<Boolean> VENUS_ENABLED = row(VENUS, "venus.enabled", "true", ValueType.trueOrFalse(),
            "publish the meter on the D-Bus");
    public static final Key<Optional<Role>> VENUS_ROLE = row(VENUS, "venus.role", "",
            ValueType.oneOf(List.of(Role.values()), Role::text).optional(),
            "what the meter measures; empty: the role chosen on the GX device, at first grid");
    public static final Key<Optional<Integer>> VENUS_POSITION = row(VENUS, "venus.position", "",
            ValueType.number(0, 2).optional(),
            "where the device is: a pvinverter at 0 AC input 1, 1 AC output, 2 AC input 2; an acload, evcharger or heatpump at "
                    + "0 AC output, 1 AC input; empty: the position chosen on the GX device, at first 0");
    public static final Key<PhaseOrder> VENUS_PHASES = row(VENUS, "venus.phases", "L1,L2,L3",
            ValueType.parsed("PHASES", "L1, L2 and L3 in any order, or one of them for a one-phase meter", PhaseOrder::parse),
            "the inverter's phase that the meter's L1, L2 and L3 are wired to; one for a one-phase meter; "
                    + "the setting Phases on the GX device takes precedence");
    public static final Key<VenusSettings.Energy> VENUS_ENERGY = row(VENUS, "venus.energy", "meter",
            ValueType.oneOf(VenusSettings.Energy.values()),
            "the energy counters on the D-Bus; integrated: where the meter sends them once an hour, power continues them in between");
    public static final Key<Boolean> VENUS_GASMETER = row(VENUS, "venus.gasmeter", "false", ValueType.trueOrFalse(),
            "also publish gas and water as the older com.victronenergy.gasmeter");
    public static final Key<Boolean> VENUS_FOLLOW_INVERTER = row(VENUS, "venus.follow-inverter", "false", ValueType.trueOrFalse(),
            "correct a slow meter's powers between its telegrams by what the inverter does; the switch on the GX device takes precedence");
    public static final Key<Boolean> VENUS_PAGES = row(VENUS, "venus.pages", "true", ValueType.trueOrFalse(),
            "show the meter's own pages on the GX device's screen; only in dbus-p1.properties, and from the next enable or boot on");
    public static final Key<List<Event.Kind>> VENUS_NOTIFICATIONS = row(VENUS, "venus.notifications",
            "meter_silent,ess_not_used,limiter_stopped",
            ValueType.oneOf(List.of(Event.Kind.values()), Event.Kind::key).labelled("EVENT").list(),
            "events that the GX device shows as notifications; empty: none");

    private static final String WEB = "Web page, JSON and metrics";
    public static final Key<Boolean> HTTP_ENABLED = row(WEB, "http.enabled", "false", ValueType.trueOrFalse(),
            "listen for browsers and other programs");
    public static final Key<InetAddress> HTTP_BIND = row(WEB, "http.bind", "127.0.0.1", address(),
            "the address to listen on: 0.0.0.0 or :: for the whole network, IPv4 and IPv6");
    public static final Key<Integer> HTTP_PORT = row(WEB, "http.port", "8099", ValueType.number(1, 65_535),
            "the port to listen on; where no port is set, the next free one up to 8108 if 8099 is in use");
    public static final Key<Optional<Path>> HTTP_TOKEN_FILE = row(WEB, "http.token.file", "", file(),
            "a file with a token that every client has to send");
    public static final Key<List<Network>> HTTP_ALLOW = row(WEB, "http.allow", "", networks(),
            "networks whose clients are allowed, or * for all; this machine is always allowed");
    public static final Key<Prices> HTTP_PRICES = row(WEB, "http.prices", "",
            ValueType.parsed("NAME=PRICE,...", "prices such as import=0.28,export=0.07,gas=1.35; names are import, export, "
                    + "import-t1 to import-t5, export-t1 to export-t5, gas, water and heat; and currency=CHF for another than EUR",
                    Prices::parse),
            "prices of a kWh, a m3 (gas, water) and a GJ (heat), for the cost of today on the page");
    public static final Key<Boolean> HTTP_HOMEWIZARD = row(WEB, "http.homewizard", "false", ValueType.trueOrFalse(),
            "serve HomeWizard's local API, version 1; with mdns.enabled=true also announced as a HomeWizard meter");

    public static final Key<Boolean> MDNS_ENABLED = row(WEB, "mdns.enabled", "false", ValueType.trueOrFalse(),
            "announce the web server in the local network by multicast DNS");
    private static final String RAW = "P1 port on the network";
    public static final Key<Boolean> TCP_ENABLED = row(RAW, "tcp.enabled", "false", ValueType.trueOrFalse(),
            "pass each good telegram, byte for byte, to every client that connects");
    public static final Key<Integer> TCP_PORT = row(RAW, "tcp.port", "2001", ValueType.number(1, 65_535),
            "the port to listen on; where no port is set, the next free one up to 2010 if 2001 is in use");
    public static final Key<List<Network>> TCP_ALLOW = row(RAW, "tcp.allow", "", networks(),
            "networks whose clients may connect, or * for all; empty: only this machine");
    private static final String MODBUS = "Energy meter on Modbus TCP";
    public static final Key<Boolean> MODBUS_ENABLED = row(MODBUS, "modbus.enabled", "false", ValueType.trueOrFalse(),
            "offer the meter as a Carlo Gavazzi EM24 on Modbus TCP, which a GX device finds without an installation");
    public static final Key<Integer> MODBUS_PORT = row(MODBUS, "modbus.port", "502", ValueType.number(1, 65_535),
            "the port to listen on; a GX device searches on 502 only; where no port is set, the next free one up to 511 if 502 is in use");
    public static final Key<List<Network>> MODBUS_ALLOW = row(MODBUS, "modbus.allow", "", networks(),
            "networks whose clients may connect, such as the address of the GX device; empty: only this machine");

    private static final String HISTORY = "History";
    public static final Key<Boolean> HISTORY_ENABLED = row(HISTORY, "history.enabled", "false", ValueType.trueOrFalse(),
            "keep minutes, hours and days, gas and water, and events in a database");
    public static final Key<Optional<String>> HISTORY_URL = row(HISTORY, "history.url", "",
            ValueType.text("URL", "one of " + HistorySettings.URLS + ", mqtt:", HistorySettings.URL).optional(),
            "the database; empty: the file history.db in the state directory; mqtt: this file, and history.publish=true");
    public static final Key<Optional<String>> HISTORY_USER = row(HISTORY, "history.user", "",
            ValueType.text("NAME", "the name of a user of the database", ".+").optional(), "the user of the database");
    public static final Key<Optional<Path>> HISTORY_PASSWORD_FILE = row(HISTORY, "history.password.file", "", file(),
            "a file with the user's password");
    public static final Key<Integer> HISTORY_MINUTES_DAYS = row(HISTORY, "history.minutes-days", "31", ValueType.number(1, 3_660),
            "days for which minutes are kept; hours and days are never deleted");
    public static final Key<Integer> HISTORY_FLUSH = row(HISTORY, "history.flush-seconds", "60", ValueType.number(60, 3_600),
            "least number of seconds between writes, to spare flash memory");
    public static final Key<Boolean> HISTORY_PUBLISH = row(HISTORY, "history.publish", "false", ValueType.trueOrFalse(),
            "also send finished rows to the broker of mqtt.url, for dbus-p1 collect; needs history.enabled=true");

    private static final String MQTT = "MQTT and Home Assistant";
    public static final Key<Boolean> MQTT_ENABLED = row(MQTT, "mqtt.enabled", "false", ValueType.trueOrFalse(),
            "publish to an MQTT broker");
    public static final Key<Broker> MQTT_URL = row(MQTT, "mqtt.url", "tcp://127.0.0.1:1883",
            new ValueType<>("URL", Broker.FORM, Broker::parse), "address of the broker; ssl:// for TLS");
    public static final Key<Optional<String>> MQTT_USER = row(MQTT, "mqtt.user", "", text().optional(), "user name at the broker");
    public static final Key<Optional<Path>> MQTT_PASSWORD_FILE = row(MQTT, "mqtt.password.file", "", file(),
            "a file with the password of that user");
    public static final Key<Optional<Path>> MQTT_CA_FILE = row(MQTT, "mqtt.ca.file", "", file(),
            "a file with the CA certificate of the broker; empty: the CA certificates of the system");
    public static final Key<Optional<Path>> MQTT_CERT_FILE = row(MQTT, "mqtt.cert.file", "", file(),
            "a file with the client certificate, for a broker that requires one");
    public static final Key<Optional<Path>> MQTT_KEY_FILE = row(MQTT, "mqtt.key.file", "", file(),
            "a file with the private key of mqtt.cert.file, PKCS #8 without a passphrase");
    public static final Key<String> MQTT_BASE = row(MQTT, "mqtt.base", "dbus-p1", topic(),
            "first part of the topics, also of the rows of history.publish; the meter's key follows");
    public static final Key<List<Profile>> MQTT_PROFILE = row(MQTT, "mqtt.profile", "native",
            ValueType.oneOf(List.of(Profile.values()), Profile::text).labelled("PROFILE").list(), "layouts of topics to publish in");
    public static final Key<Integer> MQTT_INTERVAL = row(MQTT, "mqtt.interval-seconds", "1", ValueType.number(0, 3_600),
            "least number of seconds between states; 0: each telegram");
    public static final Key<Boolean> MQTT_HA_DISCOVERY = row(MQTT, "mqtt.ha.discovery", "false", ValueType.trueOrFalse(),
            "announce the meter to Home Assistant, 2024.12 or newer");
    private static final String DEMAND = "Demand tariff";
    public static final Key<WindowChoice> DEMAND_WINDOW = row(DEMAND, "demand.window", "auto",
            ValueType.oneOf(List.of(WindowChoice.values()), WindowChoice::text),
            "length of the billed window in minutes; auto: 15 where the meter sends its mean, else off");
    public static final Key<Optional<Integer>> DEMAND_LIMIT = row(DEMAND, "demand.limit-w", "", ValueType.number(1, 1_000_000).optional(),
            "import limit (W) for the demand window; the power still allowed until its end is published");
    public static final Key<Optional<String>> DEMAND_TARIFF = row(DEMAND, "demand.tariff", "",
            ValueType.text("TARIFF", "one of " + String.join(", ", Tariff.NAMES)
                    + ", or the path of a file with a tariff of your own", String.join("|", Tariff.NAMES) + "|.*/.*")
                    .optional(),
            "the demand tariff that is billed: a name, or the path of a file with a tariff of your own");
    public static final Key<Boolean> DEMAND_LIMITER = row(DEMAND, "demand.limiter", "false", ValueType.trueOrFalse(),
            "limit the peak with the battery: the inverters give only what the house uses above the power that a window allows; the switch"
            + " on the GX device takes precedence");
    public static final Key<Optional<Integer>> DEMAND_RESERVE = row(DEMAND, "demand.reserve-soc", "", ValueType.number(5, 100).optional(),
            "state of charge (%) up to which the battery is kept for peaks; empty: 30 above the minimum of ESS");

    private static final String CSV = "CSV files";
    public static final Key<Boolean> CSV_ENABLED = row(CSV, "csv.enabled", "false", ValueType.trueOrFalse(),
            "write each telegram as a line of a CSV file");
    public static final Key<Optional<String>> CSV_DIR = row(CSV, "csv.dir", "",
            ValueType.text("DIRECTORY", "the path of a directory; <key> in it is the meter's key", "/.*").optional(),
            "the directory of the files; empty: csv in the state directory");
    public static final Key<Layout> CSV_LAYOUT = row(CSV, "csv.layout", "full", ValueType.oneOf(Layout.values()),
            "full: a column for every quantity; p1dsmr: the sixteen columns of P1_DSMR");
    public static final Key<Optional<Integer>> CSV_KEEP_DAYS = row(CSV, "csv.keep-days", "", ValueType.number(1, 36_500).optional(),
            "days for which files are kept; empty: as long as csv.max-mb has room");
    public static final Key<Integer> CSV_MAX_MB = row(CSV, "csv.max-mb", "200", ValueType.number(1, 1_000_000),
            "total size of the files in the directory in MB; the oldest are deleted first");

    private static final String MESSAGES = "Messages";
    public static final Key<String> LOG_LEVEL = row(MESSAGES, "log.level", "info",
            ValueType.oneOf("error", "warn", "info", "debug", "trace"),
            "level of messages on stderr; error to info: each part of the driver logs about 10 kB a day at most");

    private Keys() {
    }

    public static List<Key<?>> all() {
        return Collections.unmodifiableList(TABLE);
    }

    private static ValueType<String> topic() {
        return ValueType.parsed("TOPIC", Topics.ROOT, text -> text).validatedBy(Topics::isRoot);
    }

    private static ValueType<String> text() {
        return ValueType.text("TEXT", "text of at most 200 characters", "\\P{Cntrl}{1,200}");
    }

    private static ValueType<List<Network>> networks() {
        ValueType<List<Network>> several = new ValueType<>("NETWORK",
                "a network such as 192.168.0.0/16 or fd00::/8, or an address", Network::parse).list();
        return new ValueType<>(several.label(), several.constraint() + ", or * for all",
                text -> text.equals("*") ? Optional.of(Network.EVERYBODY) : several.reader().apply(text));
    }

    private static ValueType<InetAddress> address() {
        return new ValueType<>("ADDRESS", "an address such as 127.0.0.1, 0.0.0.0 or ::1", text -> text.contains("/")
                ? Optional.empty() : Network.parse(text).map(Network::address));
    }

    private static ValueType<Optional<Path>> file() {
        return ValueType.parsed("FILE", "the path of a file", Path::of).optional();
    }

    private static <T> Key<T> row(String heading, String name, String standard, ValueType<T> kind, String meaning) {
        Key<T> key = new Key<>(name, kind, standard, heading, meaning);
        TABLE.add(key);
        return key;
    }
}
