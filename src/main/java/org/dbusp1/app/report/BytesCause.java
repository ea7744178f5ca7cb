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
    private static final int MOST_BYTES = 8 * 1024;

    private @Nullable Condition found;
    private long bytes = -1;
    private long rejected;
    private boolean betweenGood;
    private Duration watched = Duration.ZERO;

    /**
     * Returns the cause; null if nothing is proven or shown.
     *
     * @param arrive whether good telegrams arrive: then only what is proven in the rejected ones between them counts
     */
    @Nullable Condition of(LineState state, boolean arrive) {
        long rejectedNow = state.telegramCounts().rejectedTotal();
        boolean isKnown = arrive == betweenGood && state.bytes() == bytes && rejectedNow == rejected;
        boolean isEarly = arrive == betweenGood && !state.sourceEnded() && state.bytes() < 2 * bytes
                && state.watched().minus(watched).compareTo(PERIOD) < 0;
        if (!isKnown && !isEarly) {
            found = arrive ? Undo.proven(List.of(joined(state)), state.rejectedSinceFirstGood()) : search(state);
            bytes = state.bytes();
            rejected = rejectedNow;
            betweenGood = arrive;
            watched = state.watched();
        }
        return found;
    }

    private static @Nullable Condition search(LineState state) {
        List<byte[]> samples = new ArrayList<>(state.samples());
        if (samples.stream().allMatch(sample -> sample.length == 0)) {
            samples.add(joined(state));
        }
        samples.removeIf(sample -> sample.length == 0);
        Condition proven = Undo.proven(samples, state.rejectedTotalSinceGood());
        return proven == null ? Sign.shown(samples) : proven;
    }

    private static byte[] joined(LineState state) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        state.rejected().stream().map(RejectedFrame::bytes).forEach(joined::writeBytes);
        byte[] all = joined.toByteArray();
        return Arrays.copyOfRange(all, Math.max(0, all.length - MOST_BYTES), all.length);
    }
}
