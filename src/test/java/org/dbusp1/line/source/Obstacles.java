package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.dbusp1.base.problem.Condition;

/** What the owner reads of a source that cannot be opened. */
final class Obstacles {
    private Obstacles() {
    }

    /** Asserts that a source cannot be opened for a reason, and that it reports that in one line with these words. */
    static void assertObstacle(Source source, Condition obstacle, String... words) {
        SourceException why = catchThrowableOfType(SourceException.class, source::open);
        assertThat(why.condition()).as(why.getMessage()).isEqualTo(obstacle);
        assertThat(List.of(words)).as(why.getMessage()).allMatch(why.getMessage()::contains);
        assertThat(why.getMessage()).doesNotContain("\n").hasSizeLessThan(400);
    }
}
