package org.dbusp1.output.tcp;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;
import org.dbusp1.output.PortListener;

/** One who listens. Never waited for: what it does not take at once waits here, up to a bound. Used by one thread. */
final class Client {
    /** Telegrams that may wait; ten seconds of a fast meter, on top of what the system's buffers hold. */
    private static final int WAITING = 10;
    private static final int SYSTEM_BUFFER = 16 * 1024;

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();

    /** @throws IOException when it has left already */
    Client(SocketChannel channel, Selector selector) throws IOException {
        this.channel = channel;
        channel.setOption(StandardSocketOptions.SO_SNDBUF, SYSTEM_BUFFER);
        this.key = channel.register(selector, SelectionKey.OP_READ, this);
    }

    /**
     * Sends a whole telegram, now or when it takes more.
     *
     * @return whether it keeps up
     * @throws IOException when it has left
     */
    boolean send(byte[] telegram) throws IOException {
        if (waiting.size() == WAITING) {
            return false;
        }
        waiting.add(ByteBuffer.wrap(telegram));
        write();
        return true;
    }

    /** It takes more. */
    void write() throws IOException {
        while (!waiting.isEmpty()) {
            channel.write(waiting.element());
            if (waiting.element().hasRemaining()) {
                break;
            }
            waiting.remove();
        }
        key.interestOps(waiting.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }

    /**
     * Throws away what it says: nobody speaks to a meter.
     *
     * @return whether it is still there
     */
    boolean hear(ByteBuffer scratch) throws IOException {
        return channel.read(scratch.clear()) >= 0;
    }

    void close() {
        key.cancel();
        PortListener.close(channel);
    }

    @Override
    public String toString() {
        return channel.socket().getRemoteSocketAddress().toString();
    }
}
