package org.dbusp1.output.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ClientConnectionTest {
    /** Netty logs what no handler takes with its stack trace, as often as a client likes. */
    @Test
    void aHandlerThatFailsEndsItsConnectionAndNothingElse() throws Exception {
        TestClient client = new TestClient(pipeline -> pipeline.addLast(new ByteToMessageDecoder() {
            @Override
            protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
                bytes.skipBytes(bytes.readableBytes());
                throw new IllegalStateException("a codec's own limit");
            }
        }));
        // What no handler takes would be thrown here.
        client.channel().writeInbound(Unpooled.wrappedBuffer(new byte[9]));
        assertThat(client.channel().isOpen()).isFalse();
        client.close();
    }
}
