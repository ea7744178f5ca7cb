package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.dbusp1.meter.Demand;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.output.PhaseOrder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers at the ends of the bus's types: a path shows the meter's number or is invalid. */
@Tag("server")
class ExtremesTest {
    private static final String GAS = "com.victronenergy.pulsemeter.p1_ttyUSB0_gas";
    private static final String GASMETER = "com.victronenergy.gasmeter.p1_ttyUSB0_gas";
    /** Not from the telegram's quantities. */
    private static final Set<String> OTHERS = Set.of("/DeviceInstance", "/ProductId", "/Connected", "/ErrorCode",
            "/NrOfPhases", "/RefreshTime", "/P1/PhasePowers");
    /** The paths of the line, of ESS, and of the driver's counters. */
    private static final Pattern OWN = Pattern.compile("/P1/(Ess|Gas|Line|Telegrams|Today|Water|Yesterday)/.*");
    private static long stamp = 1_700_000_000;
    private static VenusRig rig;

    @BeforeAll
    static void start() throws Exception {
        rig = VenusRig.started(VenusRig.settings(Optional.empty(), OptionalInt.empty(), PhaseOrder.STRAIGHT, true));
    }

    @AfterAll
    static void end() throws Exception {
        rig.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, -1, Integer.MAX_VALUE, Integer.MIN_VALUE, Integer.MAX_VALUE + 1L, Integer.MIN_VALUE - 1L,
        1L << 32, (1L << 32) + 7, -(1L << 32), (1L << 53) - 1, 1L << 53, (1L << 53) + 1, -(1L << 53) - 1,
        Long.MAX_VALUE - 1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MIN_VALUE + 1, 9_000_000_000_000_000L})
    void eachPathShowsTheMetersNumberOrNone(long scaled) {
        Snapshots extreme = new Snapshots();
        Set<BigDecimal> possible = new HashSet<>();
        for (Quantity quantity : Quantity.values()) {
            extreme.scaled(quantity, scaled);
            BigDecimal value = BigDecimal.valueOf(scaled, quantity.decimals());
            // A current has the sign of the power.
            possible.add(normal(value));
            possible.add(normal(value.negate()));
        }
        publish(extreme.with(Quantity.TARIFF, "7").gas(1, "G1", stamp, String.valueOf(stamp % 1000)));
        possible.add(normal(BigDecimal.valueOf(7)));
        int shown = 0;
        Iterator<Map.Entry<String, JsonNode>> items = rig.client.items(VenusRig.GRID).fields();
        while (items.hasNext()) {
            Map.Entry<String, JsonNode> item = items.next();
            JsonNode value = item.getValue().get(1).get("Value");
            String type = value.get(0).asText();
            if ((type.equals("i") || type.equals("d")) && !OTHERS.contains(item.getKey())
                    && !OWN.matcher(item.getKey()).matches()) {
                assertThat(possible).as(item.getKey()).contains(normal(new BigDecimal(value.get(1).asText())));
                shown++;
            }
        }
        boolean doublesFit = scaled >= -(1L << 53) && scaled <= 1L << 53;
        assertThat(rig.value("/P1/PowerFailures")).isEqualTo(scaled == (int) scaled ? String.valueOf(scaled) : "null");
        assertThat(rig.value("/Ac/Power").equals("null")).isEqualTo(!doublesFit);
        assertThat(shown).isGreaterThan(doublesFit ? 30 : 0);
    }

    private static BigDecimal normal(BigDecimal value) {
        return new BigDecimal(Double.toString(value.doubleValue())).stripTrailingZeros();
    }

    @ParameterizedTest
    @CsvSource({
        "9999999999999.999, null", "9007199254.740992, 9.007199254740992E9", "9007199254.740993, null",
        "9223372036854.775807, null", "9223372036854.775808, null", "18446744073709.551616, null", "1E+400, null",
        "99999999.999, 9.9999999999E7", "-9999999999999.999, null", "0.0000004, 0.0", "0.0000005, 1.0E-6", "0, 0.0"})
    void countersOfDevicesThatDoNotFitAreInvalid(String cubicMeters, String shown) {
        publish(Snapshots.threePhase().gas(1, "G1", stamp, cubicMeters));
        assertThat(rig.client.value(GAS, "/Aggregate").toString()).isEqualTo(shown);
        assertThat(rig.client.value(GASMETER, "/Meter").toString()).isEqualTo(shown);
        if (shown.equals("null")) {
            assertThat(rig.client.item(GAS, "/Aggregate", "GetText").get(1).asText()).isEqualTo("---");
        }
    }

    @Test
    void aDemandThatDoesNotFitIsInvalid() {
        Stamp begin = new Stamp(stamp, 3600);
        publish(Snapshots.threePhase().gas(1, "G1", stamp, "1").demand(new Demand(begin, Duration.ofMinutes(15), 4_000,
                OptionalLong.of(Long.MAX_VALUE), OptionalLong.of(Long.MAX_VALUE / 1000),
                OptionalLong.of(18446744073709552L))));
        assertThat(rig.value("/P1/Demand/Mean")).isEqualTo("4000.0");
        for (String path : List.of("/P1/Demand/Forecast", "/P1/Demand/Allowed", "/P1/Demand/Peak")) {
            assertThat(rig.client.items(VenusRig.GRID).has(path)).as(path).isFalse();
        }
    }

    /** Publishes, and waits until the gas meter, which is published last, shows the stamp of this telegram. */
    private static void publish(Snapshots snapshot) {
        String read = new Stamp(stamp, 3600).toString();
        stamp += 300;
        rig.output().snapshot(snapshot.take());
        TestBus.await("/P1/ReadAt", () -> rig.client.call(GAS, "/P1/ReadAt", BusItemInterface.INTERFACE, "GetValue")
                .toString().contains(read));
        TestBus.await("/LastUpdate", () -> rig.client.call(GASMETER, "/LastUpdate", BusItemInterface.INTERFACE, "GetValue")
                .toString().contains(read));
        rig.awaitName(VenusRig.GRID);
    }
}
