package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.meter.Quantity;
import org.dbusp1.metering.Snapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which phase shows what: total-only meters, one-phase meters, inverters wired to other phases. */
class PhasesTest {
    /** The choice of an owner who has the total shown in thirds. */
    static final Map<Choice, Object> THIRDS = Map.of(Choice.THIRDS, 1L);

    private final Messages messages = new Messages();
    private final MeterState meterState = new MeterState(() -> null);

    /** Returns the text of a path; of one below /Ac where it begins without a slash. */
    private String text(Role role, String phases, Snapshots snapshots, String path) {
        return item(role, phases, snapshots, path, Map.of()).text();
    }

    private Item item(Role role, String phases, Snapshots snapshots, String path, Map<Choice, Object> choices) {
        Snapshot snapshot = messages.after(snapshots.take());
        meterState.accept(snapshot);
        MeterView view = new MeterView(snapshot, meterState.summary(), new Registration(role.text(), 40, "", 0, PhaseOrder.parse(phases)),
                VenusRig.settings(), Map.of(), choices, QuickAccess.Names.ENGLISH, null, null, PhaseWatts.ZERO);
        PathDefinition<MeterView> row = PathRows.of(role).stream()
                .filter(pathDefinition -> pathDefinition.path().equals(path.startsWith("/") ? path : "/Ac/" + path)).findFirst()
                .orElseThrow();
        Item item = new Item(row);
        item.set(1L);
        item.set(row.value().apply(view));
        return item;
    }

    /** The meter's values; those that begin with a word are a whole meter's with changes. */
    private static Snapshots meter(String values) {
        String[] changed = values.split(" ", 2);
        if (changed[0].contains("=")) {
            return Snapshots.of(values);
        }
        Snapshots meter = changed[0].equals("three") ? Snapshots.threePhase() : Snapshots.onePhase();
        return changed.length == 1 ? meter : meter.with(changed[1]);
    }

