package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.dbusp1.output.server.Network;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "X-Forwarded-For: 192.0.2.7 | 192.0.2.7",
        "X-Forwarded-For: 10.0.0.1, 192.0.2.7 | 192.0.2.7",
        "X-Forwarded-For: 192.0.2.7:5123 | 192.0.2.7",
        "X-Forwarded-For: 2001:db8::7 | 2001:db8::7",
        "X-Forwarded-For: [2001:db8::7] | 2001:db8::7",
        "X-Forwarded-For: \"[2001:db8::7]:80\" | 2001:db8::7",
        "X-Forwarded-For: unknown | 0.0.0.0",
        "X-Forwarded-For: | 0.0.0.0",
        "X-Forwarded-For: 192.0.2.7, | 0.0.0.0",
        "X-Forwarded-For: 192.0.2.0/24 | 0.0.0.0",
        "X-Forwarded-For: 999.1.1.1 | 0.0.0.0",
        "Forwarded: for=192.0.2.7;proto=http;by=203.0.113.43 | 192.0.2.7",
        "Forwarded: for=10.0.0.1, proto=https;For=\"[2001:db8::7]:4711\" | 2001:db8::7",
        "Forwarded: for=\"192.0.2.7:47\" | 192.0.2.7",
        "Forwarded: for=_hidden | 0.0.0.0",
        "Forwarded: proto=https | 0.0.0.0",
    })
    void theAddressIsTheLastThatTheProxyAdded(String header, String address) throws Exception {
        Request request = parse("GET / HTTP/1.1\r\nHost: h\r\n" + header + "\r\n\r\n");

        assertThat(request.clientAddress()).isEqualTo(InetAddress.getByName(address));
        List<Network> allowed = List.of(Network.parse("192.0.2.0/24").orElseThrow(), Network.parse("2001:db8::/32").orElseThrow());
        assertThat(Network.admits(allowed, request.clientAddress())).isEqualTo(!address.equals("0.0.0.0"));
    }

    /** One of two headers that differ comes from the client itself. */
    @Test
    void headersThatContradictNameNoClient() throws Exception {
        assertThat(parse("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.7\r\nForwarded: for=192.0.2.8\r\n\r\n").clientAddress())
                .isEqualTo(InetAddress.getByName("0.0.0.0"));
        assertThat(parse("GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-For: 192.0.2.7\r\nForwarded: for=\"192.0.2.7:1\"\r\n\r\n")
                .clientAddress()).isEqualTo(InetAddress.getByName("192.0.2.7"));
        assertThat(parse("GET / HTTP/1.1\r\nHost: h\r\n\r\n").clientAddress()).isEqualTo(CLIENT);
    }
}
