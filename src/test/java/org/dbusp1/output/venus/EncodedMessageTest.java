package org.dbusp1.output.venus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
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
import org.dbusp1.meter.SafeText;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.types.Variant;
import org.junit.jupiter.api.Test;

/** Our encoder against dbus-java's own: the same bytes for the same message. */
class EncodedMessageTest {
    private static final int FLAGS = 2;
    private static final int SERIAL = 8;

    @Test
    void encodesEveryTypeAsDBusJavaDoes() throws Exception {
        compare(List.of(
                number("/Ac/Power", Format.WATT, -1_234_500),
                new Item("/Ac/L1/Voltage", Format.VOLT, Optional.empty()),
                number("/DeviceInstance", Format.INTEGER, 40),
                text("/CustomName", Optional.of("Zähler ⚡")),
                number("/ProductId", Format.HEX, 0xFFFF)));
    }

    @Test
    void encodesASignalWithoutItems() throws Exception {
        compare(List.of());
    }

    @Property
    void encodesWhateverItIsGiven(@ForAll @Size(max = 60) List<@LongRange(min = -1L << 50, max = 1L << 50) Long> numbers,
                                  @ForAll @Size(max = 20) List<@StringLength(max = 50) String> texts) throws Exception {
        List<Item> items = new java.util.ArrayList<>();
        numbers.forEach(number -> items.add(number("/N" + "n".repeat(items.size()), Format.KILOWATT_HOUR, number)));
        texts.forEach(text -> items.add(text("/T" + "t".repeat(items.size()), Optional.of(SafeText.message(text)))));
        compare(items);
    }

    /** The bus closes the connection of a client whose text holds a NUL or is no UTF-8. */
    @Property
    void anyTextIsValidOnTheBus(@ForAll @StringLength(max = 200) String text) {
        String sent = sent(text);
        assertThat(sent).doesNotContain("\0").hasSameSizeAs(text);
        for (int i = 0; i < text.length(); i++) {
            char unit = text.charAt(i);
            assertThat(sent.charAt(i)).isIn(unit, '?');
        }
    }

    @Test
    void onlyWhatTheBusRefusesIsReplaced() {
        assertThat(sent("a\0b\u0001c\ud800d\udc00e\ud83d\ude00")).isEqualTo("a?b\u0001c?d?e\ud83d\ude00");
    }

    @Test
    void aTextThatIsTooLongIsCutBetweenCharacters() {
        String full = "x".repeat(Encoder.LONGEST_TEXT);
        assertThat(sent(full)).isEqualTo(full);
        assertThat(sent(full + "x")).isEqualTo(full);
        String euros = "\u20ac".repeat(Encoder.LONGEST_TEXT / 3);
        assertThat(sent("x" + euros)).isEqualTo("x" + euros);
        assertThat(sent("xx" + euros)).isEqualTo("xx" + euros.substring(1));
        assertThat(sent("xxx" + euros)).isEqualTo("xxx" + euros.substring(1));
    }

    /** The text as a strict reader of UTF-8 finds it in a message of which it is the first and only argument. */
    private static String sent(String text) {
        Encoder encoder = new Encoder(1, 0, 1);
        encoder.body();
        encoder.string(text);
        ByteBuffer message = ByteBuffer.wrap(encoder.message()).order(ByteOrder.LITTLE_ENDIAN);
        message.position(16);
        int length = message.getInt();
        assertThat(message.remaining()).isEqualTo(length + 1);
        assertThat(message.get(message.limit() - 1)).isZero();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(message.limit(message.limit() - 1)).toString();
        } catch (CharacterCodingException invalid) {
            throw new AssertionError(invalid);
        }
    }

    private static Item number(String path, Format format, long value) {
        Item item = new Item(path, format, Optional.empty());
        item.set(value);
        return item;
    }

    @Test
    void listsOfTextsAreEncodedAsDbusJavaEncodesThem() throws Exception {
        for (List<String> texts : List.of(List.<String>of(), List.of("grid"), List.of("grid", "pv", "", "f\u00fcnf", "a text of some length"))) {
            Item item = new Item("/AllowedRoles", Format.TEXTS, Optional.empty());
            item.set(texts);
            compare(List.of(item, number("/Ac/Power", Format.WATT, 5)));
        }
    }

    private static Item text(String path, Optional<String> value) {
        Item item = new Item(path, Format.TEXT, Optional.empty());
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
            map.put(item.path(), entry);
        }
        byte[] theirs = wire(new MessageFactory((byte) 'l').createSignal(null, "/", "com.victronenergy.BusItem",
                "ItemsChanged", "a{sa{sv}}", map).getWireData());
        byte[] ours = wire(BusItemInterface.itemsChanged(items, () -> { }).pieces());
        assertThat(ours[FLAGS]).as("no reply expected").isEqualTo((byte) 1);
        theirs[FLAGS] = ours[FLAGS];
        System.arraycopy(ours, SERIAL, theirs, SERIAL, 4);
        assertThat(ours).isEqualTo(theirs);
    }

    private static Variant<?> variant(Item item) {
        return item.value().<Variant<?>>map(value -> switch (item.format().type()) {
            case 'd' -> new Variant<>(item.format().number((Long) value), "d");
            case 'i' -> new Variant<>(((Long) value).intValue(), "i");
            case 'a' -> new Variant<>(((List<?>) value).toArray(String[]::new), "as");
            default -> new Variant<>(value, "s");
        }).orElseGet(() -> new Variant<>(new int[0], "ai"));
    }

    private static byte[] wire(byte[][] pieces) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(pieces).takeWhile(java.util.Objects::nonNull).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
