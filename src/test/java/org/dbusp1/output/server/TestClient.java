package org.dbusp1.output.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;

/** A connection without a socket, whose time limits follow a clock of the test. */
public final class TestClient implements AutoCloseable {
    /** As System.nanoTime may return it. */
    private long now = Long.MAX_VALUE - 5;
    private final EmbeddedChannel channel;
    private ClientConnection client;

    /** @param protocol adds the handlers of a connection */
    public TestClient(Consumer<ChannelPipeline> protocol) throws Exception {
        channel = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false, new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel one) {
                client = new ClientConnection(one, InetAddress.getLoopbackAddress(), () -> { }, () -> now);
                client.serve(protocol);
            }
        });
        channel.register();
    }

    /** Returns the connection, for its input and output. */
    public EmbeddedChannel channel() {
        return channel;
    }

    /** Moves the clock. */
    public void pass(Duration time) {
        now += time.toNanos();
    }

    /** Returns whether the listener closes it now. */
    public boolean isOverdue() {
        return client.isOverdue();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
