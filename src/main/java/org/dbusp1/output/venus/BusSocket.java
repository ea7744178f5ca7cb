package org.dbusp1.output.venus;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.spi.message.InputStreamMessageReader;

/**
 * A socket of the bus that has let us in. dbus-java makes and reads the messages; its connections are not used, whose
 * threads, proxies and reflection would cost a small device megabytes and a good part of the start.
 */
final class BusSocket implements Closeable {
    /** Holds all that is sent again and again; a longer message goes in pieces of this size. */
    private static final int SIZE = 8 * 1024;
    /** D-Bus specification, "Authentication Protocol": no line is near that long. */
    private static final int LONGEST_LINE = 1024;

    private final SocketChannel channel;
    private final InputStreamMessageReader reader;
    private final ByteBuffer out = ByteBuffer.allocateDirect(SIZE);

    private BusSocket(SocketChannel channel) {
        this.channel = channel;
        reader = new InputStreamMessageReader(channel);
    }

    /**
     * Connects and authenticates.
     *
     * @throws IOException when there is no bus at the path, or it does not let us in; one line
     */
    static BusSocket open(String path) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        try {
            authenticate(channel);
            return new BusSocket(channel);
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    /** Mechanism EXTERNAL: the kernel tells the bus who we are, so that nothing is left to say (D-Bus specification). */
    private static void authenticate(SocketChannel channel) throws IOException {
        say(channel, "\0AUTH EXTERNAL\r\n");
        String answer = line(channel);
        if (answer.startsWith("DATA")) {
            say(channel, "DATA\r\n");
            answer = line(channel);
        }
        if (!answer.startsWith("OK ")) {
            throw new IOException("the bus does not let us in: " + answer);
        }
        say(channel, "BEGIN\r\n");
    }

    private static void say(SocketChannel channel, String words) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(words.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** Byte by byte: what follows the last line is not ours to read here. */
    private static String line(SocketChannel channel) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.length() < LONGEST_LINE) {
            if (channel.read(one) < 0) {
                throw new EOFException("the bus hung up");
            }
            char character = (char) one.get(0);
            if (character == '\n') {
                return line.toString().strip();
            }
            line.append(character);
            one.clear();
        }
        throw new IOException("no D-Bus daemon: " + line);
    }

    /**
     * Waits for a message.
     *
     * @throws IOException   when the bus is gone, or the socket was closed
     * @throws DBusException when dbus-java does not understand this one; the next may be better
     */
    Message read() throws IOException, DBusException {
        Message message;
        do {
            message = reader.readMessage(); // null: it is not whole yet
        } while (message == null);
        return message;
    }

    /**
     * Writes a message with one system call. One for each of dbus-java's pieces would be several hundred for an
     * ItemsChanged, and each of them would wake the bus.
     */
    synchronized void write(Message message) throws IOException {
        out.clear();
        for (byte[] piece : message.getWireData()) {
            if (piece == null) {
                break; // dbus-java leaves the rest of its array unused
            }
            append(piece);
        }
        flush();
    }

    private void append(byte[] piece) throws IOException {
        for (int at = 0; at < piece.length; ) {
            int length = Math.min(out.remaining(), piece.length - at);
            out.put(piece, at, length);
            at += length;
            if (!out.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        out.flip();
        while (out.hasRemaining()) {
            channel.write(out);
        }
        out.clear();
    }

    /** Ends a {@link #read()} that waits, too. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
