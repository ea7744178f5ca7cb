package org.dbusp1.assembly;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.config.Config;
import org.dbusp1.config.Keys;
import org.dbusp1.config.RunOptions;
import org.dbusp1.config.SourceConfig;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.DemandTracker;
import org.dbusp1.demand.DemandTracker.GuardStatus;
import org.dbusp1.driver.DiskQueue;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.LedgerFiles;
import org.dbusp1.driver.LineStatistics;
import org.dbusp1.driver.MeterKeys;
import org.dbusp1.driver.Pipeline;
import org.dbusp1.energy.Ledger;
import org.dbusp1.guard.Guard;
import org.dbusp1.output.BlackBoxCopy;
import org.dbusp1.output.LatestEssVerdict;
import org.dbusp1.output.LatestEvents;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputSettings;
import org.dbusp1.output.TelegramLog;
import org.dbusp1.output.venus.VenusOutput;
import org.dbusp1.output.venus.VenusSettings;
import org.dbusp1.process.ExitRequest;
import org.dbusp1.process.Failure;
import org.dbusp1.process.FileProblem;
import org.dbusp1.process.Version;
import org.dbusp1.report.BlackBox;
import org.dbusp1.report.BlackBoxFiles;
import org.dbusp1.report.EventMonitor;
import org.dbusp1.report.Reporter;
import org.dbusp1.report.StatusBoard;
import org.dbusp1.source.ReplaySource.AtEnd;
import org.dbusp1.source.Source;
import org.dbusp1.source.Speed;
import org.dbusp1.source.UsbCable;
import org.dbusp1.state.Disk;
import org.dbusp1.state.FileStateStore;
import org.dbusp1.state.HeldLimitFile;
import org.dbusp1.state.StateStore;
import org.dbusp1.state.WholeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of a driver from the owner's configuration; the class of an output that is off is not loaded. */
public final class Assembly {
    private static final Logger LOG = LoggerFactory.getLogger(Assembly.class);

    private final Config config;
    private final RunOptions options;
    private final Map<String, String> environment;
    private final Path state;
    private final Optional<Path> runtime;
    private final LatestEssVerdict ess = new LatestEssVerdict();
    private final LatestEvents latestEvents = new LatestEvents();
    private final AtomicReference<Optional<GuardStatus>> guard = new AtomicReference<>(Optional.empty());

    /**
     * @param state   the directory for remembered facts
     * @param runtime the directory for files that other programs may read; absent if there is none
     */
    public Assembly(Config config, RunOptions options, Map<String, String> environment, Path state,
            Optional<Path> runtime) {
        this.config = config;
        this.options = options;
        this.environment = environment;
        this.state = state;
        this.runtime = runtime;
    }

    /** @throws Failure when the configuration contradicts itself, or a key that it names cannot be read */
    public Driver driver() throws Failure {
        DecodingFactory decoding = DecodingFactory.of(config);
        DiskQueue disk = new DiskQueue();
        disk.execute(this::removeUnfinished);
        SourceFactory.TunedSource input = SourceFactory.make(config, options, state, disk);
        DemandSettings demand = DemandConfig.settings(config);
        OutputSettings choices = choices(input.source(), demand, disk);
        Ledger ledger = ledger(disk);
        DemandTracker tracker = new DemandTracker(demand, ledger, peaks(demand, disk), choices::limit, guard::get);
        Outputs others = new Outputs(config, state, () -> ports(input.source(), disk), ess, latestEvents,
                choices, tracker::recorded);
        MeterKeys keys = new MeterKeys(config.get(Keys.METER_ID), state, disk);
        LineStatistics statistics = new LineStatistics();
        Pipeline.Parts parts = new Pipeline.Parts(input.source(),
                listener -> decoding.stream(listener, () -> keys.remembered(input.source().cable())),
                new Guard(guardOptions(disk)), ledger, tracker::accept, keys, statistics);
        EventMonitor events = events(input.source(), disk);
        Optional<BlackBox> blackBox = config.get(Keys.LOG_TELEGRAMS).isEmpty() || isPlayed() ? Optional.empty()
                : Optional.of(new BlackBox(new BlackBoxFiles(state), sticks(), ess,
                        () -> decoding.anonymizer("the black box"), disk, disk.limited()));
        blackBox.ifPresent(statistics::recordTo);
        return new Driver(parts, input.tuner(), tasks(input.source(), statistics, events, files(ledger, disk), disk),
                exit -> outputs(input.source(), exit, others,
                        shared(statistics, disk, choices, blackBox), events, blackBox, disk),
                new Driver.StartOptions(options.await(), options.probe(), Runtime.getRuntime()::halt));
    }

