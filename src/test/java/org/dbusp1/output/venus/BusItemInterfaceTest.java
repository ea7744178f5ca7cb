package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.spi.message.InputStreamMessageReader;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one service answers to a call, without a bus: each answer is read back by dbus-java. */
class BusItemInterfaceTest {
    private static final String ITEM = BusItemInterface.INTERFACE;
    private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
    private static final byte NO_REPLY = 1;

    @TempDir
    private Path directory;
    private final MessageFactory messages = new MessageFactory((byte) 'l');
    private final ItemTree tree = new ItemTree();
    private final List<EncodedMessage> answers = new ArrayList<>();
    private final BusItemInterface service = new BusItemInterface(tree, answers::add);
    private final List<Object> written = new ArrayList<>();
    private boolean accepts = true;
    private int sockets;

    @BeforeEach
    void addPaths() {
        Item power = new Item("/Ac/Power", Format.WATT, Optional.empty());
        power.set(1_140_000);
        tree.add(power);
        tree.add(new Item("/Ac/L1/Power", Format.WATT, Optional.empty()));
        Item name = new Item("/CustomName", Format.TEXT, Optional.of(new Item.Writing() {
            @Override
            public Optional<?> coerced(Object argument) {
                return argument instanceof String ? Optional.of(argument) : Optional.empty();
            }

            @Override
            public void write(Object value, Consumer<Boolean> done) {
                written.add(value);
                done.accept(accepts);
            }
        }));
        name.set("house");
        tree.add(name);
    }

    private boolean call(byte flags, String path, String iface, String member, Object... values) throws Exception {
        MethodCall call = messages.createMethodCall(":1.7", "a.b", path, iface, member, flags,
                values.length == 0 ? null : "v".repeat(values.length), values);
        return service.answer(call);
    }

    /** The first value of the only answer, or the error's name. */
    private Object answer(String path, String iface, String member, Object... values) throws Exception {
        answers.clear();
        assertThat(call((byte) 0, path, iface, member, values)).isTrue();
        assertThat(answers).hasSize(1);
        Message read = read(answers.get(0));
        return read instanceof Error ? read.getName() : read.getParameters()[0];
    }

