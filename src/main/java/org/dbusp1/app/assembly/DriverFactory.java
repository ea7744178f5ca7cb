package org.dbusp1.app.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.dbusp1.app.config.DemandKeys;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.app.report.BlackBox;
import org.dbusp1.app.report.BlackBoxFiles;
import org.dbusp1.app.report.Reporter;
import org.dbusp1.app.report.StatusReport;
import org.dbusp1.app.report.StatusReportWriter;
import org.dbusp1.app.report.Teller;
import org.dbusp1.app.report.Watches;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.ExitStatus.ExitRequest;
import org.dbusp1.base.process.FileProblem;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.base.state.WholeFile;
import org.dbusp1.driver.DiskQueue;
import org.dbusp1.driver.Driver;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.gx.ess.limit.Reserve;
import org.dbusp1.gx.service.MeterSearch;
import org.dbusp1.gx.service.ServiceParts;
import org.dbusp1.gx.service.VenusConfig;
import org.dbusp1.gx.service.VenusOutput;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.output.Output;
import org.dbusp1.output.OutputContext;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.server.PortRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the parts of a driver from the owner's configuration; the class of an output that is off is not loaded. */
public final class DriverFactory {
    private static final Logger LOG = LoggerFactory.getLogger(DriverFactory.class);
    /** The script that searches for adapters; installed on GX devices. */
    private static final Path ENABLE = Path.of("/data/dbus-p1/enable");

    private final Config config;
    private final RunOptions options;
    private final Map<String, String> environment;
    private final Path stateDirectory;
    private final @Nullable Path runtimeDirectory;
    private final DiskQueue disk = new DiskQueue();
    private final PipelineFactory pipelineFactory;
    private final Source source;
    private final LineCounters lineCounters;
    /** Null if no server has a choice of ports. */
    private @Nullable ServerPorts ports;

    /**
     * @param runtimeDirectory the directory for files that other programs may read; null if there is none
     * @throws UserException if a file in the configuration cannot be used
     */
    public DriverFactory(Config config, RunOptions options, Map<String, String> environment, Path stateDirectory,
            @Nullable Path runtimeDirectory) throws UserException {
        this.config = config;
        this.options = options;
        this.environment = environment;
        this.stateDirectory = stateDirectory;
        this.runtimeDirectory = runtimeDirectory;
        this.pipelineFactory = new PipelineFactory(config, options, stateDirectory, runtimeDirectory, disk);
        this.source = pipelineFactory.source();
        this.lineCounters = pipelineFactory.lineCounters();
    }

    /** @throws UserException if the configuration contradicts itself, or a file with a decryption key cannot be read */
    public Driver driver() throws UserException {
        disk.execute(this::removeUnfinished);
        DemandConfig demand = DemandKeys.of(config);
        DriverState driverState = new DriverState(ownerChoices(demand));
        driverState.onBus(VenusConfig.isEnabled(config));
        WantedOutputs others = new WantedOutputs(config, new OutputContext(stateDirectory, Keys.meter(config, demand), driverState,
                () -> pipelineFactory.meterKeys().knownKey(pipelineFactory.cable()), this::range,
                pipelineFactory.isOfRealMeter() ? InstallationSecret.in(stateDirectory, System::nanoTime) : InstallationSecret.fixed(),
                (file, about) -> pipelineFactory.meterStore(file, about, disk.newLimited())));
        if (!pipelineFactory.isOfRealMeter() && !VenusConfig.isEnabled(config) && others.isEmpty()) {
            LOG.warn("no output is on, so nobody receives the readings; add --csv.enabled=true --csv.dir={} for CSV files, or"
                    + " --http.enabled=true for a page", Program.quoted(Path.of("csv").toAbsolutePath().toString()));
        }
        StateStore told = pipelineFactory.meterStore("events.properties", "when the owner was informed of events", disk.newLimited());
        Watches watches = new Watches(driverState.board(), disk::isFailing, lineCounters::refusal, lineCounters::seldom,
                told, pipelineFactory.cableOrName(), System::nanoTime);
        Teller events = new Teller(watches, driverState.board(), told, pipelineFactory.cableOrName(), System::nanoTime,
                InstantSource.system());
        BlackBox blackBox = pipelineFactory.isOfRealMeter() ? new BlackBox(new BlackBoxFiles(stateDirectory), sticks(), driverState,
                pipelineFactory.decoding().anonymizer(), disk, disk.newLimited(), System::nanoTime, InstantSource.system()) : null;
        if (blackBox != null) {
            lineCounters.recordTo(blackBox);
        }
        MeterPipeline.Parts parts = pipelineFactory.parts(demand, driverState::demand);
        Driver driver = new Driver(parts, pipelineFactory.probedSource().probe(), tasks(driverState, events, files(blackBox)),
                exit -> outputs(exit, others, driverState, DemandKeys.reserve(config, demand), watches, events, blackBox),
                new Driver.StartOptions(options.waitForSource() && !isLog(), options.probeSeconds(), Runtime.getRuntime()::halt));
        if (source.clock() instanceof ReplaySource log) {
            log.whileWaiting(driver::beat);
            log.waitFor(others::haveRoom);
        }
        return driver;
    }

