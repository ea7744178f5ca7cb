package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.Scenario;
import org.dbusp1.Scenario.Row;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.ess.PhaseOrder;
import org.dbusp1.gx.service.DeviceSettings.Registration;
import org.dbusp1.output.MapMemory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the settings of a device make of it: each row is what localsettings report or a client writes, and what follows. An energy
 * meter has the phases L2,L3,L1 by its configuration. \0 stands for a character that no text has.
 */
class DeviceSettingsTest {
    private static final Pattern REPORT = Pattern.compile("(class|name|position|phases) (?:\"(.*)\"|([\\d.]+)|(removed|a list))");
    private static final Map<String, String> SETTINGS = Map.of("class", BusItemClient.CLASS_AND_INSTANCE,
            "name", BusItemClient.CUSTOM_NAME, "position", BusItemClient.POSITION, "phases", BusItemClient.PHASES);

    private final MapMemory memory = new MapMemory();
    private @Nullable Integer configuredPosition;
    private DeviceSettings device = energyMeter();
    private String refusal = "";

    private DeviceSettings energyMeter() {
        VenusConfig configured = VenusRig.settings(null, configuredPosition, PhaseOrder.parse("L2,L3,L1"), false);
        return new DeviceSettings("p1_E1", configured.allowedRoles(), configured,
                memory, () -> null, System::nanoTime);
    }

    static Stream<Scenario> scenarios() {
        return Scenario.parse("""
                ## Only a class that the device can be is right
                with class = "genset:45"       | answer = valid
                with class = "battery:45"      | answer = not valid
                with class = ""                | answer = not valid
                with class = "grid"            | answer = not valid
                with class = "grid:"           | answer = not valid
                with class = ":40"             | answer = not valid
                with class = "grid:-1"         | answer = not valid
                with class = "Grid:40"         | answer = not valid
                with class = "grid:40 "        | answer = not valid
                with class = "grid:1234567890" | answer = not valid
                | class <class>; position 1 | <answer>

                ## What depends on the class is refused while the class is not valid
                # A client may write while localsettings have not taken the correction.
                | class "acload:"; position 1  |
                | client writes position 1     | refused: the setting ClassAndVrmInstance is not valid
                | client writes role acload    | refused: the setting ClassAndVrmInstance is not valid

                ## The configured position wins
                with configuration = position 2 is configured | position = 2
                with configuration = position 1 is configured | position = 1
                with configuration = -                        | position = 1
                | <configuration>               |
                | class "grid:40"; position 1   | valid; position <position>

                ## A registration is what the settings say
                | class "genset:45"; position 1; name "house\\0" | genset 45 "house?", position 1, phases L2,L3,L1
                | phases "L3"; position 2.0                     | genset 45 "house?", position 2, phases L3

                ## A setting that is removed is as it was at first
                | class "grid:45"; position 1; name "house"; phases "L3" |
                | name removed; phases removed; position removed | grid 45 "", position 0, phases L2,L3,L1
                | class removed                                  | not valid

                ## Only meters with wiring have settings of it
                | position 2 is configured    | new class "grid:40"; new name ""; new position "2" of 0 to 2; new phases ""
                | device is a gas meter       | new class "pulsemeter:40"; new name ""
                | class "pulsemeter:40"       | pulsemeter 40 "", position 0, phases L1,L2,L3

                ## The first values of new settings are those that the owner had last
                # A value that cannot be is not remembered.
                | class "pvinverter:43"; position 1; name "Dak"; phases "L2,L3,L1" |
                | class "battery:45"; phases "L2,L2,L1"; name a list |
                | driver restarts | new class "pvinverter:43"; new name "Dak"; new position "1" of 0 to 2; new phases "L2,L3,L1"
                | class "grid:40"; name ""                          |
                | driver restarts | new class "grid:40"; new name ""; new position "1" of 0 to 2; new phases "L2,L3,L1"
                """).stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void becomesWhatItsSettingsSay(Scenario scenario) {
        for (Row row : scenario.rows()) {
            row.events().forEach(this::happens);
            List<String> news = row.expected().stream().filter(fact -> fact.startsWith("new ")).toList();
            assertThat(news.isEmpty() ? news : definitions()).as(row.toString()).isEqualTo(news);
            row.expected().stream().filter(fact -> !news.contains(fact)).forEach(fact -> assertThat(answer(fact)).as(row.toString())
                    .isEqualTo(fact));
        }
    }

    private void happens(String event) {
        Matcher report = REPORT.matcher(event);
        if (report.matches()) {
            device.update(Objects.requireNonNull(SETTINGS.get(report.group(1))), value(report));
            return;
        }
        switch (event) {
            case "-" -> { }
            case "position 1 is configured", "position 2 is configured" -> {
                configuredPosition = Integer.valueOf(event.split(" ")[1]);
                device = energyMeter();
            }
            case "device is a gas meter" -> device = new DeviceSettings("p1_E1_gas", List.of("pulsemeter"), null,
                    StateStore.NONE, () -> null, System::nanoTime);
            case "driver restarts" -> device = energyMeter();
            case "client writes position 1" -> refusal = refusal(() -> Choice.POSITION.stored(1L, device));
            case "client writes role acload" -> refusal = refusal(() -> Choice.ROLE.stored("acload", device));
            default -> throw new IllegalArgumentException(event);
        }
    }

    private static Object value(Matcher report) {
        if (report.group(4) != null) {
            return report.group(4).equals("removed") ? new int[0] : List.of();
        }
        if (report.group(2) != null) {
            return report.group(2).replace("\\0", "\0");
        }
        return report.group(3).contains(".") ? (Object) Double.valueOf(report.group(3)) : (Object) Integer.valueOf(report.group(3));
    }

    private static String refusal(Runnable write) {
        try {
            write.run();
            return "";
        } catch (IllegalArgumentException e) {
            return "refused: " + e.getMessage();
        }
    }

    private List<String> definitions() {
        Map<String, String> words = SETTINGS.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));
        return device.definitions().stream().map(setting -> "new " + words.get(setting.name()) + " \"" + setting.defaultValue() + '"'
                + (setting.max() == 0 ? "" : " of " + setting.min() + " to " + setting.max())).toList();
    }

    /** What an expected cell asks for. */
    private String answer(String fact) {
        if (fact.endsWith("valid") && !fact.startsWith("refused")) {
            List<Boolean> answers = new ArrayList<>();
            device.validate(answers::add);
            return answers.get(0) ? "valid" : "not valid";
        }
        if (fact.startsWith("refused: ")) {
            return refusal;
        }
        Registration device = this.device.registration();
        return fact.startsWith("position ") ? "position " + device.position()
                : device.kind() + " " + device.instance() + " \"" + device.customName() + "\", position " + device.position()
                        + ", phases " + device.phases().text();
    }
}
