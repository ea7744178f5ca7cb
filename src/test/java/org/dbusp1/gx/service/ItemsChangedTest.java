package org.dbusp1.gx.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.dbusp1.base.SafeText;
import org.dbusp1.output.ValueFormat;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;

/** Our encoder against dbus-java's own: the same bytes for the same message. */
class ItemsChangedTest {
    private static final int FLAGS = 2;
    private static final int SERIAL = 8;

    @Test
    void encodesEveryTypeAsDBusJavaDoes() throws Exception {
        compare(List.of(
                number("/Ac/Power", ValueFormat.WATT, -1_234_500), ItemTest.item("/Ac/L1/Voltage", ValueFormat.VOLT),
                number("/DeviceInstance", ValueFormat.INTEGER, 40), text("/CustomName", "Zähler ⚡"),
                number("/ProductId", ValueFormat.HEX, 0xFFFF)));
    }

    @Property
    void encodesWhateverItIsGiven(@ForAll @Size(max = 60) List<@LongRange(min = -1L << 50, max = 1L << 50) Long> numbers,
                                  @ForAll @Size(max = 20) List<@StringLength(max = 50) String> texts) throws Exception {
        List<Item> items = new java.util.ArrayList<>();
        numbers.forEach(number -> items.add(number("/N" + "n".repeat(items.size()), ValueFormat.KILOWATT_HOUR, number)));
        texts.forEach(text -> items.add(text("/T" + "t".repeat(items.size()), SafeText.message(text))));
        compare(items);
    }

    private static Item number(String path, ValueFormat format, long value) {
        Item item = ItemTest.item(path, format);
        item.set(value);
        return item;
    }

    @Test
    void listsOfTextsAreEncodedAsDbusJavaEncodesThem() throws Exception {
        for (List<String> texts : List.of(List.<String>of(), List.of("grid"),
                List.of("grid", "pv", "", "f\u00fcnf", "a text of some length"))) {
            Item item = ItemTest.item("/AllowedRoles", ValueFormat.TEXTS);
            item.set(texts);
            compare(List.of(item, number("/Ac/Power", ValueFormat.WATT, 5)));
        }
    }

    private static Item text(String path, String value) {
        Item item = ItemTest.item(path, ValueFormat.TEXT);
        item.set(value);
        return item;
    }

    /** Fails unless our bytes of these items are those of dbus-java. */
    static void compare(List<Item> items) throws Exception {
        Map<String, Map<String, Variant<?>>> map = new LinkedHashMap<>();
        for (Item item : items) {
            Map<String, Variant<?>> entry = new LinkedHashMap<>();
            entry.put("Value", variant(item));
            entry.put("Text", new Variant<>(item.text(), "s"));
            map.put(item.row().path(), entry);
        }
        byte[] theirs = wire(new MessageFactory((byte) 'l').createSignal(null, "/", "com.victronenergy.BusItem",
                "ItemsChanged", "a{sa{sv}}", map).getWireData());
        byte[] ours = ServedItems.itemsChanged(items);
        assertThat(ours[FLAGS]).as("no reply expected").isEqualTo((byte) 1);
        theirs[FLAGS] = ours[FLAGS];
        System.arraycopy(ours, SERIAL, theirs, SERIAL, 4);
        assertThat(ours).isEqualTo(theirs);
    }

    private static Variant<?> variant(Item item) {
        Object value = item.value();
        return value == null ? new Variant<>(new int[0], "ai") : switch (BusFormat.of(item.row().format()).type()) {
            case "d" -> new Variant<>(BusFormat.of(item.row().format()).number((Long) value), "d");
            case "i" -> new Variant<>(((Long) value).intValue(), "i");
            case "as" -> new Variant<>(((List<?>) value).toArray(String[]::new), "as");
            default -> new Variant<>(value, "s");
        };
    }

    private static byte[] wire(byte[][] pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(pieces).takeWhile(java.util.Objects::nonNull).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
