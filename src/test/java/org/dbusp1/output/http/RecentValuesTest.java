package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Unit;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The curve of the last hour: what it has, and what it does when the machine's clock is set. */
class RecentValuesTest {
    private static final long DAYS_400 = 400 * 86_400L;
    private static final long NOON = SampleMeter.START.getEpochSecond();

    private final Snapshot any = SampleMeter.usual().next();
    private final RecentValues recent = new RecentValues();

    /** Powers of one direction, which the net power shows, and means. */
    private static final String LEFT_OUT = "POWER_(IM|EX)PORT.*|POWER_ABS|DEMAND_.*|PEAK_.*";

    /** Its curves are of power and voltage. */
    @ParameterizedTest
    @EnumSource(Quantity.class)
    void everyPowerAndVoltageIsKeptOrLeftOutOnPurpose(Quantity quantity) {
        boolean curve = quantity.unit() == Unit.WATT || quantity.unit() == Unit.VOLT;
        assertThat(RecentValues.QUANTITIES.contains(quantity)).isEqualTo(curve && !quantity.name().matches(LEFT_OUT));
    }

    private void add(long from, int count) {
        for (int i = 0; i < count; i++) {
            recent.add(SampleMeter.timed(any, Instant.ofEpochSecond(from + i), any.interval(), any.validFor()));
        }
    }

    private List<Long> times() throws Exception {
        List<Long> times = new ArrayList<>();
        JsonNode json = Web.JSON.readTree(recent.json());
        json.path("time").forEach(time -> times.add(time.asLong()));
        assertThat(json.path("power_net_w")).hasSize(times.size());
        return times;
    }

    @Test
    void aClockThatWasAheadCostsNoMoreThanItsMinutes() throws Exception {
        add(NOON, 60);
        add(NOON + 60 + DAYS_400, 300);
        add(NOON + 360, 10);
        assertThat(times()).hasSize(70).startsWith(NOON).endsWith(NOON + 369).isSorted();
    }

    @Test
    void aClockThatIsSetBackByASecondGoesOn() throws Exception {
        add(NOON, 60);
        add(NOON + 58, 4);
        assertThat(times()).hasSize(62).endsWith(NOON + 61).isSorted();
    }

    @Test
    void aFullHourThatWasAheadGoes() throws Exception {
        add(NOON, 100);
        add(NOON + DAYS_400, 3_700);
        add(NOON + 3_800, 3);
        assertThat(times()).containsExactly(NOON + 3_800, NOON + 3_801, NOON + 3_802);
    }

    @Test
    void theLastHourIsKept() throws Exception {
        add(NOON, 3_605);
        assertThat(times()).hasSize(3_600).startsWith(NOON + 5).endsWith(NOON + 3_604);
    }

    @Test
    void twoTelegramsOfASecondAreOneSample() throws Exception {
        add(NOON, 1);
        add(NOON, 2);
        assertThat(times()).containsExactly(NOON, NOON + 1);
    }
}
