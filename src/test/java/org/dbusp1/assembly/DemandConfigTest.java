package org.dbusp1.assembly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.dbusp1.config.ConfigReader;
import org.dbusp1.demand.DemandSettings;
import org.dbusp1.demand.Holidays;
import org.dbusp1.demand.HourRange;
import org.dbusp1.demand.MonthRange;
import org.dbusp1.demand.ReducedHours;
import org.dbusp1.demand.Tariff;
import org.dbusp1.process.ExitStatus;
import org.dbusp1.process.Failure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandConfigTest {
    @TempDir
    private Path directory;

    private Failure refused(String... keys) {
        return catchThrowableOfType(Failure.class, () -> settings(keys));
    }

    @Test
    void withoutATariffNothingChanges() throws Exception {
        assertThat(settings()).isEqualTo(DemandSettings.DEFAULT);
        assertThat(settings("demand.window=60", "demand.limit-w=3000"))
                .isEqualTo(new DemandSettings(DemandSettings.Window.HOUR, OptionalLong.of(3_000)));
    }

    @Test
    void aTariffOfTheTable() throws Exception {
        assertThat(settings("demand.tariff=flanders").tariff().orElseThrow().meanMonths()).isEqualTo(12);
    }

    @Test
    void aTariffOfOnesOwn() throws Exception {
        assertThat(settings("demand.tariff=custom", "demand.custom.window=30", "demand.custom.months=11-3",
                "demand.custom.days=weekdays", "demand.custom.holidays=sweden-eves", "demand.custom.hours=7-19",
                "demand.custom.reduced=22-6:50", "demand.custom.peaks=5", "demand.custom.different-days=true",
                "demand.custom.figure=lowest", "demand.custom.floor-w=1000", "demand.custom.steps-kw=2,5").tariff()).contains(
                new Tariff("custom", 30, new MonthRange(11, 3), Tariff.Days.WEEKDAYS, Holidays.SWEDEN_EVES, new HourRange(7, 19),
                        new ReducedHours(new HourRange(22, 6), 50), 5, true, Tariff.Figure.LOWEST, 1, 1_000, List.of(2_000L, 5_000L)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "demand.custom.peaks=3 | for a tariff of your own",
        "demand.tariff=norway demand.custom.peaks=3 | for a tariff of your own",
        "demand.tariff=norway demand.window=15 | contradicts demand.tariff",
        "demand.tariff=custom demand.custom.months=11-3 demand.custom.mean-months=12 | needs all months",
        "demand.tariff=custom demand.custom.steps-kw=5,2 | not ascending",
        "demand.tariff=custom demand.custom.steps-kw=5,5 | not ascending",
        "demand.tariff=custom demand.custom.different-days=true | needs several peaks",
        "demand.tariff=belgium | one of flanders, norway",
        "demand.tariff=custom demand.custom.months=0-12 | two months such as 11-3",
        "demand.tariff=custom demand.custom.months=3 | two months such as 11-3",
        "demand.tariff=custom demand.custom.hours=7-7 | two hours such as 7-19",
        "demand.tariff=custom demand.custom.hours=7-25 | two hours such as 7-19",
        "demand.tariff=custom demand.custom.reduced=22-6 | hours and a percentage",
        "demand.tariff=custom demand.custom.reduced=22-6:0 | hours and a percentage",
        "demand.tariff=custom demand.custom.reduced=22-6:100 | hours and a percentage",
        "demand.tariff=custom demand.custom.peaks=0 | from 1 to 28",
        "demand.tariff=custom demand.custom.window=20 | one of 15, 30, 60",
    })
    void anImpossibleRuleEndsWithOneLine(String keys, String why) {
        Failure failure = refused(keys.split(" "));
        assertThat(failure.status()).isEqualTo(ExitStatus.CONFIG);
        assertThat(failure.getMessage()).contains(why).hasLineCount(1);
    }

    private DemandSettings settings(String... lines) throws Failure, IOException {
        Path file = Files.writeString(directory.resolve("p1.properties"), String.join("\n", lines) + "\n");
        return DemandConfig.settings(new ConfigReader(directory, Map.of(), port -> Optional.empty())
                .read(Optional.of(file), List.of()));
    }
}
