package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.dbusp1.Await;

/** A network between a driver and its broker, which can be cut, or hang. */
public final class Relay implements AutoCloseable {
    private static final int PIECE = 1_000;

    private final ServerSocket server;
    private final int target;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<byte[]> begins = new CopyOnWriteArrayList<>();
    private volatile boolean still;
    private volatile boolean answersWait;

    public Relay(int target) {
        this(0, target);
    }

    /** @param port where it listens from now on; 0 for a free one */
    Relay(int port, int target) {
        this.target = target;
        server = listening(port);
        start(this::accept);
    }

    /** A process that is being started may hold a socket that this JVM has closed, for a moment. */
    private static ServerSocket listening(int port) {
        AtomicReference<ServerSocket> bound = new AtomicReference<>();
        Await.await("port " + port, () -> {
            try {
                bound.set(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()));
                return true;
            } catch (BindException e) {
                return false;
            }
        });
        return bound.get();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** The first bytes to the broker on each connection, up to a thousand: without TLS the CONNECT message. */
    List<byte[]> begins() {
        return begins;
    }

    /** From now on passes on nothing, and closes nothing either: a cable was pulled somewhere. */
    public void pull() {
        still = true;
    }

    /** The cable is back; what ran through it is not, nor does anything get through before all is cut. */
    public void plug() {
        cut();
        still = false;
    }

    /** Whether what the broker answers waits from now on, while the driver's messages pass. */
    void holdAnswers(boolean isHeld) {
        answersWait = isHeld;
    }

    /** Breaks all connections; new ones can be made. */
    void cut() {
        List<Socket> open = List.copyOf(sockets);
        open.forEach(Relay::closeQuietly);
        sockets.removeAll(open);
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                near.setReceiveBufferSize(PIECE);
                Socket far = reach(near);
                far.setTcpNoDelay(true);
                sockets.addAll(List.of(near, far));
                start(() -> pump(near, far, true));
                start(() -> pump(far, near, false));
            } catch (IOException e) {
                continue;
            }
        }
    }

    /** Connects to the broker; while it is away the driver's connection is closed, as by its kernel. */
    private Socket reach(Socket near) throws IOException {
        try {
            return new Socket(InetAddress.getLoopbackAddress(), target);
        } catch (IOException e) {
            near.close();
            throw e;
        }
    }

    private void pump(Socket from, Socket to, boolean toBroker) {
        byte[] piece = new byte[PIECE];
        try (InputStream in = from.getInputStream(); OutputStream out = to.getOutputStream()) {
            boolean first = toBroker;
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (first) {
                    begins.add(Arrays.copyOf(piece, length));
                    first = false;
                }
                while (still || answersWait && !toBroker) {
                    Thread.sleep(20);
                }
                out.write(piece, 0, length);
            }
        } catch (IOException | InterruptedException e) {
            closeQuietly(from);
        }
        closeQuietly(to);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
