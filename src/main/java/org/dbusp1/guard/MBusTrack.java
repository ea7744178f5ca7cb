package org.dbusp1.guard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.dbusp1.guard.CounterTrack.Behaviour;
import org.dbusp1.meter.MBusDevice.Counter;
import org.dbusp1.meter.MeterIdentity;
import org.dbusp1.meter.Stamp;

/**
 * Judges one M-Bus counter by its past. The electricity meter repeats a counter until the device reports again, so each
 * value is judged once for its time; a suspicious value has to stay for several reports of the device.
 */
final class MBusTrack {
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    /** The time of a counter may be ahead of the telegram's by what summer time and time zones explain. */
    private static final long AHEAD_SECONDS = 25 * 3600;
    /**
     * No device behind a house's meter counts 1000 m3 (or GJ, or kWh) an hour; the slack lets one report cover the
     * hour before. A device that was not exchanged never falls back to 0.
     */
    private static final Behaviour BEHAVIOUR = new Behaviour(1_000 * ONE, 1_000 * ONE, 100_000 * ONE, 3,
            Integer.MAX_VALUE);

    /** Units that are a thousandth of those: what a counter in them rises by is a thousandth too. */
    private static final Set<String> THOUSANDTHS = Set.of("dm3", "l", "wh", "kj");

    /** The longest counter of EN 13757-3 in use: nine digits before the point. None is negative. */
    private static final BigDecimal END = BigDecimal.TEN.pow(9);

    private CounterTrack track = new CounterTrack(BEHAVIOUR);
    private Optional<String> id = Optional.empty();
    private Optional<Counter> last = Optional.empty();
    private Optional<ImplausibilityReason> verdict = Optional.empty();

    /**
     * Judges the counter of a report.
     *
     * @param device its number; where it is absent, the device is the one before
     * @param clock  the electricity meter's clock; empty where it has none
     */
    Optional<ImplausibilityReason> judge(Optional<String> device, Counter counter, Optional<Stamp> clock) {
        if (MeterIdentity.isAnother(id, device)) {
            track = new CounterTrack(BEHAVIOUR);
            last = Optional.empty();
        }
        id = device.or(() -> id);
        if (clock.isPresent() && counter.time().epochSecond() - clock.get().epochSecond() > AHEAD_SECONDS) {
            return Optional.of(ImplausibilityReason.AHEAD);
        }
        if (counter.value().signum() < 0 || counter.value().compareTo(END) >= 0) {
            return Optional.of(ImplausibilityReason.OUT_OF_RANGE);
        }
        if (last.isEmpty() || !last.get().equals(counter)) {
            last = Optional.of(counter);
            BigDecimal whole = THOUSANDTHS.contains(counter.unit().toLowerCase(Locale.ROOT))
                    ? counter.value().movePointLeft(3) : counter.value();
            long value = whole.setScale(DECIMALS, RoundingMode.DOWN).unscaledValue().longValue();
            verdict = Plausibility.reason(track.judge(value, counter.time().epochSecond()));
        }
        return verdict;
    }
}
