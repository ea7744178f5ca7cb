package org.dbusp1.output.feedback;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.problem.Finding;
import org.dbusp1.base.problem.Gravity;
import org.jspecify.annotations.Nullable;

/** Findings and events with the facts that their makers give them. */
public final class TestFindings {
    private TestFindings() {
    }

    public static Finding limiter(Condition state, @Nullable Long asked, @Nullable Long given, @Nullable Long other,
            @Nullable Instant since) {
        return Finding.of(state).with("asked", asked).with("given", given).with("other", other)
                .with("other_since", since == null ? null : since.truncatedTo(ChronoUnit.SECONDS).toString());
    }

    public static Finding limiter(Condition state, @Nullable Long asked, @Nullable Long given, @Nullable Long none) {
        return limiter(state, asked, given, none, null);
    }

    public static Finding follow(Condition state, int moves) {
        return Finding.of(state).with("moves", (long) moves);
    }

    public static Event event(Condition condition, boolean begins, Gravity gravity, Instant time, Map<String, Object> facts) {
        return new Event(new Finding(condition, gravity, facts), begins, time);
    }
}
