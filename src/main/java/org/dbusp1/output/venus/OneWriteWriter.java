package org.dbusp1.output.venus;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.spi.message.IMessageWriter;

/**
 * Writes a message with one system call. dbus-java's own writer makes one of each fragment, several hundred for an
 * ItemsChanged, and each of them wakes the bus.
 */
final class OneWriteWriter implements IMessageWriter {
    /** Holds every message of ours; a longer one goes in pieces of this size. */
    private static final int SIZE = 32 * 1024;

    private final SocketChannel socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE);

    OneWriteWriter(SocketChannel socket) {
        this.socket = socket;
    }

    @Override
    public synchronized void writeMessage(Message message) throws IOException {
        buffer.clear();
        for (byte[] fragment : message.getWireData()) {
            if (fragment == null) {
                break; // dbus-java leaves the rest of its array unused
            }
            append(fragment);
        }
        flush();
        if (message instanceof RawMessage raw) {
            raw.written();
        }
    }

    private void append(byte[] fragment) throws IOException {
        for (int at = 0; at < fragment.length; ) {
            int length = Math.min(buffer.remaining(), fragment.length - at);
            buffer.put(fragment, at, length);
            at += length;
            if (!buffer.hasRemaining()) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            socket.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public boolean isClosed() {
        return !socket.isOpen();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