    /** Returns the directory in which a GX device mounts USB sticks; absent on another computer. */
    private Optional<Path> sticks() {
        return state.startsWith("/data") ? Optional.of(Path.of("/media")) : Optional.empty();
    }

    private EventMonitor events(Source source, DiskQueue disk) {
        StateStore begun = isPlayed() ? StateStore.NONE : store("events.properties",
                "which events the owner was informed of, and when", disk.limited());
        return new EventMonitor(ess, disk::isFailing, begun, cable(source).orElseGet(source::name), latestEvents);
    }

    private void removeUnfinished() {
        try {
            WholeFile.removeUnfinished(state, Instant.now());
        } catch (IOException fault) {
            LOG.info("{}: temporary files of an earlier run could not be deleted: {}", state,
                    FileProblem.reading(fault).words());
        }
    }

    private ServerPorts ports(Source source, DiskQueue disk) {
        return new ServerPorts(store("ports.properties", "which port of this machine serves which cable", disk),
                cable(source));
    }

    /**
     * Returns the options of the guard. A log that is played again and again repeats its telegrams, as the user
     * configured.
     */
    private Guard.Options guardOptions(DiskQueue disk) {
        StateStore meters = isPlayed() ? StateStore.NONE : store("intervals.properties",
                "how often meters send, in milliseconds and by kind of telegrams, and in what unit they count", disk);
        return new Guard.Options(config.get(Keys.METER_INTERVAL).map(Duration::ofSeconds), meters,
                !(config.get(Keys.SOURCE) instanceof SourceConfig.Replay && options.atEnd() == AtEnd.LOOP));
    }

    /** Returns the identity of the cable, before its port is opened; absent for a log or a simulated meter. */
    private Optional<String> cable(Source source) {
        return config.get(Keys.SOURCE) instanceof SourceConfig.Serial
                ? Optional.of(UsbCable.at(Path.of(config.get(Keys.SERIAL_PORT)))) : source.cable();
    }

    /**
     * Returns the switches of outputs. They can be changed on the screen of a GX device only: without D-Bus the outputs
     * are as configured.
     */
    private OutputSettings choices(Source source, DemandSettings demand, DiskQueue disk) {
        Map<OutputSettings.Switch, Boolean> switches = new EnumMap<>(OutputSettings.Switch.class);
        if (config.get(Keys.VENUS_ENABLED) && config.get(Keys.MQTT_ENABLED)) {
            switches.put(OutputSettings.Switch.MQTT, true);
        }
        if (config.get(Keys.VENUS_ENABLED) && config.get(Keys.HTTP_ENABLED)) {
            switches.put(OutputSettings.Switch.PAGE, true);
        }
        if (config.get(Keys.VENUS_ENABLED) && !config.get(Keys.VENUS_NOTIFICATIONS).isEmpty()) {
            switches.put(OutputSettings.Switch.NOTIFICATIONS, true);
        }
        if (config.get(Keys.VENUS_ENABLED) && !isPlayed()) {
            switches.put(OutputSettings.Switch.GUARD, config.get(Keys.DEMAND_GUARD));
        }
        StateStore chosen = config.get(Keys.VENUS_ENABLED)
                ? store("choices.properties", "what was chosen on the screen of the GX device", disk.limited())
                : StateStore.NONE;
        return new OutputSettings(chosen, cable(source).orElseGet(source::name), switches, demand.limitWatts());
    }

    private FileStateStore store(String file, String about, Disk disk) {
        return new FileStateStore(state.resolve(file), about, disk);
    }

    private VenusOutput.Context shared(LineStatistics statistics, DiskQueue disk, OutputSettings choices,
            Optional<BlackBox> blackBox) {
        return new VenusOutput.Context(ess, () -> statistics.settings().map(Object::toString), choices,
                store("devices.properties", "meters, and their names below /Settings/Devices", disk),
                blackBox.map(BlackBoxCopy.class::cast),
                new HeldLimitFile(state.resolve("import-limit.properties"), disk),
                status -> guard.set(Optional.of(status)));
    }

