package org.dbusp1.output.venus;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.dbusp1.output.EssVerdict.Between;
import org.dbusp1.state.StateStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Between two telegrams the power on the grid changes by what the inverters change, which they report, and by what the house changes,
 * which the next telegram tells. So a meter that sends seldom is followed by what the inverters do: first it is watched until that is
 * proved, then the powers are corrected, for as long as the proof holds. What has been proved is remembered for the meter and the
 * inverters. Used on the loop alone; its inputs are values.
 */
final class BetweenTelegrams {
    private static final Logger LOG = LoggerFactory.getLogger(BetweenTelegrams.class);
    /** Of a meter that sends each second the telegrams themselves are as good. */
    private static final long SLOW_NANOS = 1_900_000_000L;
    private static final int GAPS = 5;
    private static final long REST_NANOS = 3_600_000_000_000L;
    /** What is remembered is written this seldom. */
    private static final long REMEMBERED_NANOS = 3_600_000_000_000L;

    /**
     * A telegram, and what is known of ESS with it.
     *
     * @param meter      the meter, and how its phases are wired
     * @param powers     the watts by the inverter's phases; none is known where it does not tell all powers of the meter: nothing is
     *                   corrected then until the next one
     * @param nanos      when it arrived
     * @param on         whether the owner wants the powers to be corrected
     * @param regulating whether ESS regulates by this meter
     */
    record Telegram(String meter, PhaseWatts powers, long nanos, boolean on, boolean regulating) {
    }

    /**
     * What an earlier run has proved.
     *
     * @param withPv false where the telegrams do not show what the PV inverters report
     */
    private record Remembered(TelegramAge age, List<Integer> phases, boolean withPv) {
        /** In place of a proof that did not hold. */
        static final String REFUTED = "refuted";
        private static final Pattern TEXT = Pattern.compile("(\\d{1,9}) (\\d{1,9}) ([1-3]{1,3})( without-pv)?");

        /** @return absent where the proof did not hold */
        static Optional<Remembered> of(String text) {
            if (text.equals(REFUTED)) {
                return Optional.empty();
            }
            Matcher words = TEXT.matcher(text);
            if (!words.matches()) {
                throw new IllegalArgumentException(text);
            }
            TelegramAge age = new TelegramAge(Long.parseLong(words.group(1)) * 1_000_000, Long.parseLong(words.group(2)) * 1_000_000);
            return Optional.of(new Remembered(age, words.group(3).chars().map(digit -> digit - '0').boxed().toList(),
                    words.group(4) == null));
        }

        String text() {
            StringBuilder digits = new StringBuilder();
            phases.forEach(digits::append);
            return age.nanos() / 1_000_000 + " " + age.meanNanos() / 1_000_000 + " " + digits + (withPv ? "" : " without-pv");
        }
    }

    private final StateStore memory;
    private final PowerHistory history = new PowerHistory();
    private final BetweenEstimate estimate = new BetweenEstimate(history);
    private final BetweenProof proof = new BetweenProof(history);
    private final Deque<Long> gaps = new ArrayDeque<>();
    private OptionalLong lastNanos = OptionalLong.empty();
    private String subject = "";
    private Optional<Remembered> remembered = Optional.empty();
    private OptionalLong rememberedNanos = OptionalLong.empty();
    /** False where the telegrams do not show what the PV inverters report. */
    private boolean withPv = true;
    private OptionalLong restsUntil = OptionalLong.empty();
    private Optional<Between> status = Optional.empty();

    /** @param memory keeps what has been proved */
    BetweenTelegrams(StateStore memory) {
        this.memory = memory;
    }

    /** Takes what the inverters reported; not while the PV inverters are not known. @return whether the correction changed */
    boolean inverters(InverterPower reported) {
        if (!reported.pv().knowsAny()) {
            return false;
        }
        return estimate.inverters(reported, withPv ? reported.acIn().minus(reported.pv()) : reported.acIn());
    }

