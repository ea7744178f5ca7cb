package org.dbusp1.gx.service;

import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dbusp1.gx.client.BusItemClient;
import org.dbusp1.gx.dbus.BusConnection;
import org.dbusp1.gx.dbus.MessageWriter;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/**
 * The paths of one service for clients: {@code com.victronenergy.BusItem} as velib_python's vedbus.py answers it, and
 * introspection. A call may omit its interface, as dbus-flashmq does.
 */
final class ServedItems {
    static final String INTERFACE = BusItemClient.ITEM;
    /** Signature of a dictionary of items by path, each item with its value and its text. */
    private static final String ALL_ITEMS = "a{sa{sv}}";
    private static final String INTROSPECTABLE = "org.freedesktop.DBus.Introspectable";

    /** Results of SetValue. */
    private static final int DONE = 0;
    private static final int UNFIT = 1;
    private static final int REFUSED = 2;

    /** Introspection, for tools such as busctl. */
    private static final String HEAD = """
            <!DOCTYPE node PUBLIC "-//freedesktop//DTD D-BUS Object Introspection 1.0//EN" \
            "http://www.freedesktop.org/standards/dbus/1.0/introspect.dtd">
            <node>
              <interface name="org.freedesktop.DBus.Introspectable">
                <method name="Introspect"><arg name="xml" type="s" direction="out"/></method>
              </interface>
              <interface name="com.victronenergy.BusItem">
                <method name="GetValue"><arg name="value" type="v" direction="out"/></method>
            """;
    private static final String LEAF = """
                <method name="GetText"><arg name="text" type="s" direction="out"/></method>
                <method name="SetValue"><arg name="value" type="v" direction="in"/>\
            <arg name="result" type="i" direction="out"/></method>
            """;
    private static final String NODE = """
                <method name="GetText"><arg name="texts" type="v" direction="out"/></method>
            """;
    private static final String ROOT = """
                <method name="GetItems"><arg name="items" type="a{sa{sv}}" direction="out"/></method>
                <signal name="ItemsChanged"><arg name="items" type="a{sa{sv}}"/></signal>
            """;

    @FunctionalInterface
    interface ValueWriter {
        /** @param answer receives whether the value was stored; false also for a refused value */
        void write(Item item, Object value, Consumer<Boolean> answer);
    }

    private final NavigableMap<String, Item> items = new TreeMap<>();
    private final ValueWriter writer;

    ServedItems(ValueWriter writer) {
        this.writer = writer;
    }

    void add(Item item) {
        items.put(item.row().path(), item);
    }

    @Nullable Item leaf(String path) {
        return items.get(path);
    }

    private NavigableMap<String, Item> below(String node) {
        String prefix = prefix(node);
        // '0' follows '/' in the order of characters, so the range holds every path that begins with the prefix.
        return items.subMap(prefix, true, prefix.substring(0, prefix.length() - 1) + '0', false);
    }

    private static String prefix(String node) {
        return node.equals("/") ? node : node + "/";
    }

    /** Returns one signal for all changed items, and marks these items as sent. */
    static byte[] itemsChanged(List<Item> changed) {
        MessageWriter signal = MessageWriter.signal("/", INTERFACE, "ItemsChanged", ALL_ITEMS);
        entries(signal, changed);
        changed.forEach(Item::markSent);
        return signal.message();
    }

    /** Answers a call; returns false if no item has the path or lies below it. */
    boolean answer(MethodCall call, BusConnection link) {
        String path = call.getPath();
        Item leaf = leaf(path);
        if (leaf == null && below(path).isEmpty()) {
            return false;
        }
        if (isFor(call, INTROSPECTABLE) && call.getName().equals("Introspect")) {
            link.reply(call, "s", reply -> reply.string(introspection(path)));
        } else if (!isFor(call, INTERFACE)) {
            replyUnknownMethod(call, link);
        } else {
            answer(call, path, leaf, link);
        }
        return true;
    }

