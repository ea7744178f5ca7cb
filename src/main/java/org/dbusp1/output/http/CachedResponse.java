package org.dbusp1.output.http;

import java.util.Optional;
import java.util.function.Function;

/** A response that depends on the state of the meter alone: made once for each state. */
final class CachedResponse {
    private final Function<Moment, Response> maker;
    private Optional<Moment> made = Optional.empty();
    private Optional<Response> answer = Optional.empty();

    CachedResponse(Function<Moment, Response> maker) {
        this.maker = maker;
    }

    synchronized Response at(Moment moment) {
        if (answer.isEmpty() || made.get() != moment) {
            answer = Optional.of(maker.apply(moment));
            made = Optional.of(moment);
        }
        return answer.get();
    }
}
