package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.dbusp1.Await;
import org.dbusp1.Beside;
import org.dbusp1.Snapshots;
import org.dbusp1.base.state.FileStateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.meter.Stamp;
import org.dbusp1.metering.TestDemand;
import org.dbusp1.output.feedback.OwnerChoices;
import org.dbusp1.output.feedback.OwnerChoices.Switch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * The stored form of an owner's choices: the file of the state directory and the settings.xml of Victron's own localsettings, which
 * {@code $PEERS} names. What an owner has chosen is never asked again.
 */
@Tag(Beside.TAG)
@Tag("server")
class StoredChoicesTest {
    private static final String PV = "com.victronenergy.pvinverter.p1_ttyUSB0";
    private static final Map<Switch, Boolean> SWITCHES = Map.of(Switch.NOTIFICATIONS, true, Switch.LIMITER, false, Switch.FOLLOW, false,
            Switch.THIRDS, false);
    private static final String FILE = """
            notifications\\ E0012345=off
            limiter\\ E0012345=on
            follow\\ E0012345=on
            thirds\\ E0012345=on
            demand.limit-w\\ E0012345=4000
            limiter_group\\ E0012345=Strom
            limiter_name\\ E0012345=Spitze
            limiter_shown\\ E0012345=2
            forecast_group\\ E0012345=Haus
            forecast_name\\ E0012345=Vorhersage
            forecast_shown\\ E0012345=0
            notifications\\ E0099999=on
            demand.limit-w\\ E0099999=7000
            """;
    private static final String SETTINGS = """
            <?xml version='1.0' encoding='UTF-8'?>
            <Settings version="19" unique-id="">
              <Devices>
                <p1_E0012345>
                  <ClassAndVrmInstance type="s" default="grid:40">grid:47</ClassAndVrmInstance>
                  <CustomName type="s" default="">Z\u00e4hler S\u00fcd</CustomName>
                  <Phases type="s" default="">L2,L3,L1</Phases>
                  <Position type="i" min="0" max="2" default="0">1</Position>
                </p1_E0012345>
                <p1_E0012345_gas>
                  <ClassAndVrmInstance type="s" default="pulsemeter:40">pulsemeter:52</ClassAndVrmInstance>
                  <CustomName type="s" default="">Gas im Keller</CustomName>
                </p1_E0012345_gas>
              </Devices>
            </Settings>
            """;
    private static final Pattern SETTING = Pattern.compile("<(\\w+) type=\"[is]\"[^>]*>([^<]*)</");

    @TempDir
    private Path directory;
    @RegisterExtension
    private final VenusRig rig = new VenusRig();
    private Path settingsFile;
    private Path choicesFile;

    @BeforeEach
    void startAsStored() throws IOException {
        Path peers = Beside.peers("dbus-systemcalc-py", "localsettings", "velib_python").orElse(null);
        assumeTrue(peers != null, "PEERS names no clones of Victron's programs");
        settingsFile = directory.resolve("device/kept/settings.xml");
        choicesFile = directory.resolve("choices.properties");
        Files.createDirectories(settingsFile.getParent());
        Files.writeString(settingsFile, SETTINGS);
        Files.writeString(choicesFile, FILE);
        rig.bus.systemcalc(rig.client, peers, directory.resolve("device"));
        start();
    }

    private void start() {
        rig.choices = new OwnerChoices(new FileStateStore(choicesFile, "choices"), () -> "E0012345", SWITCHES, null);
        rig.start();
        rig.publish(telegram());
        rig.awaitName("com.victronenergy.pulsemeter.p1_ttyUSB0_gas");
    }

    /** A grid meter that sends a total, with a demand window and a gas meter: all choices exist. */
    private static Snapshots telegram() {
        return Snapshots.of("POWER_NET=-100").gas(1, "G0001", 1_700_000_000, "10")
                .demand(TestDemand.window(new Stamp(0, 3600), Duration.ofMinutes(15), 1200L, 1300L, 4161L));
    }

    @Test
    void whatWasChosenHolds() {
        rig.assertShown(VenusRig.GRID, "/DeviceInstance=47, /Role=grid, /CustomName=Z\u00e4hler S\u00fcd, /P1/Phases=L2,L3,L1,"
                + " /P1/TotalInThirds=1, /P1/Outputs/Notifications=0, /P1/Demand/Limiter=1, /P1/Demand/Limit=4000,"
                + " /SwitchableOutput/limiter/State=1, /SwitchableOutput/limiter/Settings/Group=Strom,"
                + " /SwitchableOutput/limiter/Settings/CustomName=Spitze, /SwitchableOutput/limiter/Settings/ShowUIControl=2,"
                + " /GenericInput/forecast/Settings/Group=Haus, /GenericInput/forecast/Settings/CustomName=Vorhersage,"
                + " /GenericInput/forecast/Settings/ShowUIInput=0, /GenericInput/forecast/Settings/RangeMax=4000.0");
        rig.assertShown("com.victronenergy.pulsemeter.p1_ttyUSB0_gas", "/DeviceInstance=52, /CustomName=Gas im Keller");
        assertThat(rig.choices.state(Switch.FOLLOW)).as("has no path at a meter that is not slow").hasValue(true);
        assertThat(rig.choices.limit(MeterKey.of("E0099999"))).isEqualTo(7000);

        assertThat(rig.setValue("/Role", "v:s", "pvinverter")).isZero();
        rig.awaitName(PV);
        rig.assertShown(PV, "/DeviceInstance=47, /Position=1, /P1/Phases=L2,L3,L1, /CustomName=Z\u00e4hler S\u00fcd");
    }

