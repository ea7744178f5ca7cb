package org.dbusp1.line.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.dbusp1.driver.SilentLine;
import org.junit.jupiter.api.Test;

class ParityDetectingSourceTest {
    private static final int PIECE = 4;

    /** Binary data, a few bytes a read, with a silence after each hundred reads. */
    private static final class Bridge extends SilentLine {
        final byte[] line = new byte[4_000];
        int silences;
        private int at;
        private boolean paused;

        Bridge() {
            new Random(1).nextBytes(line);
        }

        @Override
        public int read(byte[] into, int timeoutMillis) {
            if (at == line.length) {
                return -1;
            }
            paused = !paused && at % (100 * PIECE) == 0;
            if (paused) {
                silences++;
                return 0;
            }
            System.arraycopy(line, at, into, 0, PIECE);
            at += PIECE;
            return PIECE;
        }
    }

    /** A silence ends what a pause inside a message may not end: a line that sends is not silent. */
    @Test
    void bytesThatAreHeldBackAreNoSilence() throws IOException {
        Bridge bridge = new Bridge();
        Source source = new ParityDetectingSource(bridge);
        ByteArrayOutputStream came = new ByteArrayOutputStream();
        byte[] buffer = new byte[500];
        int silences = 0;
        for (int count = source.read(buffer, 10_000); count >= 0; count = source.read(buffer, 10_000)) {
            came.write(buffer, 0, count);
            silences += count == 0 ? 1 : 0;
        }
        assertThat(Arrays.copyOf(bridge.line, came.size())).isEqualTo(came.toByteArray());
        assertThat(came.size()).isGreaterThan(bridge.line.length - ParityDetector.HOLD - 1);
        assertThat(silences).isLessThanOrEqualTo(bridge.silences);
    }

    /** A Norwegian meter's list of every 2 s has 41 bytes, which never show whether they have parity. */
    @Test
    void onlyTheFirstShortMessageWaitsForASilence() throws IOException {
        byte[] list = new byte[41];
        Arrays.fill(list, (byte) 3);
        List<Integer> asked = new ArrayList<>();
        Source source = new ParityDetectingSource(new SilentLine() {
            private int reads;

            @Override
            public int read(byte[] into, int timeoutMillis) {
                // A message comes in two pieces, then the line is silent.
                int part = reads++ % 3;
                int count = part == 0 ? 30 : part == 1 ? 11 : 0;
                System.arraycopy(list, 0, into, 0, count);
                asked.add(reads);
                return count;
            }
        });
        byte[] buffer = new byte[500];
        assertThat(source.read(buffer, 10_000)).as("held back until the silence").isEqualTo(41);
        assertThat(asked).hasSize(3);
        for (int message = 0; message < 20; message++) {
            assertThat(source.read(buffer, 10_000)).isEqualTo(30);
            assertThat(source.read(buffer, 10_000)).isEqualTo(11);
            assertThat(asked).as("the line is not asked again before").hasSize(3 * message + 5);
            assertThat(source.read(buffer, 10_000)).isZero();
        }
    }
}
