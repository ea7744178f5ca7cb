package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.dbusp1.Beside;
import org.dbusp1.Corpus;
import org.dbusp1.Snapshots.Messages;
import org.dbusp1.Snapshots;
import org.dbusp1.fuzz.Checksums;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.ess.PhaseWatts;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.meter.Quantity;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Published.Withheld;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.SampleMeter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is shown with a correction of 100 W on L1, -30 W on L2 and 7 W on L3, and which messages a correction may start from. */
class MeterViewTest {
    private static final String THREE = "POWER_NET=1140 POWER_L1=1000 POWER_L2=640 POWER_L3=-500";

    private static MeterView view(Snapshot snapshot, String phases) {
        return view(snapshot, Role.GRID, phases);
    }

    private static MeterView view(Snapshot snapshot, Role role, String phases) {
        return view(snapshot, role, phases, Map.of());
    }

    private static MeterView view(Snapshot snapshot, Role role, String phases, Map<Choice, Object> choices) {
        MeterState meterState = new MeterState(() -> null);
        meterState.accept(snapshot);
        return new MeterView(snapshot, meterState.summary(), new Registration(role.text(), 40, "", 0, PhaseOrder.parse(phases)),
                VenusRig.settings(),
                Map.of(), choices, QuickAccess.Names.ENGLISH, null, null, new PhaseWatts(100, -30, 7));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            L1,L2,L3|POWER_NET=1140 POWER_L1=1000 POWER_L2=640 POWER_L3=-500|Power=1217W L1/Power=1100W L2/Power=610W L3/Power=-493W
            L1,L2,L3|POWER_NET=3030 POWER_L1=1000 POWER_L3=1000|Power=3107W L1/Power=3107W L2/Power=--- L3/Power=---
            L1,L2,L3|POWER_NET=6000 POWER_L1=1000 POWER_L2=1000 POWER_L3=1000|Power=6077W L1/Power=6077W L2/Power=--- L3/Power=---
            L1,L2,L3|POWER_NET=500 POWER_L1=1000 POWER_L3=-500|Power=577W L1/Power=1100W L2/Power=--- L3/Power=-493W
            L1,L2,L3|POWER_NET=-498 POWER_L1=-676 POWER_L2=33 POWER_L3=132|Power=-421W L1/Power=-576W L2/Power=3W L3/Power=139W
            L1,L2,L3|POWER_NET=-1140 POWER_L1=1000 POWER_L2=640 POWER_L3=500|Power=-1063W
            L1|POWER_NET=1140 POWER_L1=1000 POWER_L2=640 POWER_L3=-500|Power=1217W L1/Power=1100W L2/Power=---
            L1,L2,L3|POWER_L1=1000 POWER_L2=640 POWER_L3=-500|Power=--- L1/Power=--- L2/Power=---
            L1,L2,L3|POWER_NET=1140|Power=1217W L1/Power=1217W L2/Power=---
            L2,L3,L1|POWER_NET=1140|Power=1217W L2/Power=1217W L1/Power=---
            L1,L2,L3|POWER_NET=500 CURRENT_L1=2 CURRENT_L2=2 VOLTAGE_L1=100 VOLTAGE_L2=100|L1/Current=2.0A L2/Current=2.0A
            L1,L2,L3|POWER_NET=-500 CURRENT_L1=-2 CURRENT_L2=1 VOLTAGE_L1=100|L1/Current=-2.0A L2/Current=1.0A
            L1,L2,L3|POWER_NET=-200 CURRENT_L1=2 VOLTAGE_L1=100|L1/Current=-1.2A
            L1,L2,L3|POWER_NET=3 POWER_L1=1 POWER_L2=2 CURRENT_L1=2 CURRENT_L2=2 VOLTAGE_L1=100 VOLTAGE_L2=100|L1/Current=3.0A L2/Current=1.7A""")
    void theTotalIsTheMetersWithTheSumOfTheCorrections(String phases, String values, String shown) {
        assertShown(Role.GRID, phases, values, shown);
    }

    @ParameterizedTest
    @CsvSource({"GRID, true", "PVINVERTER, false", "ACLOAD, false"})
    void onlyAGridMeterIsMissingTheExport(Role role, boolean missing) {
        Messages messages = new Messages();
        Snapshots message = Snapshots.of("POWER_NET=5 ENERGY_IMPORT=1").validFor(Duration.ofDays(2));
        messages.after(message.at(new Stamp(0, 0)).take());
        Snapshot later = messages.after(message.at(new Stamp(26 * 3_600, 0)).take());
        assertThat(view(later, role, "L1,L2,L3").showsNoExport()).isEqualTo(missing);
    }

    /** As after the owner has chosen another role: inverters are followed for the grid meter alone. */
    @Test
    void theMeterOfAnotherRoleIsNotCorrected() {
        String values = THREE + " CURRENT_L1=2 VOLTAGE_L1=100";
        assertShown(Role.PVINVERTER, "L1,L2,L3", values, "Power=-1140W L1/Power=-1000W L3/Power=500W L1/Current=-2.0A");
        assertShown(Role.ACLOAD, "L1,L2,L3", "POWER_NET=1140", "Power=1140W L1/Power=1140W");
        assertShown(Role.PVINVERTER, "L1,L2,L3", "POWER_NET=-120 CURRENT_L1=27.6 CURRENT_L2=13.9", "Power=120W L1/Current=27.6A");
    }

    /** The whole is corrected, then divided; ESS compares what the meter sends. */
    @Test
    void thirdsAreOfTheCorrectedTotal() {
        MeterView view = view(Snapshots.of("POWER_NET=1140 CURRENT_L1=2 VOLTAGE_L1=100 CURRENT_L2=2 VOLTAGE_L2=100").take(), Role.GRID,
                "L1,L2,L3", PhasesTest.THIRDS);
        assertShown(view, Role.GRID, "Power=1217W L1/Power=405W L2/Power=406W L3/Power=406W L1/Current=2.0A L2/Current=2.0A");
        assertThat(powers(view)).isEqualTo(new PhaseWatts(1140, Double.NaN, Double.NaN));
        assertThat(view.toPublishedMeter()).satisfies(meter -> {
            assertThat(meter.inThirds()).isTrue();
            assertThat(meter.powers().knowsAll()).as("the comparison of phases rests").isFalse();
        });
    }

    private static @Nullable PhaseWatts powers(MeterView view) {
        return new TelegramPowers(view.snapshot(), view.registration()).ofMessage();
    }

    private static void assertShown(Role role, String phases, String values, String shown) {
        assertShown(view(Snapshots.of(values).take(), role, phases), role, shown);
    }

    private static void assertShown(MeterView view, Role role, String shown) {
        for (String path : shown.split(" ")) {
            String name = path.substring(0, path.indexOf('='));
            PathDefinition<MeterView> row = PathRows.of(role).stream()
                    .filter(pathDefinition -> pathDefinition.path().equals("/Ac/" + name)).findFirst()
                    .orElseThrow();
            Item item = new Item(row);
            item.set(row.value().apply(view));
            assertThat(name + "=" + item.text()).isEqualTo(path);
        }
    }

    /** Returns the powers of a message after which other values are valid, without those that are withheld. */
    private static @Nullable PhaseWatts powers(String message, String valid, Quantity... withheld) {
        Snapshot all = Snapshots.of(valid).take();
        return powers(view(Snapshots.like(all).sent(Snapshots.of(message).take().published().values())
                .valid(all.published().values().without(Set.of(withheld)))
                .withheld(new Withheld(Set.of(withheld), Set.of())).take(), "L1,L2,L3"));
    }

    @Test
    void aCorrectionStartsFromAMessageWithAllPowersAlone() {
        assertThat(powers(THREE, THREE)).isEqualTo(new PhaseWatts(1000, 640, -500));
        assertThat(powers("POWER_NET=300", "POWER_NET=300")).isEqualTo(new PhaseWatts(300, Double.NaN, Double.NaN));
        assertThat(powers("POWER_NET=300 POWER_L1=300", "POWER_NET=300 POWER_L1=300"))
                .isEqualTo(new PhaseWatts(300, Double.NaN, Double.NaN));
        assertThat(powers("POWER_NET=1200", THREE)).as("a newer total alone").isEqualTo(PhaseWatts.UNKNOWN);
        assertThat(powers("POWER_L1=1000 POWER_L2=640 POWER_L3=-500", THREE)).as("newer phases alone").isEqualTo(PhaseWatts.UNKNOWN);
        assertThat(powers(THREE, THREE, Quantity.POWER_L2)).as("withheld").isEqualTo(PhaseWatts.UNKNOWN);
        assertThat(powers(THREE, THREE, Quantity.POWER_NET)).as("withheld").isEqualTo(PhaseWatts.UNKNOWN);
        assertThat(powers(THREE, THREE, Quantity.POWER_L1, Quantity.POWER_L2, Quantity.POWER_L3)).as("withheld")
                .isEqualTo(PhaseWatts.UNKNOWN);
        assertThat(powers("VOLTAGE_L1=230", THREE)).as("no power").isNull();
    }

    /** Captures of an Aidon: its short list, every 2.5 s, has only the import. */
    @Tag(Beside.TAG)
    @Test
    void aShortListIsABaseWhileTheHouseImportsAlone() {
        assumeTrue(Corpus.names("han").contains("aidon-no-list1"));
        String imports = capture("han/aidon-no-list1.hex");
        SampleMeter meter = SampleMeter.house("han-aidon");
        assertThat(powers(meter, capture("han/aidon-no-list2.hex"))).satisfies(powers -> assertThat(powers.knows(1)).isTrue());
        assertThat(powers(meter, imports)).isEqualTo(new PhaseWatts(512, Double.NaN, Double.NaN));
        assertThat(powers(meter, sealed(imports.replace("0600000200", "0600000000")))).isEqualTo(PhaseWatts.UNKNOWN);
    }

    private static String capture(String name) {
        return new String(Corpus.bytes(name), StandardCharsets.US_ASCII).replaceAll("\\s", "").toUpperCase(Locale.ROOT);
    }

    private static @Nullable PhaseWatts powers(SampleMeter meter, String hex) {
        return powers(view(meter.sent(HexFormat.of().parseHex(hex)).orElseThrow(), "L1,L2,L3"));
    }

    /** Returns an HDLC frame with the checksum that belongs to it. */
    private static String sealed(String hex) {
        byte[] content = HexFormat.of().parseHex(hex.substring(2, hex.length() - 2));
        Checksums.putX25(content, content.length - 2);
        return "7e" + HexFormat.of().formatHex(content) + "7e";
    }
}