    @Test
    void whatIsChosenNowIsStoredUnderTheSameKeysAndHoldsAfterARestart() throws IOException {
        write("/P1/TotalInThirds=0, /P1/Outputs/Notifications=1, /SwitchableOutput/limiter/Settings/Group=Energie,"
                + " /SwitchableOutput/limiter/Settings/CustomName=Grenze, /SwitchableOutput/limiter/Settings/ShowUIControl=4,"
                + " /GenericInput/forecast/Settings/Group=Netz, /GenericInput/forecast/Settings/CustomName=Erwartet,"
                + " /GenericInput/forecast/Settings/ShowUIInput=7, /SwitchableOutput/limiter/State=0, /P1/Demand/Limit=5000,"
                + " /CustomName=Hausanschluss, /P1/Phases=L3,L1,L2");
        // With the telegram in thirds no longer, it is a one-phase meter, whose phase gui-v2 offers.
        write("/PhaseSetting=3, /P1/Phases=L3,L1,L2");
        assertThat(choices()).isEqualTo(sorted("""
                demand.limit-w\\ E0012345=5000
                demand.limit-w\\ E0099999=7000
                follow\\ E0012345=on
                forecast_group\\ E0012345=Netz
                forecast_name\\ E0012345=Erwartet
                forecast_shown\\ E0012345=7
                limiter\\ E0012345=off
                limiter_group\\ E0012345=Energie
                limiter_name\\ E0012345=Grenze
                limiter_shown\\ E0012345=4
                notifications\\ E0012345=on
                notifications\\ E0099999=on
                thirds\\ E0012345=off
                """));
        assertThat(rig.setValue("/Role", "v:s", "pvinverter")).isZero();
        rig.awaitName(PV);
        assertThat(rig.client.item(PV, "/Position", "SetValue", "v:i", 2).get(1).asInt()).isZero();
        Await.await("the settings in the file", () -> settings().equals(Map.of("ClassAndVrmInstance", "pvinverter:47",
                "CustomName", "Hausanschluss", "Phases", "L3,L1,L2", "Position", "2")));
        assertThat(rig.client.item(PV, "/Role", "SetValue", "v:s", "grid").get(1).asInt()).isZero();
        rig.awaitName(VenusRig.GRID);

        rig.stop(VenusRig.GRID);
        start();
        rig.assertShown(VenusRig.GRID, "/DeviceInstance=47, /Role=grid, /CustomName=Hausanschluss, /P1/Phases=L3,L1,L2, /PhaseSetting=3,"
                + " /P1/TotalInThirds=0, /P1/Outputs/Notifications=1, /P1/Demand/Limiter=0, /P1/Demand/Limit=5000,"
                + " /SwitchableOutput/limiter/State=0, /SwitchableOutput/limiter/Settings/Group=Energie,"
                + " /SwitchableOutput/limiter/Settings/CustomName=Grenze, /SwitchableOutput/limiter/Settings/ShowUIControl=4,"
                + " /GenericInput/forecast/Settings/Group=Netz, /GenericInput/forecast/Settings/CustomName=Erwartet,"
                + " /GenericInput/forecast/Settings/ShowUIInput=7");
    }

    private void write(String values) {
        for (String value : values.split(", (?=/)")) {
            String[] written = value.split("=", 2);
            boolean number = written[1].matches("\\d+");
            assertThat(rig.setValue(written[0], number ? "v:i" : "v:s", number ? Integer.valueOf(written[1]) : written[1]))
                    .as(value).isZero();
            rig.assertShown(VenusRig.GRID, value);
        }
    }

    private Set<String> choices() throws IOException {
        return sorted(Files.readString(choicesFile));
    }

    private static Set<String> sorted(String file) {
        return Arrays.stream(file.split("\n")).filter(line -> !line.startsWith("#")).collect(Collectors.toSet());
    }

    /** Returns the settings of the energy meter by name, as localsettings have written them. */
    private Map<String, String> settings() {
        try {
            String file = Files.readString(settingsFile);
            List<MatchResult> found = SETTING.matcher(file.substring(file.indexOf("<p1_E0012345>"), file.indexOf("</p1_E0012345>")))
                    .results().toList();
            return found.stream().collect(Collectors.toMap(setting -> setting.group(1), setting -> setting.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
