package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.dbusp1.problem.Condition;
import org.dbusp1.source.SourceException;
import org.junit.jupiter.api.Test;

class ObstacleLogTest {
    private final ObstacleLog news = new ObstacleLog();

    private String of(String message) {
        return news.lineFor(new SourceException(Condition.LINE_ABSENT, message));
    }

    private String announced(Condition obstacle, String message) {
        return news.lineFor(new SourceException(obstacle, message).withUntrustedText());
    }

    @Test
    void anObstacleIsLoggedUntilAnotherOneComes() {
        assertThat(news.opened()).isFalse();
        assertThat(of("a is not there")).isEqualTo("a is not there; waiting for it");
        assertThat(of("a is not there")).isNull();
        assertThat(of("b is not there")).isNotNull();
        assertThat(of("a is not there")).isNotNull();
        assertThat(news.opened()).isTrue();
        assertThat(of("a is not there")).isNotNull();
    }

    /** Its own number is announced by nobody, that of others in each search: a line for each would use up the day's share. */
    @Test
    void whatOthersAnnounceIsOneLineForAKindAndThenACount() {
        List<String> lines = IntStream.rangeClosed(1, 8_640).mapToObj(search -> announced(
                search % 2 == 0 ? Condition.LINE_NOT_FOUND : Condition.LINE_ABSENT, "found " + search)).filter(Objects::nonNull).toList();
        assertThat(lines).hasSize(8).startsWith("found 1; waiting for it", "found 2; waiting for it",
                "found 19; waiting for it; 10 times so far");
        assertThat(news.opened()).isTrue();
        assertThat(announced(Condition.LINE_ABSENT, "found 1")).isEqualTo("found 1; waiting for it");
    }

    @Test
    void theSameAnnouncementsAreLoggedOnce() {
        assertThat(announced(Condition.LINE_UNPAIRED, "press the button")).isNotNull();
        assertThat(announced(Condition.LINE_UNPAIRED, "press the button")).isNull();
    }
}
