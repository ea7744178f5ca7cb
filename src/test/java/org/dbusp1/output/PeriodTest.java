package org.dbusp1.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.time.api.constraints.DateRange;
import org.dbusp1.output.Period.Span;
import org.junit.jupiter.api.Test;

class PeriodTest {
    private static final ZoneId AMSTERDAM = ZoneId.of("Europe/Amsterdam");

    private static Period period(Span span, String day) {
        return Period.of(span, LocalDate.parse(day));
    }

    @Test
    void aWeekBeginsOnMonday() {
        assertThat(period(Span.WEEK, "2026-01-01")).isEqualTo(new Period(Span.WEEK, LocalDate.parse("2025-12-29")));
    }

    @Test
    void aDayMayHave23Or25Hours() {
        assertThat(length(period(Span.DAY, "2026-03-29"))).isEqualTo(Duration.ofHours(23));
        assertThat(length(period(Span.DAY, "2026-10-25"))).isEqualTo(Duration.ofHours(25));
    }

    @Property
    void periodsFollowEachOtherWithoutHole(@ForAll Span span,
            @ForAll @DateRange(min = "2000-01-01", max = "2100-01-01") LocalDate day) {
        Period period = Period.of(span, day);
        assertThat(Period.of(span, period.first().minusDays(1)).end()).isEqualTo(period.first());
        assertThat(Period.of(span, period.end()).first()).isEqualTo(period.end());
        assertThat(day).isBetween(period.first(), period.end().minusDays(1));
    }

    private static Duration length(Period period) {
        return Duration.between(period.from(AMSTERDAM), period.to(AMSTERDAM));
    }
}
