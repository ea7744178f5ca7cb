package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;

/** Our encoder against dbus-java's own: the same bytes for the same message. */
class RawMessageTest {
    private static final int FLAGS = 2;
    private static final int SERIAL = 8;

    @Test
    void encodesEveryTypeAsDBusJavaDoes() throws Exception {
        compare(List.of(
                new Item("/Ac/Power", Format.WATT, Optional.empty(), Optional.of(-1_234_500L)),
                new Item("/Ac/L1/Voltage", Format.VOLT, Optional.empty(), Optional.empty()),
                new Item("/DeviceInstance", Format.INTEGER, Optional.empty(), Optional.of(40L)),
                new Item("/CustomName", Format.TEXT, Optional.empty(), Optional.of("Zähler ⚡")),
                new Item("/ProductId", Format.HEX, Optional.empty(), Optional.of(0xFFFFL))));
    }

    @Test
    void encodesASignalWithoutItems() throws Exception {
        compare(List.of());
    }

    @Property
    void encodesWhateverItIsGiven(@ForAll @Size(max = 60) List<@LongRange(min = -1L << 50, max = 1L << 50) Long> numbers,
                                  @ForAll @Size(max = 20) List<@StringLength(max = 50) String> texts) throws Exception {
        List<Item> items = new java.util.ArrayList<>();
        numbers.forEach(number -> items.add(new Item("/N" + "n".repeat(items.size()), Format.KILOWATT_HOUR,
                Optional.empty(), Optional.of(number))));
        texts.forEach(text -> items.add(new Item("/T" + "t".repeat(items.size()), Format.TEXT, Optional.empty(),
                Row.printable(Optional.of(text)))));
        compare(items);
    }

    private static void compare(List<Item> items) throws Exception {
        Map<String, Map<String, Variant<?>>> map = new LinkedHashMap<>();
        for (Item item : items) {
            Map<String, Variant<?>> entry = new LinkedHashMap<>();
            entry.put("Value", variant(item));
            entry.put("Text", new Variant<>(item.text(), "s"));
            map.put(item.path(), entry);
        }
        byte[] theirs = wire(new MessageFactory((byte) 'l').createSignal(null, "/", "com.victronenergy.BusItem",
                "ItemsChanged", "a{sa{sv}}", map));
        byte[] ours = wire(BusItems.itemsChanged(items, () -> { }));
        assertThat(ours[FLAGS]).as("no reply expected").isEqualTo((byte) 1);
        theirs[FLAGS] = ours[FLAGS];
        System.arraycopy(ours, SERIAL, theirs, SERIAL, 4);
        assertThat(ours).isEqualTo(theirs);
    }

    private static Variant<?> variant(Item item) {
        return item.value().<Variant<?>>map(value -> switch (item.format().signature()) {
            case "d" -> new Variant<>(item.format().number((Long) value), "d");
            case "i" -> new Variant<>(((Long) value).intValue(), "i");
            default -> new Variant<>(value, "s");
        }).orElseGet(() -> new Variant<>(new int[0], "ai"));
    }

    private static byte[] wire(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(message.getWireData()).takeWhile(java.util.Objects::nonNull).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