    /** Role, order of phases, values of the meter, and what is shown. A Belgian 3x230 V grid has no voltage and no power on L2. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GRID|L1,L2,L3|POWER_NET=-321|L1/Power=-321W L2/Power=--- L3/Power=--- /NrOfPhases=1 /P1/PhasePowers=0 /DeviceType=0
            GRID|L2,L3,L1|POWER_NET=-321|L2/Power=-321W L1/Power=--- /NrOfPhases=---
            GRID|L1,L2,L3|POWER_NET=-500 CURRENT_L1=2|L1/Current=-2.0A
            GRID|L1,L2,L3|POWER_NET=-2900 CURRENT_L1=-13.2 CURRENT_L2=0.3 CURRENT_L3=0.2|L1/Current=-13.2A L2/Current=0.3A L3/Current=0.2A
            GRID|L1,L2,L3|POWER_NET=-120 CURRENT_L1=27.6 CURRENT_L2=13.9 CURRENT_L3=14.2|L1/Current=27.6A L2/Current=13.9A L3/Current=14.2A
            GRID|L1,L2,L3|CURRENT_L1=2|L1/Current=2.0A L2/Current=---
            GRID|L1,L2,L3|three POWER_NET=-640 POWER_L1=0 POWER_L2=-140 CURRENT_L1=1|L1/Power=0W L1/Current=1.0A
            GRID|L1,L2,L3|three POWER_NET=-640 POWER_L1=0 CURRENT_L1=1|L1/Power=-640W L2/Power=--- L3/Power=--- L1/Current=1.0A
            GRID|L1,L2,L3|three|/NrOfPhases=---
            GRID|L1,L2,L3|three ENERGY_EXPORT_L3=22|/NrOfPhases=3
            GRID|L1,L2,L3|POWER_NET=321 VOLTAGE_L1=230 VOLTAGE_L2=231|L1/Power=321W L2/Power=--- /NrOfPhases=---
            GRID|L1,L2,L3|POWER_NET=-98 POWER_L1=54 POWER_L2=-842 POWER_L3=631|L1/Power=54W L2/Power=-842W L3/Power=631W Power=-98W
            GRID|L1,L2,L3|POWER_L1=54 POWER_L2=-842 POWER_L3=631|L1/Power=--- L2/Power=--- L3/Power=--- Power=--- /P1/PhasePowers=0
            GRID|L1,L2,L3|three|L1/Current=4.0A L3/Current=-2.0A L1/Energy/Forward=--- /PhaseSetting=--- /P1/PhasePowers=1
            GRID|L1,L2,L3|three POWER_NET=500 POWER_L2=0 VOLTAGE_L2=0 CURRENT_L2=1.94|L2/Power=0W L2/Voltage=0.0V L2/Current=1.9A
            GRID|L2,L3,L1|three|L2/Power=1000W L3/Power=640W L1/Power=-500W L1/Voltage=231.0V L1/Current=-2.0A Power=1140W
            GRID|L2,L3,L1|three ENERGY_IMPORT_L1=11|L2/Energy/Forward=11.00kWh L1/Energy/Forward=---
            GRID|L2,L3,L1|three ENERGY_EXPORT_L2=22|L3/Energy/Reverse=22.00kWh
            GRID|L2,L3,L1|three POWER_FACTOR_L3=0.97|L1/PowerFactor=0.970
            GRID|L1,L2,L3|one|L1/Power=250W L2/Power=--- L3/Voltage=--- /NrOfPhases=1 L1/Energy/Forward=--- /PhaseSetting=1
            GRID|L3|one|L3/Power=250W L3/Voltage=230.0V L1/Power=--- /NrOfPhases=---
            GRID|L1,L2,L3|one ENERGY_IMPORT=7 ENERGY_EXPORT=2|L1/Energy/Forward=7.00kWh L1/Energy/Reverse=2.00kWh L2/Energy/Forward=---
            GRID|L1,L2,L3|POWER_FACTOR=1|PowerFactor=1.000
            GRID|L1,L2,L3|POWER_FACTOR=-1|PowerFactor=-1.000
            GRID|L1,L2,L3|POWER_FACTOR=1.001 POWER_FACTOR_L2=-1.001|PowerFactor=--- L2/PowerFactor=--- L3/PowerFactor=---
            GRID|L1,L2,L3|CURRENT_NEUTRAL=1.5|N/Current=1.5A
            GENSET|L1,L2,L3|POWER_NET=-700 POWER_L1=-1000 POWER_L2=300|Power=700W L1/Power=1000W L2/Power=-300W L3/Power=---
            GENSET|L1,L2,L3|POWER_NET=700 CURRENT_L1=4 CURRENT_L2=1|L1/Current=4.0A L2/Current=1.0A
            GENSET|L1,L2,L3|POWER_NET=-700 CURRENT_L1=-4 CURRENT_L2=1|L1/Current=4.0A L2/Current=-1.0A
            PVINVERTER|L1,L2,L3|one ENERGY_IMPORT=3 ENERGY_EXPORT=70|Energy/Reverse=3.00kWh L1/Energy/Forward=70.00kWh
            PVINVERTER|L1,L2,L3|one POWER_NET=-250|Power=250W /StatusCode=99 /IsGenericEnergyMeter=1""")
    void eachPhaseShowsWhatTheMeterSendsForIt(Role role, String phases, String values, String shown) {
        for (String path : shown.split(" ")) {
            String name = path.substring(0, path.indexOf('='));
            assertThat(name + "=" + text(role, phases, meter(values), name)).isEqualTo(path);
        }
    }

    /** As above, with the owner's choice of thirds: it is for a grid meter that has a total and no phases. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            GRID|L1,L2,L3|POWER_NET=-321|Power=-321W L1/Power=-107W L2/Power=-107W L3/Power=-107W /NrOfPhases=3 /P1/PhasePowers=0
            GRID|L1,L2,L3|POWER_NET=-321 ENERGY_IMPORT=7|/PhaseSetting=--- /P1/TotalInThirds=1 L1/Energy/Forward=--- Energy/Forward=7.00kWh
            GRID|L2|POWER_NET=1000|L1/Power=333W L2/Power=333W L3/Power=334W /NrOfPhases=3 /PhaseSetting=---
            GRID|L1,L2,L3|POWER_NET=500 POWER_L1=0 POWER_L2=0 POWER_L3=0|L1/Power=166W L2/Power=167W L3/Power=167W
            GRID|L1,L2,L3|POWER_NET=-2900 CURRENT_L1=-13.2 CURRENT_L2=0.3|L1/Current=-13.2A L2/Current=0.3A L3/Current=--- L3/Power=-966W
            GRID|L1,L2,L3|POWER_NET=-500 VOLTAGE_L1=230 VOLTAGE_L2=231 CURRENT_L2=2|L1/Voltage=230.0V L2/Current=2.0A L2/Power=-167W
            GRID|L1,L2,L3|VOLTAGE_L1=230|Power=--- L1/Power=--- L2/Power=--- L3/Power=--- /P1/TotalInThirds=---
            GRID|L1,L2,L3|three|L1/Power=1000W L2/Power=640W L3/Power=-500W /NrOfPhases=--- /P1/TotalInThirds=---
            GRID|L1,L2,L3|three POWER_NET=-640 POWER_L1=0 CURRENT_L1=1|L1/Power=-640W L2/Power=--- L3/Power=--- /P1/TotalInThirds=---
            GRID|L1,L2,L3|POWER_L1=54 POWER_L2=-842 POWER_L3=631|L1/Power=--- Power=--- /P1/TotalInThirds=---
            GRID|L1,L2,L3|one|L1/Power=250W L2/Power=--- /NrOfPhases=1 /PhaseSetting=1 /P1/TotalInThirds=---
            ACLOAD|L1,L2,L3|POWER_NET=300|Power=300W L1/Power=300W L2/Power=--- /NrOfPhases=1 /P1/TotalInThirds=---
            PVINVERTER|L1,L2,L3|POWER_NET=-300|Power=300W L1/Power=300W L2/Power=--- /P1/TotalInThirds=---""")
    void eachPhaseShowsAThirdOfATotalIfTheOwnerWantsIt(Role role, String phases, String values, String shown) {
        for (String path : shown.split(" ")) {
            String name = path.substring(0, path.indexOf('='));
            assertThat(name + "=" + item(role, phases, meter(values), name, THIRDS).text()).isEqualTo(path);
        }
    }

    /** Also of a meter with decimals: whole watts, and their sum is the total. */
    @ParameterizedTest
    @CsvSource({"-5, -2 -2 -1, -5", "-4, -2 -1 -1, -4", "-3, -1 -1 -1, -3", "-2, -1 -1 0, -2", "-1, -1 0 0, -1", "0, 0 0 0, 0",
        "1, 0 0 1, 1", "2, 0 1 1, 2", "3, 1 1 1, 3", "4, 1 1 2, 4", "5, 1 2 2, 5", "-3000, -1000 -1000 -1000, -3000",
        "1140.37, 380 380 380, 1140", "-1140.62, -381 -380 -380, -1141", "0.4, 0 0 0, 0", "-0.4, 0 0 0, 0"})
    void thirdsAreWholeWattsThatAddUp(String watts, String phases, int total) {
        List<Long> shown = Stream.of("L1/Power", "L2/Power", "L3/Power", "Power")
                .map(path -> (Long) item(Role.GRID, "L1,L2,L3", Snapshots.of("POWER_NET=" + watts), path, THIRDS).value()).toList();
        assertThat(shown).allMatch(milliwatts -> milliwatts % 1000 == 0);
        assertThat(shown.subList(0, 3).stream().map(milliwatts -> Long.toString(milliwatts / 1000)).collect(Collectors.joining(" ")))
                .isEqualTo(phases);
        assertThat(shown.get(3) / 1000).isEqualTo(total);
        assertThat(shown.subList(0, 3).stream().mapToLong(Long::longValue).sum()).isEqualTo(shown.get(3));
    }

