package org.dbusp1.output.server;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ImmediateEventExecutor;
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
import java.util.List;
import java.util.Optional;
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
 * At the limit of clients, of one address or of all, a new client is disconnected at once. All listeners of the process share one event
 * loop.
 */
public final class Listener implements Closeable {
    private static final Logger LOG = LoggerFactory.getLogger(Listener.class);
    private static final int BACKLOG = 64;
    /** How long the port is paused when the system has no file descriptor for a client. */
    private static final int PAUSE_MILLIS = 250;
    private static final int STOP_MILLIS = 300;
    private static final LastHandler LAST = new LastHandler();
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
    /** Those that are connected. */
    private final ChannelGroup clients = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    /** The open port; null while it is not open. */
    private @Nullable NioServerSocketChannel server;
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
    public void forEachClient(Consumer<Channel> work) {
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
        // One connection is accepted at each poll. Without free descriptors a second accept fails even if no client waits, and the port
        // would be paused.
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

        /** Called when accepting failed, because the system has no free file descriptors: the clients wait until there are some. */
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            LOG.debug("{}: a connection is not accepted: {}", name, fault.toString());
            context.channel().config().setAutoRead(false);
            later(() -> context.channel().config().setAutoRead(true), PAUSE_MILLIS);
        }
    }

    /** The last handler of each connection: closes it if another handler fails. */
    @Sharable
    private static final class LastHandler extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) {
            LOG.debug("{} disconnected: {}", context.channel().remoteAddress(), fault.toString());
            context.close();
        }
    }

    /** Adds the handlers of a connection. */
    static void initialize(ChannelPipeline pipeline, Consumer<ChannelPipeline> protocol) {
        protocol.accept(pipeline);
        pipeline.addLast(LAST);
    }

    /** Returns the address of a client. */
    public static InetAddress address(Channel client) {
        return ((InetSocketAddress) client.remoteAddress()).getAddress();
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
        initialize(channel.pipeline(), pipelineInitializer);
        clients.add(channel);
        loop.register(channel);
        return true;
    }

    private boolean hasRoom(InetAddress address) {
        boolean isLimited = limits.limitsLoopback() || !address.isLoopbackAddress();
        return clients.size() < limits.maxClients() && !(isLimited
                && clients.stream().filter(client -> address(client).equals(address)).count() >= limits.maxPerAddress());
    }

    @Override
    public void close() {
        closed = true;
        // Waited for only a short time: a busy event loop may close the port after this method has returned.
        Future<?> done = loop.submit(() -> {
            if (server != null) {
                server.close();
            }
            clients.close();
        });
        try {
            done.await(STOP_MILLIS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
