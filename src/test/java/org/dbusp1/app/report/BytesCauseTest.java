package org.dbusp1.app.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.CountedSteps;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.driver.LineState;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** When the cause is searched that the bytes of a line show, and what that costs. */
class BytesCauseTest {
    private static final int SAMPLE_BYTES = 8 * 1024;
    private static final int SAMPLES = 4;
    /** Twice the worst one. Where each end mark was tried, it was a multiple. */
    private static final long MOST_STEPS = 20_000_000;
    private static final byte[] ONE_BYTE = new byte[20];
    private static final byte[] TEXT = "a line of a device\r\n".repeat(9).getBytes(StandardCharsets.US_ASCII);

    private static LineState state(int seconds, long count, boolean ended, byte[]... samples) {
        return WatchedLine.of(Duration.ofSeconds(seconds)).bytes(count).samples(samples).sourceEnded(ended).state();
    }

    /** Once in ten seconds, but sooner where the bytes before were few; and not without new bytes. */
    @Test
    void aCauseIsSearchedOnceInTenSeconds() {
        BytesCause cause = new BytesCause();
        assertThat(cause.of(state(1, 500, false, ONE_BYTE), false)).isEqualTo(Condition.LINE_ONE_BYTE);
        assertThat(cause.of(state(2, 900, false, TEXT), false)).isEqualTo(Condition.LINE_ONE_BYTE);
        assertThat(cause.of(state(10, 999, false, TEXT), false)).isEqualTo(Condition.LINE_ONE_BYTE);
        assertThat(cause.of(state(90, 500, false, TEXT), false)).as("no new bytes").isEqualTo(Condition.LINE_ONE_BYTE);
        assertThat(cause.of(state(11, 999, false, TEXT), false)).isNull();
        assertThat(cause.of(state(12, 2_000, false, ONE_BYTE), false)).as("twice as many bytes").isEqualTo(Condition.LINE_ONE_BYTE);
        assertThat(cause.of(state(13, 2_001, true, TEXT), false)).as("the end of a log").isNull();
    }

    static Stream<String> hostile() {
        return Stream.of("\u001B\u001B\u001B\u001B\u0001\u0001\u0001\u0001", "\u001B\u001B\u001B\u001B\u0001\u0001\u0001\u0001\u001B\u001B\u001B\u001B\u001A",
                "~\u00A0", "~\u00A0\u0011\u0001\u0001", "\u00FF", "\u00FF\u00FB\u0001", "\u00C3\u00A9", "\u00E2\u0082\u00AC", "1B", "1B 1B 1B 1B 01 01 01 01 ", "7E A0 ",
                "\r\r\n", "\n\n", "\n", "\r", "h\u0001\u0001h", "\u00DB\u0008KFM", "\u000F\u0000\u0000\u0000\u0001", "1-0:1.7.0(1)\r\r\n!1234\n",
                "1.1.1(", "\u0009\u0006\u0001", "/ABC5\r\r\n\r\r\n1-0:1(1)\r\r\n!\u00B1234");
    }

    /** One search in four full samples. */
    static final class Search implements Consumer<byte[]> {
        @Override
        public void accept(byte[] sample) {
            new BytesCause().of(state(60, 99_999, false, Collections.nCopies(SAMPLES, sample).toArray(byte[][]::new)), false);
        }
    }

    /** What it takes of the processor is in the benchmarks. */
    @ParameterizedTest
    @MethodSource({"org.dbusp1.line.frame.HostileLinesTest#units", "hostile"})
    void noBytesMakeASearchLong(String unit) throws Exception {
        byte[] repeated = unit.getBytes(StandardCharsets.ISO_8859_1);
        byte[] sample = new byte[SAMPLE_BYTES];
        for (int at = 0; at < sample.length; at++) {
            sample[at] = repeated[at % repeated.length];
        }
        assertThat(CountedSteps.of(Search.class, sample)).isLessThan(MOST_STEPS);
    }
}