    /**
     * Returns the ledger. A log that is played or a simulated meter does not change the stored lines of the real meter.
     */
    private Ledger ledger(DiskQueue disk) {
        Ledger.Store lines = isPlayed() ? Ledger.Store.NONE : new LedgerFiles(state.resolve("energy"), disk);
        return new Ledger(lines, config.get(Keys.METER_ZONE));
    }

    private boolean isPlayed() {
        SourceConfig source = config.get(Keys.SOURCE);
        return source instanceof SourceConfig.Replay || source instanceof SourceConfig.Simulated;
    }

    /**
     * Returns the task that writes files. At the end the ledger's newest readings are added before the last file is
     * written.
     */
    private static Driver.TickTask files(Ledger ledger, DiskQueue disk) {
        return new Driver.TickTask() {
            @Override
            public void tick() {
                disk.tick();
            }

            @Override
            public void end() {
                ledger.end();
                disk.end();
            }
        };
    }

    private List<Driver.TickTask> tasks(Source source, LineStatistics statistics, EventMonitor events,
            Driver.TickTask files, DiskQueue disk) {
        if (runtime.isEmpty()) {
            return List.of(events, files);
        }
        StatusBoard.Place place = new StatusBoard.Place(runtime.get(), plain(source.name()), config.sourceName(),
                config.get(Keys.LOG_TELEGRAMS).map(which -> telegrams(source)));
        return List.of(new StatusBoard(place, statistics, () -> Reporter.of(config), ess, disk), events, files);
    }

    /** Returns the store of printed peaks; one that remembers nothing if the owner configured no windows. */
    private StateStore peaks(DemandSettings demand, DiskQueue disk) {
        boolean kept = demand.tariff().isPresent() || switch (demand.window()) {
            case QUARTER, HOUR -> true;
            case AUTO, OFF -> false;
        };
        if (!kept) {
            return StateStore.NONE;
        }
        return store("peaks.properties", "the month peaks that a meter prints, W", disk);
    }

    /** Returns the outputs. The grid service comes first: the house's energy management needs no other output. */
    private List<Output> outputs(Source source, ExitRequest exit, Outputs others, VenusOutput.Context shared,
            EventMonitor events, Optional<BlackBox> blackBox, DiskQueue disk) {
        List<Output> outputs = new ArrayList<>();
        if (config.get(Keys.VENUS_ENABLED)) {
            outputs.add(venus(source, exit, shared));
        }
        outputs.addAll(others.all(source.name(), isPlayedWithoutPause()));
        config.get(Keys.LOG_TELEGRAMS).ifPresent(which -> outputs.add(
                new TelegramLog(telegrams(source), which, source.name(), disk)));
        blackBox.ifPresent(outputs::add);
        events.reportTo(outputs);
        outputs.add(events);
        return outputs;
    }

    private boolean isPlayedWithoutPause() {
        return config.get(Keys.SOURCE) instanceof SourceConfig.Replay && options.speed().equals(Speed.MAX);
    }

    private Path telegrams(Source source) {
        return runtime.orElse(state).resolve("telegrams." + plain(source.name()) + ".txt");
    }

    /** Replaces the characters that have a meaning in names on D-Bus and of files. */
    private static String plain(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_");
    }

    private Output venus(Source source, ExitRequest exit, VenusOutput.Context shared) {
        Optional<Integer> position = config.get(Keys.VENUS_POSITION);
        VenusSettings settings = new VenusSettings(config.get(Keys.BUS), config.get(Keys.VENUS_ROLE),
                position.map(OptionalInt::of).orElse(OptionalInt.empty()), config.get(Keys.VENUS_PHASES),
                config.get(Keys.VENUS_GASMETER), "p1_" + plain(source.name()),
                "P1 " + source.name(), Version.text(), config.get(Keys.VENUS_ENERGY),
                Set.copyOf(config.get(Keys.VENUS_NOTIFICATIONS)));
        return new VenusOutput(settings, environment, exit, shared);
    }
}
