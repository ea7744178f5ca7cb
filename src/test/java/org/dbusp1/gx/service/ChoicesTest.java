package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.Await;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.Demand;
import org.dbusp1.metering.TestDemand;
import org.dbusp1.output.MapMemory;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests what an owner chooses on the meter's own page Setup (P1Setup.qml): the switches of outputs, and the limit of a demand window. */
@Tag("server")
class ChoicesTest {
    private static final Demand DEMAND = TestDemand.window(new Stamp(0, 3600), Duration.ofMinutes(15), 1200L, 1300L, 4161L);

    @TempDir
    private Path directory;
    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();

    private OwnerChoices start(Set<Switch> enabled, @Nullable Long limit) {
        FileStateStore store = new FileStateStore(directory.resolve("choices.properties"), "choices");
        OwnerChoices choices = new OwnerChoices(store, () -> "ttyUSB0",
                enabled.stream().collect(Collectors.toMap(value -> value, value -> true)), limit);
        rig.choices = choices;
        rig.start();
        return choices;
    }

    private void restart(Set<Switch> enabled, @Nullable Long limit) {
        rig.stop(VenusRig.GRID);
        start(enabled, limit);
    }

    private static Snapshots withDemand() {
        return Snapshots.threePhase().demand(DEMAND);
    }

    @Test
    void whatIsConfiguredIsSwitchedAndStaysSoAfterARestart() {
        OwnerChoices choices = start(EnumSet.allOf(Switch.class), null);
        rig.publish(Snapshots.threePhase());
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:i", 0)).isZero();
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("0");
        assertThat(choices.state(Switch.NOTIFICATIONS)).hasValue(false);

        restart(EnumSet.allOf(Switch.class), null);
        rig.publish(Snapshots.threePhase());
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("0");
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:d", 1.0)).as("as a browser writes it").isZero();
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
    }

    @Test
    void aSwitchTakesNoOtherValueAndWhatIsNotConfiguredHasNone() {
        start(EnumSet.of(Switch.NOTIFICATIONS), null);
        rig.publish(Snapshots.threePhase());
        for (int none : List.of(2, -1, 1000)) {
            assertThat(rig.setValue("/P1/Outputs/Notifications", "v:i", none)).as("" + none).isEqualTo(2);
        }
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:s", "off")).isEqualTo(1);
        assertThat(rig.setValue("/P1/Outputs/Notifications", "v:d", 0.5)).isEqualTo(1);
        assertThat(rig.value("/P1/Outputs/Notifications")).isEqualTo("1");
        for (String absent : List.of("/P1/Follow/Enabled", "/P1/Demand/Limit")) {
            assertThatThrownBy(() -> rig.setValue(absent, "v:i", 1)).hasMessageContaining("UnknownObject");
        }
    }

