package org.dbusp1.decode.tic;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.dbusp1.Corpus;
import org.dbusp1.decode.TestPipeline;
import org.dbusp1.decode.TruthOfLine;
import org.dbusp1.frame.Frame;
import org.dbusp1.meter.Reading;
import org.dbusp1.meter.Values;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captured lines of French meters through framing and decoding, against the truth beside them. */
class TicTruthTest {
    private static int ran;

    static List<String> captures() {
        return Corpus.each("eu/tic");
    }

    @AfterAll
    static void report() {
        System.out.println("captures of French meters that ran: " + ran);
    }

    private static TestPipeline line(byte[] bytes, IntSupplier sizes) {
        return new TestPipeline().feed(bytes, sizes).end();
    }

    private static List<Values> values(byte[] bytes) {
        return line(bytes, () -> 100).readings().stream().map(Reading::values).toList();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = Corpus.truth("eu/tic/" + name + ".json");
        byte[] bytes = Corpus.bytes("eu/tic/" + name + ".txt");
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 100)) {
            TruthOfLine.judge(truth, line(bytes, sizes), 0);
        }
        ran++;
    }

    @ParameterizedTest
    @MethodSource("captures")
    void nothingIsLostBehindNuls(String name) {
        JsonNode truth = Corpus.truth("eu/tic/" + name + ".json");
        byte[] bytes = Corpus.bytes("eu/tic/" + name + ".txt");
        byte[] behind = new byte[bytes.length + 7];
        System.arraycopy(bytes, 0, behind, 7, bytes.length);
        TruthOfLine.judge(truth, line(behind, () -> 64), 7);
    }

    /** Wherever it is cut, at each third byte: the frames that are whole come out, and no others. */
    @ParameterizedTest
    @MethodSource("captures")
    void everyPrefixAndEveryRestGiveWholeFramesOnly(String name) {
        byte[] bytes = Corpus.bytes("eu/tic/" + name + ".txt");
        List<Values> all = values(bytes);
        List<Frame> frames = line(bytes, () -> bytes.length).acceptedFrames();
        for (int cut = 0; cut <= bytes.length; cut += 3) {
            int at = cut;
            int before = (int) frames.stream().filter(frame -> frame.offset() + frame.length() <= at).count();
            int behind = (int) frames.stream().filter(frame -> frame.offset() >= at).count();
            assertThat(values(Arrays.copyOf(bytes, cut))).isEqualTo(all.subList(0, before));
            assertThat(values(Arrays.copyOfRange(bytes, cut, bytes.length))).isEqualTo(all.subList(all.size() - behind, all.size()));
        }
    }
}
