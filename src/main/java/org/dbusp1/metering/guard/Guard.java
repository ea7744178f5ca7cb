package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.Doubts.DoubtfulPower;
import org.dbusp1.meter.MBusDevice;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.NumberedDevice;
import org.dbusp1.meter.PowerScale;
import org.dbusp1.meter.Published;
import org.dbusp1.meter.Published.Withheld;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which values of a meter's good messages may be published, and until when, by a list of rules in this order. The first
 * rule with an {@link Outcome} decides; a message that passes every rule is believed.
 * "plausible: exchange" in the column "since" names the capture that shows why the rule is needed.
 * <pre>
 * Rule                 sees                                does                             since                  test
 * -- the message, by earlier messages
 * OneMeterRule         numbers and first lines of a minute refuses both of two meters       two cables on one port OneMeterRuleTest
 * PreviousTelegramRule no checksum: earlier telegrams      refuses damage, waits at first   D0, DSMR 2.2           PreviousTelegramRuleTest
 * ReplacedMeterRule    another number than before          forgets the old meter            plausible: exchange    ValueRulesTest
 * ClockRule            equal bytes; on networks the delay  refuses repeated or old messages bridges that store     ClockRuleTest
 * EnergyUnitRule       counter and power of an hour        withholds, then divides          HAN-NVE 3.1, 2.8       EnergyUnitRuleTest
 * - PowerScaleFinder   power, voltages and currents        withholds, or only says          amsreader 421          PowerScaleTest
 * -- its values; rules with a dash are in ValueRules
 * - range              each value                          withholds the impossible         implausible: 99 MW     ValueRulesTest
 * EnergyCounterRule    each counter and its past           withholds falls and jumps        implausible: 100 MWh   ValueRulesTest
 * VoltageRule          each voltage and its past           withholds 0 V and above 300 V    implausible: 0 V       ValueRulesTest
 * - currents           current, voltage, power of a phase  withholds unconfirmed currents   implausible: 999 A     ValueRulesTest
 * PowerRule            total, phases, currents, fuse       withholds contradicting powers   damage, checksum fits  PowerRuleTest
 * - derivedValues      sums of values                      withholds sums of withheld parts implausible: totals    ValueRulesTest
 * MBusCounterRule      gas and water, their times          withholds falls, omits old ones  implausible: gas at 0  MBusCounterRuleTest
 * </pre>
 * {@link Validity} then knows for how long the values are valid. Not thread safe. Times are monotonic nanoseconds.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /** Origin of messages: whether they may be late or repeated. */
    public enum Origin {
        /** A meter on a network: a bridge or a dongle may store messages and send them later. */
        NETWORK,
        /** A meter at a serial port, or a simulated one: nothing on the way stores messages. */
        SERIAL,
        /** A log: time is the time in the log, so that no message is late. */
        LOG,
        /** A log that is replayed again and again, or was made from copies, so that messages repeat. */
        REPEATED_LOG;

        boolean isLog() {
            return this == LOG || this == REPEATED_LOG;
        }
    }

    /**
     * The properties of a line that a guard cannot learn from its messages.
     *
     * @param interval the owner's interval for a meter that was made slower; null: the messages prove the interval
     * @param energyUnits    remembers the energy units of Kamstrup's meters
     * @param origin   origin of the messages
     * @param intervalMemory     remembers how often the meter sends
     * @param deviceNumbers   remembers the numbers of the M-Bus devices
     * @param powerScale the owner's unit of a Kamstrup meter's powers; null: W, unless the meter shows another
     */
    public record Options(@Nullable Duration interval, StateStore energyUnits, Origin origin, IntervalMemory intervalMemory,
            DeviceNumbering.Memory deviceNumbers, @Nullable PowerScale powerScale) {
        public static final Options DEFAULT = new Options(null, StateStore.NONE, Origin.NETWORK, IntervalMemory.DIALECT_INTERVAL);

        public Options(@Nullable Duration interval, StateStore energyUnits, Origin origin, IntervalMemory intervalMemory) {
            this(interval, energyUnits, origin, intervalMemory, DeviceNumbering.Memory.NONE, null);
        }
    }

    private final OneMeterRule oneMeter = new OneMeterRule();
    private final ReplacedMeterRule replacedMeter = new ReplacedMeterRule();
    private final List<Rule> valueRules = List.of(ValueRules::range, new EnergyCounterRule(), new VoltageRule(),
            ValueRules::currents, new PowerRule(), ValueRules::derivedValues, new MBusCounterRule());
    private final EnergyUnitRule energyUnit;
    private final List<Rule> rules;
    private final Validity validity;
    private final ThinnedLog outdatedWarning = ThinnedLog.hourly();
    /** What was said of the last believed message. */
    private Set<String> withheldLines = Set.of();
    private final DeviceNumbering deviceNumbering;
    /** Index of the meter in this run, from 0; rises when the meter is replaced. */
    private int meterIndex;
    private TelegramCounts telegramCounts = TelegramCounts.NONE;

    public Guard() {
        this(Options.DEFAULT);
    }

    public Guard(Options options) {
        this.validity = new Validity(options.interval(), options.intervalMemory(), options.origin().isLog());
        this.deviceNumbering = new DeviceNumbering(options.deviceNumbers());
        this.energyUnit = new EnergyUnitRule(options.energyUnits(), options.powerScale());
        this.rules = Stream.concat(Stream.of(oneMeter, new PreviousTelegramRule(), this::forgetReplacedMeter,
                new ClockRule(options.origin(), validity::estimateInterval), energyUnit),
                valueRules.stream())
                .toList();
    }

    /**
     * Accepts a good message.
     *
     * @param key   the meter's identity for outputs; null while the meter has none: then nothing is published
     * @param nanos monotonic time of its arrival by the clock of the source
     */
    public Outcome accept(Reading reading, @Nullable MeterKey key, long nanos) {
        expire(nanos);
        GuardedReading now = new GuardedReading(reading, nanos);
        Outcome unbelieved = check(now);
        if (now.isClockSet()) {
            validity.forgetValues();
        }
        telegramCounts = counted(unbelieved, reading);
        if (unbelieved != null) {
            updateValidity(unbelieved, nanos);
            return unbelieved;
        }
        logWithheld(now.withheldLines());
        return key == null ? new Outcome.Hold(now.isReplaced()) : publish(now);
    }

    private void logWithheld(Set<String> lines) {
        lines.stream().filter(line -> !withheldLines.contains(line)).forEach(LOG::warn);
        withheldLines = lines;
    }

    /** Returns the outcome of the first rule that has one; null for a believed message. */
    private @Nullable Outcome check(GuardedReading now) {
        for (Rule rule : rules) {
            Outcome outcome = rule.check(now);
            if (outcome != null) {
                return outcome;
            }
        }
        return null;
    }

    private TelegramCounts counted(@Nullable Outcome unbelieved, Reading reading) {
        RejectCause cause = unbelieved == null ? null : unbelieved.cause();
        if (cause != null) {
            return telegramCounts.plusRejected(cause);
        }
        if (unbelieved instanceof Outcome.Foreign) {
            return telegramCounts.plusForeign();
        }
        String repair = reading.message().repair();
        return repair == null ? telegramCounts.plusIntact() : telegramCounts.plusRepaired(repair);
    }

    private @Nullable Outcome forgetReplacedMeter(GuardedReading now) {
        Outcome outcome = replacedMeter.check(now);
        if (now.isReplaced()) {
            meterIndex++;
            rules.forEach(Rule::forgetMeter);
            validity.forgetMeter();
        }
        return outcome;
    }

    private void updateValidity(Outcome unbelieved, long nanos) {
        if (unbelieved instanceof Outcome.Unconfirmed) {
            validity.unconfirmed(nanos);
        } else if (unbelieved instanceof Outcome.Foreign foreign) {
            if (foreign.several()) {
                endValues();
                LOG.warn("""
                        two meters send on this line: nothing is published until only one of them has sent for a minute. \
                        Connect one meter to each port.""");
            }
            validity.breakGaps();
        } else if (unbelieved instanceof Outcome.Refuse refuse) {
            validity.breakGaps();
            if (refuse.cause() == RejectCause.OUTDATED && outdatedWarning.tryAcquire(nanos)) {
                LOG.warn("""
                        telegrams arrive that are older than those before them, or late by their clock: they are not \
                        published. The bridge or dongle that sends them may have stored them.""");
            }
        }
    }

    /** Publishes a believed message with the values that are valid now, if any. */
    private Outcome publish(GuardedReading now) {
        Values values = validity.valid(now);
        List<MBusDevice> devices = now.devices();
        List<NumberedDevice> meters = deviceNumbering.accept(devices, now.withheldChannels().keySet(), now.nanos());
        rules.forEach(rule -> rule.believed(now));
        validity.refresh(now);
        Published published = new Published(values, devices, meters, now.withheld(), now.retracted(), meterIndex);
        return validity.fresh() ? new Outcome.Publish(now.reading(), published, validity.interval(), validity.validFor())
                : new Outcome.Hold(now.isReplaced());
    }

    /** Checks the values of a message by the rules for values only. @return the withheld values */
    public Withheld checkValues(Reading reading, long nanos) {
        GuardedReading now = new GuardedReading(reading, nanos);
        forgetReplacedMeter(now);
        valueRules.forEach(rule -> rule.check(now));
        return now.withheld();
    }

    /** Counts a rejected telegram, which makes no value valid for longer. */
    public void rejected(RejectCause cause) {
        telegramCounts = telegramCounts.plusRejected(cause);
        // Meters themselves may send garbage: it is no damage by the line.
        if (!cause.isIntact() && cause != RejectCause.GARBAGE) {
            validity.breakGaps();
        }
    }

    /** Ends the values: the port was closed or removed, or several meters send on the line. */
    public void endValues() {
        validity.endValues();
        lineLost();
    }

    private void lineLost() {
        rules.forEach(Rule::lineLost);
    }

    /** Returns whether the last published values are still valid. */
    public boolean fresh(long nanos) {
        expire(nanos);
        return validity.fresh();
    }

    private void expire(long nanos) {
        if (validity.expires(nanos)) {
            lineLost();
        }
    }

    /** Returns whether nothing is published because several meters send on the line. */
    public boolean severalMeters() {
        return oneMeter.several();
    }

    /** Returns the power of the last message that the currents contradict; null if they do not. */
    public @Nullable DoubtfulPower doubtfulPower() {
        return energyUnit.doubtfulPower();
    }

    /** Returns the counts of the telegrams since the start: the guard alone counts them. */
    public TelegramCounts telegramCounts() {
        return telegramCounts;
    }
}
