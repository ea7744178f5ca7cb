package org.dbusp1.output.server;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import java.io.Closeable;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.dbusp1.base.process.Backoff;
import org.dbusp1.base.process.Fault;
import org.dbusp1.base.process.ThinnedLog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's port with its clients. The port is opened as soon as it is free; only clients of allowed networks are served.
 * At the limit of clients, of one address or of all, a new client replaces the one that has sent no request for longest; where an answer
 * is owed to each, one that has had answers leaves after the next. Those that leave do not count; at most as many
 * may leave as may stay. A client that is too slow is disconnected. All listeners of the process share one event loop.
 */
public final class Listener implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 64;
    private static final int CHECK_MILLIS = 250;
    private static final int STOP_MILLIS = 300;
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(2);
    private static final int MOST_BYTES_READ = 4096;

    private static final class Loop {
        static final EventLoopGroup SHARED = new NioEventLoopGroup(1, new DefaultThreadFactory("servers", true));
    }

    /** @param limitsLoopback whether maxPerAddress limits this machine's address too, from which a proxy may connect for many users */
    public record Limits(int maxClients, int maxPerAddress, boolean limitsLoopback) {
    }

    /**
     * @param allow networks that may connect; empty: no client that reaches the address is refused. This machine may always connect
     * @param refuses whether others are refused here; else the protocol answers them
     */
    public record Address(InetAddress bind, PortRange port, List<Network> allow, boolean refuses) {
        public Address {
            allow = List.copyOf(allow);
        }

        public Address(InetAddress bind, PortRange port, List<Network> allow) {
            this(bind, port, allow, true);
        }
    }

    private final String name;
    private final String portKey;
    private final Address listenOn;
    private final Limits limits;
    private final Consumer<ChannelPipeline> pipelineInitializer;
    private final EventLoopGroup loop;
    private final ThinnedLog refusalLog = ThinnedLog.counted();
    /** The oldest client first; changed only on the event loop. */
    private final List<ClientConnection> clients = new CopyOnWriteArrayList<>();
    /** The open port; null while it is not open. */
    private @Nullable NioServerSocketChannel server;
    /** The periodic check for slow clients; null while there are no clients. */
    private @Nullable Future<?> overdueCheck;
    private final Backoff backoff = new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private volatile int port;
    /** Whether the first attempt to open the port has ended. */
    private volatile boolean attempted;
    private volatile long startedNanos;
    private final Fault fault = new Fault(LOG::warn);
    private volatile boolean closed;

    /** @param portKey the configuration key of the port, in messages */
    public Listener(String name, String portKey, Address listenOn, Limits limits, Consumer<ChannelPipeline> pipelineInitializer) {
        this(name, portKey, listenOn, limits, pipelineInitializer, Loop.SHARED);
    }

    Listener(String name, String portKey, Address listenOn, Limits limits, Consumer<ChannelPipeline> pipelineInitializer,
            EventLoopGroup loop) {
        this.name = name;
        this.portKey = portKey;
        this.listenOn = listenOn;
        this.limits = limits;
        this.pipelineInitializer = pipelineInitializer;
        this.loop = loop;
    }

    /** Opens the port now, or as soon as it is free. Returns at once. */
    public void start() {
        startedNanos = System.nanoTime();
        loop.execute(this::open);
    }

    /**
     * Returns whether the first attempt to open the port has ended, well or not; one that hangs has ended after
     * {@link #LONGEST_ATTEMPT}. Asked after {@link #start}. Thread safe; never waits.
     */
    public boolean isReady() {
        return attempted || System.nanoTime() - startedNanos >= LONGEST_ATTEMPT.toNanos();
    }

    /** Returns the port that the server listens on; 0 while the port is not open. */
    public int port() {
        return port;
    }

    /** Returns why the port cannot be opened; absent while it is open, and before the first attempt. Thread safe. */
    public Optional<String> fault() {
        return fault.text();
    }

    /** Runs work for each client on the event loop; without clients the event loop is not woken. */
    public void forEachClient(Consumer<ClientConnection> work) {
        if (!clients.isEmpty()) {
            loop.execute(() -> clients.forEach(work));
        }
    }

    private void open() {
        if (closed) {
            return;
        }
        try {
            // Bound here, before Netty gets the socket: with Netty's bind the driver would have to wait for the event loop.
            ServerSocketChannel socket = ServerSocketChannel.open();
            try {
                listenOn.port().open(number -> socket.bind(new InetSocketAddress(listenOn.bind(), number), BACKLOG));
            } catch (IOException | RuntimeException e) {
                socket.close();
                throw e;
            }
            listen(new NioServerSocketChannel(socket));
            fault.end();
        } catch (IOException | RuntimeException e) {
            String cause = cause(e);
            boolean inUse = cause.contains("in use");
            String what = "cannot listen on " + listenOn.bind().getHostAddress() + " " + listenOn.port();
            fault.show(what + ": " + cause, name + ": " + what + " (" + cause + ")"
                    + (inUse ? ": what answers there is another program" : "") + "; it is tried again, or choose another " + portKey
                    + (inUse ? "" : listenOn.port().permissionHint()));
            later(this::open, (int) backoff.failed().toMillis());
        }
        attempted = true;
    }

    private String cause(Exception e) {
        if (e instanceof UnsupportedAddressTypeException) {
            return listenOn.bind() instanceof Inet6Address ? "this machine has no IPv6" : "this machine has no IPv4";
        }
        return e.getMessage() != null ? e.getMessage() : e.toString();
    }

    private void later(Runnable work, int millis) {
        loop.schedule(work, millis, TimeUnit.MILLISECONDS);
    }

    private void listen(NioServerSocketChannel channel) {
        server = channel;
        // One connection is accepted at each poll. Without free descriptors a second accept fails even if no client waits, and
        // the newest client would be closed to make room.
        MaxMessagesRecvByteBufAllocator reading = channel.config().getRecvByteBufAllocator();
        reading.maxMessagesPerRead(1);
        channel.pipeline().addLast(new Acceptor());
        loop.register(channel);
        port = channel.localAddress().getPort();
        int preferred = listenOn.port().preferred();
        String url = hosts(listenOn).stream().map(host -> url(portKey, host, port)).collect(Collectors.joining(", "));
        if (preferred == 0 || preferred == port) {
            LOG.info("{} on {}", name, url);
        } else {
            LOG.warn("{} on {}, because another program has port {}", name, url, preferred);
        }
    }

    /**
     * Returns where clients find a server: one that listens on all addresses by the machine's name, and by its own addresses in the
     * networks that may connect. Asks no server for names.
     */
    static List<String> hosts(Address listenOn) {
        List<String> hosts = new ArrayList<>();
        if (listenOn.bind().isAnyLocalAddress()) {
            try {
                hosts.add(Files.readString(Path.of("/proc/sys/kernel/hostname")).strip());
                NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses)
                        .filter(own -> !own.isLoopbackAddress() && !own.isLinkLocalAddress() && Network.admits(listenOn.allow(), own))
                        .map(Listener::host).sorted().forEach(hosts::add);
            } catch (IOException e) {
                LOG.debug("not all names and addresses of this machine are known: {}", e.getMessage());
            }
        }
        if (hosts.isEmpty()) {
            hosts.add(host(listenOn.bind()));
        }
        return hosts;
    }

    private static String host(InetAddress address) {
        String host = address.getHostAddress().replaceFirst("%.*", "");
        return address instanceof Inet6Address ? "[" + host + "]" : host;
    }

    /** Returns the URL of the server; the key of the port begins with the name of the protocol. */
    static String url(String portKey, String host, int port) {
        return portKey.replace(".port", "://") + host + ":" + port;
    }

    private final class Acceptor extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object connection) {
            SocketChannel channel = (SocketChannel) connection;
            if (!admit(channel)) {
                channel.unsafe().closeForcibly();
            }
        }

        /** Called when accepting failed, because the system has no free file descriptors: makes room and pauses the port. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            LOG.debug("{}: a connection is not accepted: {}", name, fault.toString());
            context.channel().config().setAutoRead(false);
            makeRoom(clients, limits.maxClients());
            later(() -> context.channel().config().setAutoRead(true), CHECK_MILLIS);
        }
    }

    private boolean admit(SocketChannel channel) {
        InetSocketAddress remote = channel.remoteAddress();
        if (remote == null || listenOn.refuses() && !Network.admits(listenOn.allow(), remote.getAddress())) {
            LOG.debug("{}: {} refused", name, remote);
            return false;
        }
        InetAddress address = remote.getAddress();
        if (!hasRoom(address)) {
            refusalLog.countAndLog(times -> LOG.info("{}: no place for {}; there are {}, and {} for one address{}", name,
                    address.getHostAddress(), limits.maxClients(), limits.maxPerAddress(), times));
            return false;
        }
        channel.config().setTcpNoDelay(true).setKeepAlive(true).setAllocator(UnpooledByteBufAllocator.DEFAULT)
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(64, 512, MOST_BYTES_READ));
        ClientConnection client = new ClientConnection(channel, address, () -> removeClient(channel), System::nanoTime);
        client.serve(pipelineInitializer);
        clients.add(client);
        if (overdueCheck == null) {
            overdueCheck = loop.scheduleWithFixedDelay(() -> clients.stream().filter(ClientConnection::isOverdue)
                    .forEach(slow -> slow.channel().close()), CHECK_MILLIS, CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
        loop.register(channel);
        return true;
    }

    private boolean hasRoom(InetAddress address) {
        List<ClientConnection> ofAddress = clients.stream().filter(client -> client.address().equals(address)).toList();
        boolean unlimited = !limits.limitsLoopback() && address.isLoopbackAddress();
        if (!unlimited && staying(ofAddress).size() >= limits.maxPerAddress()) {
            return makeRoom(ofAddress, limits.maxPerAddress());
        }
        return staying(clients).size() < limits.maxClients() || makeRoom(clients, limits.maxClients());
    }

    private static List<ClientConnection> staying(List<ClientConnection> among) {
        return among.stream().filter(client -> !client.isLeaving()).toList();
    }

    /**
     * Closes the client that has sent no request for longest, first of those that have sent none at all; or lets the oldest leave.
     *
     * @param most as many of these may leave as may stay
     */
    private boolean makeRoom(List<ClientConnection> among, int most) {
        List<ClientConnection> staying = staying(among);
        Optional<ClientConnection> idle = staying.stream().filter(client -> !client.isAnswerOwed())
                .min(Comparator.comparing(ClientConnection::sentRequest)
                .thenComparing(Comparator.comparingLong(ClientConnection::idleNanos).reversed()));
        if (idle.isPresent()) {
            idle.get().channel().close();
            return true;
        }
        Optional<ClientConnection> answered = staying.stream().filter(ClientConnection::isAnswered).findFirst()
                .filter(client -> among.size() < 2 * most && clients.size() < 2 * limits.maxClients());
        answered.ifPresent(ClientConnection::leave);
        return answered.isPresent();
    }

    private void removeClient(SocketChannel channel) {
        clients.removeIf(client -> client.channel() == channel);
        if (clients.isEmpty() && overdueCheck != null) {
            overdueCheck.cancel(false);
            overdueCheck = null;
        }
    }

    @Override
    public void close() {
        closed = true;
        // Waited for only a short time: a busy event loop may close the port after this method has returned.
        Future<?> done = loop.submit(() -> {
            if (server != null) {
                server.close();
            }
            clients.forEach(client -> client.channel().close());
        });
        try {
            done.await(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
