package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThinnedLogTest {
    @Test
    void theFirstTheTenthTheHundredthAreLoggedHoweverManyThreadsCount() {
        ThinnedLog refused = new ThinnedLog();
        ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 50_000).parallel().forEach(i -> refused.countAndLog(times -> log.add("refused" + times)));

        assertThat(log).containsExactlyInAnyOrderElementsOf(List.of("refused", "refused; 10 times so far",
                "refused; 100 times so far", "refused; 1000 times so far", "refused; 10000 times so far"));
    }
}
