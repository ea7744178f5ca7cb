package org.dbusp1.metering.demand;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.stream.Collectors;
import org.dbusp1.metering.demand.Tariff.Holidays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HolidaysTest {
    /** Dates that almanacs print. */
    @ParameterizedTest
    @CsvSource({"2000-04-23", "2008-03-23", "2011-04-24", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25",
            "1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19", "2019-04-21", "2049-04-18",
            "2076-04-19", "2100-03-28", "2285-03-22"})
    void easter(LocalDate sunday) {
        assertThat(Holidays.easter(sunday.getYear())).isEqualTo(sunday);
    }

    private static String in2026(Holidays country) {
        return country.in(2026).stream().sorted().map(day -> MonthDay.from(day).toString().substring(2))
                .collect(Collectors.joining(" "));
    }

    @Test
    void theHolidaysOf2026() {
        assertThat(in2026(Holidays.SWEDEN)).isEqualTo(
                "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-20 10-31 12-25 12-26");
        assertThat(in2026(Holidays.SWEDEN_EVES)).isEqualTo(
                "01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-06 06-19 06-20 10-31 12-24 12-25 12-26 12-31");
        assertThat(in2026(Holidays.NORWAY)).isEqualTo("01-01 04-02 04-03 04-05 04-06 05-01 05-14 05-17 05-24 05-25 12-25 12-26");
        assertThat(in2026(Holidays.DENMARK)).isEqualTo("01-01 04-02 04-03 04-05 04-06 05-14 05-24 05-25 12-25 12-26");
        assertThat(in2026(Holidays.FINLAND)).isEqualTo("01-01 01-06 04-03 04-05 04-06 05-01 05-14 05-24 06-20 10-31 12-06 12-25 12-26");
        assertThat(in2026(Holidays.BELGIUM)).isEqualTo("01-01 04-06 05-01 05-14 05-25 07-21 08-15 11-01 11-11 12-25");
        assertThat(in2026(Holidays.NONE)).isEmpty();
    }
}
