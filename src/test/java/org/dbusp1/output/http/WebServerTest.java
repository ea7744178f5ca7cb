package org.dbusp1.output.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.dbusp1.Await;
import org.dbusp1.base.config.Config;
import org.dbusp1.base.config.TestConfig;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.PortRange;
import org.dbusp1.output.server.TestClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parts of the web server that no single client can reach. */
@Timeout(60)
class WebServerTest {
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    private final WebServer server = new WebServer(new Listener.Address(HERE, PortRange.only(0), List.of()),
            request -> Response.text("fine"), List.of(), WebServer.LIMIT);

    /** As the codec's own limit, or a mistake in it. */
    @Test
    void bytesAtWhichTheCodecFailsAreRefused() throws Exception {
        TestClient client = new TestClient(server::addHandlers);
        client.channel().pipeline().addAfter(client.channel().pipeline().context(HttpServerCodec.class).name(), "failing",
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext context, Object part) {
                        if (part instanceof HttpRequest) {
                            throw new DecoderException("the codec fails");
                        }
                    }
                });
        client.channel().writeInbound(Unpooled.copiedBuffer("GET / HTTP/1.1\r\nHost: a\r\n\r\n", StandardCharsets.US_ASCII));
        StringBuilder answer = new StringBuilder();
        Await.await("an answer", () -> {
            client.channel().runPendingTasks();
            ByteBuf part = client.channel().readOutbound();
            if (part != null) {
                answer.append(part.toString(StandardCharsets.US_ASCII));
            }
            return answer.indexOf("HTTP/1.1") >= 0;
        });
        assertThat(answer).startsWith("HTTP/1.1 400 ");
        client.close();
    }

    @Test
    void anAnswerThatBreaksOffGivesTheMemoryOfZlibBack() throws Exception {
        TestClient client = new TestClient(pipeline -> { });
        client.channel().close();
        byte[] random = new byte[100_000];
        new Random(1).nextBytes(random);
        Request request = new Request("GET", "/", Map.of(), Map.of("accept-encoding", "gzip"), true, HERE);
        ResponseWriter reply = new ResponseWriter(client.channel(), () -> false, request, Response.bytes("text/plain", random), List.of());
        assertThatThrownBy(() -> reply.body().write(random)).isInstanceOf(IOException.class);
        reply.close();
        assertThatThrownBy(() -> reply.body().write(random)).hasMessage("Deflater has been closed");
    }

    /** Programs find a HomeWizard meter by it; it takes memory and threads. */
    @ParameterizedTest
    @CsvSource({"false, '', false", "true, '', false", "false, *, false", "true, *, true", "true, 192.168.0.0/16, true"})
    void aMeterIsAnnouncedWhereOthersMayConnect(boolean homewizard, String allow, boolean announced, @TempDir Path root)
            throws Exception {
        Config config = TestConfig.options(root, "http.homewizard=" + homewizard, "http.allow=" + allow);

        assertThat(HttpConfig.of(config, (server, first) -> PortRange.only(first), TestConfig.meter(config)).isAnnounced())
                .isEqualTo(announced);
    }

    /** As JmDNS when an interface has gone, and the machine when it has no descriptor left. */
    @Test
    void aFailureOfTheAnnouncementDoesNotEndItsTimer() {
        for (Throwable failure : List.of(new IllegalStateException("This DNS is closed."), new NoClassDefFoundError("x"))) {
            MdnsResponder responder = new MdnsResponder(() -> {
                throw unchecked(failure);
            }, () -> null);
            assertThatCode(responder::announce).doesNotThrowAnyException();
            responder.close();
        }
    }

    /** The port may be opened, and the meter's number be known, long after the start; and the house's network may change. */
    @Test
    void whatIsAnnouncedIsPolledAgainWithinTenSeconds() {
        AtomicInteger polls = new AtomicInteger();
        // Without a thread: the test makes each poll itself, as soon as it is planned.
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, work -> null);
        new MdnsResponder(() -> {
            polls.incrementAndGet();
            return 0;
        }, () -> null, executor);
        for (int poll = 1; poll <= 3; poll++) {
            RunnableScheduledFuture<?> next = (RunnableScheduledFuture<?>) executor.getQueue().element();
            assertThat(next.getDelay(TimeUnit.SECONDS)).isLessThanOrEqualTo(10);
            executor.remove(next);
            next.run();
            assertThat(polls).hasValue(poll);
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> T unchecked(Throwable failure) throws T {
        throw (T) failure;
    }
}
