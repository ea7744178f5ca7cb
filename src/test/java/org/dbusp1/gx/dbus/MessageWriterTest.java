package org.dbusp1.gx.dbus;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

/** Texts on the bus; whole signals are compared with dbus-java's in the tests of output.venus. */
class MessageWriterTest {
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

    /** Returns the only argument of a message, as a strict reader of UTF-8 finds it. */
    private static String sent(String text) {
        MessageWriter signal = MessageWriter.signal("/", "a.b", "Text", "s");
        int head = signal.message().length;
        ByteBuffer message = ByteBuffer.wrap(signal.string(text).message()).order(ByteOrder.LITTLE_ENDIAN);
        message.position(head);
        int length = message.getInt();
        assertThat(message.remaining()).isEqualTo(length + 1);
        assertThat(message.get(message.limit() - 1)).isZero();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(message.limit(message.limit() - 1)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError(e);
        }
    }
}
