package org.dbusp1.base.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.helpers.MessageFormatter;

class ThinnedLogTest {
    @Test
    void theFirstTheTenthTheHundredthAreLoggedHoweverManyThreadsCount() {
        ThinnedLog refused = ThinnedLog.counted();
        ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();

        IntStream.range(0, 50_000).parallel().forEach(i -> refused.countAndLog(times -> log.add("refused" + times)));

        assertThat(log).containsExactlyInAnyOrderElementsOf(List.of("refused", "refused; 10 times so far",
                "refused; 100 times so far", "refused; 1000 times so far", "refused; 10000 times so far"));
    }

    @Test
    void anActionIsPermittedOnceAnHour() {
        ThinnedLog warning = ThinnedLog.hourly();
        long hour = Duration.ofHours(1).toNanos();
        long now = -5 * hour;
        assertThat(warning.tryAcquire(now)).isTrue();
        assertThat(warning.tryAcquire(now)).isFalse();
        assertThat(warning.tryAcquire(now + hour - 1)).isFalse();
        assertThat(warning.tryAcquire(now + hour)).isTrue();
        assertThat(warning.tryAcquire(now + 2 * hour - 1)).isFalse();
    }

    @Test
    void eachMessageIsLoggedOnceAnHourAndEightOfThem() {
        ThinnedLog warnings = ThinnedLog.hourly((pattern, values) -> lines.add(pattern));
        long minute = Duration.ofMinutes(1).toNanos();
        for (int i = 0; i < 120; i++) {
            warnings.logHourly("a", i * minute);
            warnings.logHourly("b" + i % 12, i * minute);
        }
        assertThat(lines.stream().filter("a"::equals)).hasSize(2);
        assertThat(lines.stream().filter(line -> line.startsWith("more such warnings"))).hasSize(2);
        assertThat(lines).hasSize(18);
    }

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final ThinnedLog trouble = ThinnedLog.onChange((pattern, values) ->
            lines.add(MessageFormatter.basicArrayFormat(pattern, values)));

    @Test
    void aMessageIsLoggedOnceUntilItIsOver() {
        assertThat(trouble.clear()).isFalse();
        trouble.log("a is not there");
        trouble.log("a is not there");
        trouble.log("b is not there");
        trouble.log("a is not there");
        assertThat(lines).containsExactly("a is not there", "b is not there");
        assertThat(trouble.clear()).isTrue();
        assertThat(trouble.clear()).isFalse();
        trouble.log("a is not there");
        assertThat(lines).hasSize(3).endsWith("a is not there");
    }

    @Test
    void numbersAndNamesMakeNoOtherMessage() {
        trouble.log("the meter {} is on {}", 1, "ttyUSB0");
        trouble.log("the meter {} is on {}", 2, "ttyUSB1");
        trouble.logAs("several", "several are found: {} and b");
        trouble.logAs("several", "several are found: b and c");
        assertThat(lines).containsExactly("the meter 1 is on ttyUSB0", "several are found: {} and b");
    }

    @Test
    void ofSeveralMessagesThoseThatAreOverComeAgain() {
        for (Set<String> wrong : List.of(Set.of("gas"), Set.of("gas", "voltage"), Set.of("voltage"), Set.of("gas", "voltage"))) {
            trouble.retain(wrong);
            wrong.stream().sorted().forEach(trouble::log);
        }
        assertThat(lines).containsExactly("gas", "voltage", "gas");
    }

    @Test
    void textsFromOutsideFillNoLogHoweverManyThreadsTryIt() {
        IntStream.range(0, 50_000).parallel().forEach(i -> trouble.log("text " + i % 1_000));
        assertThat(lines).hasSize(16).doesNotHaveDuplicates();
    }

    private static RuntimeException fault(String bytes) {
        return new IllegalStateException("for input: " + bytes);
    }

    @Test
    void aFaultIsLoggedOnceForItsPlaceWithoutItsMessage() {
        for (int i = 0; i < 3; i++) {
            trouble.logFault(fault("secret " + i), "a frame of " + i + " bytes cannot be decoded");
            trouble.logFault(new IllegalArgumentException("secret"), "a frame cannot be decoded");
        }
        assertThat(lines).hasSize(2).noneMatch(line -> line.contains("secret"));
        assertThat(lines.get(0)).startsWith("a fault of this program: a frame of 0 bytes cannot be decoded. Please report this: "
                + "java.lang.IllegalStateException\n\tat " + ThinnedLogTest.class.getName() + ".fault(").hasLineCount(13);
    }
}
