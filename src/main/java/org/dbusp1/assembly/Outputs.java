package org.dbusp1.assembly;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.dbusp1.config.Config;
import org.dbusp1.config.Key;
import org.dbusp1.config.Keys;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Output;
import org.dbusp1.output.QueuedOutput;
import org.dbusp1.output.RowSet;
import org.dbusp1.output.csv.CsvOutput;
import org.dbusp1.output.csv.CsvSettings;
import org.dbusp1.output.history.HistoryOutput;
import org.dbusp1.output.history.HistorySettings;
import org.dbusp1.output.http.HttpOutput;
import org.dbusp1.output.http.HttpSettings;
import org.dbusp1.output.http.HttpSettings.Access;
import org.dbusp1.output.modbus.ModbusOutput;
import org.dbusp1.output.mqtt.MqttOutput;
import org.dbusp1.output.mqtt.MqttSettings;
import org.dbusp1.output.mqtt.RowsOutput;
import org.dbusp1.output.tcp.TcpOutput;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.ExitStatus.ExitRequest;
import org.dbusp1.process.Failure;
import org.dbusp1.process.Program;
import org.dbusp1.server.Listener;
import org.dbusp1.server.Network;
import org.dbusp1.server.PortRange;

/**
 * The outputs besides D-Bus that the owner switched on, each with its own thread and queue. Contradictions between keys
 * are reported before any output opens; the classes of an output that is off are not loaded.
 */
public final class Outputs {
    private static final int SHORTEST_TOKEN = 16;
    private static final InetAddress EVERY_ADDRESS = new InetSocketAddress(0).getAddress();
    /**
     * Outputs whose records are complete, also if a log is played without pause; the other outputs show the newest values.
     */
    private static final Set<String> RECORDS = Set.of("history", "csv");
    /** Rows are finished once a minute at most. */
    private static final Duration ROWS_LOOK = Duration.ofSeconds(10);

    private final Config config;
    private final DriverState driver;
    private final Supplier<ServerPorts> portChoice;
    private final Map<String, Supplier<Output>> wanted = new LinkedHashMap<>();
    private Optional<ServerPorts> ports = Optional.empty();

    /** The history, and its rows for a broker. */
    private record History(HistoryOutput output, RowSet.Queue finished) {
    }

    /**
     * @param state the directory for remembered facts
     * @param ports chooses the ports of servers
     * @param driver what flows back between the outputs
     * @param meter  the key of the meter, where it is known before its first telegram
     * @throws Failure when the configuration contradicts itself or names a file that does not exist
     */
    Outputs(Config config, Path state, Supplier<ServerPorts> ports, DriverState driver, Supplier<Optional<MeterKey>> meter)
            throws Failure {
        this.config = config;
        this.driver = driver;
        this.portChoice = ports;
        Optional<Supplier<History>> history = config.get(Keys.HISTORY_ENABLED)
                ? Optional.of(history(history(config, state), state, driver)) : Optional.empty();
        Supplier<Optional<Archive>> archive = () -> history.map(made -> made.get().output().archive());
        history.ifPresent(made -> wanted.put("history", () -> made.get().output()));
        if (config.get(Keys.HISTORY_PUBLISH) || isBroker(config)) {
            if (history.isEmpty()) {
                Key<?> asked = isBroker(config) ? Keys.HISTORY_URL : Keys.HISTORY_PUBLISH;
                throw config.mistake(asked, " sends the rows of the history: set history.enabled=true too");
            }
            MqttSettings settings = MqttConfig.settings(config);
            wanted.put("rows", () -> new RowsOutput(settings, history.get().get().finished(), ROWS_LOOK));
        }
        if (config.get(Keys.HTTP_ENABLED)) {
            HttpSettings settings = http();
            wanted.put("http", () -> new HttpOutput(settings, Program.version(), archive.get(), driver));
        }
        if (config.get(Keys.TCP_ENABLED)) {
            Listener.Address address = address(Keys.TCP_PORT, Keys.TCP_ALLOW);
            wanted.put("tcp", () -> new TcpOutput(address));
        }
        if (config.get(Keys.MODBUS_ENABLED)) {
            Listener.Address address = address(Keys.MODBUS_PORT, Keys.MODBUS_ALLOW);
            wanted.put("modbus", () -> new ModbusOutput(address, Program.version()));
        }
        if (config.get(Keys.MQTT_ENABLED)) {
            MqttSettings settings = MqttConfig.settings(config);
            wanted.put("mqtt", () -> new MqttOutput(settings, driver, meter));
        }
        if (config.get(Keys.CSV_ENABLED)) {
            CsvSettings settings = csv(state);
            wanted.put("csv", () -> new CsvOutput(settings));
        }
    }

    private static Supplier<History> history(HistorySettings settings, Path state, DriverState driver) {
        return once(() -> {
            HistoryOutput output = new HistoryOutput(settings, driver);
            return new History(output, output.finishedRows(state));
        });
    }

