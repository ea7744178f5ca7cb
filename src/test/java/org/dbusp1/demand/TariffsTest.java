package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class TariffsTest {
    @Test
    void theManualHasEachTariffInItsOrder() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/site/markdown/demand.md")).stream()
                .takeWhile(line -> !line.startsWith("### A tariff of your own")).filter(line -> line.matches("\\| `[a-z]+` \\|.*"))
                .map(line -> line.split("`")[1])).containsExactlyElementsOf(Tariff.NAMES);
    }

    @ParameterizedTest
    @FieldSource("org.dbusp1.demand.Tariff#NAMES")
    void eachFileHasItsOperatorItsSourceAndItsDate(String name) throws IOException {
        String file = Files.readString(Path.of("src/main/resources/org/dbusp1/demand", name + ".tariff"));
        assertThat(file).containsPattern("(?m)^operator = \\S").containsPattern("(?m)^source = \\S")
                .containsPattern("(?m)^date = \\d{4}-\\d\\d-\\d\\d$");
    }

    @Test
    void noFileIsForgotten() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/org/dbusp1/demand"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".tariff", "")))
                    .containsExactlyInAnyOrderElementsOf(Tariff.NAMES);
        }
    }
}
