package org.dbusp1.output.http;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.dbusp1.output.PortListener;
import org.dbusp1.output.PortListener.Place;
import org.dbusp1.output.http.Connection.Phase;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A web server with limits that the JDK's does not have: connections of one address, and the time of a client that
 * sends nothing, that sends slowly or that does not read. One thread accepts and reads heads of requests without
 * waiting; a small pool answers them.
 */
final class WebServer {
    static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    static final int THREADS = 32;
    private static final long CHECK_MILLIS = 250;
    private static final long STOP_MILLIS = 300;

    private final Exchange exchange;
    private final Runnable opened;
    private final Selector selector;
    private final PortListener listener;
    private final Connections connections = new Connections();
    /** Connections whose request was answered. */
    private final Queue<Connection> answered = new ConcurrentLinkedQueue<>();
    private final ThreadPoolExecutor threads;
    private final Thread thread = daemon(this::listen, "http listener");
    private volatile boolean stopped;

    /** @param opened called once when it listens, by its thread */
    WebServer(Place place, Function<Request, Response> answers, Runnable opened) {
        this.exchange = new Exchange(answers);
        this.opened = opened;
        this.listener = new PortListener("web server", "http.port", place);
        this.selector = listener.selector();
        // The queue is as long as there are connections.
        this.threads = new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
                work -> daemon(work, "http"), new ThreadPoolExecutor.DiscardPolicy());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Listens from now on, or as soon as the port is free. */
    void start() {
        thread.start();
    }

    static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** The port that it listens on; 0 while another program has it. */
    int port() {
        return listener.port();
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
            if (!listener.open(() -> stopped)) {
                return;
            }
            opened.run();
            while (!stopped) {
                selector.select(connections.isEmpty() && listener.isAccepting() ? 0 : CHECK_MILLIS);
                listener.resume();
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
            LOG.error("web server on port {} ended: {}", port(), fault.toString());
        }
        connections.closeAll();
    }

    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (listener.owns(key)) {
            listener.accept().ifPresent(this::admit);
            if (!listener.isAccepting() && connections.closeWaiting(all -> true)) {
                listener.resume();
            }
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

    private void admit(SocketChannel channel) {
        try {
            Connection connection = new Connection(channel);
            if (connections.admit(connection)) {
                channel.register(selector, SelectionKey.OP_READ, connection);
            }
        } catch (IOException left) {
            PortListener.close(channel);
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
            if (!exchange.with(connection)) {
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
}
