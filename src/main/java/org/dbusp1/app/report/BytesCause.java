package org.dbusp1.app.report;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.driver.LineState;
import org.dbusp1.meter.RejectedFrame;
import org.jspecify.annotations.Nullable;

/**
 * The cause that the bytes of a line prove ({@link Undo}), or else show ({@link Sign}). It is searched at most once in ten seconds, and
 * while only few bytes have come each time that they are twice as many; it is kept while no new ones come. Used by one thread at a time.
 */
final class BytesCause {
    private static final Duration PERIOD = Duration.ofSeconds(10);
    /** Of so many rejected telegrams one may be damaged by chance as by a cause; two are not. */
    private static final long SEVERAL = 3;
    private static final int MOST_BYTES = 8 * 1024;

    private @Nullable Condition found;
    /** What was known of the line when it was searched. */
    private long bytes = -1;
    private long rejected;
    private boolean fresh;
    private Duration watched = Duration.ZERO;

    /** Returns the cause; null if nothing is proven or shown. Between good telegrams only what is proven counts. */
    @Nullable Condition of(LineState state) {
        long rejectedNow = state.telegramCounts().rejectedTotal();
        boolean isKnown = state.fresh() == fresh && state.bytes() == bytes && rejectedNow == rejected;
        boolean isEarly = state.fresh() == fresh && !state.sourceEnded() && state.bytes() < 2 * bytes
                && state.watched().minus(watched).compareTo(PERIOD) < 0;
        if (!isKnown && !isEarly) {
            found = state.fresh() ? Undo.proven(List.of(joined(state)), least(state.rejectedSinceFirstGood())) : search(state);
            bytes = state.bytes();
            rejected = rejectedNow;
            fresh = state.fresh();
            watched = state.watched();
        }
        return found;
    }

    private static int least(long rejected) {
        return rejected >= SEVERAL ? 2 : 1;
    }

    private static @Nullable Condition search(LineState state) {
        List<byte[]> samples = new ArrayList<>(state.samples());
        if (samples.stream().allMatch(sample -> sample.length == 0)) {
            samples.add(joined(state));
        }
        samples.removeIf(sample -> sample.length == 0);
        Condition proven = Undo.proven(samples, least(state.rejectedSinceGood().values().stream().mapToLong(Long::longValue).sum()));
        // Whole frames without a rejected one may be those that arrive now.
        boolean isArriving = proven == Condition.LINE_PAUSES && state.rejectedSinceGood().isEmpty();
        return proven == null || isArriving ? Sign.shown(samples) : proven;
    }

    /** Returns the last rejected telegrams, at most as many bytes as a sample has. */
    private static byte[] joined(LineState state) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        state.rejected().stream().map(RejectedFrame::bytes).forEach(joined::writeBytes);
        byte[] all = joined.toByteArray();
        return Arrays.copyOfRange(all, Math.max(0, all.length - MOST_BYTES), all.length);
    }
}
