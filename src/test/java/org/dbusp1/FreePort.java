package org.dbusp1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/** Ports of this machine on which no program listens. */
public final class FreePort {
    /** Below the ports that the kernel gives to clients: no client takes one while it is closed. */
    private static final int FIRST = 12_000;
    private static final int PORTS = 20_000;
    /** The golden section of the ports: multiples of it are far from each other. */
    private static final int SPREAD = 12_361;
    /** Tests run in several JVMs at the same time, with numbers that are near: each begins elsewhere, and none gives a port twice. */
    private static final AtomicInteger NEXT = new AtomicInteger((int) (ProcessHandle.current().pid() * SPREAD % PORTS));

    private FreePort() {
    }

    /**
     * Returns a port that this JVM has not returned before. It is only bound to see whether it is free: a process that is being
     * started at this moment holds the sockets of this JVM for some milliseconds, and one that listens would keep the port.
     */
    public static int next() {
        while (true) {
            int port = FIRST + NEXT.getAndUpdate(last -> (last + 1) % PORTS);
            try (Socket free = new Socket()) {
                free.setReuseAddress(true);
                free.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException e) {
                continue;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
