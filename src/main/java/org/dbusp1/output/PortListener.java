package org.dbusp1.output;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A port that one thread listens on with its selector: opened as soon as it is free, for clients of allowed networks.
 * Used by that thread; {@link #port} by any.
 */
public final class PortListener implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(PortListener.class);
    private static final int BACKLOG = 64;
    private static final int FIRST_RETRY_MILLIS = 1_000;
    private static final int LONGEST_RETRY_MILLIS = 60_000;

    /**
     * Where a server listens.
     *
     * @param bind  address to listen on
     * @param port  to listen on
     * @param allow networks that may connect; empty: all. This machine always may
     */
    public record Place(InetAddress bind, PortRange port, List<Network> allow) {
        public Place {
            allow = List.copyOf(allow);
        }
    }

    private final String name;
    private final String portKey;
    private final Place place;
    private final Selector selector;
    /** Null until the system gives a descriptor for it. */
    private ServerSocketChannel channel;
    private volatile int port;

    /**
     * @param name    of the server, in messages
     * @param portKey the configuration's key of its port, for messages
     * @throws UncheckedIOException when the system gives no selector
     */
    public PortListener(String name, String portKey, Place place) {
        this.name = name;
        this.portKey = portKey;
        this.place = place;
        try {
            this.selector = Selector.open();
        } catch (IOException noDescriptors) {
            throw new UncheckedIOException(name + ": the system gives no selector", noDescriptors);
        }
    }

    /** For the port and for its clients; whoever serves them closes it. */
    public Selector selector() {
        return selector;
    }

    /** The port that it listens on; 0 while another program has it. */
    public int port() {
        return port;
    }

    /**
     * Listens as soon as the port is free; waits until then, with the selector.
     *
     * @param ended whether to give up; the selector is woken when that changes
     * @return false when it gave up
     */
    public boolean open(BooleanSupplier ended) throws IOException {
        for (int retry = FIRST_RETRY_MILLIS; !ended.getAsBoolean(); retry = Math.min(2 * retry, LONGEST_RETRY_MILLIS)) {
            try {
                if (channel == null) {
                    channel = ServerSocketChannel.open();
                    channel.configureBlocking(false);
                }
                place.port().open(any -> channel.bind(new InetSocketAddress(place.bind(), any), BACKLOG));
                channel.register(selector, SelectionKey.OP_ACCEPT);
                port = channel.socket().getLocalPort();
                told();
                return true;
            } catch (IOException taken) {
                if (retry == FIRST_RETRY_MILLIS) {
                    LOG.warn("{}: cannot listen on {} {} ({}); it is tried again, or choose another {}{}", name,
                            place.bind().getHostAddress(), place.port(), taken.getMessage(), portKey,
                            String.valueOf(taken.getMessage()).contains("in use") ? "" : place.port().rights());
                }
                selector.select(retry);
            }
        }
        return false;
    }

    private void told() {
        int preferred = place.port().preferred();
        if (preferred == 0 || preferred == port) {
            LOG.info("{} on {} port {}", name, place.bind().getHostAddress(), port);
        } else {
            LOG.warn("{} on {} port {}, because another program has port {}", name, place.bind().getHostAddress(),
                    port, preferred);
        }
    }

    /** Whether a key of the selector is this port's, and not a client's. */
    public boolean owns(SelectionKey key) {
        return key.channel() == channel;
    }

    /**
     * A client that has come, in non-blocking mode; empty when there is none, when it is of no allowed network, or when
     * there are no descriptors.
     */
    public Optional<SocketChannel> accept() {
        SocketChannel client;
        try {
            client = channel.accept();
        } catch (IOException noDescriptors) {
            LOG.debug("{}: a connection is not accepted: {}", name, noDescriptors.toString());
            // The selector would report it again at once.
            channel.keyFor(selector).interestOps(0);
            return Optional.empty();
        }
        if (client == null) {
            return Optional.empty();
        }
        try {
            if (Network.admit(place.allow(), client.socket().getInetAddress())) {
                client.configureBlocking(false);
                client.setOption(StandardSocketOptions.TCP_NODELAY, true);
                client.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                return Optional.of(client);
            }
            LOG.debug("{}: {} refused", name, client.socket().getInetAddress());
        } catch (IOException left) {
            LOG.debug("{}: a client has left: {}", name, left.toString());
        }
        close(client);
        return Optional.empty();
    }

    /** Closes a client's connection; one that the client has closed already too. */
    public static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException gone) {
            LOG.debug("closing a connection: {}", gone.toString());
        }
    }

    /** Whether it accepts clients; not while there are no descriptors. */
    public boolean isAccepting() {
        return channel.keyFor(selector).interestOps() != 0;
    }

    /** Accepts again after there were no descriptors. */
    public void resume() {
        channel.keyFor(selector).interestOps(SelectionKey.OP_ACCEPT);
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
