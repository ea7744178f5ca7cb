package org.dbusp1.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.AttributeKey;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of a client, with its present phase: a wait for input, in which a new client may replace this one, or an
 * answer; and the time that the phase may last. The protocol's handlers set the phase, from any thread. The client is the
 * last handler of the connection, and closes the connection if another handler fails.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "client");

    /**
     * @param awaitsInput whether the client's input is awaited
     * @param since beginning of the phase, in nanoseconds of the clock
     * @param limitNanos the time after which the connection is closed; Long.MAX_VALUE: never
     */
    private record Phase(boolean awaitsInput, long since, long limitNanos) {
    }

    private final Channel channel;
    private final InetAddress address;
    private final Runnable disconnected;
    private final LongSupplier clock;
    private volatile Phase phase;
    private volatile boolean hasAsked;
    private volatile long lastRequest;

    /**
     * @param disconnected called once on the event loop, when the connection is closed
     * @param clock        a monotonic clock in nanoseconds
     */
    ClientConnection(Channel channel, InetAddress address, Runnable disconnected, LongSupplier clock) {
        this.channel = channel;
        this.address = address;
        this.disconnected = disconnected;
        this.clock = clock;
        this.phase = new Phase(false, clock.getAsLong(), Long.MAX_VALUE);
        this.lastRequest = clock.getAsLong();
        channel.attr(KEY).set(this);
    }

    /** Adds the protocol's handlers, and this object as the last handler. */
    void serve(Consumer<ChannelPipeline> protocol) {
        protocol.accept(channel.pipeline());
        channel.pipeline().addLast(this);
    }

    public static ClientConnection of(ChannelHandlerContext context) {
        return context.channel().attr(KEY).get();
    }

    /**
     * Adds handlers that read a message only if the next handler calls {@code context.read()} for it: so the next request is
     * read only after the answer to the previous one was sent.
     */
    public static void readOneByOne(ChannelPipeline pipeline) {
        pipeline.channel().config().setAutoRead(false);
        pipeline.addLast(new FlowControlHandler(), new ChannelDuplexHandler() {
            private boolean wanted;

            @Override
            public void read(ChannelHandlerContext context) {
                wanted = true;
                context.read();
            }

            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                wanted = false;
                context.fireChannelRead(message);
            }

            /** Reads on if the received bytes held no complete message. */
            @Override
            public void channelReadComplete(ChannelHandlerContext context) {
                if (wanted) {
                    context.read();
                }
            }
        });
    }

    public Channel channel() {
        return channel;
    }

    public InetAddress address() {
        return address;
    }

    /** Begins the answer to a complete request, with a limit; until the answer is complete no new client replaces this one. */
    public void answerWithin(Duration limit) {
        hasAsked = true;
        lastRequest = clock.getAsLong();
        extendAnswer(limit);
    }

    /** Restarts the limit of the present answer. */
    public void extendAnswer(Duration limit) {
        phase = new Phase(false, clock.getAsLong(), limit.toNanos());
    }

    /** Begins a wait for more input within a limit; meanwhile a new client may replace this client. */
    public void awaitInput(Duration limit) {
        phase = new Phase(true, clock.getAsLong(), limit.toNanos());
    }

    /** Returns whether the client has sent a complete request on this connection. */
    boolean hasAsked() {
        return hasAsked;
    }

    /** Returns the nanoseconds since the client's last request, or since it connected. */
    long silentNanos() {
        return clock.getAsLong() - lastRequest;
    }

    /**
     * Returns whether a new client may replace this client: its input is awaited, and it has sent no request on this
     * connection, or none for the time {@code minSilence}.
     */
    boolean isReplaceable(Duration minSilence) {
        return phase.awaitsInput && (!hasAsked || silentNanos() > minSilence.toNanos());
    }

    boolean isOverdue() {
        Phase present = phase;
        return clock.getAsLong() - present.since > present.limitNanos;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        disconnected.run();
        super.channelInactive(context);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
        LOG.debug("{} disconnected: {}", address, fault.toString());
        context.close();
    }
}
