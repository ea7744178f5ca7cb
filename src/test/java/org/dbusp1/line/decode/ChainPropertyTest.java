package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntSupplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.dbusp1.TestTelegram;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.line.frame.ScannedFrame;
import org.dbusp1.meter.Reading;

/** Tests what holds for any bytes. */
@Tag("search")
class ChainPropertyTest {
    private static final DsmrDecoder.Options LENIENT =
            new DsmrDecoder.Options(null, null, DsmrDecoder.Options.Checksum.IGNORED);

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void howTheBytesAreCutChangesNothing(@ForAll("lines") byte[] bytes, @ForAll Random sizes) {
        TestPipeline whole = new TestPipeline().accept(bytes, () -> bytes.length).end();
        TestPipeline pieces = new TestPipeline().accept(bytes, oftenSmall(sizes)).end();
        assertThat(described(pieces.frames)).isEqualTo(described(whole.frames));
        assertThat(pieces.readings().stream().map(TestPipeline::json).toList())
                .isEqualTo(whole.readings().stream().map(TestPipeline::json).toList());
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void noSingleChangedByteGivesAnotherReading(@ForAll("telegram") String telegram, @ForAll @IntRange(max = 9999) int position,
                                                @ForAll byte other) {
        byte[] bytes = telegram.getBytes(StandardCharsets.ISO_8859_1);
        JsonNode right = TestPipeline.json(new TestPipeline().accept(telegram).readings().get(0));
        bytes[position % bytes.length] = other;
        for (Reading reading : new TestPipeline().accept(bytes, () -> bytes.length).end().readings()) {
            assertThat(TestPipeline.json(reading)).isEqualTo(right);
        }
    }

    /** At the latest in the silence after it: bytes such as STX LF may begin a frame of another format. */
    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void aGoodTelegramComesOutWhateverIsBeforeIt(@ForAll("lines") byte[] before, @ForAll("telegram") String telegram) {
        TestPipeline chain = new TestPipeline().accept(before, () -> 100).accept(telegram).end();
        byte[] expected = telegram.strip().getBytes(StandardCharsets.ISO_8859_1);
        assertThat(chain.frames.get(chain.frames.size() - 1).bytes()).isEqualTo(expected);
    }

    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void damagedTelegramsRaiseNoErrorEvenWhenBelieved(@ForAll("lines") byte[] bytes) {
        for (Reading reading : new TestPipeline(LENIENT).accept(bytes, () -> bytes.length).end().readings()) {
            assertThat(TestPipeline.json(reading).isObject()).isTrue();
            assertThat(reading.message().registers()).doesNotContainNull();
        }
    }

    /** Returns what a bad line may deliver: telegrams, whole, damaged and cut, between bytes of any kind. */
    @Provide
    Arbitrary<byte[]> lines() {
        Arbitrary<String> damaged = Combinators.combine(telegram(), Arbitraries.integers().between(0, 999),
                Arbitraries.chars().range((char) 0, (char) 255)).as((telegram, position, other) -> {
                    StringBuilder changed = new StringBuilder(telegram);
                    changed.setCharAt(position % telegram.length(), other);
                    return changed.toString();
                });
        Arbitrary<String> cut = Combinators.combine(telegram(), Arbitraries.integers().between(0, 999))
                .as((telegram, length) -> telegram.substring(0, length % telegram.length()));
        Arbitrary<String> noise = Arbitraries.strings().withChars("/!\r\n A0F(*)\0\377").ofMaxLength(60);
        Arbitrary<String> any = Arbitraries.strings().withCharRange((char) 0, (char) 255).ofMaxLength(300);
        Arbitrary<String> endless = Arbitraries.of("/", "!0000\r\n", "/ABC5\r\n", "\0", "1-0:1.7.0(1*W)\r\n", "/ABC!0000x\r\n")
                .map(piece -> piece.repeat(20_000 / piece.length()));
        return Arbitraries.frequencyOf(Tuple.of(5, telegram()), Tuple.of(4, damaged),
                        Tuple.of(3, cut), Tuple.of(3, noise), Tuple.of(2, any),
                        Tuple.of(1, endless))
                .list().ofMaxSize(8).map(parts -> String.join("", parts).getBytes(StandardCharsets.ISO_8859_1));
    }

    @Provide
    Arbitrary<String> telegram() {
        Arbitrary<String> power = Arbitraries.integers().between(0, 99_999)
                .map(watts -> TestTelegram.power("1.7.0", watts));
        Arbitrary<String> line = Arbitraries.of("1-0:2.7.0(00.100*kW)", "1-0:1.8.1(016230.132*kWh)", "1-0:1.8.2(7449542*Wh)",
                "0-0:96.13.0(/ISK5 !ABCD /)", "0-0:96.13.0(303132\r\n3334)", "1-0:32.7.0(231.0*V)", "1-0:31.7.0(791*mA)",
                "0-1:24.1.0(003)", "0-1:24.2.1(260115200500W)(00246.138*m3)", "0-1:24.3.0(121030140000)(00)(60)(1)(0-1:24.2.1)(m3)\r\n(1)",
                "1-0:99.97.0(1)(0-0:96.7.19)(190403133533S)(0000006201*s)", "1-0:1.6.0(35255255255255255S)(0*kW)", "9-9:9.9.9(x)");
        return Combinators.combine(power, line.list().ofMaxSize(12)).as((watts, others) -> {
            List<String> all = new ArrayList<>(others);
            all.add(watts);
            return TestTelegram.dsmr5(all.toArray(String[]::new));
        });
    }

    private static IntSupplier oftenSmall(Random random) {
        return () -> random.nextBoolean() ? 1 + random.nextInt(3) : 1 + random.nextInt(3000);
    }

    private static List<String> described(List<ScannedFrame> frames) {
        return frames.stream().map(frame -> frame.offset() + "+" + frame.length() + " " + frame.checked() + frame.cause() + " "
                + new String(frame.bytes(), StandardCharsets.ISO_8859_1)).toList();
    }
}
