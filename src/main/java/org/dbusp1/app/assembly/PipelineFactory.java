package org.dbusp1.app.assembly;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.dbusp1.app.config.Keys;
import org.dbusp1.app.config.RunOptions;
import org.dbusp1.app.config.SourceConfig;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.process.Program;
import org.dbusp1.base.process.UserException;
import org.dbusp1.base.state.DiskExecutor;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.driver.LedgerFiles;
import org.dbusp1.driver.LineCounters;
import org.dbusp1.driver.MeterKeyResolver;
import org.dbusp1.driver.MeterLocks;
import org.dbusp1.driver.MeterPipeline;
import org.dbusp1.driver.MeterTime;
import org.dbusp1.driver.ReplayDecoder;
import org.dbusp1.gx.client.DeviceChoices;
import org.dbusp1.line.decode.LocalTimeResolver;
import org.dbusp1.line.decode.StreamDecoder;
import org.dbusp1.line.source.Pacer.Speed;
import org.dbusp1.line.source.ReplaySource;
import org.dbusp1.line.source.Source;
import org.dbusp1.line.source.UsbCable;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.DemandTracker;
import org.dbusp1.metering.demand.DemandTracker.DemandInputs;
import org.dbusp1.metering.energy.Ledger;
import org.dbusp1.metering.energy.Ledger.LedgerStore;
import org.dbusp1.metering.guard.CounterCheck;
import org.dbusp1.metering.guard.Guard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the {@link MeterPipeline} of one meter from the configuration, with all its parts from the source to the energy
 * ledger: for a driver, or for a check, whose only output is its report.
 */
