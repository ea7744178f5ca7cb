package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Dialect.*;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.line.decode.p1.DsmrDecoder;
import org.dbusp1.meter.Dialect;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dialect of a telegram of text is the first that it proves. */
@Tag(Beside.TAG)
class DialectTest {
    /** By the beginnings of the captures' names; the longest that fits counts. */
    private static final Map<String, Dialect> EXPECTED = Map.ofEntries(Map.entry("telegrams/at-", AUSTRIA),
            Map.entry("telegrams/be-", BELGIUM), Map.entry("telegrams/ch-", SWITZERLAND), Map.entry("telegrams/de-", D0),
            Map.entry("telegrams/dk-", NORDIC), Map.entry("telegrams/fi-", NORDIC), Map.entry("telegrams/hu-", HUNGARY),
            Map.entry("telegrams/lt-", LITHUANIA), Map.entry("telegrams/lu-", LUXEMBOURG),
            Map.entry("telegrams/nl-dsmr22-", DSMR2), Map.entry("telegrams/nl-dsmr30-", DSMR2),
            Map.entry("telegrams/nl-dsmr4", DSMR4), Map.entry("telegrams/nl-", DSMR5), Map.entry("telegrams/pl-", POLAND),
            Map.entry("telegrams/se-", NORDIC), Map.entry("eu/p1/il-", ISRAEL), Map.entry("eu/d0/", D0), Map.entry("more/d0/", D0));

    static List<String> captures() {
        return Stream.of("telegrams", "eu/p1", "eu/d0", "more/d0")
                .flatMap(folder -> Corpus.each(folder).stream().map(name -> folder + "/" + name)).toList();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aCaptureIsOfThisDialect(String name) {
        byte[] bytes = TelegramTruthTest.bytes(name, Corpus.truth(name + ".json"));
        String row = EXPECTED.keySet().stream().filter(name::startsWith)
                .reduce("", (first, second) -> first.length() > second.length() ? first : second);
        DsmrDecoder.Options lenient = new DsmrDecoder.Options(null, null, DsmrDecoder.Options.Checksum.IGNORED);
        assertThat(new TestPipeline(lenient).accept(bytes, () -> bytes.length).end().readings())
                .allMatch(reading -> reading.meter().dialect() == EXPECTED.get(row));
    }
}
