package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.line.source.ByteKind;
import org.dbusp1.line.source.LineSettings;
import org.junit.jupiter.api.Test;

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
