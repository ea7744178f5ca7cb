package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** A broker that accepts connections of MQTT 5, answers pings, and does nothing else. */
public final class OddBroker implements AutoCloseable {
    private static final byte[] PINGRESP = {(byte) 0xD0, 0};
    private static final int CONNECT = 0x10;
    private static final int PINGREQ = 0xC0;

    private final byte[] connack;
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "odd broker");

    private OddBroker(byte... connack) throws IOException {
        this.connack = connack;
        thread.setDaemon(true);
        thread.start();
    }

    public static OddBroker thatAcknowledgesNothing() throws IOException {
        return new OddBroker((byte) 0x20, (byte) 3, (byte) 0, (byte) 0, (byte) 0);
    }

    /** Its answer to a connection has the property Maximum Packet Size. */
    public static OddBroker ofTinyPackets() throws IOException {
        return new OddBroker((byte) 0x20, (byte) 8, (byte) 0, (byte) 0, (byte) 5, (byte) 0x27, (byte) 0, (byte) 0, (byte) 0, (byte) 20);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                answer(client);
            } catch (IOException e) {
                // The client or the test has ended.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        for (int type = in.read(); type >= 0; type = in.read()) {
            int length = 0;
            for (int shift = 0, part = 0x80; (part & 0x80) != 0; shift += 7) {
                part = in.read();
                length |= (part & 0x7F) << shift;
            }
            in.readNBytes(length);
            if (type == CONNECT || type == PINGREQ) {
                client.getOutputStream().write(type == CONNECT ? connack : PINGRESP);
            }
        }
    }

    /** Its thread ends with the client. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
