package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.LongSupplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.base.state.WrittenMark;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.dbus.EventLoop;
import org.dbusp1.gx.ess.BusImage;
import org.dbusp1.gx.ess.BusImage.Use;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.LimiterFacts;
import org.dbusp1.gx.ess.limit.LimiterRule.InverterReport;
import org.dbusp1.gx.ess.limit.LimiterRule.LimitRequest;
import org.dbusp1.gx.ess.limit.LimiterRule.Need;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Values;
import org.dbusp1.metering.ImportLimit;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The peak limiter on the bus. Each five seconds it asks for the facts of ESS, then for the override, and writes the limit of
 * {@link LimiterRule} again; the limit changes only with a telegram that shows the effect of its last change. Used only on the loop.
 */
public final class PeakLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(PeakLimiter.class);
    private static final Finding OFF = Finding.of(Condition.LIMITER_OFF);
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration LEAST_PERIOD_OF_TELEGRAMS = Duration.ofSeconds(1);
    /** The age from which an answer is not used: a service hangs. */
    private static final long LATE_NANOS = Duration.ofSeconds(8).toNanos();
    private static final String NO_VEBUS = "no_vebus";
    /** The case in which ESS, the battery or the inverters do not answer, or the limit cannot be written. */
    private static final String NO_ANSWER = "no_answer";
    // The figures of the finding.
    private static final String ASKED = "asked";
    private static final String GIVEN = "given";
    private static final String OTHER = "other";
    private static final String OTHER_SINCE = "other_since";
    private static final List<String> FIGURES = List.of(ASKED, GIVEN, OTHER, OTHER_SINCE);

    private final BusImage image;
    private final OwnerChoices ownerChoices;
    private final LongSupplier clock;
    private final Runnable onChange;
    private final LimiterRule rule;
    private final LimitOverride limit;
    private Finding status = OFF;
    /** The set point of another program, and since when the limiter yields to it; null without one. */
    private @Nullable OtherLimit setpoint;
    private InverterPower inverters = InverterPower.NONE;
    private Finding verdict = Finding.of(Condition.ESS_UNKNOWN);
    /** The newest telegram; null while none is valid. */
    private @Nullable Need need;
    /** Since when the facts are read, or since when the owner has switched the limiter on, if that is later. */
    private long readingSinceNanos;
    /** The newest facts with all that is needed; null before the first. */
    private @Nullable LimiterFacts facts;
    /** When the oldest of {@link #facts} was asked. */
    private long factsNanos;
    private boolean hasNoVebus;

    /**
     * Waits for the disk.
     *
     * @param mark tells whether an earlier run has left a limit, which then is given back
     * @param clock as {@link System#nanoTime}
     */
    public PeakLimiter(EventLoop loop, VictronBus bus, BusImage image, OwnerChoices ownerChoices, Reserve reserve, WrittenMark mark,
            LongSupplier clock, Runnable onChange) {
        this.image = image;
        this.ownerChoices = ownerChoices;
        this.clock = clock;
        this.onChange = onChange;
        this.rule = new LimiterRule(reserve);
        this.limit = new LimitOverride(loop, bus, mark, clock);
        image.answered(Use.LIMIT, this::answered);
        setPeriod();
    }

    private boolean isOn() {
        return ownerChoices.isOn(Switch.LIMITER);
    }

    /** Returns what the limiter does, with what it asks of the inverters and what these give, in watts. */
    public Finding status() {
        return status;
    }

    public void accept(InverterPower reported) {
        if (reported.isPlausible()) {
            boolean wasRead = inverters.batteryPower().knowsAny();
            inverters = reported;
            if (wasRead && !reported.batteryPower().knowsAny()) {
                act(); // they have left the bus
            }
        }
    }

    /** @param proved the verdict on ESS @param nanos when the telegram arrived, by the monotonic clock */
    public void accept(ImportLimit importLimit, Values values, Finding proved, long nanos) {
        Quantity net = values.has(Quantity.POWER_NET) ? Quantity.POWER_NET : Quantity.POWER_IMPORT;
        boolean isFirst = need == null;
        boolean wasReading = mayRead();
        need = new Need(importLimit.allowedWatts(), importLimit.keepsReserve(), importLimit.missingWatts() != null,
                values.has(net) ? values.number(net) : null, nanos);
        boolean isNewVerdict = !verdict.equals(proved);
        verdict = proved;
        readingSinceNanos = wasReading ? readingSinceNanos : clock.getAsLong();
        if (isFirst || isNewVerdict || rule.mayChange(need) && !image.isAsked(Use.LIMIT, LEAST_PERIOD_OF_TELEGRAMS)) {
            look();
        } else if (!isKnown()) {
            act();
        }
    }

    /** Accepts a verdict between telegrams. */
    public void accept(Finding proved) {
        boolean isNew = !verdict.equals(proved);
        boolean wasReading = mayRead();
        verdict = proved;
        readingSinceNanos = wasReading ? readingSinceNanos : clock.getAsLong();
        if (need != null && isNew) {
            look();
        }
    }

    public void offline() {
        need = null;
        act();
    }

    /** Called when the owner has switched the limiter on or off. Once on, it may replace the value of another program. */
    public void switched() {
        if (isOn()) {
            limit.switchedOn();
            readingSinceNanos = clock.getAsLong();
        }
        look();
    }

    /** Called when localsettings came to the bus or left it. */
    public void settingsServiceChanged() {
        facts = null;
        look();
    }

    /** Releases the override. @param done runs when the override is released, or cannot be released */
    public void release(Runnable done) {
        limit.release(done);
    }

    /** Returns whether a limit may be asked of ESS: it regulates by the meter, as far as is known. */
    private boolean mayAct() {
        return switch (verdict.ess()) {
            case UNKNOWN, REGULATES -> true;
            case NOT, UNPROVED, OFF_GRID -> false;
        };
    }

    /** Returns whether the facts and the override are read: also while a proof is absent, which may be back in a moment. */
    private boolean mayRead() {
        return isOn() && need != null && (mayAct() || verdict.ess() == EssUse.UNPROVED);
    }

    private boolean isLate(long nanos) {
        return clock.getAsLong() - nanos >= LATE_NANOS;
    }

    private boolean isKnown() {
        return facts != null && !isLate(factsNanos) && !isLate(limit.readNanos());
    }

    private void setPeriod() {
        image.every(Use.LIMIT, mayRead() || limit.isSet() ? PERIOD : null);
    }

    /** Asks for the facts of ESS, where they are needed, and acts by them; else acts at once. */
    private void look() {
        if (mayRead()) {
            image.ask(Use.LIMIT);
        }
        if (!mayRead() || !isKnown()) {
            act();
        }
        setPeriod();
    }

    /** The override is read last, so that it is still new when another is written. */
    private void answered() {
        LimiterFacts known = LimiterFacts.of(image);
        Long asked = image.oldest(Use.LIMIT);
        hasNoVebus = known.hasNoVebus();
        if (known.hasCharge() && asked != null) {
            facts = known;
            factsNanos = asked;
        }
        if (mayRead()) {
            limit.read(known.isBatteryControlled(), this::act);
        }
        if (!mayRead() || !isKnown()) {
            act();
        }
    }

    private void act() {
        LimitRequest request = decide();
        if (request.watts() == null) {
            rule.forget();
        }
        limit.request(request.watts());
        setPeriod();
        show(request.watts() != null && limit.hasFailed() ? LimitRequest.none(notUsed(NO_ANSWER)) : request);
    }

    /** The first row that holds decides. Those after the last one here are in {@link LimiterRule}. */
    private LimitRequest decide() {
        Need present = need;
        LimiterFacts known = isKnown() ? facts : null;
        Condition stopped = known == null ? null : known.nothingToLimit();
        InverterReport reported = inverters();
        boolean isResuming = clock.getAsLong() - readingSinceNanos < LATE_NANOS;
        if (!isOn()) {
            return LimitRequest.none(OFF);
        } else if (present == null) {
            return LimitRequest.none(before());
        } else if (present.isNone()) {
            return LimitRequest.none(Finding.of(Condition.LIMITER_READY));
        } else if (!mayAct()) {
            return LimitRequest.none(isResuming && verdict.ess() == EssUse.UNPROVED ? before() : notUsed(verdict));
        } else if (hasNoVebus) {
            return LimitRequest.none(notUsed(NO_VEBUS));
        } else if (stopped != null) {
            return LimitRequest.none(notUsed(Finding.of(stopped, "")));
        } else if (known == null || reported == null) {
            return LimitRequest.none(isResuming ? before() : notUsed(NO_ANSWER));
        } else if (verdict.ess() == EssUse.UNKNOWN && !rule.asks()) {
            return LimitRequest.none(before());
        }
        return rule.decide(present, known, reported, limit.isOthers(), clock.getAsLong());
    }

    /** Returns the state that was shown before a gap, of the meter or of what is known. */
    private Finding before() {
        return status.is(Condition.LIMITER_OFF) ? Finding.of(Condition.LIMITER_READY)
                : FIGURES.stream().reduce(status, (found, figure) -> found.with(figure, null), (one, another) -> another);
    }

    private static Finding notUsed(String detail) {
        return Finding.of(Condition.LIMITER_NOT_USED, detail);
    }

    /**
     * Returns that the limiter asks nothing because of what ESS does with the meter. Its owner need not act for the limiter where that
     * is an event of its own, or as it should be (a reserve, another role).
     */
    public static Finding notUsed(Finding cause) {
        boolean isSaid = cause.condition().event() != null || cause.is(Condition.ESS_RESERVE) || cause.is(Condition.ESS_OTHER_ROLE);
        return Finding.of(Condition.LIMITER_NOT_USED).because(cause).as(isSaid ? Gravity.KNOW : Gravity.ACT);
    }

    /** Returns what the inverters give and can give; null if it was not read in the last seconds. */
    private @Nullable InverterReport inverters() {
        boolean isRead = clock.getAsLong() - inverters.nanos() < LATE_NANOS && inverters.batteryPower().knowsAny();
        double rating = inverters.rating() > 0 ? inverters.rating() : Double.MAX_VALUE;
        return isRead ? new InverterReport(inverters.batteryPower().sum(), rating) : null;
    }

    private void show(LimitRequest request) {
        Finding found = request.finding();
        if (found.is(Condition.LIMITER_NOT_USED) && found.isWrong() && !status.is(Condition.LIMITER_NOT_USED)) {
            LOG.warn("the peak limiter does not act: {}", Texts.in(Texts.ENGLISH).text(found));
        }
        Double foreign = !found.is(Condition.LIMITER_YIELDING) || facts == null || facts.isBatteryControlled() ? null
                : facts.foreignSetpoint();
        setpoint = foreign == null ? null : setpoint != null && setpoint.watts() == foreign ? setpoint
                : new OtherLimit(foreign, setpoint == null ? Instant.now() : setpoint.since());
        OtherLimit other = found.is(Condition.LIMITER_OTHER_PROGRAM) ? limit.other() : setpoint;
        InverterReport reported = inverters();
        Finding now = request.watts() == null && other == null ? found
                : found.with(ASKED, rounded(request.watts()))
                .with(GIVEN, request.watts() == null || reported == null ? null : rounded(reported.given()))
                .with(OTHER, other == null || Double.isNaN(other.watts()) ? null : rounded(other.watts()))
                .with(OTHER_SINCE, other == null ? null : other.since().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!now.equals(status)) {
            status = now;
            onChange.run();
        }
    }

    private static @Nullable Long rounded(@Nullable Double watts) {
        return watts == null ? null : Math.round(watts);
    }
}
