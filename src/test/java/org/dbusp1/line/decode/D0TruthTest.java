package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntSupplier;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.decode.p1.DsmrDecoder.Options.Checksum;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Captured telegrams of German D0 meters, pushed ones and answers of mode C, against the truth next to them. */
@Tag(Beside.TAG)
class D0TruthTest {
    private static int ran;

    static List<String> telegrams() {
        return Corpus.eachOf("eu/d0/", "more/d0/");
    }

    @AfterAll
    static void report() {
        System.out.println("captures of D0 meters that ran: " + ran);
    }

    @ParameterizedTest
    @MethodSource("telegrams")
    void reportsWhatTheTruthHas(String name) {
        JsonNode truth = Corpus.truth(name + ".json");
        boolean good = truth.get("expect").asText().equals("ok");
        byte[] bytes = TelegramTruthTest.bytes(name, truth);
        for (IntSupplier sizes : TestPipeline.sizes(bytes, 100)) {
            TestPipeline chain = new TestPipeline().accept(bytes, sizes).end();
            assertThat(chain.readings()).hasSize(good ? 1 : 0);
            if (good) {
                assertThat(TelegramTruthTest.differences(truth, TestPipeline.json(chain.readings().get(0)))).isEmpty();
            } else {
                assertThat(chain.rejected()).isPositive();
            }
        }
        ran++;
    }

    @ParameterizedTest
    @MethodSource("telegrams")
    void noTelegramIsLostBehindAPartOfItself(String name) {
        JsonNode truth = Corpus.truth(name + ".json");
        if (!truth.get("expect").asText().equals("ok")) {
            return;
        }
        byte[] bytes = TelegramTruthTest.bytes(name, truth);
        for (int cut = 0; cut < bytes.length; cut += 29) {
            byte[] tail = Arrays.copyOfRange(bytes, cut, bytes.length);
            TestPipeline chain = new TestPipeline(new DsmrDecoder.Options(null, null, Checksum.BY_METER))
                    .accept(tail, () -> tail.length).accept(bytes, () -> bytes.length).end();
            assertThat(chain.readings()).isNotEmpty();
            assertThat(TestPipeline.json(chain.readings().get(chain.readings().size() - 1))).as("behind byte %d", cut)
                    .isEqualTo(TestPipeline.json(new TestPipeline().accept(bytes, () -> 1).end().readings().get(0)));
        }
    }
}
