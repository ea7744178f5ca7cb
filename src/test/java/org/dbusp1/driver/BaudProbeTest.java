package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.line.source.LineSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaudProbeTest {
    private static final byte[] TEXT = "1-0:1.7.0(00.123*kW)\r\n".repeat(5).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NONSENSE = "\u00F8\0\u0080\u00FF".repeat(20).getBytes(StandardCharsets.ISO_8859_1);

    /** Only remembers the settings that it got. */
    private static final class RecordingLine extends SilentLine {
        final List<String> used = new ArrayList<>();

        @Override
        public void use(LineSettings settings) {
            used.add(settings.toString());
        }

        @Override
        public Optional<String> lineIdentity() {
            return Optional.of("cable");
        }
    }

    @TempDir
    Path state;
    private final RecordingLine line = new RecordingLine();
    private BaudProbe search;
    private long good;
    private long now;

    @BeforeEach
    void start() {
        search = new BaudProbe(line, new FileStateStore(state.resolve("lines.properties"), "settings of cables"));
        search.opened(now);
    }

    private void burst(byte[] bytes) {
        search.received(bytes, bytes.length, good, now);
        silence(500);
    }

    private void silence(long millis) {
        for (long passed = 0; passed < millis; passed += 500) {
            now += 500_000_000L;
            search.received(new byte[0], 0, good, now);
        }
    }

    @Test
    void aTenSecondMeterAtTheSecondSpeedIsFoundWithinThirtySeconds() {
        silence(9_500);
        burst(NONSENSE);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1");
        silence(9_500);
        good++;
        burst(TEXT);
        silence(3_600_000);
        assertThat(line.used).hasSize(2);
        assertThat(now).isGreaterThan(0);
    }

    @Test
    void silenceMovesOnOnlyAfterATenSecondMeterMustHaveSpoken() {
        silence(12_000);
        assertThat(line.used).containsExactly("115200-8N1");
        silence(500);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1");
    }

    @Test
    void textIsReadAtTheRightSpeedAndGetsTheWholeTry() {
        burst(TEXT);
        burst(TEXT);
        assertThat(line.used).containsExactly("115200-8N1");
    }

    /** Of a meter whose P1 port has no supply nothing else comes; at a wrong speed no line could be equal. */
    @Test
    void threeEqualFirstLinesOfTelegramsEndTheSearch() {
        byte[] firstLine = "/KAM5\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        burst(firstLine);
        silence(9_500);
        burst("/KAM5TEST\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        silence(9_500);
        burst(firstLine);
        silence(9_500);
        burst(firstLine);
        assertThat(search.settled()).isFalse();
        silence(9_500);
        burst(firstLine);
        assertThat(search.settled()).isTrue();
        silence(3_600_000);
        assertThat(line.used).containsExactly("115200-8N1");
    }

    @Test
    void aSingleFirstLineOnlyGetsTheTimeForTheNext() {
        silence(11_000);
        burst("/KAM5\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        silence(11_500);
        assertThat(line.used).hasSize(1);
        silence(1_000);
        assertThat(line.used).hasSize(2);
        silence(3_600_000);
        assertThat(search.settled()).isFalse();
    }

    @Test
    void aDisturbanceOfAFewBytesChangesNothing() {
        burst(new byte[] {0, 0, 0, (byte) 0x80});
        assertThat(line.used).containsExactly("115200-8N1");
    }

    @Test
    void theSearchGoesRound() {
        silence(4 * 12_500);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1", "2400-8E1", "2400-8N1", "115200-8N1");
    }

    /** No silence ends a burst. */
    @Test
    void aStreamOfNonsenseEndsATry() {
        stream(NONSENSE, 3_500);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1");
        stream(TEXT, 11_000);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1");
    }

    /** Opened in the middle of a telegram, or with a damaged one. */
    @Test
    void aPartOfAnSmlTelegramIsNoNonsense() {
        byte[] half = new byte[200];
        System.arraycopy(new byte[] {0x1B, 0x1B, 0x1B, 0x1B, 0x1A, 0x00, 0x12, 0x34}, 0, half, 192, 8);
        burst(half);
        burst(half);
        assertThat(line.used).containsExactly("115200-8N1");
        burst(NONSENSE);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1");
    }

    private void stream(byte[] bytes, long millis) {
        for (long passed = 0; passed < millis; passed += 100) {
            now += 100_000_000L;
            search.received(bytes, bytes.length, good, now);
        }
    }

    @Test
    void whatWorkedComesFirstAtTheNextStart() {
        burst(NONSENSE);
        good++;
        burst(TEXT);
        RecordingLine next = new RecordingLine();
        new BaudProbe(next, new FileStateStore(state.resolve("lines.properties"), "settings of cables")).opened(0);
        assertThat(next.used).containsExactly("9600-8N1");
    }

    @Test
    void aMinuteOfNonsenseOnALineThatWorkedBeginsTheSearchAnew() {
        good++;
        burst(TEXT);
        for (int i = 0; i < 7; i++) {
            silence(9_500);
            burst(NONSENSE);
        }
        assertThat(line.used).containsExactly("115200-8N1");
        silence(9_500);
        burst(NONSENSE);
        assertThat(line.used).containsExactly("115200-8N1", "9600-8N1");
    }
}
