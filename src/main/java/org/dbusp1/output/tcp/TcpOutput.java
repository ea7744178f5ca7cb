package org.dbusp1.output.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.dbusp1.meter.Rejected;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Network;
import org.dbusp1.output.Output;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The P1 port on the network, for programs that would otherwise need the cable: each good telegram, byte for byte, for
 * every client. One thread serves all clients and waits for none; a client that does not keep up is disconnected. A new
 * client gets the next telegram first, never an old one. Messages of binary meters are not sent.
 */
public final class TcpOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(TcpOutput.class);
    private static final int BACKLOG = 16;
    private static final int LONGEST_RETRY_MILLIS = 60_000;

    private final TcpSettings settings;
    private final Selector selector;
    private final Thread thread;
    private final Queue<byte[]> telegrams = new ConcurrentLinkedQueue<>();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(1024);
    private volatile int port;
    private volatile boolean closed;
    private boolean binary;

    public TcpOutput(TcpSettings settings) {
        this.settings = settings;
        try {
            this.selector = Selector.open();
        } catch (IOException noDescriptors) {
            throw new UncheckedIOException("raw port: the system gives no selector", noDescriptors);
        }
        this.thread = new Thread(this::serve, "raw port");
        thread.setDaemon(true);
    }

    /** Listens from now on, or as soon as the port is free. */
    @Override
    public void start() {
        thread.start();
    }

    /** The port that it listens on; 0 while another program has it. */
    public int port() {
        return port;
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        Optional<byte[]> telegram = RawTelegram.of(snapshot.reading().message().bytes(), settings.addCrc());
        if (telegram.isPresent()) {
            telegrams.add(telegram.get());
            selector.wakeup();
        } else if (!binary) {
            binary = true;
            LOG.warn("raw port: this meter sends binary messages, which the raw port does not pass on");
        }
    }

    @Override
    public void rejected(Rejected rejected) {
        // Only whole telegrams with a right checksum are passed on.
    }

    @Override
    public void offline() {
        // Clients get nothing, as on the cable.
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(500);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve() {
        try (selector; ServerSocketChannel listener = listen()) {
            while (!closed) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(listener, key);
                }
                selector.selectedKeys().clear();
                for (byte[] telegram = telegrams.poll(); telegram != null; telegram = telegrams.poll()) {
                    send(telegram);
                    listener.keyFor(selector).interestOps(SelectionKey.OP_ACCEPT);
                }
            }
        } catch (IOException | InterruptedException end) {
            LOG.error("raw port: ended: {}", end.toString());
        }
        List.copyOf(clients).forEach(this::drop);
    }

    private ServerSocketChannel listen() throws IOException, InterruptedException {
        ServerSocketChannel listener = ServerSocketChannel.open();
        listener.configureBlocking(false);
        for (int retry = 1_000; !closed; retry = Math.min(2 * retry, LONGEST_RETRY_MILLIS)) {
            try {
                settings.port().open(any -> listener.bind(new InetSocketAddress(settings.bind(), any), BACKLOG));
                listener.register(selector, SelectionKey.OP_ACCEPT);
                port = listener.socket().getLocalPort();
                told(port);
                return listener;
            } catch (IOException taken) {
                if (retry == 1_000) {
                    LOG.warn("raw port: cannot listen on {} {} ({}); it is tried again, or choose another tcp.port",
                            settings.bind().getHostAddress(), settings.port(), taken.getMessage());
                }
                selector.select(retry);
                telegrams.clear();
            }
        }
        return listener;
    }

    private void told(int found) {
        int preferred = settings.port().preferred();
        if (preferred == 0 || preferred == found) {
            LOG.info("raw port on {} port {}", settings.bind().getHostAddress(), found);
        } else {
            LOG.warn("raw port on {} port {}, because another program has port {}", settings.bind().getHostAddress(), found, preferred);
        }
    }

    private void serve(ServerSocketChannel listener, SelectionKey key) throws IOException {
        if (!key.isValid()) {
            return;
        }
        if (key.isAcceptable()) {
            accept(listener, key);
            return;
        }
        Client client = (Client) key.attachment();
        try {
            if (key.isReadable() && !client.hear(scratch)) {
                drop(client);
            } else if (key.isWritable()) {
                client.write();
            }
        } catch (IOException left) {
            drop(client);
        }
    }

    private void accept(ServerSocketChannel listener, SelectionKey key) {
        try {
            SocketChannel channel = listener.accept();
            if (channel != null) {
                admit(channel);
            }
        } catch (IOException noDescriptors) {
            LOG.debug("raw port: a connection is not accepted: {}", noDescriptors.toString());
            // The selector would report it again at once; the next telegram tries it again.
            key.interestOps(0);
        }
    }

    private void admit(SocketChannel channel) throws IOException {
        InetAddress address = channel.socket().getInetAddress();
        if (!Network.admit(settings.allow(), address) || clients.size() >= settings.clients()) {
            LOG.debug("raw port: {} refused", address);
            channel.close();
            return;
        }
        try {
            clients.add(new Client(channel, selector));
        } catch (IOException left) {
            channel.close();
        }
    }

    private void send(byte[] telegram) {
        for (Client client : List.copyOf(clients)) {
            try {
                if (!client.send(telegram)) {
                    LOG.info("raw port: {} does not read fast enough and is disconnected", client);
                    drop(client);
                }
            } catch (IOException left) {
                drop(client);
            }
        }
    }

    private void drop(Client client) {
        clients.remove(client);
        client.close();
    }
}
