package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** com.victronenergy.BusItem and the grid service, as a client that shares no code with the driver sees them. */
@Tag("server")
class GridServiceTest {
    private static final String ERROR = "org.freedesktop.DBus.Error.";
    private static VenusRig rig;
    private static BusClient client;
    private static Locale usual;

    @BeforeAll
    static void start() throws Exception {
        usual = Locale.getDefault();
        // A locale with a decimal comma: texts keep the dot.
        Locale.setDefault(Locale.GERMANY);
        rig = VenusRig.started();
        client = rig.client;
    }

    @AfterAll
    static void end() throws Exception {
        Locale.setDefault(usual);
        rig.close();
    }

    /** Each test begins with the same values on the bus. */
    @BeforeEach
    void publish() {
        rig.publish(Snapshots.threePhase());
        rig.awaitValue("/Ac/Power", "1140.0");
        client.forgetSignals();
    }

    @Test
    void hasTheMandatoryPaths() {
        assertThat(rig.value("/Mgmt/ProcessName")).isEqualTo("\"dbus-p1\"");
        assertThat(rig.value("/Mgmt/ProcessVersion")).isEqualTo("\"0.1.0\"");
        assertThat(rig.value("/Mgmt/Connection")).isEqualTo("\"P1 ttyUSB0\"");
        assertThat(client.item(VenusRig.GRID, "/DeviceInstance", "GetValue").toString()).isEqualTo("[\"i\",40]");
        assertThat(rig.value("/ProductId")).isEqualTo("61909");
        assertThat(rig.value("/ProductName")).isEqualTo("\"P1 smart meter\"");
        assertThat(rig.value("/CustomName")).isEqualTo("\"\"");
        assertThat(rig.value("/Serial")).isEqualTo("\"E0012345\"");
        assertThat(rig.value("/FirmwareVersion")).isEqualTo("\"5.0\"");
        assertThat(rig.value("/Model")).isEqualTo("\"LGF0000000001\"");
        assertThat(rig.value("/HardwareVersion")).isEqualTo("\"XMX5LGF0000000001\"");
        assertThat(rig.value("/Connected")).isEqualTo("1");
        assertThat(rig.value("/ErrorCode")).isEqualTo("0");
        assertThat(rig.value("/Role")).isEqualTo("\"grid\"");
        assertThat(rig.value("/NrOfPhases")).isEqualTo("3");
        assertThat(rig.value("/RefreshTime")).isEqualTo("1000");
    }

    @Test
    void hasNoPathThatWouldOfferWhatWeCannotServe() {
        JsonNode items = client.items(VenusRig.GRID);
        for (String path : List.of("/PhaseSetting", "/Position", "/PositionIsAdjustable", "/IsGenericEnergyMeter", "/DeviceType",
                "/Ac/Frequency", "/Ac/L1/PowerFactor", "/Ac/L1/Energy/Forward")) {
            assertThat(items.has(path)).as(path).isFalse();
        }
    }

    @Test
    void getItemsHoldsValueAndTextOfEachPathAndNothingElse() {
        JsonNode answer = client.call(VenusRig.GRID, "/", "com.victronenergy.BusItem", "GetItems");
        assertThat(answer.get("signature").asText()).isEqualTo("a{sa{sv}}");
        answer.get("answer").get(0).get(1).fields().forEachRemaining(item -> {
            List<String> keys = new ArrayList<>();
            item.getValue().get(1).fieldNames().forEachRemaining(keys::add);
            assertThat(keys).as(item.getKey()).containsExactlyInAnyOrder("Value", "Text");
            assertThat(item.getKey()).startsWith("/");
        });
    }

    @Test
    void leavesAnswerValueAndText() {
        assertThat(client.item(VenusRig.GRID, "/Ac/L1/Power", "GetValue").toString()).isEqualTo("[\"d\",1000.0]");
        assertThat(client.item(VenusRig.GRID, "/Ac/L3/Power", "GetValue").toString()).isEqualTo("[\"d\",-500.0]");
        assertThat(text("/Ac/L3/Power")).isEqualTo("-500W");
        assertThat(text("/Ac/L2/Voltage")).isEqualTo("229.9V");
        assertThat(text("/Ac/L3/Current")).isEqualTo("-2.0A");
        assertThat(text("/Ac/Energy/Forward")).isEqualTo("1234.57kWh");
        assertThat(text("/ProductId")).isEqualTo("0xF1D5");
        assertThat(text("/DeviceInstance")).isEqualTo("40");
    }

