package org.dbusp1.line.source;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.dbusp1.base.problem.Condition;
import org.dbusp1.base.process.ConsecutiveCount;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A P1 port on the network: ser2net, an ESP bridge, a dongle, another dbus-p1. A connection without data is broken, even if
 * the other side did not close it: after a minute of silence the connection is opened again, or after three of the owner's intervals if
 * that is longer.
 */
public final class TcpSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(TcpSource.class);
    /** The limit for the lookup of the name, and the same limit for the connection. */
    private static final int CONNECT_MILLIS = 10_000;
    private static final Duration SILENCE = Duration.ofMinutes(1);
    private static final int INTERVALS = 3;
    /** A connection that brought fewer bytes brought no telegram: at most a line such as "Port already in use". */
    private static final int LEAST_BYTES = 64;
    /** Connections without a telegram in a row that the other side closed at once: one may be the restart of a bridge. */
    private static final int CLOSED_CONNECTIONS = 3;
    /** A connection that lasts longer was accepted: a bridge may end it because the meter is silent. */
    private static final long AT_ONCE_NANOS = Duration.ofSeconds(5).toNanos();

    private final String host;
    private final int port;
    private final long silentNanos;
    private final LongSupplier nanos;
    private final ReadPauseMonitor pause;
    private final Supplier<InetSocketAddress> lookup;
    private final int connectMillis;
    private volatile Socket socket = new Socket();
    private InputStream in = InputStream.nullInputStream();
    private long openedNanos;
    private long lastBytesNanos;
    private int received;
    private final ConsecutiveCount closings = new ConsecutiveCount(CLOSED_CONNECTIONS);

    /** @param interval the longest time between telegrams that the owner expects; null if the owner gave none */
    public TcpSource(String host, int port, @Nullable Duration interval) {
        this(host, port, () -> new InetSocketAddress(host, port), CONNECT_MILLIS, silence(interval).toNanos(), System::nanoTime);
    }

    TcpSource(String host, int port, Supplier<InetSocketAddress> lookup, int connectMillis, long silentNanos, LongSupplier nanos) {
        this.host = host;
        this.port = port;
        this.lookup = lookup;
        this.connectMillis = connectMillis;
        this.silentNanos = silentNanos;
        this.nanos = nanos;
        this.pause = new ReadPauseMonitor(nanos);
    }

    static Duration silence(@Nullable Duration interval) {
        Duration valid = interval == null ? SILENCE : interval.multipliedBy(INTERVALS);
        return valid.compareTo(SILENCE) < 0 ? SILENCE : valid;
    }

    @Override
    public void open() throws SourceException {
        Socket fresh = new Socket();
        try {
            in = connected(fresh);
            socket = fresh;
            openedNanos = nanos.getAsLong();
            lastBytesNanos = openedNanos;
            received = 0;
            pause.start();
        } catch (SourceException e) {
            throw e;
        } catch (IOException e) {
            close(fresh);
            throw new SourceException(Condition.LINE_ABSENT, "cannot connect to " + host + ":" + port + ": " + reason(e));
        }
    }

    private InputStream connected(Socket fresh) throws IOException {
        InetSocketAddress address = BoundedCall.await(CompletableFuture.supplyAsync(lookup, TcpSource::onOwnThread), connectMillis);
        if (address.isUnresolved()) {
            throw new SourceException(Condition.LINE_ABSENT, "no address is known for " + host + ": check its name");
        }
        fresh.connect(address, connectMillis);
        fresh.setKeepAlive(true);
        return fresh.getInputStream();
    }

    /** On its own thread, so that a lookup that hangs does not delay the next one. */
    private static void onOwnThread(Runnable lookup) {
        Thread thread = new Thread(lookup, "lookup");
        thread.setDaemon(true);
        thread.start();
    }

    private static String reason(IOException unreachable) {
        if (unreachable instanceof ConnectException) {
            return "no program listens there; is the bridge switched on, and the port number right?";
        }
        if (unreachable instanceof SocketTimeoutException || unreachable instanceof NoRouteToHostException) {
            return "no answer; is the bridge switched on, and in this network?";
        }
        return Objects.requireNonNullElse(unreachable.getMessage(), "no connection");
    }

    @Override
    public int read(byte[] into, int timeoutMillis) throws IOException {
        try {
            socket.setSoTimeout(Math.max(1, timeoutMillis));
            int count = in.read(into);
            if (count < 0) {
                throw closed();
            }
            pause.readEnded(timeoutMillis);
            lastBytesNanos = nanos.getAsLong();
            received = Math.min(received + count, LEAST_BYTES);
            if (received == LEAST_BYTES) {
                closings.reset();
            }
            return count;
        } catch (SocketTimeoutException e) {
            pause.readEnded(timeoutMillis);
            if (nanos.getAsLong() - lastBytesNanos > silentNanos) {
                throw new IOException("nothing came for " + silentNanos / 1_000_000_000L + " s: the link counts as broken");
            }
            return 0;
        }
    }

    private IOException closed() {
        boolean isTaken = closings.accept(received < LEAST_BYTES && nanos.getAsLong() - openedNanos <= AT_ONCE_NANOS);
        return isTaken ? new SourceException(Condition.LINE_TAKEN, host + ":" + port
                + " closes each connection: another program is connected to it")
                : new IOException("the other side closed the connection");
    }

    @Override
    public long lastReadNanos() {
        return pause.lastNanos();
    }

    @Override
    public String name() {
        return host + "_" + port;
    }

    @Override
    public Optional<String> lineIdentity() {
        return Optional.of(host + ":" + port);
    }

    @Override
    public String description() {
        return host + ":" + port;
    }

    /** {@inheritDoc} A socket is closed at once, even if another thread waits for its data. */
    @Override
    public void close() {
        close(socket);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // The connection was only read: no data are lost.
            LOG.debug("closing: {}", e.getMessage());
        }
    }
}
