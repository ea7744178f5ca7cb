package org.dbusp1.output.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reads a message of a client only if the next handler calls {@code context.read()} for it, so that the next request is read only after
 * the answer to the previous one was sent. Closes the connection of a client for which nothing is completed within a limit of time: no
 * message comes, and no part of an answer is accepted.
 */
public final class OneByOne extends ChannelDuplexHandler {
    private final Duration limit;
    private boolean wanted;
    /** Closes the connection at the end of the time; null before the connection is open. */
    private @Nullable Future<?> end;

    private OneByOne(Duration limit) {
        this.limit = limit;
    }

    /** Adds the handlers after the codec of a protocol. */
    public static void addTo(ChannelPipeline pipeline, Duration limit) {
        pipeline.channel().config().setAutoRead(false);
        pipeline.addLast(new FlowControlHandler(), new OneByOne(limit));
    }

    private void restart(ChannelHandlerContext context) {
        cancel();
        end = context.executor().schedule(() -> context.close(), limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void cancel() {
        if (end != null) {
            end.cancel(false);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        restart(context);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        cancel();
        context.fireChannelInactive();
    }

    @Override
    public void read(ChannelHandlerContext context) {
        wanted = true;
        context.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        wanted = false;
        restart(context);
        context.fireChannelRead(message);
    }

    /** Reads on if the received bytes held no complete message. */
    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        if (wanted) {
            context.read();
        }
    }

    @Override
    public void write(ChannelHandlerContext context, Object part, ChannelPromise accepted) {
        context.write(part, accepted.unvoid().addListener((ChannelFutureListener) sent -> {
            if (sent.isSuccess()) {
                restart(context);
            }
        }));
    }
}
