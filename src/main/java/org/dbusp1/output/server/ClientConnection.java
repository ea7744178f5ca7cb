package org.dbusp1.output.server;

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
 * A connection of a client, which waits for a request or is owed an answer, each for a limited time. The protocol's handlers say
 * which, from any thread. The client is the last handler of the connection, and closes the connection if another handler fails.
 */
public final class ClientConnection extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);
    private static final AttributeKey<ClientConnection> KEY = AttributeKey.valueOf(ClientConnection.class, "client");

    private static final Duration NO_LIMIT = Duration.ofDays(36_500);

    /** What a client waits for, or the server, in the order of a connection. */
    private enum Turn {
        /** No request has come, and none is awaited: also that of a protocol that sends without requests. */
        SENDS(true),
        AWAITS_FIRST(false),
        ANSWERS_FIRST(true),
        AWAITS_NEXT(false),
        ANSWERS_NEXT(true);

        private final boolean isAnswerOwed;

        Turn(boolean isAnswerOwed) {
            this.isAnswerOwed = isAnswerOwed;
        }
    }

    private final Channel channel;
    private final InetAddress address;
    private final Runnable disconnected;
    private final LongSupplier clock;
    private volatile Turn turn = Turn.SENDS;
    private volatile boolean leaving;
    private volatile long lastRequest;
    /** The time from which the listener closes the connection, in nanoseconds of the clock. */
    private volatile long deadline;

    /** @param disconnected called once on the event loop, when the connection is closed */
    ClientConnection(Channel channel, InetAddress address, Runnable disconnected, LongSupplier clock) {
        this.channel = channel;
        this.address = address;
        this.disconnected = disconnected;
        this.clock = clock;
        this.lastRequest = clock.getAsLong();
        closeAfter(NO_LIMIT);
        channel.attr(KEY).set(this);
    }

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

    /** A complete request has come: until {@link #awaitRequest} an answer is owed, within a limit. */
    public void answerWithin(Duration limit) {
        turn = isAnswered() ? Turn.ANSWERS_NEXT : Turn.ANSWERS_FIRST;
        lastRequest = clock.getAsLong();
        closeAfter(limit);
    }

    /** No answer is owed, and the next request has to be complete within a limit. */
    public void awaitRequest(Duration limit) {
        turn = sentRequest() ? Turn.AWAITS_NEXT : Turn.AWAITS_FIRST;
        closeAfter(limit);
    }

    /** Begins another limit of the present wait or answer. */
    public void closeAfter(Duration limit) {
        deadline = clock.getAsLong() + limit.toNanos();
    }

    boolean isAnswerOwed() {
        return turn.isAnswerOwed;
    }

    boolean sentRequest() {
        return turn.compareTo(Turn.ANSWERS_FIRST) >= 0;
    }

    boolean isAnswered() {
        return turn.compareTo(Turn.AWAITS_NEXT) >= 0;
    }

    /** The client's place is another one's: the answer that is owed is the last one. */
    void leave() {
        leaving = true;
    }

    /** Returns whether the connection ends with the answer that is owed. */
    public boolean isLeaving() {
        return leaving;
    }

    /** Returns the nanoseconds since the client's last request, or since it connected. */
    long idleNanos() {
        return clock.getAsLong() - lastRequest;
    }

    boolean isOverdue() {
        return clock.getAsLong() - deadline > 0;
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