    @Test
    void nodesAnswerTheirSubtreeWithRelativePaths() {
        JsonNode answer = client.call(VenusRig.GRID, "/Ac", "com.victronenergy.BusItem", "GetValue");
        assertThat(answer.get("signature").asText()).isEqualTo("v");
        JsonNode tree = answer.get("answer").get(0);
        assertThat(tree.get(0).asText()).isEqualTo("a{sv}");
        assertThat(tree.get(1).get("L1/Power").toString()).isEqualTo("[\"d\",1000.0]");
        assertThat(tree.get(1).get("Power").toString()).isEqualTo("[\"d\",1140.0]");
        JsonNode texts = client.item(VenusRig.GRID, "/Ac/L1", "GetText");
        assertThat(texts.get(0).asText()).isEqualTo("a{ss}");
        assertThat(texts.get(1).get("Power").get(1).asText()).isEqualTo("1000W");
        assertThat(client.item(VenusRig.GRID, "/", "GetValue").get(1).has("Mgmt/ProcessName")).isTrue();
    }

    @Test
    void answersCallsThatNameNoInterface() {
        assertThat(client.call(VenusRig.GRID, "/DeviceInstance", null, "GetValue").get("answer").toString())
                .isEqualTo("[[\"i\",40]]");
        assertThat(client.call(VenusRig.GRID, "/", null, "GetItems").has("answer")).isTrue();
        assertThat(client.call(VenusRig.GRID, "/", "org.freedesktop.DBus.Peer", "Ping").has("answer")).isTrue();
        assertThat(client.call(VenusRig.GRID, "/", "org.freedesktop.DBus.Peer", "GetMachineId").get("answer").get(0).get(1)
                .asText()).matches("[0-9a-f]{32}");
        assertThat(client.error(VenusRig.GRID, "/", "org.freedesktop.DBus.Peer", "Sing")).isEqualTo(ERROR + "UnknownMethod");
    }

    @Test
    void errorsHaveTheStandardsNamesAndTheConnectionSurvives() {
        String item = "com.victronenergy.BusItem";
        assertThat(client.error(VenusRig.GRID, "/Nowhere", item, "GetValue")).isEqualTo(ERROR + "UnknownObject");
        assertThat(client.error(VenusRig.GRID, "/Ac/Powe", item, "GetValue")).isEqualTo(ERROR + "UnknownObject");
        assertThat(client.error(VenusRig.GRID, "/Ac/Power", item, "GetMin")).isEqualTo(ERROR + "UnknownMethod");
        assertThat(client.error(VenusRig.GRID, "/Ac", item, "GetItems")).isEqualTo(ERROR + "UnknownMethod");
        assertThat(client.error(VenusRig.GRID, "/Ac/Power", "a.b", "GetValue")).isEqualTo(ERROR + "UnknownMethod");
        assertThat(client.error(VenusRig.GRID, "/CustomName", item, "SetValue")).isEqualTo(ERROR + "InvalidArgs");
        assertThat(rig.value("/Ac/Power")).isEqualTo("1140.0");
    }

    @Test
    void introspectionShowsInterfaceAndChildren() {
        String xml = client.call(VenusRig.GRID, "/Ac", "org.freedesktop.DBus.Introspectable", "Introspect")
                .get("answer").get(0).get(1).asText();
        assertThat(xml).contains("com.victronenergy.BusItem").contains("<node name=\"L1\"/>").doesNotContain("GetItems");
    }

