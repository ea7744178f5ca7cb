package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.dbusp1.line.frame.Damage;
import org.dbusp1.line.source.LineSettings;
import org.dbusp1.meter.Message;
import org.dbusp1.meter.RejectCause;
import org.dbusp1.meter.RejectedFrame;
import org.dbusp1.meter.TelegramCounts;
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

    /** Lists that name no device come between those that do; what a line sends cannot fill the memory. */
    @Test
    void theDevicesThatAreNotReadAreKept() {
        LineCounters watch = new LineCounters(System::nanoTime);
        assertThat(watch.unreadDevices(naming("1", "2"))).containsExactly("1", "2");
        assertThat(watch.unreadDevices(naming())).isEmpty();
        assertThat(watch.unreadDevices(naming("2", "3"))).containsExactly("3");
        assertThat(watch.state().unreadDevices()).containsExactly("1", "2", "3");
        watch.unreadDevices(naming("4", "5"));
        assertThat(watch.state().unreadDevices()).containsExactly("1", "2", "3", "4");
        assertThat(watch.unreadDevices(naming("1", "5"))).as("not with each message").isEmpty();
    }

    private static Message naming(String... numbers) {
        return new Message() {
            @Override
            public byte[] bytes() {
                return new byte[0];
            }

            @Override
            public List<Register> registers() {
                return List.of();
            }

            @Override
            public List<String> unreadDevices() {
                return List.of(numbers);
            }
        };
    }

    private static byte[] binary(int length) {
        byte[] bytes = new byte[length];
        new Random(1).nextBytes(bytes);
        return bytes;
    }

    /** Speeds are tried in turn: what came at one of them is not displaced by what comes at another. */
    @Test
    void theLastBytesAtEachSettingAreKept() {
        LineCounters watch = new LineCounters(System::nanoTime);
        byte[] text = "this is text, and nothing that a meter says\r\n".repeat(100).getBytes(StandardCharsets.US_ASCII);
        watch.received(text, 0, text.length, FAST);
        watch.received(new byte[0], 0, 0, SLOW);
        assertThat(watch.settings()).isEqualTo(SLOW);
        byte[] noise = binary(3_000);
        for (int i = 0; i < 100; i++) {
            watch.received(noise, 0, 3_000, SLOW);
        }
        assertThat(watch.state().samples()).hasSize(3);
        assertThat(watch.state().samples().get(1)).isEqualTo(text);
        assertThat(watch.state().samples().get(2)).hasSize(8 * 1024).endsWith(noise).startsWith(Arrays.copyOfRange(noise, 808, 900));
        watch.received(text, 0, 5, FAST);
        assertThat(watch.state().samples().get(2)).startsWith(text).hasSize(text.length + 5);
    }

    @Test
    void atMostFourSettingsAreKeptAndAGoodTelegramEndsThem() {
        LineCounters watch = new LineCounters(System::nanoTime);
        for (String baud : List.of("300", "2400", "9600", "19200", "115200")) {
            watch.received(baud.getBytes(StandardCharsets.US_ASCII), 0, baud.length(), LineSettings.parse(baud + "-8N1"));
        }
        assertThat(watch.state().samples()).extracting(sample -> new String(sample, StandardCharsets.US_ASCII))
                .containsExactly("2400", "9600", "19200", "115200");
        // Of the 22 bytes the last two came after it.
        watch.good(20, 3, null, false, TelegramCounts.NONE, Instant.EPOCH);
        assertThat(watch.state().samples()).extracting(sample -> new String(sample, StandardCharsets.US_ASCII)).containsExactly("", "", "", "00");
    }

    /** As many as show what a line damages. */
    @Test
    void theDamagesOfThirtyTwoTelegramsAreKept() {
        LineCounters watch = new LineCounters(System::nanoTime);
        byte[] start = "/ISK5 ME\r\n\r\n1-0:1.7.0(00.1".getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < 40; i++) {
            watch.rejected(new RejectedFrame(start, 0, Instant.EPOCH, RejectCause.TRUNCATED), TelegramCounts.NONE);
        }
        assertThat(watch.state().damages()).hasSize(32).allMatch(damage -> damage.part() == Damage.Part.END);
        assertThat(watch.state().rejected()).hasSize(3);
    }
}
