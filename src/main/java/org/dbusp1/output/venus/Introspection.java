package org.dbusp1.output.venus;

/** What busctl, dbus-spy and their like read; Victron's own programs do not. */
final class Introspection {
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

    private Introspection() {
    }

    static String of(ItemTree tree, String path) {
        StringBuilder xml = new StringBuilder(HEAD);
        if (tree.leaf(path).isPresent()) {
            xml.append(LEAF);
        } else {
            xml.append(NODE).append(path.equals("/") ? ROOT : "");
        }
        xml.append("  </interface>\n");
        for (String child : tree.children(path)) {
            xml.append("  <node name=\"").append(child).append("\"/>\n");
        }
        return xml.append("</node>\n").toString();
    }
}
