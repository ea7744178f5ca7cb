package org.dbusp1.output.modbus;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** Modbus TCP by hand, so that requests can be what no library sends. */
public final class RawClient implements AutoCloseable {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private int transaction;

    /** @param from the address of the client on this machine */
    RawClient(String from, int port) throws IOException {
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    public RawClient(int port) throws IOException {
        this("127.0.0.1", port);
    }

    void send(int... bytes) throws IOException {
        byte[] all = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            all[i] = (byte) bytes[i];
        }
        socket.getOutputStream().write(all);
    }

    /** Sends a PDU to a unit and returns the answer's PDU. */
    int[] ask(int unit, int... pdu) throws IOException {
        request(unit, pdu);
        return answer();
    }

    void request(int unit, int... pdu) throws IOException {
        int[] frame = new int[7 + pdu.length];
        transaction++;
        frame[0] = transaction >> 8;
        frame[1] = transaction;
        frame[4] = pdu.length + 1 >> 8;
        frame[5] = pdu.length + 1;
        frame[6] = unit;
        System.arraycopy(pdu, 0, frame, 7, pdu.length);
        send(frame);
    }

    int[] answer() throws IOException {
        in.readUnsignedShort();
        if (in.readUnsignedShort() != 0) {
            throw new IOException("another protocol");
        }
        int[] pdu = new int[in.readUnsignedShort() - 1];
        in.readUnsignedByte();
        for (int i = 0; i < pdu.length; i++) {
            pdu[i] = in.readUnsignedByte();
        }
        return pdu;
    }

    /** Reads holding registers. */
    public int[] read(int address, int count) throws IOException {
        return ask(1, 3, address >> 8, address & 0xff, count >> 8, count & 0xff);
    }

    /** Returns whether the server has closed the connection; waits for it. */
    boolean isClosed() throws IOException {
        try {
            return in.read() < 0;
        } catch (java.net.SocketException e) {
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