public final class PipelineFactory {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineFactory.class);
    private static final MeterKey CHECKED_METER = new MeterKey("check");

    private static final String LEDGERS = "energy";

    private final Config config;
    private final RunOptions options;
    private final Path stateDirectory;
    private final DiskExecutor disk;
    private final boolean isCheck;
    private final Origin origin;
    private final DecodingFactory decoding;
    private final SourceFactory.ProbedSource probedSource;
    private final MeterKeyResolver meterKeys;
    private final LineCounters lineCounters;
    /** The ledger of the meter; null before its first believed message. Set by the reader. */
    private volatile @Nullable Ledger ledger;

    /** @param runtime the directory for files in memory; null if there is none */
    PipelineFactory(Config config, RunOptions options, Path state, @Nullable Path runtime, DiskExecutor disk) throws UserException {
        this(config, options, state, runtime == null ? state : runtime, disk, false);
    }

    private PipelineFactory(Config config, RunOptions options, Path state, Path runtimeDirectory, DiskExecutor disk, boolean isCheck)
            throws UserException {
        this.config = config;
        this.options = options;
        this.stateDirectory = state;
        this.disk = disk;
        this.isCheck = isCheck;
        this.origin = origin(config.get(Keys.SOURCE), isCheck);
        this.decoding = DecodingFactory.of(config);
        this.probedSource = SourceFactory.make(config, options, state, disk);
        MeterKey configured = isCheck ? CHECKED_METER : config.get(Keys.METER_ID).orElse(null);
        this.meterKeys = new MeterKeyResolver(configured, state, disk,
                configured == null && keepsFacts() ? new MeterLocks(runtimeDirectory, disk) : null);
        this.lineCounters = new LineCounters(source().clock()::nanos);
    }

    /**
     * Returns the factory for a check, which remembers only how to reach the meter: the settings of the cable, or the dongle that was
     * found and its token. A log is read without pause.
     *
     * @throws UserException if a file in the configuration cannot be used
     */
    public static PipelineFactory ofCheck(Config config, Path state) throws UserException {
        RunOptions options = config.get(Keys.SOURCE) instanceof SourceConfig.Replay
                ? new RunOptions(Speed.MAX, false, null) : RunOptions.OF_CHECK;
        return new PipelineFactory(config, options, state, state, Runnable::run, true);
    }

    public MeterPipeline checkPipeline() {
        return new MeterPipeline(parts(DemandConfig.DEFAULT, key -> DemandInputs.NONE), List.of());
    }

    /** @param inputs gives the inputs of the demand other than telegrams */
    MeterPipeline.Parts parts(DemandConfig demand, Function<MeterKey, DemandInputs> inputs) {
        ZoneId zone = config.get(Keys.METER_ZONE).orElse(null);
        LocalTimeResolver times = new LocalTimeResolver(origin, zone,
                origin.isLog() ? null : LocalTimeResolver.finnishZone(DeviceChoices.read().timeZone().getId()));
        MeterTime meterTime = new MeterTime(origin, times, Program.released(), zone);
        StreamDecoder decoder = decoding.decoder(() -> meterKeys.number(source().lineIdentity().orElse(null)), times);
        LedgerStore lines = keepsFacts() ? new LedgerFiles(stateDirectory.resolve(LEDGERS), disk) : LedgerStore.NONE;
        StateStore peaks = meterStore("peaks.properties", "the month peaks that a meter prints, W", disk);
        Function<MeterKey, DemandTracker> trackers = key -> {
            DemandTracker made = new DemandTracker(key, demand, lines, zone, peaks);
            ledger = made.ledger();
            if (keepsFacts() && config.get(Keys.METER_ID).isPresent()) {
                disk.execute(() -> logNewKey(key));
            }
            return made;
        };
        return new MeterPipeline.Parts(source(), decoding.scanner(), times,
                source().clock() instanceof ReplaySource log ? new ReplayDecoder(decoder, log) : decoder,
                new Guard(guardOptions()), meterTime, new CounterCheck(origin), trackers,
                inputs, meterKeys, lineCounters);
    }

    /** Says so when the owner's key is new, and the meter has had another: everything that is stored by key begins anew. */
    private void logNewKey(MeterKey key) {
        MeterKey before = meterKeys.remembered(source().lineIdentity().orElse(null));
        Predicate<MeterKey> hasLedger = LedgerFiles.knownMeters(stateDirectory.resolve(LEDGERS));
        if (before != null && !before.equals(key) && hasLedger.test(before) && !hasLedger.test(key)) {
            LOG.info("meter.id: page, today and files of this meter begin anew as {}; what was stored as {} stays, and goes on with"
                    + " meter.id={} or without meter.id", key, before, before);
        }
    }

    private Guard.Options guardOptions() {
        StateStore units = meterStore("energy-units.properties", "in what unit meters count energy", disk);
        return new Guard.Options(config.get(Keys.METER_INTERVAL).map(Duration::ofSeconds).orElse(null), units,
                origin, config.get(Keys.METER_POWER).orElse(null));
    }

    private static Origin origin(SourceConfig source, boolean isCheck) {
        if (source instanceof SourceConfig.Replay) {
            return isCheck ? Origin.CHECKED_LOG : Origin.LOG;
        }
        return source instanceof SourceConfig.Simulated ? Origin.LOG : source instanceof SourceConfig.Serial ? Origin.LINE : Origin.NETWORK;
    }

    /** Returns the store of facts in a file of the state directory. @param about describes the facts, for readers of the file */
    FileStateStore store(String file, String about, DiskExecutor writes) {
        return new FileStateStore(stateDirectory.resolve(file), about, writes);
    }

    /**
     * Returns the store of facts about a real meter, as {@link #store}; {@link StateStore#NONE} for a log, a simulated meter
     * or a check, which must not change what is known of the real meter.
     */
    StateStore meterStore(String file, String about, DiskExecutor writes) {
        return keepsFacts() ? store(file, about, writes) : StateStore.NONE;
    }

    boolean isOfRealMeter() {
        return !origin.isLog();
    }

    private boolean keepsFacts() {
        return isOfRealMeter() && !isCheck;
    }

    /** Returns the identity of the cable ({@link UsbCable}), also before its port is opened; null for a log or a simulated meter. */
    @Nullable String cable() {
        return config.get(Keys.SOURCE) instanceof SourceConfig.Serial serial
                ? UsbCable.identityAt(serial.port()) : source().lineIdentity().orElse(null);
    }

    /**
     * Returns the identity of the cable; without one, and for what is no cable, the name of the source. The number of a dongle is not
     * known before its first reading, and what is remembered by it then would be lost at the next start.
     */
    String cableOrName() {
        String cable = config.get(Keys.SOURCE) instanceof SourceConfig.Serial ? cable() : null;
        return cable != null ? cable : source().name();
    }

    /**
     * Returns the key of the meter on a cable, so that what is kept with it follows the meter to another cable, which an adapter without a
     * number of its own is in each socket; the cable while no meter is known there.
     */
    String meterOr(String cable) {
        MeterKey meter = meterKeys.knownKey(cable);
        return meter == null ? cable : meter.text();
    }

    public SourceFactory.ProbedSource probedSource() {
        return probedSource;
    }

    public Source source() {
        return probedSource.source();
    }

    public LineCounters lineCounters() {
        return lineCounters;
    }

    DecodingFactory decoding() {
        return decoding;
    }

    MeterKeyResolver meterKeys() {
        return meterKeys;
    }

    void endLedger() {
        Ledger last = ledger;
        if (last != null) {
            last.end();
        }
    }
}
