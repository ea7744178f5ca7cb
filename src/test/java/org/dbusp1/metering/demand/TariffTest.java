package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.dbusp1.metering.demand.Tariff.Range;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class TariffTest {
    @ParameterizedTest
    @FieldSource("org.dbusp1.metering.demand.Tariff#NAMES")
    void eachFileHasItsOperatorItsSourceAndItsDate(String name) throws IOException {
        String file = Files.readString(Path.of("src/main/resources/org/dbusp1/metering/demand", name + ".tariff"));
        assertThat(file).containsPattern("(?m)^operator = \\S").containsPattern("(?m)^source = \\S")
                .containsPattern("(?m)^date = \\d{4}-\\d\\d-\\d\\d$");
    }

    @Test
    void noFileIsForgotten() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/org/dbusp1/metering/demand"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".tariff", "")))
                    .containsExactlyInAnyOrderElementsOf(Tariff.NAMES);
        }
    }

    /** Stored rows have this id: it has to stay the same in every later version. */
    @Test
    void theIdOfAnOwnersTariffIsThatOfItsRule() throws Exception {
        String id = TariffFile.parse(Tariff.CUSTOM, "a", "window = 30\npeaks = 3\nsteps-kw = 2, 5, 10\n").id();
        assertThat(id).isEqualTo("custom-e67b5f2f");
        assertThat(TariffFile.parse(Tariff.CUSTOM, "b", "# mine\npeaks=3\nsteps-kw=2,5,10 # kW\n\nwindow=30\ndate = 2026-11-20\n").id())
                .isEqualTo(id);
        assertThat(TariffFile.parse(Tariff.CUSTOM, "a", "window = 30\npeaks = 2\nsteps-kw = 2, 5, 10\n").id()).isNotEqualTo(id);
        assertThat(Tariff.named("norway").id()).isEqualTo("norway");
        assertThat(Tariff.QUARTER_PEAK.id()).isEqualTo("peak-15");
    }

    @ParameterizedTest
    @ValueSource(strings = {"peak-price = 45", "maximum-price = 0.15", "peak-price = 45\nmaximum-price = 0.15\nhours = 7-19",
            "peak-price = 0\nmaximum-price = 0.15", "peak-price = NaN\nmaximum-price = 0.15", "maximum-price = 1\npeak-price = -1"})
    void theMaximumTariffHasTwoPricesAndCountsAllHours(String text) {
        assertThatThrownBy(() -> TariffFile.parse(Tariff.CUSTOM, "mine", text)).isInstanceOf(TariffFile.MistakeException.class)
                .hasMessageContaining("peak-price");
    }

    private static int[] hours(String range) {
        return IntStream.range(0, 24).filter(Range.hours(range)::holds).toArray();
    }

    private static int[] months(String range) {
        return IntStream.rangeClosed(1, 12).filter(Range.months(range)::holds).toArray();
    }

    @Test
    void hoursRunUpToTheLastOneAndOverMidnight() {
        assertThat(hours("7-10")).containsExactly(7, 8, 9);
        assertThat(hours("22-2")).containsExactly(0, 1, 22, 23);
        assertThat(hours("22-0")).containsExactly(22, 23);
        assertThat(hours("0-24")).hasSize(24);
    }

    @Test
    void monthsIncludeTheLastAndRunOverTheNewYear() {
        assertThat(months("3-5")).containsExactly(3, 4, 5);
        assertThat(months("5-5")).containsExactly(5);
        assertThat(months("11-2")).containsExactly(1, 2, 11, 12);
        assertThat(months("1-12")).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "7-7", "24-7", "-1-7", "7-25", "a-b", "7-", "-7"})
    void theseAreNoHours(String text) {
        assertThatThrownBy(() -> Range.hours(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "0-5", "3-13", "3-0", "13-3", "a-b"})
    void theseAreNoMonths(String text) {
        assertThatThrownBy(() -> Range.months(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
