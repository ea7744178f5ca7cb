package org.dbusp1.output.http;

import java.util.Optional;
import java.util.function.Function;

/** An answer that depends on the moment alone: made once by the first who asks, however many ask. */
final class PerMoment {
    private final Function<Moment, Answer> maker;
    private Optional<Moment> made = Optional.empty();
    private Optional<Answer> answer = Optional.empty();

    PerMoment(Function<Moment, Answer> maker) {
        this.maker = maker;
    }

    synchronized Answer at(Moment moment) {
        if (answer.isEmpty() || made.get() != moment) {
            answer = Optional.of(maker.apply(moment));
            made = Optional.of(moment);
        }
        return answer.get();
    }
}
