package org.dbusp1.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.line.source.LineSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests how long the probe takes for each kind of meter, wherever in its telegram the port is opened. A line at another speed than the
 * port's is modelled by the number of bytes that a UART then hands out, none of them text.
 */
class SettingsProbeTimesTest {
    private static final long TICK_MILLIS = 10;
    private static final long READ_MILLIS = 500;
    private static final int PHASES = 40;
    private static final int BITS = 10;

    /**
     * A kind of meter.
     *
     * @param bytes    of a telegram
     * @param interval from the start of one to the start of the next, in milliseconds
     * @param sml      whether it is SML, which is no text
     * @param limit    seconds in which it has to be found
     */
    private record Kind(String name, int baud, String settings, int bytes, long interval, boolean sml, double limit) {
        byte character(int place) {
            if (!sml) {
                return (byte) (place % 20 == 19 ? '\n' : '0' + place % 10);
            }
            return (byte) (place < 4 || place >= bytes - 8 && place < bytes - 4 ? 0x1B : place % 3 == 0 ? 'x' : place % 2);
        }
    }

    private static final List<Kind> KINDS = List.of(
            new Kind("P1, DSMR 5", 115_200, "115200-8N1", 900, 1_000, false, 3),
            new Kind("P1, DSMR 4", 115_200, "115200-8N1", 900, 10_000, false, 21),
            new Kind("P1, DSMR 2", 9_600, "9600-8N1", 600, 10_000, false, 32),
            new Kind("HAN, 2.5 s", 2_400, "2400-8E1", 41, 2_500, false, 32),
            new Kind("HAN, 10 s", 2_400, "2400-8E1", 300, 10_000, false, 42),
            new Kind("SML, 1 s", 9_600, "9600-8N1", 308, 1_000, true, 20),
            new Kind("SML, 2 s", 9_600, "9600-8N1", 652, 2_000, true, 20),
            new Kind("SML, 4 s", 9_600, "9600-8N1", 252, 4_000, true, 20),
            new Kind("D0, 1 s", 9_600, "9600-8N1", 300, 1_000, false, 20),
            new Kind("D0, 2 s", 9_600, "9600-8N1", 370, 2_000, false, 20));

    @TempDir
    Path state;

    /** The line as its meter sends it, and the port as the search sets it. */
    private static final class ModelLine extends SilentLine {
        private final Kind kind;
        private LineSettings now = LineSettings.parse("115200-8N1");
        /** Characters before this one were not read at the present settings. */
        private boolean broken = true;

        ModelLine(Kind kind) {
            this.kind = kind;
        }

        @Override
        public void use(LineSettings settings) {
            now = settings;
            broken = true;
        }

        boolean right() {
            return now.toString().equals(kind.settings());
        }

        /** Returns how many bytes a UART hands out for characters of another speed. */
        int heard(int characters) {
            double ratio = (double) now.baud() / kind.baud();
            return (int) Math.ceil(characters * Math.min(3, ratio));
        }
    }

    @Test
    void everyKindIsFoundInTime() {
        StringBuilder table = new StringBuilder("seconds until the first good telegram: mean, longest\n");
        for (Kind kind : KINDS) {
            double[] seconds = new double[PHASES];
            for (int phase = 0; phase < PHASES; phase++) {
                seconds[phase] = found(kind, phase * kind.interval() / PHASES) / 1_000.0;
            }
            double longest = Arrays.stream(seconds).max().orElseThrow();
            table.append("%-28s %5.1f %5.1f%n".formatted(kind.name(), Arrays.stream(seconds).average().orElseThrow(), longest));
            assertThat(longest).as(kind.name()).isLessThanOrEqualTo(kind.limit());
        }
        System.out.print(table);
    }

    /** Milliseconds until a whole telegram was read at the right settings. */
    private long found(Kind kind, long phase) {
        ModelLine line = new ModelLine(kind);
        BaudProbe search = new BaudProbe(line, new FileStateStore(state.resolve("none"), "settings of cables"));
        search.opened(0);
        long silentSince = 0;
        long right = 0;
        for (long now = 0; ; now += TICK_MILLIS) {
            int from = place(kind, now + phase);
            int to = place(kind, now + phase + TICK_MILLIS);
            boolean wraps = to < from;
            int characters = (wraps ? kind.bytes() : to) - from + (wraps ? to : 0);
            if (wraps || from == 0 && to > 0) {
                right += line.right() && wraps && !line.broken ? 1 : 0;
                line.broken = false;
            }
            byte[] bytes = bytes(kind, line, from, characters);
            if (to == kind.bytes() && from < to && line.right() && !line.broken) {
                right++;
            }
            if (bytes.length > 0) {
                search.received(bytes, bytes.length, right, now * 1_000_000);
                silentSince = now;
            } else if (now - silentSince >= READ_MILLIS) {
                search.received(bytes, 0, right, now * 1_000_000);
                silentSince = now;
            }
            if (right > 0) {
                return now;
            }
        }
    }

    /** Characters of the present telegram that are through; all of them while the line pauses. */
    private static int place(Kind kind, long millis) {
        long into = millis % kind.interval();
        return (int) Math.min(kind.bytes(), into * kind.baud() / BITS / 1_000);
    }

    private static byte[] bytes(Kind kind, ModelLine line, int from, int characters) {
        if (line.right()) {
            byte[] read = new byte[characters];
            for (int i = 0; i < characters; i++) {
                read[i] = kind.character((from + i) % kind.bytes());
            }
            return read;
        }
        return "\u00F8\0\u0080\u00FF".repeat(characters).substring(0, Math.min(4 * characters, line.heard(characters)))
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
