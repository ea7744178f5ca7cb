package org.dbusp1.output.venus;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.freedesktop.dbus.exceptions.DBusException;

/**
 * A socket of the bus that has let us in. dbus-java makes and reads the messages; its connections are not used, whose
 * threads, proxies and reflection would cost a small device megabytes and a good part of the start.
 */
final class BusSocket implements Closeable {
    /** Holds all that is sent again and again; a longer message goes in pieces of this size. */
    private static final int SIZE = 8 * 1024;
    /** D-Bus specification, "Authentication Protocol": no line is near that long. */
    private static final int LONGEST_LINE = 1024;
    private static final long RETRY_MILLIS = 1;
    private static final String NO_ANSWER = "the bus does not answer";

    private final SocketChannel channel;
    private final MessageReader reader;
    private final ByteBuffer out = ByteBuffer.allocateDirect(SIZE);

    private BusSocket(SocketChannel channel) {
        this.channel = channel;
        reader = new MessageReader(channel);
    }

    /**
     * Connects and authenticates. Waits no longer than the limit, also for a bus that is stopped: its kernel socket
     * takes connections, and nobody answers.
     *
     * @throws IOException when there is no bus at the path, it refuses, or it does not answer in time; one line
     */
    static BusSocket open(String path, Duration limit) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        SocketChannel channel = connect(path, deadline);
        try {
            authenticate(channel, deadline);
            channel.configureBlocking(true);
            return new BusSocket(channel);
        } catch (IOException refused) {
            channel.close();
            throw refused;
        }
    }

    /**
     * Not blocking: where the bus's queue of connections is full, as it may be while a GX device starts, connect(2)
     * would wait without limit. Java then throws a plain SocketException (EAGAIN), and it is tried again.
     */
    private static SocketChannel connect(String path, long deadline) throws IOException {
        while (true) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            try {
                channel.configureBlocking(false);
                channel.connect(UnixDomainSocketAddress.of(path));
                return channel;
            } catch (IOException refused) {
                channel.close();
                if (refused instanceof ConnectException || !Files.exists(Path.of(path))) {
                    throw refused;
                }
                pause(deadline, "the bus accepts no connection: " + refused.getMessage());
            }
        }
    }

    /** Mechanism EXTERNAL: the kernel tells the bus who we are, so nothing is left to send (D-Bus specification). */
    private static void authenticate(SocketChannel channel, long deadline) throws IOException {
        send(channel, "\0AUTH EXTERNAL\r\n", deadline);
        String answer = line(channel, deadline);
        if (answer.startsWith("DATA")) {
            send(channel, "DATA\r\n", deadline);
            answer = line(channel, deadline);
        }
        if (!answer.startsWith("OK ")) {
            throw new IOException("the bus refuses the connection: " + answer);
        }
        send(channel, "BEGIN\r\n", deadline);
    }

    private static void send(SocketChannel channel, String line, long deadline) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(StandardCharsets.US_ASCII));
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                pause(deadline, NO_ANSWER);
            }
        }
    }

    /** Byte by byte: what follows the last line belongs to the first message. */
    private static String line(SocketChannel channel, long deadline) throws IOException {
        StringBuilder line = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (line.length() < LONGEST_LINE) {
            int count = channel.read(one);
            if (count < 0) {
                throw new EOFException("the bus closed the connection");
            }
            if (count == 0) {
                pause(deadline, NO_ANSWER);
                continue;
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

    /** Sleeps between two tries: a selector would load classes that nothing else here needs. */
    private static void pause(long deadline, String cause) throws IOException {
        if (System.nanoTime() - deadline > 0) {
            throw new IOException(cause);
        }
        try {
            Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(cause);
        }
    }

    /**
     * Waits for a message.
     *
     * @throws IOException   when the bus is gone, or the socket was closed
     * @throws DBusException when dbus-java does not understand this one; the next may be better
     */
    MessageReader.Received read() throws IOException, DBusException {
        Optional<MessageReader.Received> received = reader.read();
        while (received.isEmpty()) {
            received = reader.read();
        }
        return received.get();
    }

    /**
     * Writes a message with one system call. One for each of dbus-java's pieces would be dozens for a
     * call, and each of them would wake the bus. For one thread; waits while the bus does not read.
     */
    void write(EncodedMessage message) throws IOException {
        byte[][] pieces = message.pieces();
        for (int i = 0; i < pieces.length && pieces[i] != null; i++) {
            for (int at = 0; at < pieces[i].length; ) {
                int length = Math.min(out.remaining(), pieces[i].length - at);
                out.put(pieces[i], at, length);
                at += length;
                if (!out.hasRemaining()) {
                    flush();
                }
            }
        }
        flush();
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
