package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.types.Variant;

/**
 * Answers calls to one service: {@code com.victronenergy.BusItem} as velib_python's vedbus.py does, and introspection.
 * A call may leave its interface out: dbus-flashmq does.
 */
final class BusItemInterface {
    static final String INTERFACE = "com.victronenergy.BusItem";
    private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";
    private static final String ERROR = "org.freedesktop.DBus.Error.";

    private static final byte[] VALUES = Encoder.ascii("a{sv}");
    private static final byte[] TEXTS = Encoder.ascii("a{ss}");

    /** What SetValue returns. */
    private static final int DONE = 0;
    private static final int UNFIT = 1;
    private static final int REFUSED = 2;

    private final ItemTree tree;
    private final Consumer<EncodedMessage> sender;

    /** @param sender takes the answers */
    BusItemInterface(ItemTree tree, Consumer<EncodedMessage> sender) {
        this.tree = tree;
        this.sender = sender;
    }

    /** One signal for all that changed; the items then count as told. */
    static EncodedMessage itemsChanged(List<Item> changed, Runnable written) {
        return EncodedMessage.itemsChanged(encoder -> {
            int items = encoder.dictionary();
            for (Item item : changed) {
                entry(encoder, item);
                item.markSent();
            }
            encoder.endDictionary(items);
        }, written);
    }

    /**
     * Answers a call.
     *
     * @return false where the call is not ours to answer
     */
    boolean answer(MethodCall call) {
        if (Peer.INTERFACE.equals(call.getInterface())) {
            return false;
        }
        String path = call.getPath();
        Optional<Item> leaf = tree.leaf(path);
        if (leaf.isEmpty() && !tree.isNode(path)) {
            error(call, "UnknownObject", "there is no object at " + path);
        } else if (isFor(call, INTROSPECTABLE) && call.getName().equals("Introspect")) {
            reply(call, "s", encoder -> encoder.string(Introspection.of(tree, path)));
        } else if (!isFor(call, INTERFACE)) {
            unknown(call);
        } else if (leaf.isPresent()) {
            answer(call, leaf.get());
        } else {
            answerNode(call, path);
        }
        return true;
    }

    private void answer(MethodCall call, Item item) {
        switch (call.getName()) {
            case "GetValue" -> reply(call, "v", item::encode);
            case "GetText" -> reply(call, "s", item::encodeText);
            case "SetValue" -> setValue(call, item);
            default -> unknown(call);
        }
    }

    private void answerNode(MethodCall call, String path) {
        switch (call.getName()) {
            case "GetValue" -> reply(call, "v", encoder -> tree(encoder, path, VALUES, Item::encode));
            case "GetText" -> reply(call, "v", encoder -> tree(encoder, path, TEXTS, Item::encodeText));
            case "GetItems" -> {
                if (path.equals("/")) {
                    reply(call, "a{sa{sv}}", encoder -> {
                        int items = encoder.dictionary();
                        tree.all().forEach(item -> entry(encoder, item));
                        encoder.endDictionary(items);
                    });
                } else {
                    unknown(call);
                }
            }
            default -> unknown(call);
        }
    }

    private void setValue(MethodCall call, Item item) {
        Object[] arguments;
        try {
            arguments = BusConnection.values(call);
        } catch (DBusException unreadable) {
            error(call, "InvalidArgs", "SetValue: " + unreadable.getMessage());
            return;
        }
        if (arguments.length != 1) {
            error(call, "InvalidArgs", "SetValue takes one value");
            return;
        }
        if (item.writing().isEmpty()) {
            code(call, UNFIT);
            return;
        }
        Item.Writing writing = item.writing().get();
        Object argument = arguments[0] instanceof Variant<?> variant ? variant.getValue() : arguments[0];
        Optional<?> value = writing.coerced(argument);
        if (value.isEmpty()) {
            code(call, UNFIT);
        } else if (value.equals(item.value())) {
            code(call, DONE);
        } else if (!item.valid()) {
            code(call, REFUSED); // what the meter has not cannot be set
        } else {
            writing.write(value.get(), accepted -> code(call, accepted ? DONE : REFUSED));
        }
    }

    private void tree(Encoder encoder, String path, byte[] signature, BiConsumer<Item, Encoder> value) {
        encoder.signature(signature);
        int leaves = encoder.dictionary();
        tree.forEachBelow(path, (key, item) -> {
            encoder.key(Encoder.ascii(key));
            value.accept(item, encoder);
        });
        encoder.endDictionary(leaves);
    }

    private static void entry(Encoder encoder, Item item) {
        item.encodeKey(encoder);
        int entry = encoder.dictionary();
        encoder.key(Encoder.VALUE_KEY);
        item.encode(encoder);
        encoder.key(Encoder.TEXT_KEY);
        encoder.signature(Encoder.STRING);
        item.encodeText(encoder);
        encoder.endDictionary(entry);
    }

    private static boolean isFor(MethodCall call, String iface) {
        return call.getInterface() == null || call.getInterface().equals(iface);
    }

    private void code(MethodCall call, int code) {
        reply(call, "i", encoder -> encoder.int32(code));
    }

    private void reply(MethodCall call, String signature, Consumer<Encoder> body) {
        if (wantsReply(call)) {
            sender.accept(EncodedMessage.reply(call, signature, body));
        }
    }

    private void unknown(MethodCall call) {
        error(call, "UnknownMethod", call.getPath() + " has no method " + call.getName()
                + (call.getInterface() == null ? "" : " of " + call.getInterface()));
    }

    private void error(MethodCall call, String name, String text) {
        if (wantsReply(call)) {
            sender.accept(EncodedMessage.error(call, ERROR + name, text));
        }
    }

    static boolean wantsReply(MethodCall call) {
        return (call.getFlags() & Flags.NO_REPLY_EXPECTED) == 0;
    }
}
