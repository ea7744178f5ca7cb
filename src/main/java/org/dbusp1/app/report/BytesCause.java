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

    private @Nullable Search last;

    /**
     * A search and what it was about.
     *
     * @param found null if nothing is proven or shown
     * @param betweenGood whether good telegrams arrived: then only what is proven in the rejected ones between them counts
     * @param bytes of the line, up to then
     */
    private record Search(@Nullable Condition found, boolean betweenGood, long bytes, long rejected, Duration watched) {
        static Search in(LineState state, boolean betweenGood) {
            return new Search(betweenGood ? Undo.proven(List.of(joined(state)), state.rejectedSinceFirstGood()) : search(state),
                    betweenGood, state.bytes(), state.telegramCounts().rejectedTotal(), state.watched());
        }

        boolean holdsFor(LineState state, boolean arrive) {
            boolean isKnown = state.bytes() == bytes && state.telegramCounts().rejectedTotal() == rejected;
            boolean isEarly = !state.sourceEnded() && state.bytes() < 2 * bytes && state.watched().minus(watched).compareTo(PERIOD) < 0;
            return arrive == betweenGood && (isKnown || isEarly);
        }
    }

    /** Returns the cause; null if nothing is proven or shown. @param arrive whether good telegrams arrive */
    @Nullable Condition of(LineState state, boolean arrive) {
        Search known = last;
        Search search = known != null && known.holdsFor(state, arrive) ? known : Search.in(state, arrive);
        last = search;
        return search.found();
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
