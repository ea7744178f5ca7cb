package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();

    /** Reads the first head. */
    private static Request parse(String head) throws Request.RefusedException {
        EmbeddedChannel channel = new EmbeddedChannel(WebServer.codec());
        try {
            channel.writeInbound(Unpooled.copiedBuffer(head, StandardCharsets.ISO_8859_1));
            return Request.of(channel.readInbound(), CLIENT);
        } finally {
            channel.finishAndReleaseAll();
        }
    }

    @Test
    void readsTheParts() throws Exception {
        Request request = parse("\r\nPUT http://h:1/a%2f/b?x=1&y=%C3%A9&x=2 HTTP/1.1\r\nHOST:  h:1\t\r\nA: 1\r\na: 2\r\n\r\n");

        assertThat(request).isEqualTo(new Request("PUT", "/a%2f/b", Map.of("x", "2", "y", "\u00e9"),
                Map.of("host", "h:1", "a", "1, 2"), true, CLIENT));
        assertThat(request.header("Host")).contains("h:1");
        assertThat(request.keepsAlive()).isTrue();
        assertThat(parse("GET http://h HTTP/1.0\r\n\r\n").path()).isEqualTo("/");
        assertThat(parse("OPTIONS * HTTP/1.0\r\n\r\n").keepsAlive()).isFalse();
    }
}
