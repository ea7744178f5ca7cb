package org.dbusp1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Random;

/** Ports of this machine that nobody listens on. */
public final class FreePort {
    private static final Random RANDOM = new Random();

    private FreePort() {
    }

    /** Returns one below those that the kernel gives to clients: no client of another test takes it while it is closed. */
    public static int next() {
        int port = 20_000 + RANDOM.nextInt(10_000);
        while (true) {
            try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (BindException taken) {
                port++;
            } catch (IOException impossible) {
                throw new UncheckedIOException(impossible);
            }
        }
    }
}
