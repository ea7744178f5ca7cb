package org.dbusp1.output.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A broker that accepts connections of MQTT 5, answers pings, and does little else. */
final class OddBroker implements AutoCloseable {
    private static final byte[] PINGRESP = {(byte) 0xD0, 0};
    private static final int CONNECT = 0x10;
    private static final int PINGREQ = 0xC0;
    private static final int PUBLISH = 0x30;

    private final byte[] connack;
    /** The longest packet after which it does not cut the connection. */
    private final int longest;
    /** How many connections it ends after its answer to them, the first ones. */
    private final int mostCut;
    /** Of messages that it does not acknowledge; empty for none. */
    private final String unacknowledged;
    /** So far. */
    private final AtomicInteger connections = new AtomicInteger();
    /** Topics of the messages of this connection. */
    private volatile List<String> topics = List.of();
    private final ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
    private final Thread thread = new Thread(this::serve, "odd broker");

    private OddBroker(int longest, int mostCut, String unacknowledged, byte... connack) throws IOException {
        this.longest = longest;
        this.mostCut = mostCut;
        this.unacknowledged = unacknowledged;
        this.connack = connack;
        thread.setDaemon(true);
        thread.start();
    }

    /** It cuts the connection at a longer packet without a word, as VerneMQ does. */
    static OddBroker thatCutsLongerPackets(int longest) throws IOException {
        return new OddBroker(longest, 0, "", (byte) 0x20, (byte) 3, (byte) 0, (byte) 0, (byte) 0);
    }

    /** It ends the first connections right after its answer to them, and works then. */
    static OddBroker thatCutsFirstConnections(int mostCut) throws IOException {
        return new OddBroker(Integer.MAX_VALUE, mostCut, "", (byte) 0x20, (byte) 3, (byte) 0, (byte) 0, (byte) 0);
    }

    /** @param most largest number of messages that are not acknowledged, the property Receive Maximum of its answer to a connection */
    static OddBroker thatNeverAcknowledges(String topic, int most) throws IOException {
        return new OddBroker(Integer.MAX_VALUE, 0, topic, (byte) 0x20, (byte) 6, (byte) 0, (byte) 0, (byte) 3, (byte) 0x21,
                (byte) (most >> 8), (byte) most);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    /** Returns the topics of the messages of the present connection. */
    List<String> topics() {
        return topics;
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                connections.incrementAndGet();
                answer(client);
            } catch (IOException e) {
                // The client or the test has ended.
            }
        }
    }

    private void answer(Socket client) throws IOException {
        InputStream in = client.getInputStream();
        List<String> received = new CopyOnWriteArrayList<>();
        topics = received;
        for (int type = in.read(); type >= 0; type = in.read()) {
            int length = 0;
            for (int shift = 0, part = 0x80; (part & 0x80) != 0; shift += 7) {
                part = in.read();
                length |= (part & 0x7F) << shift;
            }
            if (length > longest) {
                return;
            }
            byte[] packet = in.readNBytes(length);
            if (type == CONNECT || type == PINGREQ) {
                client.getOutputStream().write(type == CONNECT ? connack : PINGRESP);
            }
            if (connections.get() <= mostCut) {
                return;
            }
            if ((type & 0xF0) == PUBLISH) {
                int end = 2 + (packet[0] & 0xFF) * 256 + (packet[1] & 0xFF);
                String topic = new String(packet, 2, end - 2, StandardCharsets.UTF_8);
                received.add(topic);
                if ((type & 0x06) != 0 && !topic.equals(unacknowledged)) {
                    client.getOutputStream().write(new byte[] {0x40, 2, packet[end], packet[end + 1]});
                }
            }
        }
    }

    /** Its thread ends with the client. */
    @Override
    public void close() throws IOException {
        server.close();
    }
}
