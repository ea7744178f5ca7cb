package org.dbusp1.gx.dbus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.junit.jupiter.api.Test;

/** Messages as dbus-java writes them, in any pieces and of any length. */
class MessageReaderTest {
    private static final MessageFactory MESSAGES = new MessageFactory((byte) 'l');

    private static byte[] call(String text) throws Exception {
        return wire(MESSAGES.createMethodCall(":1.5", ":1.7", "/CustomName", "a.b", "SetValue", (byte) 0, "s", text));
    }

    private static byte[] wire(Message message) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(message.getWireData()).takeWhile(Objects::nonNull).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }

    /** A reader with the bytes that it reads, at most so many at once. */
    private static final class Source {
        private final MessageReader reader = new MessageReader();
        private final InputStream bytes;
        private final byte[] piece;
        private ByteBuffer in = ByteBuffer.allocate(0);

        Source(InputStream bytes, int piece) {
            this.bytes = bytes;
            this.piece = new byte[piece];
        }

        MessageReader.Received next() throws Exception {
            MessageReader.Received received = reader.next(in);
            while (received == null) {
                int count = bytes.read(piece);
                if (count < 0) {
                    throw new EOFException();
                }
                in = ByteBuffer.wrap(piece, 0, count);
                received = reader.next(in);
            }
            return received;
        }
    }

    @Property
    void theSameMessagesComeOutWhateverThePiecesAre(@ForAll @Size(max = 5) List<@StringLength(max = 300) String> texts,
            @ForAll @IntRange(min = 1, max = 5000) int piece) throws Exception {
        List<String> sent = texts.stream().map(text -> text.replaceAll("[\0\ud800-\udfff]", "?")).toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String text : sent) {
            bytes.writeBytes(call(text));
        }
        bytes.writeBytes(wire(MESSAGES.createSignal(":1.5", "/", "a.b", "Empty", null)));
        Source reader = new Source(new ByteArrayInputStream(bytes.toByteArray()), piece);
        for (String text : sent) {
            Message message = reader.next().message();
            assertThat(message.getParameters()).containsExactly(text);
            assertThat(message.getPath()).isEqualTo("/CustomName");
        }
        assertThat(reader.next().message().getName()).isEqualTo("Empty");
        assertThatThrownBy(() -> reader.next()).isInstanceOf(EOFException.class);
    }

    @Test
    void aLongBodyIsSkippedAndItsSenderKnown() throws Exception {
        byte[] fits = call("x".repeat(MessageReader.LONGEST_BYTES - 5));
        byte[] tooLong = call("x".repeat(MessageReader.LONGEST_BYTES - 4));
        for (int piece : new int[] {100, 4096}) {
            Source reader = new Source(new ByteArrayInputStream(concat(fits, tooLong, call("after"))), piece);
            assertThat(reader.next().tooLong()).isFalse();
            MessageReader.Received cut = reader.next();
            assertThat(cut.tooLong()).isTrue();
            assertThat(cut.message().getSource()).isEqualTo(":1.5");
            assertThat(reader.next().message().getParameters()).containsExactly("after");
        }
    }

    @Test
    void thirtyMegabytesTakeNoMemory() throws Exception {
        byte[] head = Arrays.copyOf(call("x"), call("x").length - 6);
        int length = 30_000_000;
        ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN).putInt(4, length);
        InputStream zeros = new InputStream() {
            private int left = length;

            @Override
            public int read() {
                return left-- > 0 ? 0 : -1;
            }
        };
        Source reader = new Source(new SequenceInputStream(new ByteArrayInputStream(head),
                new SequenceInputStream(zeros, new ByteArrayInputStream(call("after")))), 4096);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        assertThat(reader.next().tooLong()).isTrue();
        long before = threads.getCurrentThreadAllocatedBytes();
        Object[] values = reader.next().message().getParameters();
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000_000);
        assertThat(values).containsExactly("after");
    }

    @Test
    void aHeaderOfManyMegabytesIsSkippedToo() throws Exception {
        byte[] huge = wire(MESSAGES.createMethodCall(":1.5", ":1.7", "/" + "x".repeat(3_000_000), "a.b", "GetValue", (byte) 0, null));
        Source reader = new Source(new ByteArrayInputStream(concat(huge, call("after"))), 4096);
        assertThat(reader.next().message().getParameters()).containsExactly("after");
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(bytes::writeBytes);
        return bytes.toByteArray();
    }
}
