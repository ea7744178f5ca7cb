package org.dbusp1.output.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Archive;
import org.dbusp1.output.Period.Span;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.Test;

/** When the totals are read anew. */
class PeriodTotalsPaceTest {
    private static final Instant NOON = SampleMeter.START;
    private static final long DAYS_400 = 400 * 86_400L;

    private final Snapshot any = SampleMeter.usual().next();
    private int asked;
    private boolean away;
    private final PeriodTotals totals = new PeriodTotals(new Archive() {
        @Override
        public void read(Table table, Step step, long from, long to, Rows rows) throws IOException {
            answer(table, rows);
        }

        @Override
        public Optional<ZoneId> zone() {
            return Optional.of(ZoneOffset.UTC);
        }
    });

    private void answer(Archive.Table table, Archive.Rows rows) throws IOException {
        if (away) {
            throw new IOException("away");
        }
        if (table == Archive.Table.DAYS) {
            asked++;
            rows.columns(List.of(new Archive.Column("imp_wh", true)));
            rows.row(List.of(Integer.toString(asked)));
        }
    }

    private Long at(long seconds) {
        Snapshot now = new Snapshot(any.key(), any.reading(), any.values(), any.devices(), any.withheld(), any.demand(),
                NOON.plusSeconds(seconds), any.interval(), any.validFor(), any.segment(), any.quality());
        return totals.of(Span.DAY, now).get("imp_wh");
    }

    @Test
    void onceAMinute() {
        assertThat(at(0)).isEqualTo(1);
        assertThat(at(59)).isEqualTo(1);
        assertThat(at(60)).isEqualTo(2);
    }

    @Test
    void atOnceWhenTheClockWasAheadAndIsRightAgain() {
        assertThat(at(0)).isEqualTo(1);
        assertThat(at(DAYS_400)).isEqualTo(2);
        assertThat(at(300)).isEqualTo(3);
        assertThat(at(310)).isEqualTo(3);
        away = true;
        assertThat(at(DAYS_400 + 400)).isNull();
        away = false;
        assertThat(at(400)).isEqualTo(4);
    }
}
