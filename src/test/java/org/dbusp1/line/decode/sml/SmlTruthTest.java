package org.dbusp1.line.decode.sml;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.decode.TestPipeline;
import org.dbusp1.line.decode.TruthOfLine;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every capture of a meter with SML through the real chain, against the truth next to it. */
@Tag(Beside.TAG)
class SmlTruthTest {
    private static int ran;

    static List<String> captures() {
        return Corpus.eachOf("eu/sml/", "reports/han/sml-");
    }

    @AfterAll
    static void report() {
        System.out.println("captures of SML meters that ran: " + ran);
    }

    @ParameterizedTest
    @MethodSource("captures")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = truth(name);
        byte[] bytes = bytes(name);
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 100)) {
            TruthOfLine.verify(truth, new TestPipeline().accept(bytes, sizes).end(), 0);
        }
        ran++;
    }

    /** A telegram that breaks off anywhere costs no telegram after it. */
    @ParameterizedTest
    @MethodSource("captures")
    void noTelegramIsLostBehindACutOne(String name) {
        byte[] bytes = someTelegrams(name);
        List<String> right = spoken(bytes);
        for (int cut = 1; cut < Math.min(700, bytes.length); cut += 3) {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            line.write(bytes, 0, cut);
            line.writeBytes(bytes);
            List<String> spoken = spoken(line.toByteArray());
            assertThat(spoken).as("cut after %d bytes", cut).endsWith(right.toArray(String[]::new));
            assertThat(right).containsAll(spoken);
        }
    }

    private static List<String> spoken(byte[] bytes) {
        return new TestPipeline().accept(bytes, () -> bytes.length).end().readings().stream()
                .map(reading -> reading.meter() + " " + reading.values()).toList();
    }

    private static JsonNode truth(String name) {
        return Corpus.truth(name + ".json");
    }

    /** Enough for two telegrams of most meters: what holds for them holds for those after them. */
    private static byte[] someTelegrams(String name) {
        byte[] all = bytes(name);
        return Arrays.copyOf(all, Math.min(all.length, 1400));
    }

    private static byte[] bytes(String name) {
        return Corpus.bytes(name + ".bin");
    }
}