    /** A path that is absent, outside of /dev, may be that of a port when it comes: the driver ends, and its next start sees which. */
    private boolean isLog() {
        return config.get(Keys.SOURCE) instanceof SourceConfig.Replay;
    }

    /** Returns the directory in which a GX device mounts USB sticks; null on another computer. */
    private @Nullable Path sticks() {
        return stateDirectory.startsWith("/data") ? Path.of("/media") : null;
    }

    private void removeUnfinished() {
        try {
            WholeFile.removeUnfinished(stateDirectory, Instant.now());
        } catch (IOException e) {
            LOG.info("{}: temporary files of an earlier run could not be deleted: {}", stateDirectory, FileProblem.reading(e).words());
        }
    }

    private PortRange range(String server, int first) {
        if (ports == null) {
            StateStore chosen = pipelineFactory.store("ports.properties", "which port of this machine serves which cable", disk);
            ports = new ServerPorts(chosen, pipelineFactory.cable());
        }
        return ports.range(server, first);
    }

    /** Returns the owner's switches, which can be changed only on the screen of a GX device. */
    private OwnerChoices ownerChoices(DemandConfig demand) {
        StateStore chosen = !VenusConfig.isEnabled(config) ? StateStore.NONE
                : pipelineFactory.store("choices.properties", "what was chosen on the screen of the GX device", disk.newLimited());
        String cable = pipelineFactory.cableOrName();
        return new OwnerChoices(chosen, () -> pipelineFactory.meterOr(cable),
                VenusConfig.switches(config, config.get(DemandKeys.LIMITER), !pipelineFactory.isOfRealMeter()), demand.limitWatts());
    }

    private ServiceParts serviceParts(@Nullable BlackBox blackBox) {
        return new ServiceParts(pipelineFactory.store("devices.properties", "meters, and their names below /Settings/Devices", disk),
                pipelineFactory.meterStore("settings.properties", "the settings of meters on the GX device, as they last were",
                        disk.newLimited()), blackBox, search());
    }

    /** Returns the search for another meter; null if the driver is not installed on a GX device. */
    private @Nullable MeterSearch search() {
        return runtimeDirectory == null || !pipelineFactory.isOfRealMeter() || !Files.isExecutable(ENABLE) ? null
                : new MeterSearch(List.of(ENABLE.toString(), "--search"), runtimeDirectory.resolve("search"),
                runtimeDirectory.resolve("heard"));
    }

    /** Returns the task that writes files. At the driver's end it writes the newest readings of the ledger, then the black box. */
    private Driver.TickTask files(@Nullable BlackBox blackBox) {
        return new Driver.TickTask() {
            @Override
            public void tick() {
                disk.tick();
            }

            @Override
            public void end() {
                pipelineFactory.endLedger();
                if (blackBox != null) {
                    blackBox.end();
                }
                disk.end();
            }
        };
    }

    private List<Driver.TickTask> tasks(DriverState driverState, Teller events, Driver.TickTask files) {
        if (runtimeDirectory == null) {
            return List.of(events, files);
        }
        return List.of(new StatusReportWriter(StatusReport.ownFile(runtimeDirectory, safeName(source.name())), SourceConfig.name(config),
                lineCounters, device -> Reporter.of(config, stateDirectory, device), driverState, disk), events, files);
    }

    /** Returns the outputs. The output to D-Bus is first: energy management needs only this one. */
    private List<Output> outputs(ExitRequest exit, WantedOutputs others, DriverState driverState, Reserve reserve, Watches watches,
            Teller events, @Nullable BlackBox blackBox) {
        List<Output> outputs = new ArrayList<>();
        if (VenusConfig.isEnabled(config)) {
            outputs.add(new VenusOutput(VenusConfig.of(config, "p1_" + safeName(source.name()), source.name()),
                    environment, exit, driverState, () -> Objects.toString(lineCounters.settings(), null),
                    serviceParts(blackBox), reserve));
        }
        outputs.addAll(others.create(source.name(), exit));
        if (ports != null) {
            outputs.add(ports);
        }
        if (blackBox != null) {
            outputs.add(blackBox);
        }
        events.reportTo(outputs);
        outputs.add(watches);
        return outputs;
    }

    /**
     * Returns a name for D-Bus and files. Replaces the characters that have a meaning there, and removes the middle of a
     * name that is too long: names on D-Bus and of files have at most 255 bytes, and a host's name up to 253.
     */
    static String safeName(String name) {
        return name.replaceAll("[^A-Za-z0-9_]", "_").replaceAll("^(.{100}).*(.{100})$", "$1$2");
    }
}