    @Test
    void theLimitIsChosenAndStaysAfterARestartAlsoWhileLocalsettingsHang() throws Exception {
        OwnerChoices choices = start(Set.of(), null);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/P1/Demand/Limit=0, /P1/Demand/LimitIsAdjustable=1");
        rig.signalSettings("STOP");
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isZero();
        rig.signalSettings("CONT");
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("4000");
        assertThat(choices.limit(Snapshots.threePhase().take().key())).isEqualTo(4000);
        for (int none : List.of(-1, 1_000_001)) {
            assertThat(rig.setValue("/P1/Demand/Limit", "v:i", none)).as("" + none).isEqualTo(2);
        }
        assertThat(rig.setValue("/P1/Demand/Limit", "v:s", "4 kW")).isEqualTo(1);

        restart(Set.of(), null);
        rig.publish(withDemand());
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("4000");
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 0)).isZero();
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("0");
    }

    @Test
    void aTotalInThirdsIsOneSignalAndStaysAsChosen() {
        start(Set.of(Switch.THIRDS), null);
        rig.publish(Snapshots.of("POWER_NET=-100"));
        rig.assertShown(VenusRig.GRID, "/P1/TotalInThirds=1, /NrOfPhases=3, /Ac/L1/Power=-34.0, /Ac/L2/Power=-33.0, /Ac/L3/Power=-33.0");
        rig.forgetSignals();
        assertThat(rig.setValue("/P1/TotalInThirds", "v:i", 0)).isZero();
        rig.assertShown(VenusRig.GRID, "/NrOfPhases=1, /PhaseSetting=1, /Ac/L1/Power=-100.0, /Ac/L2/Power=null, /Ac/L3/Power=null");
        assertThat(rig.client.changes()).as("one signal; what ESS does may be known only now")
                .filteredOn(changed -> !Pattern.matches("(/P1/Ess/\\w+ ?)+", String.join(" ", names(changed)))).singleElement()
                .satisfies(changed -> assertThat(names(changed)).contains("/P1/TotalInThirds", "/NrOfPhases", "/PhaseSetting",
                        "/Ac/L1/Power", "/Ac/L2/Power", "/Ac/L3/Power"));

        restart(Set.of(Switch.THIRDS), null);
        rig.publish(Snapshots.of("POWER_NET=-100"));
        rig.assertShown(VenusRig.GRID, "/P1/TotalInThirds=0, /Ac/L1/Power=-100.0");
    }

    private static List<String> names(JsonNode changed) {
        List<String> names = new ArrayList<>();
        changed.fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** The rows by which gui-v2 makes an entry of Quick access, and those that the owner changes there. */
    @Test
    void quickAccessHasLimiterAndForecastWhileTheOwnerHasALimit() {
        rig.clock = () -> 0; // ESS is still awaited
        OwnerChoices choices = start(Set.of(Switch.LIMITER), null);
        rig.publish(withDemand());
        assertThatThrownBy(() -> rig.setValue("/SwitchableOutput/limiter/State", "v:i", 0)).hasMessageContaining("UnknownObject");

        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isZero();
        rig.awaitValue("/SwitchableOutput/limiter/Name", "\"Limit the peak: 4000 W\"");
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/State=1, /SwitchableOutput/limiter/Status=9,"
                + " /SwitchableOutput/limiter/Settings/Type=1, /SwitchableOutput/limiter/Settings/ValidTypes=2,"
                + " /SwitchableOutput/limiter/Settings/Group=, /SwitchableOutput/limiter/Settings/ShowUIControl=1,"
                + " /GenericInput/forecast/Value=1300.0, /GenericInput/forecast/Status=0, /GenericInput/forecast/Settings/Type=2,"
                + " /GenericInput/forecast/Settings/ValidTypes=4, /GenericInput/forecast/Settings/RangeMax=4000.0,"
                + " /GenericInput/forecast/Settings/Unit=W, /GenericInput/forecast/Settings/ShowUIInput=1");
        assertThat(rig.setValue("/SwitchableOutput/limiter/State", "v:i", 0)).isZero();
        assertThat(choices.state(Switch.LIMITER)).hasValue(false);
        rig.assertShown(VenusRig.GRID, "/P1/Demand/Limiter=0, /SwitchableOutput/limiter/Status=0");
        assertThat(rig.setValue("/GenericInput/forecast/Value", "v:d", 1.0)).as("read-only").isEqualTo(1);
        assertThat(rig.setValue("/SwitchableOutput/limiter/Settings/ShowUIControl", "v:i", 8)).isEqualTo(2);

        assertThat(rig.setValue("/SwitchableOutput/limiter/Settings/ShowUIControl", "v:i", 2)).isZero();
        assertThat(rig.setValue("/GenericInput/forecast/Settings/CustomName", "v:s", "Vorhersage")).isZero();
        assertThat(rig.setValue("/GenericInput/forecast/Settings/Group", "v:s", "Haus")).isZero();
        restart(Set.of(Switch.LIMITER), null);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/State=0, /SwitchableOutput/limiter/Settings/ShowUIControl=2,"
                + " /GenericInput/forecast/Settings/CustomName=Vorhersage, /GenericInput/forecast/Settings/Group=Haus");

        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 0)).isZero();
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/Name=null, /GenericInput/forecast/Settings/Type=null");
    }

    @Test
    void quickAccessHasNamesInTheLanguageOfTheScreen() {
        rig.addSetting(BusItemClient.LANGUAGE, "s", "nl");
        start(Set.of(Switch.LIMITER), 2500L);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/Name=Piek beperken: 2500 W, /GenericInput/forecast/Name=Verwachting");

        rig.client.item(BusItemClient.SETTINGS, BusItemClient.LANGUAGE, "SetValue", "v:s", "fr");
        rig.awaitValue("/SwitchableOutput/limiter/Name", "\"Limiter la pointe: 2500 W\"");
        assertThat(rig.value("/GenericInput/forecast/Name")).isEqualTo("\"Prévision\"");
    }

    /** Red at once where the event limiter_stopped comes after two minutes; off is off. */
    @Test
    void quickAccessShowsThatTheLimiterIsNotPossible() {
        AtomicLong seconds = new AtomicLong();
        rig.clock = () -> TimeUnit.SECONDS.toNanos(seconds.get());
        start(Set.of(Switch.LIMITER), 2500L);
        rig.publish(AllowedImport.telegram(5_000, 2_400L));
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/Status=9, /P1/Demand/LimiterWrong=0");
        seconds.set(20); // no inverter has answered
        Await.await("a limiter that needs its owner", () -> {
            rig.send(AllowedImport.telegram(5_000, 2_400L).take());
            return rig.value("/SwitchableOutput/limiter/Status").equals("8");
        });
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/State=1, /P1/Demand/LimiterWrong=1");
        assertThat(rig.setValue("/SwitchableOutput/limiter/State", "v:i", 0)).isZero();
        rig.awaitValue("/P1/Demand/LimiterState", "\"off\"");
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/Status=0, /P1/Demand/LimiterWrong=0");
    }

    /** A utility meter beside Victron's own is a load; a meter of solar inverters has no demand of the house. */
    @ParameterizedTest
    @CsvSource({"ACLOAD, 2500.0", "PVINVERTER,", "GENSET,"})
    void onlyAGridMeterHasALimiterAndOnlyWhatUsesHasAForecast(Role role, @Nullable String scale) {
        OwnerChoices choices = start(Set.of(Switch.LIMITER), 2500L);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/SwitchableOutput/limiter/State=1, /P1/Demand/Limiter=1,"
                + " /GenericInput/forecast/Settings/RangeMax=2500.0");
        assertThat(rig.limiter).isPresent();

        assertThat(rig.setValue("/Role", "v:s", role.text())).isZero();
        String service = VenusRig.GRID.replace("grid", role.text());
        rig.publish(service, withDemand());

        for (String path : List.of("/SwitchableOutput/limiter/Name", "/P1/Demand/Limiter", "/P1/Demand/LimiterState")) {
            assertThat(rig.client.shown(service, path)).as(path).isEmpty();
        }
        assertThat(rig.client.shown(service, "/GenericInput/forecast/Settings/RangeMax").map(JsonNode::asText).orElse(null))
                .isEqualTo(scale);
        rig.awaitWith(withDemand(), "no limiter for the other outputs", () -> rig.limiter.isEmpty());
        assertThat(choices.state(Switch.LIMITER)).as("the switch keeps its choice").hasValue(true);
    }

    @Test
    void aConfiguredLimitCannotBeChanged() {
        start(Set.of(), 2500L);
        rig.publish(withDemand());
        rig.assertShown(VenusRig.GRID, "/P1/Demand/Limit=2500, /P1/Demand/LimitIsAdjustable=0");
        assertThat(rig.setValue("/P1/Demand/Limit", "v:i", 4000)).isEqualTo(2);
        assertThat(rig.value("/P1/Demand/Limit")).isEqualTo("2500");
    }

    /** The script that uninstalls the driver removes the settings below this name, and no others. */
    @Test
    void theNameOfTheMetersSettingsIsRemembered() {
        MapMemory names = new MapMemory();
        rig.names = names;
        rig.start();
        rig.publish(Snapshots.threePhase());
        rig.publish(Snapshots.threePhase());
        assertThat(rig.value("/Connected")).isEqualTo("1");
        assertThat(names.kept).containsExactly(entry("E0012345", "p1_E0012345"));
        assertThat(names.writes).isEqualTo(1);
    }
}
