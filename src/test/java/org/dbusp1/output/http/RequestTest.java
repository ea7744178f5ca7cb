package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;
import org.junit.jupiter.api.Test;

class RequestTest {
    private static final InetAddress CLIENT = InetAddress.getLoopbackAddress();
    private static final String GOOD = "GET / HTTP/1.0\r\n\r\n";
    private static final List<String> PARTS = List.of("GET ", "PUT ", "/", "/a?b=c%20d&b=%zz&=", "http://h", "*", " HTTP/1.1",
            " HTTP/1.0", " HTTP/2", "\r\n", "\r\n", "\r", "\n", "Host: h\r\n", "Origin: x\r\n", "A:\t b \r\n",
            "Content-Length: 5\r\n", " ", ":", "\0", "\u00ff", "x");

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

    @Provide
    Arbitrary<String> heads() {
        Arbitrary<String> pieces = Arbitraries.of(PARTS).list().ofMaxSize(12).map(parts -> String.join("", parts));
        Arbitrary<String> lines = Arbitraries.of("GET / HTTP/1.1", "HEAD /x HTTP/1.0", "PUT /a?b HTTP/1.1").flatMap(
                line -> Arbitraries.of("Host: h", "A: b", "Connection: close", "b:", "Accept:  c").list().ofMaxSize(5)
                        .map(headers -> line + "\r\n" + String.join("\r\n", headers)));
        return Arbitraries.oneOf(pieces, lines).map(head -> head + "\r\n\r\n" + GOOD);
    }

    /** Whatever comes is a request that the limits hold for, or is refused. */
    @Property(tries = 2_000)
    void everyHeadIsARequestOrRefused(@ForAll("heads") String text) throws Exception {
        boolean accepted = true;
        try {
            Request request = parse(text);
            accepted = !request.equals(parse(GOOD));
            assertThat(request.method()).matches("[A-Z]+");
            assertThat(request.path()).matches("(/[!-~]*|\\*)").doesNotContain("?");
            assertThat(request.headers().values()).noneMatch(value -> value.matches("(?s).*[\r\n\0].*"));
        } catch (Request.RefusedException refused) {
            accepted = false;
            assertThat(refused.status()).isIn(400, 431, 505);
        }
        Statistics.collect(accepted);
        Statistics.coverage(coverage -> coverage.check(true).percentage(share -> share > 5));
    }
}
