package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Origin;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.TelegramCounts;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Doubts.DoubtfulPower;
import org.dbusp1.metering.Published;
import org.dbusp1.metering.Published.Withheld;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides which values of a meter's good messages may be published, and until when. The first rule with an {@link Outcome} decides; a
 * message that passes all is believed. Beliefs change as {@link Belief} says, but for the delay and the units, which their classes say.
 * <pre>
 * rule              a belief in                                what contradicts it
 * NoChecksumRule    the last message without a checksum        is refused; the first waits for the next
 * OneMeterRule      the line's meter                           is foreign
 * ClockRule         the {@link LeastDelay}, on networks        is refused as old; equal bytes say nothing new
 * KamstrupUnitRule  the units of a meter that names none       withholds counters, and powers that currents contradict
 * PlausibilityRule  nothing: a message against itself          is withheld
 * ContinuityRule    each counter and voltage                   is withheld
 * DeviceRule        gas, water and heat meters, their counters is withheld
 * </pre>
 * {@link Validity} knows for how long the values are valid, by the {@link Interval}. Not thread safe. Times are monotonic nanoseconds.
 */
public final class Guard {
    private static final Logger LOG = LoggerFactory.getLogger(Guard.class);

    /**
     * The properties of a line that a guard cannot learn from its messages.
     *
     * @param interval  the owner's interval for a meter that was made slower; null: the messages prove the interval
     * @param units     remembers the units of Kamstrup's meters
     * @param powers    the owner's unit of a Kamstrup meter's powers; null: W, withheld where currents contradict them
     */
    public record Options(@Nullable Duration interval, StateStore units, Origin origin, @Nullable PowerScale powers) {
        public static final Options DEFAULT = new Options(null, StateStore.NONE, Origin.NETWORK, null);
    }

    private final OneMeterRule oneMeter;
    private final KamstrupUnitRule units;
    private final ContinuityRule continuity = new ContinuityRule();
    /** In the order of the table. */
    private final List<Rule> rules;
    /** The last of {@link #rules}. */
    private final List<Rule.ValueRule> valueRules;
    private final Interval interval;
    private final Validity validity;
    private final ThinnedLog lineLog = ThinnedLog.hourly(LOG::warn);
    /** Apart from those of the line: values may be withheld in each second message. */
    private final ThinnedLog withheldLog = ThinnedLog.hourly(LOG::warn);
    /** Index of the meter in this run, from 0; rises when the meter is replaced. */
    private int meterIndex;
    private TelegramCounts telegramCounts = TelegramCounts.NONE;

    public Guard() {
        this(Options.DEFAULT);
    }

    public Guard(Options options) {
        interval = new Interval(options.interval(), options.origin());
        validity = new Validity(interval);
        oneMeter = new OneMeterRule(this::forgetMeter);
        units = new KamstrupUnitRule(options.units(), options.powers());
        valueRules = List.of(new PlausibilityRule(), continuity, new DeviceRule(interval::validFor));
        rules = Stream.concat(Stream.of(new NoChecksumRule(), oneMeter, new ClockRule(options.origin(), interval::begin), units),
                valueRules.stream()).toList();
    }

    /**
     * Accepts a good message.
     *
     * @param key   the meter's identity for outputs; null while the meter has none: then nothing is published
     * @param nanos monotonic time of its arrival by the clock of the source
     */
    public Outcome accept(Reading reading, @Nullable MeterKey key, long nanos) {
        validity.expire(nanos);
        GuardedReading message = new GuardedReading(reading, nanos);
        for (Rule rule : rules) {
            Rule.Step step = rule.check(message);
            if (step instanceof Outcome outcome) {
                return unbelieved(outcome, message);
            }
            message = (GuardedReading) step;
        }
        countGood(reading);
        message.withheldLines().forEach(line -> withheldLog.logHourly(line, nanos));
        if (key == null) {
            return new Outcome.Hold();
        }
        Values values = validity.accept(message);
        if (!validity.fresh()) {
            return new Outcome.Hold();
        }
        Published published = new Published(values, message.devices(), message.numberedDevices(), message.withheld(),
                continuity.takeRetracted(), continuity.series(), meterIndex);
        return new Outcome.Publish(message.reading(), published, interval.now(), interval.validFor());
    }

