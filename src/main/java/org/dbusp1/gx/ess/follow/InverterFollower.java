package org.dbusp1.gx.ess.follow;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.ess.InverterPower;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.ess.PowerHistory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Corrects the powers of a slow meter between telegrams by what the inverters report, once it is proved that telegrams show
 * the inverters' moves, and for as long as the proof holds. The house's own changes wait for the next telegram. The proof is
 * remembered for the meter and the inverters. Used only on the loop.
 */
public final class InverterFollower {
    private static final Logger LOG = LoggerFactory.getLogger(InverterFollower.class);
    /** The shortest interval of telegrams that is corrected: a meter that sends each second needs no correction. */
    private static final long SLOW_NANOS = 1_900_000_000L;
    private static final int GAPS = 5;
    private static final long HOUR_NANOS = 3_600_000_000_000L;

    /**
     * A telegram, and the state of ESS when it arrived.
     *
     * @param meter the meter, and how its phases are wired
     * @param totalOnly whether the powers of the phases are not shown: the sum of the inverters' phases is compared, and corrected
     * @param powers the watts by the inverter's phases; all unknown if a power that the meter sends is missing in this
     *               telegram, which then is not corrected
     * @param nanos when the telegram arrived
     * @param on whether the owner wants the correction
     * @param regulating whether ESS regulates by this meter
     */
    public record Telegram(String meter, boolean totalOnly, PhaseWatts powers, long nanos, boolean on, boolean regulating) {
    }

    /**
     * The proof of an earlier run.
     *
     * @param withPv whether the corrected powers include the PV inverters' power: not if telegrams do not show the power
     *               that the PV inverters report
     */
    private record Remembered(long ageMillis, List<Integer> phases, boolean withPv) {
        /** The text that is remembered instead of a proof that did not hold. */
        static final String REFUTED = "refuted";
        private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) ([1-3]{1,3})( without-pv)?");

        /** @return null if the proof did not hold */
        static @Nullable Remembered of(String text) {
            if (text.equals(REFUTED)) {
                return null;
            }
            Matcher words = TEXT.matcher(text);
            if (!words.matches()) {
                throw new IllegalArgumentException(text);
            }
            return new Remembered(Long.parseLong(words.group(1)),
                    words.group(2).chars().map(digit -> digit - '0').boxed().toList(), words.group(3) == null);
        }

