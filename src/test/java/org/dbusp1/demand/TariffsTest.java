package org.dbusp1.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TariffsTest {
    @Test
    void theManualHasEachTariffInItsOrder() throws IOException {
        assertThat(Files.readAllLines(Path.of("src/site/markdown/demand.md")).stream()
                .filter(line -> line.matches("\\| `[a-z]+` \\|.*")).map(line -> line.split("`")[1]))
                .containsExactlyElementsOf(TariffChoice.ALL.stream().map(TariffChoice::name).toList());
    }

    @Test
    void peaksThatWereCountedByOneRuleAreNotUsedByAnother() {
        assertThat(Tariffs.ALL_ROWS).extracting(Tariff::countingRule).containsExactly("15", "60n3d", "60r22-6p50n3d", "60n3d",
                "60m1-12wsweden-evesh7-19n3", "60m11-3wswedenh7-20", "60", "60r22-7p80n3");
        assertThat(Tariff.highestOf(60).countingRule()).as("without a tariff, too").isEqualTo("60");
    }
}
