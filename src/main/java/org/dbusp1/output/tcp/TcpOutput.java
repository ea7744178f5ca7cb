package org.dbusp1.output.tcp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.PortListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The P1 port on the network, for programs that would otherwise need the cable: each good telegram, byte for byte, for
 * every client. One thread serves all clients and waits for none; a client that does not keep up is disconnected. A new
 * client gets the next telegram first, never an old one. Messages of binary meters are not sent.
 */
public final class TcpOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(TcpOutput.class);

    private final TcpSettings settings;
    private final Selector selector;
    private final PortListener listener;
    private final Thread thread;
    private final Queue<byte[]> telegrams = new ConcurrentLinkedQueue<>();
    private final List<Client> clients = new ArrayList<>();
    private final ByteBuffer scratch = ByteBuffer.allocate(1024);
    /** Whether a telegram is for anybody: a client, or a port that accepts again with the next one. */
    private volatile boolean awaited;
    private volatile boolean closed;
    private boolean binary;

    public TcpOutput(TcpSettings settings) {
        this.settings = settings;
        this.listener = new PortListener("raw port", "tcp.port", settings.place());
        this.selector = listener.selector();
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
        return listener.port();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        Optional<byte[]> telegram = RawTelegram.of(snapshot.reading().message().bytes());
        if (telegram.isPresent()) {
            if (awaited) {
                telegrams.add(telegram.get());
                selector.wakeup();
            }
        } else if (!binary) {
            binary = true;
            LOG.warn("raw port: this meter sends binary messages, which the raw port does not pass on");
        }
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
        try (selector; listener) {
            if (!listener.open(() -> closed)) {
                return;
            }
            while (!closed) {
                awaited = !clients.isEmpty() || !listener.isAccepting();
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                for (byte[] telegram = telegrams.poll(); telegram != null; telegram = telegrams.poll()) {
                    send(telegram);
                    listener.resume();
                }
            }
        } catch (IOException end) {
            LOG.error("raw port: ended: {}", end.toString());
        }
        List.copyOf(clients).forEach(this::drop);
    }

    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (listener.owns(key)) {
            listener.accept().ifPresent(this::admit);
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

    private void admit(SocketChannel channel) {
        try {
            if (clients.size() < settings.clients()) {
                clients.add(new Client(channel, selector));
                return;
            }
            LOG.debug("raw port: {} refused", channel.socket().getInetAddress());
        } catch (IOException left) {
            LOG.debug("raw port: a client left: {}", left.toString());
        }
        PortListener.close(channel);
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