    @Test
    void oneSignalForAllThatChangedAndNothingElse() {
        rig.output().snapshot(Snapshots.threePhase().with(Quantity.POWER_NET, "1150.5")
                .with(Quantity.POWER_L1, "1010.5").take());
        rig.awaitValue("/Ac/Power", "1150.5");

        List<JsonNode> signals = client.signals();
        assertThat(signals).hasSize(1);
        JsonNode signal = signals.get(0);
        assertThat(signal.get("member").asText()).isEqualTo("ItemsChanged");
        assertThat(signal.get("path").asText()).isEqualTo("/");
        assertThat(signal.get("interface").asText()).isEqualTo("com.victronenergy.BusItem");
        assertThat(signal.get("signature").asText()).isEqualTo("a{sa{sv}}");
        assertThat(signal.get("no_reply").asBoolean()).isTrue();
        JsonNode changed = signal.get("body").get(0).get(1);
        assertThat(changed.size()).isEqualTo(2);
        assertThat(changed.get("/Ac/L1/Power").get(1).get("Value").toString()).isEqualTo("[\"d\",1010.5]");
        assertThat(changed.get("/Ac/Power").get(1).get("Text").get(1).asText()).isEqualTo("1151W");
    }

    @Test
    void anIdenticalTelegramSendsNothing() {
        rig.output().snapshot(Snapshots.threePhase().take());
        rig.output().snapshot(Snapshots.threePhase().take());
        // What follows is the proof that nothing came before it.
        rig.output().snapshot(Snapshots.threePhase().with(Quantity.TARIFF, "1").take());
        rig.awaitValue("/P1/Tariff", "1");
        assertThat(client.signals()).hasSize(1);
    }

    @Test
    void whatTheMeterNoLongerSendsIsInvalid() {
        rig.output().snapshot(new Snapshots().with(Quantity.POWER_NET, "1140").take());
        rig.awaitValue("/Ac/L2/Power", "null");

        assertThat(client.item(VenusRig.GRID, "/Ac/L2/Power", "GetValue").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(text("/Ac/L2/Power")).isEqualTo("---");
        JsonNode changed = client.signals().get(0).get("body").get(0).get(1).get("/Ac/L2/Power").get(1);
        assertThat(changed.get("Value").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(changed.get("Text").get(1).asText()).isEqualTo("---");
        JsonNode item = client.items(VenusRig.GRID).get("/Ac/L2/Power").get(1);
        assertThat(item.get("Value").toString()).isEqualTo("[\"ai\",[]]");
    }

    @Test
    void whatIsNotToBeWrittenReturns1EvenWhenEqual() {
        assertThat(rig.setValue("/Ac/Power", "v:d", 5.0)).isEqualTo(1);
        assertThat(rig.setValue("/Ac/Power", "v:d", 1140.0)).isEqualTo(1);
        assertThat(rig.setValue("/AllowedRoles", "v:as", List.of("grid"))).isEqualTo(1);
        assertThat(rig.setValue("/DeviceInstance", "i", 41)).isEqualTo(1);
        assertThat(client.signals()).isEmpty();
    }

    @Test
    void valuesAreFiniteAndTypesNeverChange() {
        JsonNode before = client.items(VenusRig.GRID);
        for (int i = 0; i < 1000; i++) {
            Snapshots odd = new Snapshots();
            if (i % 3 > 0) {
                odd.with(Quantity.POWER_NET, String.valueOf(i % 7 - 3)).with(Quantity.POWER_L1, "0");
            }
            if (i % 5 > 0) {
                odd.with(Quantity.VOLTAGE_L1, "0").with(Quantity.CURRENT_L1, String.valueOf(i % 2));
            }
            rig.output().snapshot(odd.with(Quantity.TARIFF, String.valueOf(i)).take());
        }
        rig.awaitValue("/P1/Tariff", "999");
        for (JsonNode signal : client.signals()) {
            signal.get("body").get(0).get(1).fields().forEachRemaining(change -> {
                JsonNode value = change.getValue().get(1).get("Value");
                String type = value.get(0).asText();
                assertThat(type).as(change.getKey()).isIn("ai", type(before, change.getKey()));
                if (type.equals("d")) {
                    assertThat(value.get(1).doubleValue()).isFinite();
                }
            });
        }
        assertThat(type(client.items(VenusRig.GRID), "/DeviceInstance")).isEqualTo("i");
    }

    private static String type(JsonNode items, String path) {
        return items.has(path) ? items.get(path).get(1).get("Value").get(0).asText() : "not there before";
    }

    private static String text(String path) {
        return client.item(VenusRig.GRID, path, "GetText").get(1).asText();
    }
}