    /** Phases that once had a power are phases: while they do not add up, the total is on L1. */
    @Test
    void aMeterWithPhasesIsNeverInThirds() {
        item(Role.GRID, "L1,L2,L3", Snapshots.threePhase(), "Power", THIRDS);
        Snapshots apart = Snapshots.threePhase().with("POWER_NET=5000");
        assertThat(item(Role.GRID, "L1,L2,L3", apart, "L1/Power", THIRDS).text()).isEqualTo("5000W");
        assertThat(item(Role.GRID, "L1,L2,L3", apart, "L2/Power", THIRDS).text()).isEqualTo("---");
    }

    @Test
    void oneValueOfL2OrL3MakesAThreePhaseMeterForGood() {
        for (Quantity one : List.of(Quantity.POWER_L2, Quantity.VOLTAGE_L2, Quantity.CURRENT_L3)) {
            Messages fresh = new Messages();
            assertThat(fresh.after(Snapshots.onePhase().take()).grid().phases()).isEqualTo(1);
            assertThat(fresh.after(Snapshots.onePhase().with(one, "1").take()).grid().phases()).as(one.name()).isEqualTo(3);
            assertThat(fresh.after(Snapshots.onePhase().take()).grid().phases()).as("one telegram without it").isEqualTo(3);
        }
    }

    @Test
    void aMapThatIsNoneIsReportedInOneLineWithWhatIsAllowed() {
        for (String wrong : new String[] {"", "L1,L2", "L1,L1,L2", "L4", "L1;L2;L3", "1,2,3", "L1,L2,L3,L1", ","}) {
            assertThatThrownBy(() -> PhaseOrder.parse(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"" + wrong + "\"").hasMessageContaining("L2,L3,L1");
        }
        assertThat(PhaseOrder.parse("l2, l3, l1").text()).isEqualTo("L2,L3,L1");
        assertThatThrownBy(() -> PhaseOrder.parse("L1,\nL2,\u0000L3")).hasMessageContaining("\"L1,?L2,?L3\"");
        assertThatThrownBy(() -> PhaseOrder.parse("L1,".repeat(100_000)))
                .satisfies(refusal -> assertThat(refusal.getMessage()).hasSizeLessThan(300));
    }
}
