package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.dbusp1.driver.ReopenRule.Timing;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What comes on a line, and at which seconds its port is opened anew. */
class ReopenRuleTest {
    private static final long HALF_SECOND_NANOS = 500_000_000L;

    /**
     * Each part of a script is what comes, and for how many seconds: telegrams, each whole with its second; silence; a burst of noise
     * each second; a stream without a pause; one stray byte and silence.
     */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            telegrams each second | 1  | 115200 | telegrams 600 | ''
            silence after telegrams | 1  | 115200 | telegrams 60, silence 2700 | 64.5 94.5 154.5 274.5 514.5 994.5 1594.5 2194.5
            noise, a burst each second | 1  | 115200 | telegrams 60, bursts 100 | 64.5 94.5 154.5
            noise without a pause | 1  | 115200 | telegrams 60, stream 100 | 64.5 94.5 154.5
            a stray byte, then silence | 1  | 115200 | telegrams 60, stray 40 | 64.5 94.5
            a meter of ten seconds | 10 | 115200 | telegrams 60, silence 100 | 89.5 119.5
            a meter of a minute waits for its interval | 60 | 115200 | telegrams 60, silence 300 | 239.5 299.5 359.5
            telegrams end the waiting | 1  | 115200 | telegrams 60, silence 100, telegrams 5, silence 40 | 64.5 94.5 154.5 169.5 199.5
            another meter's interval is waited for | 20 | 115200 | telegrams 1, silence 64, telegrams 1, silence 100 | 60.5 125.5 155.5
            nothing was ever read | 0  | 115200 | silence 600 | ''
            only noise was ever read | 0  | 115200 | bursts 600 | ''
            a frame arrives at last, slowly | 1  | 2400   | telegrams 60, silence 28, stream 8, telegrams 9 | 64.5
            a stream longer than a frame at this speed | 1  | 2400   | telegrams 60, silence 1, stream 30 | 70
            """)
    void thePortIsOpenedAnew(String name, int interval, int baud, String script, String expected) {
        // Values are valid for three intervals, at least 5 s.
        Timing timing = interval == 0 ? null : new Timing(Duration.ofSeconds(interval), Duration.ofSeconds(Math.max(5, 3L * interval)));
        ReopenRule rule = new ReopenRule();
        rule.opened(0);
        List<Double> opened = new ArrayList<>();
        long frames = 0;
        long half = 0;
        for (String part : script.split(", ")) {
            String comes = part.split(" ")[0];
            long end = half + 2 * Long.parseLong(part.split(" ")[1]);
            for (long first = half; half < end; half++) {
                boolean begins = half % 2 == 0;
                int count = switch (comes) {
                    case "telegrams", "bursts" -> begins ? 100 : 0;
                    case "stream" -> 100;
                    case "stray" -> half == first ? 1 : 0;
                    case "silence" -> 0;
                    default -> throw new IllegalArgumentException(part);
                };
                frames += comes.equals("telegrams") && begins ? 1 : 0;
                if (rule.shouldReopen(count, frames, timing, baud, half * HALF_SECOND_NANOS)) {
                    opened.add(half / 2.0);
                    rule.opened(half * HALF_SECOND_NANOS);
                }
            }
        }
        assertThat(opened.stream().map(second -> second % 1 == 0 ? "" + second.longValue() : "" + second)
                .collect(Collectors.joining(" "))).isEqualTo(expected);
    }
}
