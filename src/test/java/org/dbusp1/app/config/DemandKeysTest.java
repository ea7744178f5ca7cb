package org.dbusp1.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.List;
import java.util.Locale;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.base.process.ExitStatus;
import org.dbusp1.base.process.UserException;
import org.dbusp1.metering.demand.DemandConfig;
import org.dbusp1.metering.demand.Tariff;
import org.dbusp1.metering.demand.Tariff.Holidays;
import org.dbusp1.metering.demand.Tariff.Range;
import org.dbusp1.metering.demand.Tariff.ReducedHours;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemandKeysTest {
    @TempDir
    private Path directory;

    @Test
    void withoutATariffNothingChanges() throws Exception {
        assertThat(settings()).isEqualTo(DemandConfig.DEFAULT);
        assertThat(settings("demand.limit-w=3000")).isEqualTo(new DemandConfig(null, 3_000L));
    }

    @Test
    void aTariffOfTheTable() throws Exception {
        assertThat(settings("demand.tariff=flanders").tariff().meanMonths()).isEqualTo(12);
    }

    @Test
    void aTariffOfOnesOwnIsAFile() throws Exception {
        Path file = Files.writeString(directory.resolve("mine.tariff"), "\uFEFF" + """
                # my operator
                window = 30
                from = 2026-04
                until=2026-12
                months = 11-3 # winter
                days = weekdays
                holidays = sweden-eves
                hours = 7-19
                reduced = 22-6:50
                peaks = 5
                different-days = true
                figure = lowest
                floor-w = 1000
                steps-kw = 2,5
                reserve-points = 20
                """);
        assertThat(settings("demand.tariff=" + file).tariff()).isEqualTo(
                new Tariff("custom", "custom-b994c864", YearMonth.of(2026, 4), YearMonth.of(2026, 12), 30, Range.months("11-3"),
                        Tariff.Days.WEEKDAYS, Holidays.SWEDEN_EVES, Range.hours("7-19"),
                        new ReducedHours(Range.hours("22-6"), 50), 5, true, Tariff.Figure.LOWEST, 1, 1_000, List.of(2_000L, 5_000L),
                        Tariff.PriceCap.NONE, 20));
    }

    /** The key's line names the tariffs of the table whose reserve is another; the hours of a tariff change nothing. */
    @Test
    void theReserveIsWhatTheTariffSaysAnd15Without() throws Exception {
        Path file = Files.writeString(directory.resolve("mine.tariff"), "hours = 7-19\n");
        assertThat(settings("demand.tariff=" + file).tariffOrHighestWindow().reservePoints()).isEqualTo(15);
        assertThat(settings().tariffOrHighestWindow().reservePoints()).isEqualTo(15);
        assertThat(Tariff.NAMES).allSatisfy(name -> assertThat(Tariff.named(name).reservePoints())
                .isEqualTo(DemandKeys.RESERVE.description().toLowerCase(Locale.ROOT).contains(name) ? 30 : 15));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "demand.tariff=noway | one of flanders, norway",
        "demand.tariff=custom | or the path of a file",
        "demand.tariff=/dev/zero | line 1: demand.tariff=/dev/zero is larger than 64 kB, so it is no tariff file",
        "demand.tariff=/nowhere/mine.tariff | line 1: demand.tariff=/nowhere/mine.tariff cannot be read",
    })
    void anImpossibleChoiceEndsWithOneLine(String keys, String why) {
        refused(why, keys.split(" "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "months = 11-3;mean-months = 12 | line 2: mean-months needs all months",
        "steps-kw = 5,2 | line 1: steps-kw is \"5,2\"; allowed is ascending whole numbers",
        "steps-kw = 5,5 | line 1: steps-kw is \"5,5\"; allowed is ascending whole numbers",
        "different-days = true | line 1: different-days needs several peaks",
        "months = 0-12 | two months such as 11-3",
        "months = 3 | two months such as 11-3",
        "hours = 7-7 | two hours such as 7-19",
        "hours = 7-25 | two hours such as 7-19",
        "reduced = 22-6 | hours and a percentage",
        "reduced = 22-6:0 | hours and a percentage",
        "reduced = 22-6:100 | hours and a percentage",
        ";peaks = 0 | line 2: peaks is \"0\"; allowed is a whole number from 1 to 28",
        "window = 20 | minutes: 15, 30 or 60",
        "from = 2026 | the first month that is billed, such as 2026-01",
        "peak = 3 | line 1: there is no \"peak\"; the keys are operator, source, date, from,",
        "peaks = 3;peaks = 3 | line 2: peaks is set in line 1 already",
        "peaks 3 | line 1: a line is written key = value",
    })
    void aMistakeInTheFileIsReportedWithItsLineAndWhatIsAllowed(String lines, String why) throws Exception {
        Path file = Files.writeString(directory.resolve("mine.tariff"), lines.replace(';', '\n'));
        refused(file.toString(), "demand.tariff=" + file);
        refused(why, "demand.tariff=" + file);
    }

    private void refused(String why, String... keys) {
        UserException failure = catchThrowableOfType(UserException.class, () -> settings(keys));
        assertThat(failure.status()).isEqualTo(ExitStatus.CONFIG);
        assertThat(failure.getMessage()).contains(why).hasLineCount(1);
    }

    private DemandConfig settings(String... lines) throws UserException, IOException {
        return DemandKeys.of(TestConfig.file(directory, lines));
    }
}
