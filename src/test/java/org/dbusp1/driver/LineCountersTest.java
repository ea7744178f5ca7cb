package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.line.source.ByteKind;
import org.dbusp1.line.source.LineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineCountersTest {
    private static final LineSettings FAST = LineSettings.parse("115200-8N1");
    private static final LineSettings SLOW = LineSettings.parse("9600-8N1");

    @Test
    void twoMetersThatAreSilentAreNoLongerTwo() {
        AtomicLong nanos = new AtomicLong(1);
        LineCounters watch = new LineCounters(nanos::get);
        watch.severalMeters(true);
        assertThat(watch.state().severalMeters()).isTrue();

        nanos.addAndGet(TimeUnit.SECONDS.toNanos(31));
        assertThat(watch.state().severalMeters()).isFalse();

        watch.severalMeters(true);
        assertThat(watch.state().severalMeters()).isTrue();
    }

    /**
     * Text of several devices, by its arrival alone.
     *
     * @param milliseconds from the start of one burst to that of the next, again and again
     * @param pieces of each burst, 50 ms apart
     */
    @ParameterizedTest
    @CsvSource({
        "1000, 3, true", "2000 2300 1900, 20, true", "10000, 1, true", "9800 10300, 40, true",
        // without pauses, too fast, too slow, at any time
        "1000, 20, false", "600, 1, false", "30000, 3, false", "1000 4000 2500, 3, false", "10000 5000, 1, false",
    })
    void burstsAreThoseOfAMeterIfTheirPeriodIsEven(String milliseconds, int pieces, boolean expected) {
        AtomicLong nanos = new AtomicLong(-5_000_000_000L);
        LineCounters line = new LineCounters(nanos::get);
        byte[] text = "what\r\n".getBytes(StandardCharsets.US_ASCII);
        String[] periods = milliseconds.split(" ");
        for (int burst = 0; burst < 12; burst++) {
            long begin = nanos.get();
            for (int piece = 0; piece < pieces; piece++) {
                nanos.set(begin + piece * 50_000_000L);
                line.received(text, 0, text.length, FAST);
            }
            nanos.set(begin + Long.parseLong(periods[burst % periods.length]) * 1_000_000);
            line.received(text, 0, 0, FAST);
        }
        assertThat(line.state().inBursts()).isEqualTo(expected);
    }

    private static byte[] binary(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    @Test
    void whatWasHeardBeforeTheLastChangeOfSettingsCounts() {
        LineCounters watch = new LineCounters();
        byte[] text = "this is text, and nothing that a meter says\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        watch.received(text, 0, text.length, FAST);
        watch.received(new byte[0], 0, 0, SLOW);
        assertThat(watch.settings()).isEqualTo(SLOW);
        assertThat(watch.state().byteKind()).isEqualTo(ByteKind.TEXT);
        for (int i = 0; i < 100; i++) {
            watch.received(binary(3_000), 0, 3_000, SLOW);
        }
        assertThat(watch.state().byteKind()).isEqualTo(ByteKind.TEXT);
        assertThat(new LineCounters().state().byteKind()).isEqualTo(ByteKind.TOO_FEW);
    }
}
