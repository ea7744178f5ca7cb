package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import org.dbusp1.output.server.TestClient;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests how long a client may take, by a clock of the test. */
class Em24ServerTest {
    private static final byte[] HEADER = {0, 1, 0, 0, 0, 6, 1};
    private static final byte[] PDU = {3, 0, 0x0b, 0, 1};

    @AutoClose
    private TestClient client;

    @BeforeEach
    void connect() throws Exception {
        client = new TestClient(new Em24Server(() -> new Em24.Registers(Map.of()))::handlers);
    }

    private void pass(int seconds) {
        client.pass(Duration.ofSeconds(seconds));
    }

    /** Sends bytes; returns the number of answers. */
    private int send(byte[]... parts) {
        for (byte[] part : parts) {
            client.channel().writeInbound(Unpooled.wrappedBuffer(part));
        }
        int answers = 0;
        for (ByteBuf answer = client.channel().readOutbound(); answer != null; answer = client.channel().readOutbound()) {
            answer.release();
            answers++;
        }
        return answers;
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }

    @Test
    void aRequestInTwoWritesAfterAMinuteIsNoSlowOne() {
        assertThat(send(join(HEADER, PDU))).isEqualTo(1);
        for (int minute = 0; minute < 3; minute++) {
            pass(60);
            assertThat(client.isClosed()).isFalse();
            assertThat(send(HEADER)).isZero();
            assertThat(client.isClosed()).isFalse();
            pass(4);
            assertThat(client.isClosed()).isFalse();
            assertThat(send(PDU)).isEqualTo(1);
        }
    }

    @Test
    void halfARequestIsWaitedForAsSilenceIs() throws Exception {
        assertThat(send(join(HEADER, PDU))).isEqualTo(1);
        pass(100);
        send(new byte[] {0});
        pass(19);
        send(new byte[] {2, 0});
        assertThat(client.isClosed()).isFalse();
        pass(2);
        assertThat(client.isClosed()).as("each byte does not begin it anew").isTrue();
    }

    @Test
    void anAnswerThatIsNotTakenIsWaitedForAsSilenceIs() {
        client.channel().pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            /** The buffers of the system are full. */
            @Override
            public void write(ChannelHandlerContext context, Object answer, ChannelPromise taken) {
                ((ByteBuf) answer).release();
            }
        });
        pass(60);
        send(join(HEADER, PDU));
        pass(60);
        assertThat(send(join(HEADER, PDU))).as("a second request does not extend it").isZero();
        pass(59);
        assertThat(client.isClosed()).isFalse();
        pass(2);
        assertThat(client.isClosed()).isTrue();
    }

    @Test
    void silenceBetweenRequestsMayLastTwoMinutes() {
        assertThat(send(join(HEADER, PDU))).isEqualTo(1);
        pass(119);
        assertThat(client.isClosed()).isFalse();
        pass(2);
        assertThat(client.isClosed()).isTrue();
    }
}