    private void forgetMeter() {
        meterIndex++;
        rules.forEach(Rule::forgetMeter);
        interval.forgetMeter();
        validity.endValues();
    }

    private Outcome unbelieved(Outcome outcome, GuardedReading message) {
        RejectCause cause = outcome.cause();
        if (cause != null) {
            rejected(cause);
            interval.breakGap();
            if (outcome instanceof Outcome.Refuse refused && (cause == RejectCause.OUTDATED || cause == RejectCause.BEHIND)) {
                validity.outdated(refused.lateNanos());
            }
            if (cause == RejectCause.BEHIND) {
                lineLog.logHourly("""
                        telegrams arrive late by their clock, for more than a minute: they are not published until they are as prompt \
                        as before. The bridge or dongle that sends them falls behind: restart it, or let it send less often. If the \
                        connection has become slower, or the meter's clock was set, restart this driver.""", message.nanos());
            }
            if (cause == RejectCause.OUTDATED) {
                lineLog.logHourly("""
                        telegrams arrive that are older than those before them, or late by their clock: they are not \
                        published. The bridge or dongle that sends them may have stored them.""", message.nanos());
            }
        } else if (outcome instanceof Outcome.Foreign foreign) {
            telegramCounts = telegramCounts.plusForeign();
            interval.breakGap();
            if (foreign.several()) {
                validity.end();
                lineLog.logHourly("""
                        two meters send on this line: nothing is published until only one of them has sent for a minute. \
                        Connect one meter to each port.""", message.nanos());
            }
        } else if (outcome instanceof Outcome.Unconfirmed) {
            countGood(message.sent());
            validity.unconfirmed(message);
        }
        return outcome;
    }

    private void countGood(Reading reading) {
        String repair = reading.message().repair();
        telegramCounts = repair == null ? telegramCounts.plusIntact() : telegramCounts.plusRepaired(repair);
    }

    /** Checks the values of a message by the rules for values only. @return the withheld values */
    public Withheld checkValues(Reading reading, long nanos) {
        GuardedReading message = new GuardedReading(reading, nanos);
        if (!reading.message().repaired() && oneMeter.remember(reading.meter())) {
            valueRules.forEach(Rule::forgetMeter);
        }
        for (Rule.ValueRule rule : valueRules) {
            message = rule.check(message);
        }
        return message.withheld();
    }

    /** Counts a rejected telegram, which makes no value valid for longer. */
    public void rejected(RejectCause cause) {
        telegramCounts = telegramCounts.plusRejected(cause);
        // Meters themselves may send garbage: it is no damage by the line.
        if (!cause.isIntact() && cause != RejectCause.GARBAGE) {
            interval.breakGap();
        }
    }

    /** Ends the values: the port was closed or removed. */
    public void endValues() {
        validity.end();
    }

    /** Called before the first message after the values ended, by a silence too: it may be another meter's. */
    public void lineLost() {
        rules.forEach(Rule::lineLost);
    }

    /** Returns whether the last published values are still valid. */
    public boolean fresh(long nanos) {
        validity.expire(nanos);
        return validity.fresh();
    }

    /** Returns whether nothing is published because several meters send on the line. */
    public boolean severalMeters() {
        return oneMeter.several();
    }

    /** Returns the power that the currents contradict; null if they do not. */
    public @Nullable DoubtfulPower doubtfulPower() {
        return units.doubtfulPower();
    }

    /** Returns the counts of the telegrams since the start: only the guard counts them. */
    public TelegramCounts telegramCounts() {
        return telegramCounts;
    }
}