    private void answer(MethodCall call, String path, @Nullable Item leaf, BusConnection link) {
        String member = call.getName();
        if (member.equals("GetValue")) {
            link.reply(call, "v", leaf != null ? leaf::encode : reply -> tree(reply, path, "a{sv}", Item::encode));
        } else if (member.equals("GetText")) {
            link.reply(call, leaf != null ? "s" : "v",
                    leaf != null ? leaf::encodeText : reply -> tree(reply, path, "a{ss}", Item::encodeText));
        } else if (member.equals("SetValue") && leaf != null) {
            setValue(call, leaf, link);
        } else if (member.equals("GetItems") && path.equals("/")) {
            link.reply(call, ALL_ITEMS, reply -> entries(reply, items.values()));
        } else {
            replyUnknownMethod(call, link);
        }
    }

    private void setValue(MethodCall call, Item item, BusConnection link) {
        Object[] arguments;
        try {
            arguments = BusConnection.parameters(call);
        } catch (DBusException e) {
            link.error(call, "InvalidArgs", "SetValue: " + e.getMessage());
            return;
        }
        if (arguments.length != 1) {
            link.error(call, "InvalidArgs", "SetValue takes one value");
            return;
        }
        Object argument = arguments[0] instanceof Variant<?> variant ? variant.getValue() : arguments[0];
        Object value = !item.row().isWritable() ? null : item.converted(argument);
        if (value == null) {
            answerWrite(call, item, UNFIT, link);
        } else if (value.equals(item.value())) {
            replyCode(call, DONE, link);
        } else if (item.value() == null) {
            answerWrite(call, item, REFUSED, link); // a value that the meter does not have cannot be set
        } else {
            writer.write(item, value, accepted -> answerWrite(call, item, accepted ? DONE : REFUSED, link));
        }
    }

    private void tree(MessageWriter reply, String path, String signature, BiConsumer<Item, MessageWriter> value) {
        reply.signature(signature);
        int leaves = reply.dictionary();
        int prefix = prefix(path).length();
        below(path).forEach((leaf, item) -> {
            reply.key(leaf.substring(prefix));
            value.accept(item, reply);
        });
        reply.endDictionary(leaves);
    }

    private static void entries(MessageWriter writer, Collection<Item> items) {
        int entries = writer.dictionary();
        for (Item item : items) {
            writer.key(item.row().path());
            int entry = writer.dictionary();
            writer.key("Value");
            item.encode(writer);
            writer.key("Text");
            writer.signature("s");
            item.encodeText(writer);
            writer.endDictionary(entry);
        }
        writer.endDictionary(entries);
    }

    private static boolean isFor(MethodCall call, String iface) {
        return call.getInterface() == null || call.getInterface().equals(iface);
    }

    /** Replies, and makes the next signal hold the item even if it has not changed: the screen waits for it, see {@link Item#sendAgain}. */
    private static void answerWrite(MethodCall call, Item item, int code, BusConnection link) {
        replyCode(call, code, link);
        item.sendAgain();
    }

    private static void replyCode(MethodCall call, int code, BusConnection link) {
        link.reply(call, "i", reply -> reply.int32(code));
    }

    private static void replyUnknownMethod(MethodCall call, BusConnection link) {
        link.error(call, "UnknownMethod", call.getPath() + " has no method " + call.getName()
                + (call.getInterface() == null ? "" : " of " + call.getInterface()));
    }

    private String introspection(String path) {
        StringBuilder xml = new StringBuilder(HEAD);
        xml.append(items.containsKey(path) ? LEAF : NODE).append(path.equals("/") ? ROOT : "").append("  </interface>\n");
        int prefix = prefix(path).length();
        below(path).keySet().stream().map(leaf -> leaf.substring(prefix).split("/", 2)[0]).distinct()
                .forEach(child -> xml.append("  <node name=\"").append(child).append("\"/>\n"));
        return xml.append("</node>\n").toString();
    }
}
