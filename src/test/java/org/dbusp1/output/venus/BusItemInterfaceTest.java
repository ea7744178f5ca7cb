package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.dbusp1.dbus.BusConnection;
import org.dbusp1.dbus.EventLoop;
import org.freedesktop.dbus.messages.MethodCall;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Tests how one service answers calls, on a bus, to a client that shares no code with it. */
@Tag("server")
@Timeout(60)
class BusItemInterfaceTest {
    private static final String ITEM = BusItemInterface.INTERFACE;
    private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
    private static final String NAME = "org.dbusp1.items";

    @RegisterExtension
    private final VenusRig rig = VenusRig.withSettings();
    private volatile boolean accepts = true;
    private final List<Object> written = new CopyOnWriteArrayList<>();
    private final BusItemInterface items = new BusItemInterface((item, value, done) -> {
        written.add(value);
        done.accept(accepts);
    });
    private final List<Throwable> faults = new CopyOnWriteArrayList<>();
    private final EventLoop loop = new EventLoop(faults::add);
    private BusConnection link;

    @BeforeEach
    void serve() throws Exception {
        addPaths();
        loop.start();
        CompletableFuture<Boolean> owned = new CompletableFuture<>();
        loop.post(() -> link = BusConnection.open(loop, rig.bus.address().replace("unix:path=", ""), Duration.ofSeconds(50),
                new BusConnection.Client() {
                    @Override
                    public void connected() {
                        link.request(NAME, owned::complete);
                    }

                    @Override
                    public boolean call(MethodCall call) {
                        return items.answer(call, link);
                    }

                    @Override
                    public void lost(boolean wasOpen, String why) {
                        owned.completeExceptionally(new IOException(why));
                    }
                }));
        assertThat(owned.get()).isTrue();
    }

    @AfterEach
    void end() {
        loop.post(link::close);
        loop.end();
        assertThat(faults).isEmpty();
    }

    private void addPaths() {
        Item power = ItemTest.item("/Ac/Power", Format.WATT);
        power.set(1_140_000);
        items.add(power);
        items.add(ItemTest.item("/Ac/L1/Power", Format.WATT));
        items.add(ItemTest.item("/Ac2/Power", Format.WATT));
        Item name = new Item(PathDefinition.text("/CustomName", view -> "").storedText("CustomName", (settings, text) -> text));
        name.set("house");
        items.add(name);
    }

    /** The first value of the answer as Python prints it, or the error's name. */
    private String answer(String path, String iface, String member, Object... typed) {
        JsonNode answer = rig.client.call(NAME, path, iface, member, typed);
        return answer.has("error") ? answer.get("error").get(0).asText() : answer.get("answer").get(0).get(1).toString();
    }

    @Test
    void aSentSignalLeavesNoChange() {
        Item power = ItemTest.item("/Ac/Power", Format.WATT);
        power.set(5_000);
        assertThat(power.changed()).isTrue();

        BusItemInterface.itemsChanged(List.of(power));
        assertThat(power.changed()).isFalse();
    }

    @Test
    void setValueReturnsWhatBecameOfTheValue() {
        assertThat(answer("/CustomName", ITEM, "SetValue", "v:s", "shed")).isEqualTo("0");
        accepts = false;
        assertThat(answer("/CustomName", ITEM, "SetValue", "v:s", "barn")).isEqualTo("2");
        assertThat(answer("/CustomName", ITEM, "SetValue", "v:as", List.of("shed"))).isEqualTo("1");
        assertThat(answer("/Ac/Power", ITEM, "SetValue", "v:d", 5.0)).isEqualTo("1");
        assertThat(written).containsExactly("shed", "barn");
    }

    @Test
    void anEqualValueIsNotWrittenAgain() {
        assertThat(answer("/CustomName", ITEM, "SetValue", "v:s", "house")).isEqualTo("0");
        assertThat(written).isEmpty();
    }

    @Test
    void setValueTakesExactlyOneValue() {
        assertThat(answer("/CustomName", ITEM, "SetValue")).isEqualTo("org.freedesktop.DBus.Error.InvalidArgs");
        assertThat(answer("/CustomName", ITEM, "SetValue", "v:s", "a", "v:s", "b"))
                .isEqualTo("org.freedesktop.DBus.Error.InvalidArgs");
        assertThat(written).isEmpty();
    }

    @Test
    void aValueIsWrittenAlsoWhereNoReplyIsExpected() throws Exception {
        Process write = new ProcessBuilder("dbus-send", "--bus=" + rig.bus.address(), "--dest=" + NAME, "--type=method_call",
                "/CustomName", ITEM + ".SetValue", "variant:string:shed").inheritIO().start();
        assertThat(write.waitFor()).isZero();
        TestBus.await("the value", () -> written.contains("shed"));
    }

    @Test
    void nodesHaveNoMethodsOfLeaves() {
        String unknownMethod = "org.freedesktop.DBus.Error.UnknownMethod";
        assertThat(answer("/Ac", ITEM, "SetValue", "v:i", 1)).isEqualTo(unknownMethod);
        assertThat(answer("/Ac/Power", INTROSPECTABLE, "GetValue")).isEqualTo(unknownMethod);
        assertThat(answer("/Ac/Power", ITEM, "Introspect")).isEqualTo(unknownMethod);
        assertThat(answer("/Ac", ITEM, "GetItems")).isEqualTo(unknownMethod);
        assertThat(answer("/A", ITEM, "GetValue")).isEqualTo("org.freedesktop.DBus.Error.UnknownObject");
    }

    @Test
    void introspectionOfEachPlaceNamesItsMethodsAndChildren() {
        assertThat(answer("/", INTROSPECTABLE, "Introspect")).contains("GetItems", "ItemsChanged",
                "<node name=\\\"Ac\\\"/>\\n  <node name=\\\"Ac2\\\"/>\\n  <node name=\\\"CustomName\\\"/>\\n</node>\\n")
                .doesNotContain("SetValue");
        assertThat(answer("/Ac", null, "Introspect"))
                .contains("<node name=\\\"L1\\\"/>\\n  <node name=\\\"Power\\\"/>\\n</node>").doesNotContain("GetItems", "SetValue");
        assertThat(answer("/Ac/Power", INTROSPECTABLE, "Introspect")).contains("SetValue")
                .doesNotContain("GetItems", "<node name");
    }

    @Test
    void anErrorNamesThePathAndTheMethod() {
        assertThat(rig.client.call(NAME, "/Ac/Power", ITEM, "GetMin").get("error").get(1).asText())
                .contains("/Ac/Power", "GetMin", ITEM);
        assertThat(rig.client.call(NAME, "/Ac/Power", null, "GetMin").get("error").get(1).asText())
                .contains("/Ac/Power has no method GetMin").doesNotContain("null");
    }

    @Test
    void nodesAnswerWithAllThatLiesBelowAndTheRootWithItsItems() {
        assertThat(answer("/Ac", ITEM, "GetValue")).isEqualTo("{\"L1/Power\":[\"ai\",[]],\"Power\":[\"d\",1140.0]}");
        assertThat(answer("/Ac", ITEM, "GetText")).contains("1140W", "---").doesNotContain("house");
        assertThat(answer("/", null, "GetItems")).contains("/Ac/Power", "/Ac2/Power", "/CustomName", "house", "1140W");
        assertThat(answer("/CustomName", ITEM, "GetValue")).isEqualTo("\"house\"");
    }
}
