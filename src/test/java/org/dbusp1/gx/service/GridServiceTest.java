package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.dbusp1.Snapshots;
import org.dbusp1.meter.Quantity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The values and signals of the grid service, as a client that shares no code with the driver sees them. */
@Tag("server")
class GridServiceTest {
    private static final String ERROR = "org.freedesktop.DBus.Error.";
    private static final String ITEM = ServedItems.INTERFACE;
    private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
    private static VenusRig rig;
    private static BusClient client;
    private static Locale usual;

    @BeforeAll
    static void start() throws Exception {
        usual = Locale.getDefault();
        // A locale with a decimal comma: texts keep the dot.
        Locale.setDefault(Locale.GERMANY);
        rig = VenusRig.withSettings();
        // One round of questions about ESS: a later one, and a program that seems to hang then, would be signals of their own.
        rig.clock = () -> 0;
        rig.start(VenusRig.settings());
        client = rig.client;
        // The verdict about ESS would be one more signal in some test.
        rig.publish(Snapshots.threePhase());
        rig.awaitWithTelegrams("the verdict", () -> client.shows(VenusRig.GRID, "/P1/Ess/State", "\"expected\""));
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
        rig.awaitValue("/Ac/L2/Power", "640.0");
        rig.awaitValue("/P1/Tariff", "2");
        rig.forgetSignals();
    }

    @Test
    void oneSignalForAllThatChangedAndNothingElse() {
        rig.send(Snapshots.threePhase().with(Quantity.POWER_NET, "1150.5").with(Quantity.POWER_L1, "1010.5").take());
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
        rig.send(Snapshots.threePhase().take());
        rig.send(Snapshots.threePhase().take());
        // What follows is the proof that nothing came before it.
        rig.send(Snapshots.threePhase().with(Quantity.TARIFF, "1").take());
        rig.awaitValue("/P1/Tariff", "1");
        assertThat(client.signals()).hasSize(1);
    }

    /** All values that are lost are in one signal; the checklist reads them. */
    @Test
    void whatTheMeterNoLongerSendsIsInvalid() {
        // Of another meter, whose phases are not waited for.
        rig.send(Snapshots.of("POWER_NET=1140").number("E0099999").take());
        rig.awaitValue("/Ac/L2/Power", "null");

        JsonNode changed = client.signals().get(0).get("body").get(0).get(1).get("/Ac/L2/Power").get(1);
        assertThat(changed.get("Value").toString()).isEqualTo("[\"ai\",[]]");
        assertThat(changed.get("Text").get(1).asText()).isEqualTo("---");
    }

    /** Returns the first value of the answer as Python prints it, or the error's name. */
    private static String answer(String path, String iface, String member, Object... typed) {
        JsonNode answer = client.call(VenusRig.GRID, path, iface, member, typed);
        return answer.has("error") ? answer.get("error").get(0).asText() : answer.get("answer").get(0).get(1).toString();
    }

    @Test
    void setValueTakesExactlyOneValue() {
        assertThat(answer("/CustomName", ITEM, "SetValue")).isEqualTo(ERROR + "InvalidArgs");
        assertThat(answer("/CustomName", ITEM, "SetValue", "v:s", "a", "v:s", "b")).isEqualTo(ERROR + "InvalidArgs");
        assertThat(rig.value("/CustomName")).isEqualTo("\"\"");
    }

    @Test
    void nodesHaveNoMethodsOfLeaves() {
        assertThat(answer("/Ac", ITEM, "SetValue", "v:i", 1)).isEqualTo(ERROR + "UnknownMethod");
        assertThat(answer("/Ac/Power", INTROSPECTABLE, "GetValue")).isEqualTo(ERROR + "UnknownMethod");
        assertThat(answer("/Ac/Power", ITEM, "Introspect")).isEqualTo(ERROR + "UnknownMethod");
        assertThat(answer("/Ac", ITEM, "GetItems")).isEqualTo(ERROR + "UnknownMethod");
        assertThat(answer("/A", ITEM, "GetValue")).isEqualTo(ERROR + "UnknownObject");
    }

    /** Also without the name of an interface, as dbus-flashmq calls. */
    @Test
    void nodesAnswerWithAllThatLiesBelow() {
        assertThat(answer("/Error", null, "GetValue")).as("not /ErrorCode").isEqualTo("{\"0/Id\":[\"s\",\"\"]}");
        assertThat(answer("/Ac/L1", ITEM, "GetText")).contains("\"Power\":[\"s\",\"1000W\"]").doesNotContain("1140W");
        assertThat(answer("/", null, "GetItems")).contains("/Ac/Power", "/ErrorCode", "1140W");
    }

    @Test
    void introspectionOfEachPlaceNamesItsMethodsAndChildren() {
        assertThat(answer("/", INTROSPECTABLE, "Introspect")).contains("GetItems", "ItemsChanged",
                "<node name=\\\"Error\\\"/>\\n  <node name=\\\"ErrorCode\\\"/>").doesNotContain("SetValue");
        assertThat(answer("/Error", null, "Introspect")).contains("<node name=\\\"0\\\"/>\\n</node>")
                .doesNotContain("GetItems", "SetValue");
        assertThat(answer("/Ac/Power", INTROSPECTABLE, "Introspect")).contains("SetValue").doesNotContain("GetItems", "<node name");
    }

}
