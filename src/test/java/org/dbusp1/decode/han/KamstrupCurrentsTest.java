package org.dbusp1.decode.han;

import static org.assertj.core.api.Assertions.assertThat;
import static org.dbusp1.decode.han.ListBytes.code;
import static org.dbusp1.decode.han.ListBytes.number;
import static org.dbusp1.decode.han.ListBytes.readings;
import static org.dbusp1.decode.han.ListBytes.small;
import static org.dbusp1.decode.han.ListBytes.text;
import static org.dbusp1.decode.han.ListBytes.visible;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests whether Kamstrup's currents are 10 mA or mA: by the type of the meter, and by the apparent power of the list. */
class KamstrupCurrentsTest {
    private static final String TRANSFORMER = "6851131BN242101040";
    private static final String DIRECT = "6841131BN243101040";

    /** 230 V, 90 A on each phase, cos phi 0.04: nearly all of it reactive. */
    private static String reactive(int raw) {
        return whole(0, 2485, 62_000, 0) + phase(1, 230, raw, 0, 828, 4) + phase(2, 230, raw, 0, 828, 4) + phase(3, 230, raw, 0, 828, 4);
    }

    /** 230 V, 10 A on each phase, cos phi 0.98. */
    private static String active(int raw) {
        return whole(6762, 0, 0, 1373) + phase(1, 230, raw, 2254, 0, 98) + phase(2, 230, raw, 2254, 0, 98)
                + phase(3, 230, raw, 2254, 0, 98);
    }

    private static String idle() {
        return whole(0, 0, 0, 0) + phase(1, 230, 12, 0, 0, 100) + phase(2, 230, 12, 0, 0, 100) + phase(3, 230, 12, 0, 0, 100);
    }

    /** The type of the meter, a list with its raw current, and the current in A. */
    @ParameterizedTest
    @CsvSource({"'', reactive, 90000, 90", "'', reactive, 9000, 90", "'', active, 10000, 10", "'', active, 1000, 10",
        DIRECT + ", active, 10000, 10", TRANSFORMER + ", active, 1000, 10", DIRECT + ", idle, 12, 0.12", TRANSFORMER + ", idle, 12, 0.012"})
    void totalsOrPhasesShowTheScaleAndTheTypeWhereNothingFlows(String type, String list, int raw, BigDecimal amperes) {
        String sent = list.equals("reactive") ? reactive(raw) : list.equals("active") ? active(raw) : idle();
        assertThat(currents(type, sent)).containsExactly(Optional.of(amperes));
    }

    @Test
    void currentsAreWithheldUntilSomethingShowsTheirScale() {
        assertThat(currents("", idle(), active(10_000), idle()))
                .containsExactly(Optional.empty(), Optional.of(BigDecimal.TEN), Optional.of(new BigDecimal("0.012")));
    }

    /** One phase feeds in what the others draw: the sum of U x I is far above the apparent power of the whole. */
    @Test
    void phasesThatCancelOneAnotherAreNotTakenForTransformers() {
        String cancelling = whole(240, 0, 0, 0) + phase(1, 230, 1000, 0, 2100, 20) + phase(2, 230, 500, 1170, 0, 20)
                + phase(3, 230, 500, 1170, 0, 20);
        assertThat(currents(DIRECT, cancelling)).containsExactly(Optional.of(BigDecimal.TEN));
        assertThat(currents("", active(1000), cancelling, active(1000)))
                .containsExactly(Optional.of(BigDecimal.TEN), Optional.of(BigDecimal.TEN), Optional.of(BigDecimal.TEN));
    }

    @Test
    void aPhaseWithoutVoltageMakesTheSumIncomplete() {
        String grid = whole(2000, 0, 0, 0) + phase(1, 230, 200, 0, 0, 0) + phase(2, 0, 8700, 0, 0, 0) + phase(3, 230, 200, 0, 0, 0);
        assertThat(currents(TRANSFORMER, grid)).containsExactly(Optional.of(new BigDecimal("0.2")));
    }

    /** The current of L1 in each reading. */
    private static List<Optional<BigDecimal>> currents(String type, String... lists) {
        String[] framed = new String[lists.length];
        int count = 0;
        for (int i = 0; i < lists.length; i++) {
            framed[i] = visible("Kamstrup_V0001") + code("1-1:96.1.1") + text(type) + lists[i];
            count = 3 + 2 * (4 + 3 * 5);
        }
        return readings(count, framed).stream().map(reading -> Optional.of(reading.values())
                .filter(values -> values.has(Quantity.CURRENT_L1))
                .map(values -> values.decimal(Quantity.CURRENT_L1))).toList();
    }

    private static String whole(int imported, int exported, int reactiveImport, int reactiveExport) {
        return code("1-1:1.7.0") + number(imported) + code("1-1:2.7.0") + number(exported) + code("1-1:3.7.0") + number(reactiveImport)
                + code("1-1:4.7.0") + number(reactiveExport);
    }

    private static String phase(int n, int volts, int current, int imported, int exported, int factor) {
        return register(n, 32, small(volts)) + register(n, 31, number(current)) + register(n, 21, number(imported))
                + register(n, 22, number(exported)) + register(n, 33, small(factor));
    }

    private static String register(int phase, int c, String value) {
        return code("1-1:" + (c + 20 * (phase - 1)) + ".7.0") + value;
    }
}