    /** The bytes of an encoded message as dbus-java reads them from a socket. */
    private Message read(EncodedMessage sent) throws Exception {
        Path path = directory.resolve("socket" + ++sockets);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            try (SocketChannel out = SocketChannel.open(UnixDomainSocketAddress.of(path)); SocketChannel in = server.accept()) {
                for (byte[] piece : sent.pieces()) {
                    out.write(ByteBuffer.wrap(piece));
                }
                InputStreamMessageReader reader = new InputStreamMessageReader(in);
                Message message = reader.readMessage();
                while (message == null) {
                    message = reader.readMessage();
                }
                return message;
            }
        }
    }

    @Test
    void aCallThatExpectsNoReplyGetsNeitherValueNorError() throws Exception {
        assertThat(call(NO_REPLY, "/Ac/Power", ITEM, "GetValue")).isTrue();
        assertThat(call(NO_REPLY, "/Nowhere", ITEM, "GetValue")).isTrue();
        assertThat(call(NO_REPLY, "/CustomName", ITEM, "SetValue", new Variant<>("shed", "s"))).isTrue();
        assertThat(answers).isEmpty();
        assertThat(written).containsExactly("shed");
    }

    @Test
    void anAnswerGoesToTheCallerAndNamesItsCall() throws Exception {
        for (String path : List.of("/Ac/Power", "/Nowhere")) {
            MethodCall call = messages.createMethodCall(":1.7", "a.b", path, ITEM, "GetValue", (byte) 0, null);
            answers.clear();
            service.answer(call);

            Message answer = read(answers.get(0));
            assertThat(answer.getDestination()).as(path).isEqualTo(":1.7");
            assertThat(answer.getReplySerial()).as(path).isEqualTo(call.getSerial());
        }
    }

    @Test
    void whatASignalHasToldIsNoChangeAnyMore() {
        Item power = new Item("/Ac/Power", Format.WATT, Optional.empty());
        power.set(5_000);
        assertThat(power.changed()).isTrue();

        BusItemInterface.itemsChanged(List.of(power), () -> { });
        assertThat(power.changed()).isFalse();
    }

    @Test
    void callsOfPeerAreLeftToTheConnection() throws Exception {
        assertThat(call((byte) 0, "/Ac/Power", Peer.INTERFACE, "Ping")).isFalse();
        assertThat(answers).isEmpty();
    }

    @Test
    void setValueTellsWhatBecameOfTheValue() throws Exception {
        assertThat(answer("/CustomName", ITEM, "SetValue", new Variant<>("shed", "s"))).isEqualTo(0);
        accepts = false;
        assertThat(answer("/CustomName", ITEM, "SetValue", new Variant<>("barn", "s"))).isEqualTo(2);
        assertThat(answer("/CustomName", ITEM, "SetValue", new Variant<>(5, "i"))).isEqualTo(1);
        assertThat(answer("/Ac/Power", ITEM, "SetValue", new Variant<>(5.0, "d"))).isEqualTo(1);
        assertThat(written).containsExactly("shed", "barn");
    }

    @Test
    void anEqualValueIsNotWrittenAgain() throws Exception {
        assertThat(answer("/CustomName", ITEM, "SetValue", new Variant<>("house", "s"))).isEqualTo(0);
        assertThat(written).isEmpty();
    }

    @Test
    void setValueTakesExactlyOneValue() throws Exception {
        assertThat(answer("/CustomName", ITEM, "SetValue")).isEqualTo("org.freedesktop.DBus.Error.InvalidArgs");
        assertThat(answer("/CustomName", ITEM, "SetValue", new Variant<>("a", "s"), new Variant<>("b", "s")))
                .isEqualTo("org.freedesktop.DBus.Error.InvalidArgs");
        assertThat(written).isEmpty();
    }

    @Test
    void nodesHaveNoMethodsOfLeaves() throws Exception {
        assertThat(answer("/Ac", ITEM, "SetValue", new Variant<>(1, "i")))
                .isEqualTo("org.freedesktop.DBus.Error.UnknownMethod");
        assertThat(answer("/Ac/Power", INTROSPECTABLE, "GetValue")).isEqualTo("org.freedesktop.DBus.Error.UnknownMethod");
        assertThat(answer("/Ac/Power", ITEM, "Introspect")).isEqualTo("org.freedesktop.DBus.Error.UnknownMethod");
        assertThat(answer("/A", ITEM, "GetValue")).isEqualTo("org.freedesktop.DBus.Error.UnknownObject");
    }

    @Test
    void introspectionOfEachPlaceNamesItsMethodsAndChildren() throws Exception {
        assertThat(answer("/", INTROSPECTABLE, "Introspect").toString()).contains("GetItems", "ItemsChanged",
                "<node name=\"Ac\"/>\n  <node name=\"CustomName\"/>\n</node>\n").doesNotContain("SetValue");
        assertThat(answer("/Ac", null, "Introspect").toString())
                .contains("<node name=\"L1\"/>\n  <node name=\"Power\"/>\n</node>").doesNotContain("GetItems", "SetValue");
        assertThat(answer("/Ac/Power", INTROSPECTABLE, "Introspect").toString()).contains("SetValue")
                .doesNotContain("GetItems", "<node name");
    }

    @Test
    void anErrorNamesThePathAndTheMethod() throws Exception {
        call((byte) 0, "/Ac/Power", ITEM, "GetMin");
        assertThat(read(answers.get(0)).getParameters()[0].toString()).contains("/Ac/Power", "GetMin", ITEM);
        answers.clear();
        call((byte) 0, "/Ac/Power", null, "GetMin");
        assertThat(read(answers.get(0)).getParameters()[0].toString()).contains("/Ac/Power has no method GetMin")
                .doesNotContain("null");
    }

    @Test
    void theAnswerGoesToTheCallerAndNamesItsCall() throws Exception {
        MethodCall call = messages.createMethodCall(":1.7", "a.b", "/Ac/Power", ITEM, "GetText", (byte) 0, null);
        service.answer(call);
        Message answer = read(answers.get(0));
        assertThat(answer.getReplySerial()).isEqualTo(call.getSerial());
        assertThat(answer.getParameters()).containsExactly("1140W");
    }

    @Test
    void aMachineWithoutAnIdAnswersSo() throws Exception {
        MethodCall call = messages.createMethodCall(":1.7", "a.b", "/", Peer.INTERFACE, "GetMachineId", (byte) 0, null);
        assertThat(read(new Peer(Optional.empty()).answer(call)).getName()).isEqualTo("org.freedesktop.DBus.Error.Failed");
        assertThat(read(new Peer(Optional.of("0a")).answer(call)).getParameters()).containsExactly("0a");
    }

    @Test
    void aPingIsAnsweredWithNothing() throws Exception {
        MethodCall ping = messages.createMethodCall(":1.7", "a.b", "/", Peer.INTERFACE, "Ping", (byte) 0, null);
        Message answer = read(new Peer(Optional.empty()).answer(ping));
        assertThat(answer).isNotInstanceOf(Error.class);
        assertThat(answer.getReplySerial()).isEqualTo(ping.getSerial());
        MethodCall other = messages.createMethodCall(":1.7", "a.b", "/", Peer.INTERFACE, "Pong", (byte) 0, null);
        assertThat(read(new Peer(Optional.empty()).answer(other)).getName())
                .isEqualTo("org.freedesktop.DBus.Error.UnknownMethod");
    }

    @Test
    void nodesAnswerWithAllThatLiesBelowAndTheRootWithItsItems() throws Exception {
        assertThat(answer("/Ac", ITEM, "GetValue").toString()).contains("Power", "1140.0", "L1/Power");
        assertThat(answer("/Ac", ITEM, "GetText").toString()).contains("1140W", "---");
        assertThat(answer("/", null, "GetItems").toString()).contains("/Ac/Power", "/CustomName", "house", "1140W");
        assertThat(answer("/Ac", ITEM, "GetItems")).isEqualTo("org.freedesktop.DBus.Error.UnknownMethod");
        assertThat(answer("/CustomName", ITEM, "GetValue").toString()).contains("house");
    }

    @Test
    void aConnectionWithoutAServiceHasNoObjects() throws Exception {
        MethodCall call = messages.createMethodCall(":1.7", "a.b", "/Ac", ITEM, "GetValue", (byte) 0, null);
        assertThat(read(new Peer(Optional.empty()).answer(call)).getName())
                .isEqualTo("org.freedesktop.DBus.Error.UnknownObject");
    }
}
