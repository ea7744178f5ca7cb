package org.dbusp1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
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

    /** Returns a port that this JVM has not returned before. */
    public static int next() {
        while (true) {
            int port = FIRST + NEXT.getAndUpdate(last -> (last + 1) % PORTS);
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                continue;
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
