package org.dbusp1.output.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dbusp1.output.http.Connection.Phase;
import org.dbusp1.output.http.RequestParser.RefusedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server with limits that the JDK's does not have: connections of one address, and the time of a client that
 * sends nothing, that sends slowly or that does not read. One thread accepts and reads heads of requests without
 * waiting; a small pool writes answers, which one function makes. Requests have no body.
 */
final class WebServer {
    static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    static final int THREADS = 32;
    private static final int BACKLOG = 64;
    private static final long CHECK_MILLIS = 250;
    private static final long STOP_MILLIS = 300;

    private final Function<Request, Response> answers;
    private final ServerSocketChannel listener;
    private final Selector selector;
    private final SelectionKey accepting;
    private final int port;
    private final Connections connections = new Connections();
    /** Connections whose request was answered. */
    private final Queue<Connection> answered = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;
    private final Thread thread;
    private volatile boolean stopped;

    /**
     * Listens from now on.
     *
     * @throws IOException when the address is not free
     */
    WebServer(InetSocketAddress address, Function<Request, Response> answers) throws IOException {
        this.answers = answers;
        this.listener = ServerSocketChannel.open();
        try {
            listener.bind(address, BACKLOG);
            listener.configureBlocking(false);
            selector = Selector.open();
        } catch (IOException unable) {
            listener.close();
            throw unable;
        }
        this.accepting = listener.register(selector, SelectionKey.OP_ACCEPT);
        this.port = listener.socket().getLocalPort();
        // The queue is as long as there are connections.
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                work -> daemon(work, "http " + port));
        threads.allowCoreThreadTimeOut(true);
        threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
        this.thread = daemon(this::listen, "http listener " + port);
        thread.start();
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    int port() {
        return port;
    }

    /** Closes all connections; does not wait for answers that are being made. */
    void stop() {
        stopped = true;
        threads.shutdownNow();
        selector.wakeup();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() {
        try (selector; listener) {
            while (!stopped) {
                selector.select(connections.isEmpty() && accepting.interestOps() != 0 ? 0 : CHECK_MILLIS);
                accepting.interestOps(SelectionKey.OP_ACCEPT);
                for (Connection next = answered.poll(); next != null; next = answered.poll()) {
                    resume(next);
                }
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                connections.expire(!threads.getQueue().isEmpty());
            }
        } catch (IOException fault) {
            LOG.error("web server on port {} ended: {}", port, fault.toString());
        }
        connections.closeAll();
    }

    private void serve(SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            accept();
            return;
        }
        Connection connection = (Connection) key.attachment();
        try {
            if (connection.phase() == Phase.LAST) {
                connection.discard();
                return;
            }
            connection.receive();
            if (connection.hasRequest()) {
                key.cancel();
                dispatch(connection);
            }
        } catch (IOException left) {
            connections.close(connection);
        }
    }

    private void accept() {
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                admit(channel);
            }
        } catch (IOException noDescriptors) {
            LOG.debug("a connection is not accepted: {}", noDescriptors.toString());
            if (!connections.closeWaiting(all -> true)) {
                // The selector would report it again at once; the next check tries it again.
                accepting.interestOps(0);
            }
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        try {
            Connection connection = new Connection(channel);
            channel.configureBlocking(false);
            if (connections.admit(connection)) {
                channel.register(selector, SelectionKey.OP_READ, connection);
            }
        } catch (IOException left) {
            channel.close();
        }
    }

    /** Hands a request to the pool. */
    private void dispatch(Connection connection) throws IOException {
        connection.enter(Phase.ANSWER);
        connection.channel().configureBlocking(true);
        threads.execute(() -> answer(connection));
    }

    /** Waits for the next request, or for the end of a connection whose last answer is written. */
    private void resume(Connection connection) {
        try {
            if (connection.phase() != Phase.LAST) {
                connection.next();
                if (connection.hasRequest()) {
                    dispatch(connection);
                    return;
                }
            }
            connection.channel().configureBlocking(false);
            connection.channel().register(selector, SelectionKey.OP_READ, connection);
        } catch (IOException left) {
            connections.close(connection);
        }
    }

    private void answer(Connection connection) {
        connection.begin();
        try {
            if (!exchange(connection)) {
                connection.channel().shutdownOutput();
                connection.enter(Phase.LAST);
            }
        } catch (IOException clientLeft) {
            LOG.debug("{} left: {}", connection.client(), clientLeft.toString());
            connection.close();
        } catch (RuntimeException fault) {
            LOG.error("an answer was not completed", fault);
            connection.close();
        } finally {
            connection.end();
            answered.add(connection);
            selector.wakeup();
        }
    }

    /** @return whether the client may send another request */
    private boolean exchange(Connection connection) throws IOException {
        Request request;
        try {
            request = connection.take();
        } catch (RefusedException refused) {
            request = new Request("GET", "", Map.of(), Map.of(), false, connection.client());
            return send(connection, request, refused.answer());
        }
        return send(connection, request, answer(request));
    }

    private Response answer(Request request) {
        if (request.hasBody()) {
            return Response.error(413, "no request to this server has a body");
        }
        try {
            return answers.apply(request);
        } catch (RuntimeException fault) {
            return failed(request, fault);
        }
    }

    private static Response failed(Request request, Exception failed) {
        if (failed instanceof IOException) {
            return Response.error(503, failed.getMessage());
        }
        if (failed instanceof IllegalArgumentException) {
            return Response.error(400, failed.getMessage());
        }
        LOG.error("{} {} failed", request.method(), request.path(), failed);
        return Response.error(500, "the driver has a fault; its log tells more");
    }

    private boolean send(Connection connection, Request request, Response answer) throws IOException {
        ResponseWriter reply = new ResponseWriter(connection, request, answer);
        try {
            if (!request.method().equals("HEAD")) {
                answer.body().writeTo(reply);
            }
        } catch (IOException | RuntimeException failed) {
            if (reply.begun()) {
                // The connection is closed, so that half an answer does not look complete.
                throw failed;
            }
            return send(connection, request, failed(request, failed));
        }
        reply.close();
        return reply.keepsAlive();
    }
}
