package org.dbusp1.source;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * A dongle with the local API of version 2, as far as its WebSocket goes: TLS with a certificate that names the device, log-in by token,
 * pushes of what a test gives it.
 */
final class FakeDongle extends ChannelInitializer<SocketChannel> implements AutoCloseable {
    static final String TOKEN = "0123456789ABCDEF0123456789ABCDEF";

    /** The version of the API that the client requests, and its messages. */
    final Queue<String> received = new ConcurrentLinkedQueue<>();
    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final SslContext tls;
    private final Channel server;
    private volatile Channel client;

    /** @param directory holds the device's certificate and key */
    FakeDongle(Path directory) throws Exception {
        tls = SslContextBuilder.forServer(directory.resolve("device.pem").toFile(), directory.resolve("device.key").toFile()).build();
        server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class).childHandler(this)
                .bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
    }

    String host() {
        return "127.0.0.1:" + ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** Makes an authority, ca.pem, and a device's certificate with its key, as openssl does it. */
    static void certificates(Path directory, String subject) throws Exception {
        String[] commands = {
            "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 "
                + "-keyout ca.key -out ca.pem -subj '/O=Test/CN=Appliance Access CA'",
            "req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout device.key -out device.csr -subj '" + subject + "'",
            "x509 -req -in device.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 30 -out device.pem"};
        for (String command : commands) {
            Process process = new ProcessBuilder("sh", "-c", "openssl " + command).directory(directory.toFile())
                    .redirectErrorStream(true).start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(command + ": " + out);
            }
        }
    }

    @Override
    protected void initChannel(SocketChannel channel) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()), new HttpServerCodec(), new HttpObjectAggregator(1024),
                new WebSocketServerProtocolHandler("/api/ws"), new LogIn());
    }

    private final class LogIn extends SimpleChannelInboundHandler<TextWebSocketFrame> {
        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof HandshakeComplete handshake) {
                client = context.channel();
                received.add("X-Api-Version: " + handshake.requestHeaders().get("X-Api-Version"));
                push("{\"type\":\"authorization_requested\",\"data\":{\"api_version\":\"2.0.0\"}}");
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, TextWebSocketFrame message) {
            received.add(message.text());
            if (message.text().contains("\"authorization\"")) {
                push(message.text().contains("\"" + TOKEN + "\"") ? "{\"type\":\"authorized\"}"
                        : "{\"type\":\"error\",\"data\":{\"message\":\"user:unauthorized\"}}");
            }
        }

        /** A client that does not trust the certificate. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable refused) {
            context.close();
        }
    }

    /** In two fragments, as RFC 6455 allows. */
    void push(String message) {
        int half = message.length() / 2;
        client.write(new TextWebSocketFrame(false, 0, message.substring(0, half)));
        client.writeAndFlush(new ContinuationWebSocketFrame(true, 0, message.substring(half)));
    }

    /** The dongle loses its power. */
    void disconnect() {
        client.close();
    }

    @Override
    public void close() {
        server.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
