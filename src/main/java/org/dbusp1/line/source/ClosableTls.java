package org.dbusp1.line.source;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts connections, and can close the newest. {@code HttpsURLConnection.disconnect} waits for the lock of a thread that reads, which
 * a device can hold for ever; the socket below the encryption has no such lock. That is known here because {@code createSocket()} stays
 * unimplemented: then {@code HttpsClient} of the JDK connects a socket of its own, and passes it on. Thread safe.
 */
final class ClosableTls extends SSLSocketFactory {
    private final SSLSocketFactory encryption;
    private volatile @Nullable Socket newest;

    ClosableTls(SSLSocketFactory encryption) {
        this.encryption = encryption;
    }

    @Override
    public Socket createSocket(Socket connected, String host, int port, boolean closesIt) throws IOException {
        newest = connected;
        return encryption.createSocket(connected, host, port, closesIt);
    }

    void closeNewest() throws IOException {
        Socket socket = newest;
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return encryption.createSocket(host, port);
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return encryption.createSocket(host, port, local, localPort);
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return encryption.createSocket(host, port);
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return encryption.createSocket(host, port, local, localPort);
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return encryption.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return encryption.getSupportedCipherSuites();
    }
}
