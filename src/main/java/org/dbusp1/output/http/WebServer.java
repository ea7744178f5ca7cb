package org.dbusp1.output.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dbusp1.base.SafeText;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Listener.Limits;
import org.dbusp1.output.server.OneByOne;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server on Netty's codec. The event loop reads heads of requests, in order for each client; a small pool of threads makes the
 * answers, because some answers wait for a database. Requests have no body.
 */
final class WebServer {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    static final int THREADS = 32;
    /** At most 50 clients from one address, except this machine's address, where a proxy may serve the whole house. */
    static final Limits LIMITS = new Limits(200, 50, false);
    /** Largest number of bytes of a request's first line, and of its headers. */
    private static final int MOST_BYTES = 16 * 1024;
    /**
     * The longest time in which a client has to complete its next request, to accept a piece of an answer, or to close the connection
     * after the last answer, and in which the next piece of an answer has to be made.
     */
    static final Duration LIMIT = Duration.ofSeconds(30);

    private final Function<Request, Response> answers;
    private final List<String> frameAncestors;
    private final Duration limit;
    private final Listener listener;
    private final ThreadPoolExecutor threads;
    private final ThinnedLog faults = ThinnedLog.counted();

    /** @param frameAncestors the origins whose pages may show an answer in a frame */
    WebServer(Listener.Address address, Function<Request, Response> answers, List<String> frameAncestors, Duration limit) {
        this.answers = answers;
        this.frameAncestors = frameAncestors;
        this.limit = limit;
        this.listener = new Listener("web server", "http.port", address, LIMITS, this::addHandlers);
        // The length of the queue is limited by the number of connections.
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                new DefaultThreadFactory("http", true), new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    void start() {
        listener.start();
    }

    boolean isReady() {
        return listener.isReady();
    }

    Optional<String> fault() {
        return listener.fault();
    }

    int port() {
        return listener.port();
    }

    /** Closes all connections; does not wait for answers that are being made. */
    void stop() {
        threads.shutdownNow();
        listener.close();
    }

    void addHandlers(ChannelPipeline pipeline) {
        RequestHandler handler = new RequestHandler();
        pipeline.addLast(new ChannelInboundHandlerAdapter() {
            /** Reads and drops bytes after the last answer, until the client closes the connection. */
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) throws Exception {
                if (handler.ended) {
                    ReferenceCountUtil.release(bytes);
                    context.read();
                } else {
                    super.channelRead(context, bytes);
                }
            }
        }, codec());
        OneByOne.addTo(pipeline, limit);
        pipeline.addLast(handler);
    }

    /** Returns the codec of a connection. It needs no limit of requests, because no bytes are read while a request waits. */
    static HttpServerCodec codec() {
        return new HttpServerCodec(new HttpDecoderConfig().setMaxInitialLineLength(MOST_BYTES)
                .setMaxHeaderSize(MOST_BYTES), Integer.MAX_VALUE);
    }

    /** The requests of one client and their answers. Runs on the event loop, except {@link #answer}. */
    private final class RequestHandler extends ChannelInboundHandlerAdapter {
        private boolean ended;
        /** The request that is not complete yet; null between requests. */
        private @Nullable HttpRequest head;
        /** The answer in progress; null between answers. */
        private @Nullable Future<?> work;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object part) {
            ReferenceCountUtil.release(part);
            if (part instanceof HttpRequest request) {
                head = request;
            }
            HttpRequest begun = head;
            // A refused request is not read to its end.
            if (begun != null && (part instanceof LastHttpContent || begun.decoderResult().isFailure() || Request.hasBody(begun))) {
                head = null;
                dispatch(context, begun);
            } else {
                context.read();
            }
        }

        private void dispatch(ChannelHandlerContext context, HttpRequest request) {
            work = threads.submit(() -> {
                boolean more = false;
                try {
                    more = answer(context, request);
                } catch (IOException e) {
                    LOG.debug("{} left: {}", context.channel().remoteAddress(), e.toString());
                    context.close();
                } catch (RuntimeException | Error e) {
                    context.close();
                    faults.countAndLog(times -> LOG.error("an answer was not completed{}", times, e));
                }
                boolean keepAlive = more;
                context.executor().execute(() -> afterAnswer(context, keepAlive));
            });
        }

        private boolean answer(ChannelHandlerContext context, HttpRequest request) throws IOException {
            InetAddress client = Listener.address(context.channel());
            Request asked = Request.empty(client);
            Response answer;
            try {
                asked = Request.of(request, client);
                answer = answers.apply(asked);
            } catch (RuntimeException | Error e) {
                answer = errorResponse(asked, e);
            }
            return send(context, asked, answer);
        }

        private boolean send(ChannelHandlerContext context, Request request, Response answer) throws IOException {
            try (ResponseWriter reply = new ResponseWriter(context.channel(), () -> !threads.getQueue().isEmpty(), request, answer,
                    frameAncestors)) {
                try {
                    if (!request.method().equals("HEAD")) {
                        answer.body().writeTo(reply.body());
                    }
                } catch (IOException | RuntimeException | Error e) {
                    if (reply.headSent()) {
                        // Closes the connection, so that a broken answer does not look complete.
                        throw e;
                    }
                    return send(context, request, errorResponse(request, e));
                }
                reply.body().close();
                return request.keepsAlive();
            }
        }

        private void afterAnswer(ChannelHandlerContext context, boolean keepAlive) {
            work = null;
            ended = !keepAlive;
            if (ended && context.channel().isActive() && context.channel() instanceof DuplexChannel socket) {
                // Closing the connection at once would reset it, and could lose the answer.
                socket.shutdownOutput();
            }
            context.read();
        }

        /** Cancels the answer, because the client has left. */
        @Override
        public void channelInactive(ChannelHandlerContext context) throws Exception {
            if (work != null) {
                work.cancel(true);
            }
            super.channelInactive(context);
        }

        /** Refuses bytes at which the codec failed, unless an earlier answer is in progress. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) throws Exception {
            if (fault instanceof DecoderException && work == null) {
                HttpRequest unreadable = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
                unreadable.setDecoderResult(DecoderResult.failure(fault));
                dispatch(context, unreadable);
            } else {
                super.exceptionCaught(context, fault);
            }
        }
    }

    private Response errorResponse(Request request, Throwable failed) {
        if (failed instanceof IOException) {
            return Response.error(503, failed.getMessage());
        }
        if (failed instanceof Request.RefusedException refused) {
            return Response.error(refused.status(), refused.getMessage());
        }
        faults.countAndLog(times -> LOG.error("{} {} failed{}", SafeText.excerpt(request.method()), SafeText.excerpt(request.path()),
                times, failed));
        return Response.error(500, "the driver has a fault; see its log");
    }
}
