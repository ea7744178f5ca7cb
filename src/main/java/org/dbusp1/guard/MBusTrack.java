package org.dbusp1.guard;

import java.math.RoundingMode;
import java.util.Optional;
import org.dbusp1.guard.CounterTrack.Behaviour;
import org.dbusp1.meter.MBusDevice.Counter;
import org.dbusp1.meter.Stamp;

/**
 * The past of one M-Bus counter. The electricity meter repeats a counter until the device reports again, so a value
 * is judged once for each stamp; a suspicious one has to stay for several reports of the device.
 */
final class MBusTrack {
    private static final int DECIMALS = 6;
    private static final long ONE = 1_000_000;
    /** A stamp may be ahead of the telegram's clock by the hours that summer time and zones can make. */
    private static final long AHEAD_SECONDS = 25 * 3600;
    /**
     * A thousand cubic metres (or GJ, or kWh) an hour is more than any device that reports through a house's meter;
     * the slack lets one report cover the hour before. An unchanged device never falls back to 0.
     */
    private static final Behaviour BEHAVIOUR = new Behaviour(1_000 * ONE, 1_000 * ONE, 100_000 * ONE, 3,
            Integer.MAX_VALUE);

    private CounterTrack track = new CounterTrack(BEHAVIOUR);
    private Optional<String> id = Optional.empty();
    private Optional<Counter> last = Optional.empty();
    private Optional<Reason> verdict = Optional.empty();

    /** @param clock the electricity meter's clock, where it has one */
    Optional<Reason> judge(Optional<String> device, Counter counter, Optional<Stamp> clock) {
        if (!device.equals(id)) {
            track = new CounterTrack(BEHAVIOUR);
            id = device;
            last = Optional.empty();
        }
        if (clock.isPresent() && counter.time().epochSecond() - clock.get().epochSecond() > AHEAD_SECONDS) {
            return Optional.of(Reason.AHEAD);
        }
        if (last.isEmpty() || !last.get().equals(counter)) {
            last = Optional.of(counter);
            long value = counter.value().setScale(DECIMALS, RoundingMode.DOWN).unscaledValue().longValue();
            verdict = Plausibility.reason(track.judge(value, counter.time().epochSecond()));
        }
        return verdict;
    }
}
