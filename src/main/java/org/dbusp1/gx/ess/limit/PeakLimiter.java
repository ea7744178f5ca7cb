package org.dbusp1.gx.ess.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.EssUse;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.dbusp1.base.problem.Texts;
import org.dbusp1.gx.client.VictronBus;
import org.dbusp1.gx.ess.BusImage;
import org.dbusp1.gx.ess.BusImage.Use;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.InverterValues;
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
 * {@link LimiterRule} again. A new import changes it only with a telegram that shows the effect of its last change. Used only on the loop.
 */
public final class PeakLimiter {
    private static final Logger LOG = LoggerFactory.getLogger(PeakLimiter.class);
    private static final Finding OFF = Finding.of(Condition.LIMITER_OFF);
    private static final Finding READY = Finding.of(Condition.LIMITER_READY);
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

    /** The rows in which no limit is asked, and what is shown then: the first that holds. Those of {@link LimiterRule} follow. */
    private static final List<Row> TABLE = List.of(
            new Row(in -> !in.limiter.isOn(), in -> OFF),
            new Row(in -> in.need == null, in -> in.limiter.before()),
            new Row(in -> in.need != null && in.need.isNone(), in -> READY),
            // ESS does not regulate by the meter, or that it does is not proved.
            new Row(in -> in.limiter.verdict.ess() == EssUse.UNPROVED, in -> in.limiter.beforeOr(notUsed(in.limiter.verdict))),
            new Row(in -> !in.limiter.mayAct(), in -> notUsed(in.limiter.verdict)),
            new Row(in -> in.limiter.hasNoVebus, in -> notUsed(NO_VEBUS)),
            // The owner lets the battery supply nothing, or critical loads.
            new Row(in -> in.stopped != null, in -> notUsed(Finding.of(Objects.requireNonNull(in.stopped), ""))),
            // They have not answered for 8 s, or since localsettings came or left; or the inverters left.
            new Row(in -> in.ess == null || in.reported == null, in -> in.limiter.beforeOr(notUsed(NO_ANSWER))),
            new Row(in -> in.limiter.verdict.ess() == EssUse.UNKNOWN && !in.limiter.rule.asks(), in -> in.limiter.before()));

    private record Row(Predicate<Inputs> holds, Function<Inputs, Finding> shown) {
    }

    /** @param need null while no telegram is valid, or it lacks the import @param stopped what lets ESS limit nothing; null if it may */
    private record Inputs(PeakLimiter limiter, @Nullable Need need, @Nullable LimiterFacts ess, @Nullable Condition stopped,
                          @Nullable InverterReport reported) {
    }

    /** @param nanos when the oldest of the facts was asked, by the clock */
    private record TimedFacts(LimiterFacts values, long nanos) {
    }

    private final BusImage image;
    private final OwnerChoices ownerChoices;
    private final LongSupplier clock;
    private final Runnable onChange;
    private final LimiterRule rule;
    private final LimitOverride limit;
    private Finding status = OFF;
    private InverterPower inverters = InverterPower.NONE;
    private Finding verdict = Finding.of(Condition.ESS_UNKNOWN);
    /** The newest telegram; null while none is valid, or it lacks the import. */
    private @Nullable Need need;
    /** Since when the facts and the override are read, by the clock; null while they are not. */
    private @Nullable Long readingSinceNanos;
    /** The newest facts with all that is needed; null before the first, and after localsettings have come or left. */
    private @Nullable TimedFacts facts;
    private boolean hasNoVebus;

    /** @param clock as {@link System#nanoTime} */
    public PeakLimiter(VictronBus bus, BusImage image, OwnerChoices ownerChoices, Reserve reserve, LongSupplier clock,
            Runnable onChange) {
        this.image = image;
        this.ownerChoices = ownerChoices;
        this.clock = clock;
        this.onChange = onChange;
        this.rule = new LimiterRule(reserve);
        this.limit = new LimitOverride(bus, ownerChoices.mayHaveBeenOn(Switch.LIMITER), clock);
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
        Need last = need;
        need = !values.has(net) ? null : new Need(importLimit.allowedWatts(), importLimit.keepsReserve(),
                importLimit.missingWatts() != null, values.number(net), nanos);
        boolean isNewVerdict = !verdict.equals(proved);
        verdict = proved;
        if (last == null || need == null || isNewVerdict
                || rule.mayChange(need) && !image.isAsked(Use.LIMIT, LEAST_PERIOD_OF_TELEGRAMS)) {
            look();
        } else {
            actUnlessAnswersDo();
        }
    }

    /** Accepts a verdict between telegrams. */
    public void accept(Finding proved) {
        boolean isNew = !verdict.equals(proved);
        verdict = proved;
        if (need != null && isNew) {
            look();
        }
    }

    public void offline() {
        need = null;
        look();
    }

    /** Called when the owner has switched the limiter on or off. Once on, it may replace the value of another program. */
    public void switched() {
        if (isOn()) {
            limit.switchedOn();
        }
        look();
    }

    /** Called when localsettings came to the bus or left it. */
    public void settingsServiceChanged() {
        facts = null;
        look();
    }

