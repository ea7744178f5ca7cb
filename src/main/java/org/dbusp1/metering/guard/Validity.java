package org.dbusp1.metering.guard;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.base.process.ConsecutiveCount;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Phase;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.Snapshot;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The values that are valid. The first message of a run makes them so. All end when no message has come for three intervals; then the
 * second of two messages within this time makes values valid, so that a bad contact does not switch ESS on and off. A meter's values
 * are those of its last message; where lists alternate, each value is from the last list that had it, for three of the dialect's
 * intervals; counters and the tariff stay while the line is there.
 */
final class Validity {
    private static final Logger LOG = LoggerFactory.getLogger(Validity.class);
    /** The first late message may follow a short disturbance. */
    private static final int LATE_MESSAGES = 2;
    /** Without a total, earlier powers of phases may hide that the house exports now. */
    private static final Set<Quantity> POWERS_OF_PHASES = Phase.ALL.stream()
            .flatMap(phase -> Stream.of(phase.power(), phase.powerImport(), phase.powerExport())).collect(Collectors.toUnmodifiableSet());

    /** @param whileImporting whether the house imported then: an export from then means nothing once the import is 0 */
    private record Latest(long scaled, long at, boolean whileImporting) {
    }

    private final Interval interval;
    private final ThinnedLog seldomWarning = ThinnedLog.hourly();
    private final Map<Quantity, Latest> latest = new EnumMap<>(Quantity.class);
    private boolean begun;
    private boolean fresh;
    /** Arrival of the last message that was believed, or waits for the next; null before, and after {@link #end}. */
    private @Nullable Long last;
    private final ConsecutiveCount late = new ConsecutiveCount(LATE_MESSAGES);
    /** By how much the last believed message was late, since a later one was refused as old: the line may fall behind; else 0. */
    private long lateNanos;

    Validity(Interval interval) {
        this.interval = interval;
    }

    /** Accepts a believed message, which may make values valid. @return the values that are valid if {@link #fresh} */
    Values accept(GuardedReading message) {
        Dialect dialect = message.dialect();
        Duration before = interval.begin(dialect);
        if (!dialect.sendsPartialLists() || message.values.present().stream().anyMatch(quantity -> quantity.unit() == Unit.WATT)) {
            interval.good(dialect, message.nanos);
        }
        fresh = fresh || !begun || last != null && message.nanos - last <= interval.validFor().toNanos();
        begun = true;
        last = message.nanos;
        lateNanos = 0;
        if (fresh && late.isReached() && interval.now().compareTo(before) > 0) {
            LOG.info("the meter sends every {} s now", Snapshot.seconds(interval.now()));
        }
        late.accept(!fresh);
        Duration gap = interval.lastGap();
        if (late.isReached() && gap != null && seldomWarning.tryAcquire(message.nanos)) {
            LOG.warn("""
                    telegrams arrive {} s apart, less often than every {} s, as this meter has sent them or such meters do: nothing \
                    is published until twelve intervals, or six over three minutes, were equal within a fifth; after each start \
                    again. If the meter is that slow, or a bridge sends irregularly, set meter.interval-seconds={}.""",
                    Snapshot.seconds(gap), Snapshot.seconds(interval.now()), Snapshot.seconds(gap));
        }
        Values believed = message.withheld().removeFrom(message.values);
        return dialect.sendsPartialLists() ? join(believed, message) : believed;
    }

    private Values join(Values sent, GuardedReading message) {
        long nanos = message.nanos;
        boolean imports = sent.has(Quantity.POWER_IMPORT) && sent.scaled(Quantity.POWER_IMPORT) > 0;
        long limit = Interval.limitNanos(message.dialect().interval().toNanos());
        latest.keySet().removeAll(message.withheld().quantities());
        sent.present().forEach(quantity -> latest.put(quantity, new Latest(sent.scaled(quantity), nanos, imports)));
        latest.entrySet().removeIf(entry -> !entry.getKey().isEnergyCounter() && entry.getKey().unit() != Unit.COUNT
                && nanos - entry.getValue().at > limit);
        if (sent.has(Quantity.POWER_IMPORT) && !sent.has(Quantity.POWER_EXPORT)) {
            acceptOnlyImport(sent.scaled(Quantity.POWER_IMPORT), nanos);
        }
        if (!latest.containsKey(Quantity.POWER_NET)) {
            latest.entrySet().removeIf(entry -> POWERS_OF_PHASES.contains(entry.getKey()) && entry.getValue().at != nanos);
        }
        Values.Builder valid = new Values.Builder();
        latest.forEach((quantity, value) -> valid.set(quantity, value.scaled));
        Latest net = latest.get(Quantity.POWER_NET);
        if (net != null) {
            PowerOrigin own = sent.has(Quantity.POWER_NET) && sent.scaled(Quantity.POWER_NET) == net.scaled ? sent.netOrigin() : null;
            valid.setNet(net.scaled, Objects.requireNonNullElse(own, PowerOrigin.EARLIER_LIST));
        }
        return valid.build();
    }

    /**
     * Accepts the import of a short list without export. These meters sum over their phases, so they never import and export at once:
     * import above 0 means an export of 0; an import of 0 leaves the last export, unless the house has imported since.
     */
    private void acceptOnlyImport(long imported, long nanos) {
        Latest exported = latest.get(Quantity.POWER_EXPORT);
        if (imported > 0 && exported != null) {
            latest.put(Quantity.POWER_EXPORT, new Latest(0, exported.at, true));
        } else if (imported == 0 && exported != null && !exported.whileImporting) {
            latest.put(Quantity.POWER_NET, new Latest(-exported.scaled, nanos, false));
        } else if (imported == 0) {
            latest.remove(Quantity.POWER_EXPORT);
            latest.remove(Quantity.POWER_NET);
        }
    }

    /** Accepts a message that counts only if the next one agrees. */
    void unconfirmed(GuardedReading message) {
        interval.good(message.dialect(), message.nanos);
        last = fresh ? last : Long.valueOf(message.nanos);
    }

    void outdated(long nanos) {
        lateNanos = nanos;
    }

    void end() {
        endValues();
        last = null;
        interval.breakGap();
    }

    void endValues() {
        fresh = false;
        latest.clear();
    }

    /** Returns whether the values ended by this call, since no message came in time. */
    boolean expires(long nanos) {
        boolean expires = fresh && last != null && nanos - last + lateNanos > interval.validFor().toNanos();
        if (expires) {
            endValues();
        }
        return expires;
    }

    boolean fresh() {
        return fresh;
    }
}
