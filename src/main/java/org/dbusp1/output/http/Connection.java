package org.dbusp1.output.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import org.dbusp1.output.PortListener;
import org.dbusp1.output.http.RequestParser.RefusedException;

/**
 * The connection of one client. It is in one phase at a time, and each phase has a time limit; {@link #expire} closes a
 * connection that exceeds it. While the connection waits for a request it costs no thread.
 */
final class Connection {
    /** What a connection does, and how long that may take. */
    enum Phase {
        /** No byte of the next request has come. */
        IDLE(Duration.ofSeconds(15)),
        /** The head of a request is not complete; a usual client needs one segment. */
        HEAD(Duration.ofSeconds(5)),
        /** The answer, or its next piece, waits for a thread or is made by one. */
        ANSWER(Duration.ofMinutes(1)),
        /** The client has to take a piece of the answer. */
        WRITE(Duration.ofSeconds(10)),
        /** The answer was the last one. To close at once would reset the connection, and the client could lose it. */
        LAST(Duration.ofSeconds(2));

        private final Duration most;

        Phase(Duration most) {
            this.most = most;
        }
    }

    /** The limit of {@link Phase#WRITE} while other clients wait for a thread. */
    private static final Duration CROWDED = Duration.ofSeconds(1);
    private static final int FIRST_BYTES = 1024;
    private static final int MOST_DISCARDED = 64 * 1024;

    private final SocketChannel channel;
    private final InetAddress client;
    private byte[] received = new byte[FIRST_BYTES];
    private int length;
    private int end = -1;
    private int discarded;
    private Phase phase = Phase.IDLE;
    private long since = System.nanoTime();
    private Optional<Thread> worker = Optional.empty();

    /** @throws IOException when the client has left already */
    Connection(SocketChannel channel) throws IOException {
        this.channel = channel;
        this.client = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
    }

    SocketChannel channel() {
        return channel;
    }

    InetAddress client() {
        return client;
    }

    synchronized Phase phase() {
        return phase;
    }

    /** Whether it waits for a request, so that closing it loses no answer. */
    synchronized boolean isWaiting() {
        return phase == Phase.IDLE || phase == Phase.HEAD;
    }

    synchronized void enter(Phase next) {
        phase = next;
        since = System.nanoTime();
    }

    /** Whether a head is complete, or too long to become one. */
    boolean hasRequest() {
        return end >= 0 || length == RequestParser.MOST_BYTES;
    }

    /**
     * Reads what has come, without waiting.
     *
     * @throws IOException when the client has closed the connection
     */
    void receive() throws IOException {
        if (length == received.length) {
            received = Arrays.copyOf(received, Math.min(2 * length, RequestParser.MOST_BYTES));
        }
        int count = read(ByteBuffer.wrap(received, length, received.length - length));
        if (length == 0 && count > 0) {
            enter(Phase.HEAD);
        }
        end = RequestParser.end(received, length, length + count);
        length += count;
    }

    /** Reads what comes after the last answer, and drops it. */
    void discard() throws IOException {
        discarded += read(ByteBuffer.wrap(received));
        if (discarded > MOST_DISCARDED) {
            throw new IOException("the client does not end");
        }
    }

    private int read(ByteBuffer into) throws IOException {
        int count = channel.read(into);
        if (count < 0) {
            throw new EOFException("the client has left");
        }
        return count;
    }

    /** Takes the request that is complete; what was received after it stays for the next. */
    Request take() throws RefusedException {
        if (end < 0) {
            throw new RefusedException(431, "the request is longer than " + RequestParser.MOST_BYTES + " bytes");
        }
        byte[] head = Arrays.copyOf(received, end);
        System.arraycopy(received, end, received, 0, length - end);
        length -= end;
        end = RequestParser.end(received, 0, length);
        return RequestParser.parse(head, client);
    }

    /** Prepares for the next request. */
    void next() {
        enter(length > 0 ? Phase.HEAD : Phase.IDLE);
    }

    /** Writes all of it; waits for the client. */
    void write(ByteBuffer... pieces) throws IOException {
        enter(Phase.WRITE);
        while (Arrays.stream(pieces).anyMatch(ByteBuffer::hasRemaining)) {
            channel.write(pieces);
        }
        enter(Phase.ANSWER);
    }

    /** A thread begins to answer. */
    synchronized void begin() {
        worker = Optional.of(Thread.currentThread());
    }

    /** The thread no longer works for this client. */
    synchronized void end() {
        worker = Optional.empty();
        // An interrupt was for this connection.
        Thread.interrupted();
    }

    /**
     * Closes it when its phase takes too long, and interrupts the thread that works for it.
     *
     * @param crowded whether other clients wait for a thread
     * @return whether it is closed
     */
    synchronized boolean expire(long now, boolean crowded) {
        Duration most = crowded && phase == Phase.WRITE ? CROWDED : phase.most;
        if (channel.isOpen() && now - since > most.toNanos()) {
            close();
        }
        return !channel.isOpen();
    }

    synchronized void close() {
        worker.ifPresent(Thread::interrupt);
        PortListener.close(channel);
    }
}