        String text() {
            StringBuilder digits = new StringBuilder();
            phases.forEach(digits::append);
            return ageMillis + " " + digits + (withPv ? "" : " without-pv");
        }
    }

    private final StateStore memory;
    private final PowerHistory history = new PowerHistory();
    private final PowerCorrection estimate = new PowerCorrection(history);
    private final FollowProof proof = new FollowProof(history);
    private final Deque<Long> gaps = new ArrayDeque<>();
    /** The time of the last telegram; null if the next telegram cannot be compared with an earlier one. */
    private @Nullable Long lastNanos;
    /** The meter and the inverters of the proof; empty before the first telegram with a report of inverters. */
    private String subject = "";
    /** Null without a proof that holds. */
    private @Nullable Remembered remembered;
    /** The time when a proof was last remembered; null before the first. */
    private @Nullable Long rememberedNanos;
    /** False if telegrams do not show the power that the PV inverters report. */
    private boolean withPv = true;
    /** True if the subject's telegrams show only the total: then each power is on L1 here. */
    private boolean totalOnly;
    /** Nothing is corrected before this time; null if corrections may begin at any time. */
    private @Nullable Long restsUntil;
    private @Nullable Finding status;

    /** @param memory stores the proof */
    public InverterFollower(StateStore memory) {
        this.memory = memory;
    }

    /** Accepts a plausible report of the inverters, with the power of the PV inverters. @return whether the correction changed */
    public boolean accept(InverterPower reported) {
        if (!reported.pv().knowsAny() || !reported.isPlausible()) {
            return false;
        }
        return estimate.accept(reported, known(reported));
    }

    /** Returns the part of the reported powers that telegrams show. */
    private PhaseWatts known(InverterPower reported) {
        if (!totalOnly) {
            return withPv ? reported.acIn().minus(reported.pv()) : reported.acIn();
        }
        return reported.acIn().knowsAny() ? onL1(reported.acIn().sum() - (withPv ? reported.pv().sum() : 0)) : PhaseWatts.UNKNOWN;
    }

    private static PhaseWatts onL1(double watts) {
        return new PhaseWatts(watts, Double.NaN, Double.NaN);
    }

    public void accept(Telegram telegram) {
        InverterPower reported = estimate.newest();
        addGap(telegram.nanos());
        boolean slow = isSlow();
        boolean invertersKnown = estimate.knowsInverters(telegram.nanos());
        if (reported.isUsable() && !subject.equals(subject(telegram))) {
            restart(subject(telegram), telegram.totalOnly());
        }
        if (telegram.on() && telegram.regulating() && slow && invertersKnown) {
            PhaseWatts powers = telegram.powers();
            proof.accept(totalOnly && powers.knowsAny() ? onL1(powers.sum()) : powers, telegram.nanos(), intervalNanos());
        } else {
            proof.forgetTelegram();
        }
        boolean resting = restsUntil != null && telegram.nanos() - restsUntil < 0;
        boolean refuted = proof.isJudged() && !proof.isProved() || proof.isHarmful();
        if (refuted && withPv && reported.pv().absoluteSum() > 0) {
            withPv = false;
            history.clear();
            proof.restart();
            forget();
        } else if (proof.isHarmful() && estimate.isActing()) {
            // 1 and 0 are factors of the inverters' move, not phases: of the corrected and of the plain powers.
            LOG.warn("follow the inverter: of what the inverters did, the corrected powers left {} % unexplained in the telegrams, the"
                    + " plain ones {} %: nothing is corrected for an hour", proof.unexplainedPercent(1), proof.unexplainedPercent(0));
            restsUntil = telegram.nanos() + HOUR_NANOS;
            resting = true;
            proof.restart();
            forget();
        } else if (refuted) {
            forget();
        } else if (proof.isJudged()) {
            remember(telegram.nanos());
        }
        boolean allowed = telegram.on() && telegram.regulating() && slow && remembered != null && !resting
                && telegram.powers().knowsAny();
        estimate.acceptTelegram(telegram.nanos(), proof.ageNanos(), allowed, phase -> remembered != null
                && remembered.phases().contains(phase));
        Condition state;
        if (!telegram.on()) {
            state = Condition.FOLLOW_OFF;
        } else if (!telegram.regulating()) {
            state = Condition.FOLLOW_NOT_REGULATING;
        } else if (gaps.size() == GAPS && !slow) {
            state = Condition.FOLLOW_FAST_METER;
        } else if (!reported.isUsable() || telegram.nanos() - reported.nanos() > PowerCorrection.FRESH_NANOS) {
            state = Condition.FOLLOW_NO_INVERTER;
        } else if (!reported.onGrid()) {
            state = Condition.FOLLOW_NOT_ON_GRID;
        } else if (resting) {
            state = Condition.FOLLOW_RESTING;
        } else if (refuted) {
            state = Condition.FOLLOW_NOT_FOLLOWED;
        } else {
            state = estimate.isActing() ? Condition.FOLLOW_ACTING : Condition.FOLLOW_WATCHING;
        }
        boolean offered = telegram.on() || telegram.regulating() && slow && reported.isUsable();
        status = offered ? status(state) : null;
    }

    private void addGap(long nanos) {
        if (lastNanos != null) {
            gaps.addLast(nanos - lastNanos);
            if (gaps.size() > GAPS) {
                gaps.removeFirst();
            }
        }
        lastNanos = nanos;
    }

    /** Returns the second smallest of the last gaps: lost telegrams only make gaps longer. */
    private long intervalNanos() {
        return gaps.stream().sorted().skip(1).findFirst().orElse(0L);
    }

    private String subject(Telegram telegram) {
        return telegram.meter() + (telegram.totalOnly() ? " total " : " ") + estimate.newest().services();
    }

    private void restart(String other, boolean otherTotalOnly) {
        subject = other;
        totalOnly = otherTotalOnly;
        rememberedNanos = null;
        history.clear();
        proof.restart();
        remembered = memory.recall(subject, Remembered::of).orElse(null);
        if (remembered != null) {
            proof.startFrom(remembered.ageMillis() * 1_000_000);
        }
        withPv = remembered == null || remembered.withPv();
    }

    /** Called when the remembered proof did not hold, so that no later run uses it. */
    private void forget() {
        if (remembered != null) {
            remembered = null;
            memory.remember(subject, Remembered.REFUTED);
        }
    }

    private void remember(long nanos) {
        List<Integer> phases = IntStream.rangeClosed(1, PhaseWatts.PHASES).filter(proof.gain()::knows).boxed().toList();
        Remembered proved = new Remembered(proof.ageNanos() / 1_000_000, phases, withPv);
        if (remembered == null) {
            LOG.info("follow the inverter: the meter shows what the inverters do, {} s later: the powers are corrected from now on",
                    Math.round(proof.ageNanos() / 1e8) / 10.0);
        }
        remembered = proved;
        if (rememberedNanos == null || nanos - rememberedNanos >= HOUR_NANOS) {
            rememberedNanos = nanos;
            memory.remember(subject, proved.text());
        }
    }

    private Finding status(Condition state) {
        boolean judged = proof.isJudged();
        // 1 to 3 are phases for gainPercent(); 1 and 0 are factors for missed(), of the corrected and of the plain powers.
        return Finding.of(state).with("moves", (long) proof.moveCount())
                .with("age", rounded(judged || remembered != null, proof.ageNanos() / 1e6))
                .with("l1.gain", gainPercent(1)).with("l2.gain", gainPercent(2)).with("l3.gain", gainPercent(3))
                .with("missed", rounded(judged, proof.missed(1))).with("plain", rounded(judged, proof.missed(0)));
    }

    private @Nullable Long gainPercent(int phase) {
        // The gain has no unit, despite watts().
        return rounded(proof.gain().knows(phase), 100 * proof.gain().watts(phase));
    }

    private static @Nullable Long rounded(boolean known, double figure) {
        return known ? Math.round(figure) : null;
    }

    /** Called when no telegram is valid: ends the correction. */
    public void offline() {
        estimate.offline();
        proof.forgetTelegram();
        lastNanos = null;
    }

    /** Returns the watts to add to the powers of the last telegram, by the inverter's phases. */
    public PhaseWatts correction() {
        return estimate.correction();
    }

    /** Returns the nanoseconds from a telegram's measurement to its arrival, if they are proved; else 0. */
    public long ageNanos() {
        return proof.ageNanos();
    }

    /** Returns the status for the owner; null if the correction would be of no use. */
    public @Nullable Finding status() {
        return status;
    }

    /** Returns whether the time between telegrams is known and long enough for a correction. */
    public boolean isSlow() {
        return gaps.size() == GAPS && intervalNanos() >= SLOW_NANOS;
    }
}