    /** Takes a telegram that tells powers. */
    void telegram(Telegram telegram) {
        InverterPower reported = estimate.newest();
        takeGap(telegram.nanos());
        boolean slow = gaps.size() == GAPS && interval() >= SLOW_NANOS;
        boolean followed = estimate.isFollowed(telegram.nanos());
        if (reported.isReported() && !subject.equals(subject(telegram))) {
            restart(subject(telegram));
        }
        if (telegram.on() && telegram.regulating() && slow && followed) {
            if (!estimate.isActing()) {
                proof.forgetSwings();
            }
            proof.telegram(telegram.powers(), telegram.nanos(), interval());
        } else {
            proof.forgetTelegram();
        }
        boolean resting = restsUntil.isPresent() && telegram.nanos() - restsUntil.getAsLong() < 0;
        boolean refuted = proof.isJudged() && !proof.isProved() || proof.isHarmful();
        if (refuted && withPv && reported.pv().amount() > 0) {
            withPv = false;
            history.clear();
            proof.restart();
            forget();
        } else if (proof.isHarmful() && estimate.isActing()) {
            LOG.warn("between telegrams: the corrected powers missed the telegrams by {} W, the plain ones by {} W (medians), or the"
                    + " inverters swung: nothing is corrected for an hour", Math.round(proof.missed()), Math.round(proof.missedByPlain()));
            restsUntil = OptionalLong.of(telegram.nanos() + REST_NANOS);
            resting = true;
            proof.restart();
            forget();
        } else if (refuted) {
            forget();
        } else if (proof.isJudged()) {
            remember(telegram.nanos());
        }
        boolean allowed = telegram.on() && telegram.regulating() && slow && remembered.isPresent() && !resting
                && telegram.powers().knowsAny();
        estimate.telegram(telegram.nanos(), proof.age(), allowed,
                phase -> remembered.filter(known -> known.phases().contains(phase)).isPresent());
        Between.State state;
        if (!telegram.on()) {
            state = Between.State.OFF;
        } else if (!telegram.regulating()) {
            state = Between.State.NOT_REGULATING;
        } else if (gaps.size() == GAPS && !slow) {
            state = Between.State.FAST_METER;
        } else if (!reported.isReported() || telegram.nanos() - reported.nanos() > BetweenEstimate.FRESH_NANOS) {
            state = Between.State.NO_INVERTER;
        } else if (!reported.onGrid()) {
            state = Between.State.NOT_ON_GRID;
        } else if (resting) {
            state = Between.State.RESTING;
        } else if (refuted) {
            state = Between.State.NOT_FOLLOWED;
        } else {
            state = estimate.isActing() ? Between.State.ACTING : Between.State.WATCHING;
        }
        boolean offered = telegram.on() || telegram.regulating() && slow && reported.isReported();
        status = offered ? Optional.of(status(state)) : Optional.empty();
    }

    private void takeGap(long nanos) {
        if (lastNanos.isPresent()) {
            gaps.addLast(nanos - lastNanos.getAsLong());
            if (gaps.size() > GAPS) {
                gaps.removeFirst();
            }
        }
        lastNanos = OptionalLong.of(nanos);
    }

    private long interval() {
        return gaps.stream().sorted().skip(gaps.size() / 2).findFirst().orElse(0L);
    }

    private String subject(Telegram telegram) {
        return telegram.meter() + " " + estimate.newest().services();
    }

    private void restart(String other) {
        subject = other;
        rememberedNanos = OptionalLong.empty();
        history.clear();
        proof.restart();
        remembered = memory.recall(subject, Remembered::of).flatMap(Function.identity());
        remembered.ifPresent(known -> proof.remember(known.age()));
        withPv = remembered.map(Remembered::withPv).orElse(true);
    }

    /** What was remembered did not hold: no later run may use it. */
    private void forget() {
        if (remembered.isPresent()) {
            remembered = Optional.empty();
            memory.remember(subject, Remembered.REFUTED);
        }
    }

    private void remember(long nanos) {
        List<Integer> phases = IntStream.rangeClosed(1, PhaseWatts.PHASES).filter(proof.gain()::knows).boxed().toList();
        Remembered proved = new Remembered(proof.age(), phases, withPv);
        if (remembered.isEmpty()) {
            LOG.info("between telegrams: the meter shows what the inverters do, {} s later: the powers are corrected from now on",
                    Math.round(proof.age().wholeNanos() / 1e8) / 10.0);
        }
        remembered = Optional.of(proved);
        if (rememberedNanos.isEmpty() || nanos - rememberedNanos.getAsLong() >= REMEMBERED_NANOS) {
            rememberedNanos = OptionalLong.of(nanos);
            memory.remember(subject, proved.text());
        }
    }

    private Between status(Between.State state) {
        boolean judged = proof.isJudged();
        return new Between(state, proof.moves(), rounded(judged || remembered.isPresent(), proof.age().wholeNanos() / 1e6),
                IntStream.rangeClosed(1, PhaseWatts.PHASES).mapToObj(phase ->
                        rounded(proof.gain().knows(phase), 100 * proof.gain().of(phase))).toList(),
                rounded(judged, proof.missed()), rounded(judged, proof.missedByPlain()));
    }

    private static OptionalLong rounded(boolean known, double figure) {
        return known ? OptionalLong.of(Math.round(figure)) : OptionalLong.empty();
    }

    /** No valid telegram is there: the powers are not known, and nothing is corrected. */
    void offline() {
        estimate.offline();
        proof.forgetTelegram();
        lastNanos = OptionalLong.empty();
    }

    /** Returns the watts to be added to the powers of the last telegram, by the inverter's phases. */
    PhaseWatts correction() {
        return estimate.correction();
    }

    /** Returns the moment that a telegram's powers are of, as far as it is proved. */
    TelegramAge age() {
        return proof.age();
    }

    /** Returns what the owner may know; absent where the switch would be of no use. */
    Optional<Between> status() {
        return status;
    }

    /** Returns whether the time between telegrams is long enough, as far as it is known. */
    boolean isSlow() {
        return gaps.size() == GAPS && interval() >= SLOW_NANOS;
    }
}