    /** Releases the override, for ever. @param done runs when the override is released, or cannot be released */
    public void release(Runnable done) {
        need = null; // no answer that is on the way sets a limit again
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

    /** Returns the facts; null while they, or the override, are not known. */
    private @Nullable LimiterFacts known() {
        return facts == null || isLate(facts.nanos) || isLate(limit.readNanos()) ? null : facts.values;
    }

    private void setPeriod() {
        image.every(Use.LIMIT, mayRead() || limit.isSet() ? PERIOD : null);
    }

    /** Called when a reason to read may have begun or ended: asks for the facts, if they are read. */
    private void look() {
        readingSinceNanos = !mayRead() ? null : readingSinceNanos == null ? Long.valueOf(clock.getAsLong()) : readingSinceNanos;
        if (mayRead()) {
            image.ask(Use.LIMIT);
        }
        setPeriod();
        actUnlessAnswersDo();
    }

    /** Acts at once, unless the facts are known and read again: then their answers act. */
    private void actUnlessAnswersDo() {
        if (!mayRead() || known() == null) {
            act();
        }
    }

    /** The override is read last, so that it is still new when another is written. */
    private void answered() {
        LimiterFacts read = LimiterFacts.of(image);
        Long asked = image.oldest(Use.LIMIT);
        hasNoVebus = read.hasNoVebus();
        if (read.hasCharge() && asked != null) {
            facts = new TimedFacts(read, asked);
        }
        if (mayRead() || limit.isSet()) {
            boolean isKnown = image.isKnown(Use.LIMIT, LimiterFacts.CONTROLLERS);
            limit.turn(!isKnown || read.isBatteryControlled(), new InverterValues(image, Use.LIMIT).rating(), this::act);
        }
        actUnlessAnswersDo();
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

    private LimitRequest decide() {
        LimiterFacts known = known();
        Inputs inputs = new Inputs(this, need, known, known == null ? null : known.nothingToLimit(), inverters());
        return TABLE.stream().filter(row -> row.holds.test(inputs)).findFirst().map(row -> LimitRequest.none(row.shown.apply(inputs)))
                .orElseGet(() -> rule.decide(Objects.requireNonNull(inputs.need), Objects.requireNonNull(inputs.ess),
                        Objects.requireNonNull(inputs.reported), limit.isOthers(), clock.getAsLong()));
    }

    /** Returns what was shown before, in the first eight seconds of reading: the answers may still come. */
    private Finding beforeOr(Finding unused) {
        return readingSinceNanos == null || !isLate(readingSinceNanos) ? before() : unused;
    }

    /** Returns the state that was shown before a gap, of the meter or of what is known, without its figures; ready after off. */
    private Finding before() {
        return status.is(Condition.LIMITER_OFF) ? READY
                : FIGURES.stream().reduce(status, (found, figure) -> found.with(figure, null), (one, another) -> another);
    }

    private static Finding notUsed(String detail) {
        return Finding.of(Condition.LIMITER_NOT_USED, detail);
    }

    /**
     * Returns that the limiter asks nothing because of what ESS does with the meter. The owner need not act for the limiter where that
     * is an event of its own, or where ESS is meant to use another meter, or this one in another role.
     */
    public static Finding notUsed(Finding cause) {
        boolean isSaid = cause.condition().event() != null || cause.is(Condition.ESS_RESERVE) || cause.is(Condition.ESS_OTHER_ROLE);
        return Finding.of(Condition.LIMITER_NOT_USED).because(cause).as(isSaid ? Gravity.KNOW : Gravity.ACT);
    }

    /** Returns what the inverters give and can give; null if it was not read in the last seconds. */
    private @Nullable InverterReport inverters() {
        boolean isRead = !isLate(inverters.nanos()) && inverters.batteryPower().knowsAny();
        double rating = inverters.rating() > 0 ? inverters.rating() : Double.MAX_VALUE;
        return isRead ? new InverterReport(inverters.batteryPower().sum(), rating) : null;
    }

    private void show(LimitRequest request) {
        Finding found = request.finding();
        if (found.is(Condition.LIMITER_NOT_USED) && found.isWrong() && !status.is(Condition.LIMITER_NOT_USED)) {
            LOG.warn("the peak limiter does not act: {}", Texts.in(Texts.ENGLISH).text(found));
        }
        OtherLimit other = found.is(Condition.LIMITER_OTHER_PROGRAM) ? limit.other()
                : found.is(Condition.LIMITER_YIELDING) ? foreignSetpoint() : null;
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

    /** Returns the set point of another program, since the time when the limiter first yielded to one; null without one. */
    private @Nullable OtherLimit foreignSetpoint() {
        Double foreign = facts == null || facts.values.isBatteryControlled() ? null : facts.values.foreignSetpoint();
        String since = status.is(Condition.LIMITER_YIELDING) ? status.text(OTHER_SINCE) : null;
        return foreign == null ? null : new OtherLimit(foreign, since == null ? Instant.now() : Instant.parse(since));
    }

    private static @Nullable Long rounded(@Nullable Double watts) {
        return watts == null ? null : Math.round(watts);
    }
}