    /** Returns a supplier that makes its value once, on the thread that needs it first. */
    private static <T> Supplier<T> once(Supplier<T> maker) {
        return new Supplier<>() {
            private Optional<T> made = Optional.empty();

            @Override
            public synchronized T get() {
                made = Optional.of(made.orElseGet(maker));
                return made.get();
            }
        };
    }

    /**
     * Returns the outputs in the order of their start. Each is made when it starts, on its own thread.
     *
     * @param meter      part of the names of their threads
     * @param exit       ends the process for a restart
     * @param isRecorded whether the readings are of a log that is played without pause: the log waits for slow outputs
     */
    List<Output> all(String meter, boolean isRecorded, ExitRequest exit) {
        List<QueuedOutput> outputs = new ArrayList<>();
        wanted.forEach((name, output) -> outputs.add(queued(name, name + " " + meter, output, isRecorded, exit)));
        driver.outputs(() -> outputs.stream().map(QueuedOutput::health).toList());
        return List.copyOf(outputs);
    }

    private static QueuedOutput queued(String name, String thread, Supplier<Output> output, boolean isRecorded, ExitRequest exit) {
        if (!RECORDS.contains(name)) {
            return new QueuedOutput(thread, output, exit);
        }
        return isRecorded ? QueuedOutput.waiting(thread, output, exit) : QueuedOutput.recording(thread, output, exit);
    }

    /** Returns the choice of ports, which takes readings too; absent where no server has a choice. */
    Optional<ServerPorts> ports() {
        return ports;
    }

    /**
     * @throws Failure when a file that the configuration names cannot be read, or the demand tariff contradicts itself
     */
    public static HistorySettings history(Config config, Path state) throws Failure {
        String url = config.get(Keys.HISTORY_URL).filter(given -> !given.equals(HistorySettings.BROKER))
                .orElse("sqlite:" + state.resolve("history.db"));
        return new HistorySettings(url, config.get(Keys.HISTORY_USER),
                config.secret(Keys.HISTORY_PASSWORD_FILE), config.get(Keys.HISTORY_MINUTES_DAYS),
                Duration.ofSeconds(config.get(Keys.HISTORY_FLUSH)), config.get(Keys.METER_ZONE),
                DemandConfig.settings(config).rule());
    }

    /** Returns whether the history serves only the rows that are sent to a broker. */
    public static boolean isBroker(Config config) {
        return config.get(Keys.HISTORY_URL).filter(HistorySettings.BROKER::equals).isPresent();
    }

    private CsvSettings csv(Path state) {
        return new CsvSettings(config.get(Keys.CSV_DIR).orElse(state.resolve("csv").toString()),
                config.get(Keys.CSV_LAYOUT), config.get(Keys.CSV_KEEP_DAYS).map(Period::ofDays), config.get(Keys.CSV_MAX_MB),
                config.get(Keys.METER_ZONE));
    }

    private HttpSettings http() throws Failure {
        Optional<String> token = config.secret(Keys.HTTP_TOKEN_FILE);
        if (token.filter(text -> text.length() < SHORTEST_TOKEN).isPresent()) {
            throw new Failure(ExitStatus.CONFIG, config.place(Keys.HTTP_TOKEN_FILE) + """
                    : the token is too short to be safe; dd if=/dev/urandom bs=24 count=1 2>/dev/null | base64 makes \
                    one""");
        }
        Access access = new Access(token, config.get(Keys.HTTP_ALLOW));
        if (isOpen() && token.isEmpty() && access.allow().isEmpty()) {
            throw config.mistake(Keys.HTTP_BIND, """
                     opens the web server to the whole network: set http.token.file or http.allow too; \
                    http.allow=* allows everybody""");
        }
        return new HttpSettings(config.get(Keys.HTTP_BIND), port(Keys.HTTP_PORT), access,
                config.get(Keys.HTTP_PRICES), config.get(Keys.HTTP_HOMEWIZARD), isAnnounced(), config.get(Keys.METER_ZONE));
    }

    private boolean isAnnounced() throws Failure {
        boolean announced = config.get(Keys.MDNS_ENABLED);
        if (announced && !isOpen()) {
            throw config.mistake(Keys.MDNS_ENABLED, " would announce a web server that only this machine can reach: set http.bind too");
        }
        return announced;
    }

    /** Returns the address on which a server without a token listens: with networks that may connect every address. */
    private Listener.Address address(Key<Integer> port, Key<List<Network>> allow) {
        return new Listener.Address(config.get(allow).isEmpty() ? InetAddress.getLoopbackAddress() : EVERY_ADDRESS,
                port(port), config.get(allow));
    }

    /** Returns the configured port only; if none is configured, the default port or the next free one. */
    private PortRange port(Key<Integer> key) {
        if (config.setting(key).isPresent()) {
            return PortRange.only(config.get(key));
        }
        ServerPorts choice = ports.orElseGet(portChoice);
        ports = Optional.of(choice);
        return choice.range(key.name(), config.get(key));
    }

    private boolean isOpen() {
        return !config.get(Keys.HTTP_BIND).isLoopbackAddress();
    }
}
