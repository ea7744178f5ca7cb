package org.dbusp1.output.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The JDK's web server with bounds: connections, threads, size of a request and the time that a client may take. Asks
 * one function for every answer and sees to what all answers share: headers, compression, HEAD.
 */
final class WebServer {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    /** Connections at once; more are closed as they come. */
    private static final int CONNECTIONS = 200;
    static final int THREADS = 32;
    private static final int BACKLOG = 64;
    private static final long CHECK_MILLIS = 100;
    /** To make an answer, before the first byte goes out. */
    private static final Duration THINKING = Duration.ofMinutes(1);

    /**
     * The JDK reads them once, when its server is first loaded; what was set on the command line stays. They spare
     * memory; what has to hold in any case is checked again.
     */
    private static final Map<String, String> JDK_LIMITS = Map.of(
            "jdk.httpserver.maxConnections", Integer.toString(CONNECTIONS),
            "sun.net.httpserver.maxIdleConnections", "100",
            "sun.net.httpserver.idleInterval", "15",
            "sun.net.httpserver.maxReqHeaders", Integer.toString(Request.MOST_HEADERS),
            "sun.net.httpserver.maxReqHeaderSize", Integer.toString(Request.MOST_BYTES),
            "sun.net.httpserver.drainAmount", "4096",
            "sun.net.httpserver.nodelay", "true");

    private final Function<Request, Answer> answers;
    private final Patience patience;
    private final HttpServer server;
    private final ThreadPoolExecutor threads;

    /**
     * Listens from now on.
     *
     * @param clock runs the check on slow clients
     * @throws IOException when the address cannot be had
     */
    WebServer(InetSocketAddress address, Function<Request, Answer> answers, Patience patience,
              ScheduledExecutorService clock) throws IOException {
        JDK_LIMITS.forEach((name, value) -> System.getProperties().putIfAbsent(name, value));
        this.answers = answers;
        this.patience = patience;
        this.server = HttpServer.create(address, BACKLOG);
        // The queue is bounded by the connections; a full pool that refused work would leak them.
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                work -> daemon(work, "http " + address.getPort()));
        threads.allowCoreThreadTimeOut(true);
        server.setExecutor(exchange -> threads.execute(() -> patience.run(exchange)));
        server.createContext("/", this::handle);
        server.start();
        clock.scheduleWithFixedDelay(() -> patience.check(!threads.getQueue().isEmpty()),
                CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return server.getAddress().getPort();
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) {
        patience.grant(THINKING);
        try (exchange) {
            Request request = Request.of(exchange);
            send(exchange, request, answer(request));
        } catch (IOException clientLeft) {
            LOG.debug("{} left: {}", exchange.getRemoteAddress(), clientLeft.toString());
        }
    }

    private Answer answer(Request request) {
        if (request.isTooLarge()) {
            return Answer.error(431, "the request is too large").header("Connection", "close");
        }
        if (request.hasBody()) {
            return Answer.error(413, "nothing here takes a body").header("Connection", "close");
        }
        try {
            return answers.apply(request);
        } catch (RuntimeException fault) {
            return failed(request, fault);
        }
    }

    private static Answer failed(Request request, Exception failed) {
        if (failed instanceof IOException) {
            return Answer.error(503, failed.getMessage());
        }
        if (failed instanceof IllegalArgumentException) {
            return Answer.error(400, failed.getMessage());
        }
        LOG.error("{} {} failed", request.method(), request.path(), failed);
        return Answer.error(500, "a fault of this driver; its log says more");
    }

    private void send(HttpExchange exchange, Request request, Answer answer) throws IOException {
        Reply reply = new Reply(exchange, request, answer, patience);
        boolean whole = false;
        try {
            if (!request.method().equals("HEAD")) {
                answer.body().writeTo(reply);
            }
            whole = true;
        } catch (IOException | RuntimeException failed) {
            if (reply.begun()) {
                throw failed;
            }
            send(exchange, request, failed(request, failed));
            return;
        } finally {
            if (!whole && reply.begun()) {
                // Half an answer must not end as if it were whole; an interrupted thread cannot write its end.
                Thread.currentThread().interrupt();
            }
        }
        reply.close();
    }
}
