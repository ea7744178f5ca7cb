package org.dbusp1.line.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.meter.PowerOrigin;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Reading;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each row of {@link NetPower} is needed: a capture of a real meter has it, or it prevents a wrong power. */
@Tag(Beside.TAG)
class NetPowerCorpusTest {
    private static final List<String> FOLDERS = List.of("telegrams", "streams", "han", "eu", "more", "reports");
    private static final Set<String> CAPTURES = Set.of("txt", "bin", "telegram", "hex", "raw");
    private static final long LARGEST = 3_000_000;
    /** Rows that no capture reaches, with the wrong power that they prevent. They make none appear. */
    private static final Map<String, String> PREVENT = Map.of(
            "contradiction", "an import, by a total without a sign whose phases or status word export");

    private static Stream<Path> captures(String folder) {
        return Corpus.folder(folder).stream().flatMap(path -> {
            try (Stream<Path> files = Files.walk(path)) {
                return files.filter(file -> CAPTURES.contains(file.toString().replaceFirst(".*\\.", "")))
                        .filter(file -> file.toFile().length() < LARGEST)
                        .toList().stream();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static List<Reading> readings(Path capture) {
        try {
            byte[] bytes = Files.readAllBytes(capture);
            return new TestPipeline().accept(bytes, () -> bytes.length).end().readings();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void eachRowIsReachedOrPreventsAWrongPower() {
        List<Path> captures = FOLDERS.stream().flatMap(NetPowerCorpusTest::captures).toList();
        Assumptions.assumeFalse(captures.isEmpty(), "no captures");
        Set<PowerOrigin> reached = EnumSet.noneOf(PowerOrigin.class);
        captures.forEach(capture -> readings(capture).stream().filter(reading -> reading.values().has(Quantity.POWER_NET))
                .forEach(reading -> reached.add(reading.values().netOrigin())));
        assertThat(NetPower.ROWS.stream().filter(row -> row.origin() == null || !reached.contains(row.origin())).map(NetPower.Row::name))
                .containsExactlyInAnyOrderElementsOf(PREVENT.keySet());
        assertThat(NetPower.ROWS.stream().filter(row -> PREVENT.containsKey(row.name())).map(NetPower.Row::origin)).containsOnlyNulls();
    }

    @Test
    void eachRowHasAnOriginOfItsOwn() {
        List<PowerOrigin> origins = NetPower.ROWS.stream().map(NetPower.Row::origin).collect(Collectors.toList());
        assertThat(origins).doesNotHaveDuplicates();
    }
}
