package org.dbusp1.output.modbus;

import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.server.ModbusRequestContext.ModbusTcpRequestContext;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.dbusp1.output.PortListener;

/**
 * The connection of one client: bytes to requests, and answers to bytes. Never waited for: the next request is read
 * when the answer before has been taken. Used by one thread.
 */
final class Client implements ModbusTcpRequestContext {
    /** More than a GX device needs while it searches; a client that asks more often waits. */
    static final int MOST_EACH_SECOND = 50;
    /** Between two requests. dbus-modbus-client asks each second, other programs each minute. */
    private static final Duration IDLE = Duration.ofMinutes(2);
    /** To send the rest of a request, or to take an answer. */
    private static final Duration HALF = Duration.ofSeconds(5);
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    /** MODBUS Messaging on TCP/IP, 3.1.3: unit and PDU follow the length. */
    private static final int HEADER = 7;
    private static final int LENGTH_AT = 4;
    private static final int LEAST_LENGTH = 2;
    private static final int MOST_LENGTH = 254;
    private static final int LONGEST = HEADER - 1 + MOST_LENGTH;

    /** Bytes that are no request: nothing tells where the next request would begin. */
    static final class GarbageException extends IOException {
        private static final long serialVersionUID = 1;

        GarbageException() {
            super("no Modbus request");
        }
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final InetAddress address;
    private final ByteBuffer received = ByteBuffer.allocate(2 * LONGEST);
    private Optional<ByteBuffer> answer = Optional.empty();
    /** When it asked last, monotonic. */
    private long active;
    /** When the request began of which a part has come, monotonic. */
    private long begun;
    private long second;
    private int requests;
    private boolean paused;
    private boolean asked;

    /** @throws ClosedChannelException when it has left already */
    Client(SocketChannel channel, Selector selector, long now) throws ClosedChannelException {
        this.channel = channel;
        this.address = channel.socket().getInetAddress();
        this.active = now;
        this.second = now;
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    InetAddress address() {
        return address;
    }

    /** Whether it has ever sent a whole request. */
    boolean hasAsked() {
        return asked;
    }

    /** When it asked last, monotonic. */
    long active() {
        return active;
    }

    /** Reads what has come. @throws IOException when it has left */
    void receive(long now) throws IOException {
        begun = received.position() == 0 ? now : begun;
        if (channel.read(received) < 0) {
            throw new EOFException("the client has left");
        }
    }

    /**
     * The next request; empty when there is no whole one, when the answer before has not been taken, or when the client
     * asks too often and has to wait.
     *
     * @throws GarbageException when it is none
     */
    Optional<ModbusTcpFrame> next(long now) throws GarbageException {
        int have = received.position();
        if (answer.isPresent() || have < HEADER) {
            return Optional.empty();
        }
        int length = received.getShort(LENGTH_AT) & 0xffff;
        if (length < LEAST_LENGTH || length > MOST_LENGTH || received.getShort(2) != 0) {
            throw new GarbageException();
        }
        int whole = HEADER - 1 + length;
        if (have < whole || mustWait(now)) {
            return Optional.empty();
        }
        received.flip();
        MbapHeader header = MbapHeader.Serializer.decode(received);
        byte[] pdu = new byte[whole - HEADER];
        received.get(pdu);
        received.compact();
        asked = true;
        active = now;
        begun = now;
        return Optional.of(new ModbusTcpFrame(header, ByteBuffer.wrap(pdu)));
    }

    private boolean mustWait(long now) {
        if (now - second >= SECOND_NANOS) {
            second = now;
            requests = 0;
        }
        paused = requests >= MOST_EACH_SECOND;
        requests += paused ? 0 : 1;
        return paused;
    }

    /** Whether it has asked too often, and its requests wait for the next second. */
    boolean isPaused() {
        return paused;
    }

    /** Sends an answer, now or when the client takes more. */
    void send(ModbusTcpFrame frame) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(HEADER + frame.pdu().remaining());
        MbapHeader.Serializer.encode(frame.header(), bytes);
        bytes.put(frame.pdu()).flip();
        answer = Optional.of(bytes);
        write();
    }

    /** It takes more. */
    void write() throws IOException {
        if (answer.isPresent()) {
            channel.write(answer.get());
            answer = answer.filter(ByteBuffer::hasRemaining);
        }
    }

    /** What the selector has to look for now. */
    void listen() {
        key.interestOps(answer.isPresent() ? SelectionKey.OP_WRITE : paused ? 0 : SelectionKey.OP_READ);
    }

    /** Whether it takes too long. */
    boolean isOverdue(long now) {
        if (answer.isPresent()) {
            return now - active > HALF.toNanos();
        }
        // Between two requests a client may be silent for longer than within one.
        return received.position() > 0 && !paused ? now - begun > HALF.toNanos() : now - active > IDLE.toNanos();
    }

    void close() {
        key.cancel();
        PortListener.close(channel);
    }

    @Override
    public SocketAddress localAddress() {
        return channel.socket().getLocalSocketAddress();
    }

    @Override
    public SocketAddress remoteAddress() {
        return new InetSocketAddress(address, channel.socket().getPort());
    }
}
