package org.dbusp1.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.meter.Dialect.*;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.dbusp1.Corpus;
import org.dbusp1.decode.p1.DsmrDecoder;
import org.dbusp1.meter.Dialect;
import org.dbusp1.meter.Obis;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dialect of a telegram of text is the first whose signs it has. */
class DialectTest {
    /** By the beginnings of the captures' names; the longest that fits counts. */
    private static final Map<String, Dialect> EXPECTED = Map.ofEntries(Map.entry("telegrams/at-", AUSTRIA),
            Map.entry("telegrams/be-", BELGIUM), Map.entry("telegrams/ch-", SWITZERLAND), Map.entry("telegrams/de-", D0),
            Map.entry("telegrams/dk-", NORDIC), Map.entry("telegrams/fi-", NORDIC), Map.entry("telegrams/hu-", HUNGARY),
            Map.entry("telegrams/lt-", LITHUANIA), Map.entry("telegrams/lu-", LUXEMBOURG),
            Map.entry("telegrams/nl-dsmr22-", DSMR2), Map.entry("telegrams/nl-dsmr30-", DSMR2),
            Map.entry("telegrams/nl-dsmr4", DSMR4), Map.entry("telegrams/nl-", DSMR5), Map.entry("telegrams/pl-", POLAND),
            Map.entry("telegrams/se-", NORDIC),
            // Swedish, but it prints what else only Polish meters do; nothing but its title and its zone's name differ.
            Map.entry("telegrams/se-sanxing-", POLAND), Map.entry("eu/p1/il-", ISRAEL), Map.entry("eu/d0/", D0), Map.entry("more/d0/", D0));

    static List<String> captures() {
        return Stream.of("telegrams", "eu/p1", "eu/d0", "more/d0")
                .flatMap(folder -> Corpus.each(folder).stream().map(name -> folder + "/" + name)).toList();
    }

    @ParameterizedTest
    @MethodSource("captures")
    void aCaptureIsOfThisDialect(String name) {
        byte[] bytes = TelegramTruthTest.bytes(name, Corpus.truth(name + ".json"));
        String row = EXPECTED.keySet().stream().filter(name::startsWith)
                .reduce("", (one, other) -> one.length() > other.length() ? one : other);
        DsmrDecoder.Options lenient = new DsmrDecoder.Options(Optional.empty(), Optional.empty(), DsmrDecoder.Options.Checksum.IGNORED);
        assertThat(new TestPipeline(lenient).feed(bytes, () -> bytes.length).end().readings())
                .allMatch(reading -> reading.meter().dialect() == EXPECTED.get(row));
    }

    /** A combination of the signs by which dialects are recognised: a bit for each of them. */
    private record Signs(int bits, Optional<String> version) implements TelegramTraits {
        private static final Obis DSMR_VERSION = Obis.parse("1-3:0.2.8");
        private static final List<Obis> CODES = Stream.of("1-0:1.8.11", "0-0:96.1.4", "1-0:1.8.1", "0-0:1.0.0", "1-0:1.8.0",
                "1-0:15.8.0", "0-0:42.0.0", "0-0:96.14.0", "0-0:96.1.1", "0-0:96.1.0").map(Obis::parse).toList();

        @Override
        public boolean prints(Obis... codes) {
            return Stream.of(codes).anyMatch(code -> CODES.contains(code) && (bits >> CODES.indexOf(code) & 1) != 0
                    || version.isPresent() && code.equals(DSMR_VERSION));
        }

        @Override
        public boolean printsD0Codes() {
            return (bits >> CODES.size() & 1) != 0;
        }

        @Override
        public boolean measuresOnChannel1() {
            return (bits >> CODES.size() + 1 & 1) != 0;
        }
    }

    /** The number of combinations for each dialect, and a hash of the dialects of all of them, in their order. */
    @Test
    void eachCombinationOfSignsIsOfTheSameDialectAsEver() {
        Map<Dialect, Integer> counts = new EnumMap<>(Dialect.class);
        StringBuilder all = new StringBuilder();
        for (String version : List.of("", "42", "50")) {
            for (int bits = 0; bits < 1 << Signs.CODES.size() + 2; bits++) {
                Dialect dialect = Dialect.of(new Signs(bits, Optional.of(version).filter(text -> !text.isEmpty())));
                counts.merge(dialect, 1, Integer::sum);
                all.append(dialect.name()).append('\n');
            }
        }
        String advice = "after a new dialect: only its count and those of dialects after it may differ; then write both figures here";
        assertThat(counts).as(advice).hasToString("{ISRAEL=6144, SWITZERLAND=1024, BELGIUM=2576, LUXEMBOURG=1024, AUSTRIA=512, DSMR5=256, "
                + "DSMR4=256, DSMR2=128, D0=64, HUNGARY=256, POLAND=16, LITHUANIA=4, NORDIC=28}");
        assertThat(all.toString().hashCode()).as(advice).isEqualTo(-473_190_848);
    }
}
