package org.dbusp1.output.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A connection without a socket, whose time limits follow a clock of the test. */
public final class TestClient implements AutoCloseable {
    private final EmbeddedChannel channel;

    /** @param protocol adds the handlers of a connection */
    public TestClient(Consumer<ChannelPipeline> protocol) throws Exception {
        channel = new EmbeddedChannel(DefaultChannelId.newInstance(), false, false, new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel one) {
                Listener.initialize(one.pipeline(), protocol);
            }
        }) {
            @Override
            protected SocketAddress remoteAddress0() {
                return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
            }
        };
        channel.freezeTime();
        channel.register();
    }

    /** Returns the connection, for its input and output. */
    public EmbeddedChannel channel() {
        return channel;
    }

    /** Moves the clock. */
    public void pass(Duration time) {
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runScheduledPendingTasks();
    }

    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
    }
}
