package org.dbusp1.output.venus;

import java.nio.channels.SocketChannel;
import org.freedesktop.dbus.spi.message.IMessageReader;
import org.freedesktop.dbus.spi.message.IMessageWriter;
import org.freedesktop.dbus.spi.message.ISocketProvider;

/**
 * Gives dbus-java our own ends of a connection: a writer that makes one system call of a message, and a reader that
 * shows us what comes in. Found by dbus-java through META-INF/services.
 */
public final class OneWriteSockets implements ISocketProvider {
    @Override
    public IMessageReader createReader(SocketChannel socket) {
        return new TappedReader(socket);
    }

    @Override
    public IMessageWriter createWriter(SocketChannel socket) {
        return new OneWriteWriter(socket);
    }

    @Override
    public void setFileDescriptorSupport(boolean support) {
        // Nothing that we say or hear holds file descriptors.
    }

    @Override
    public boolean isFileDescriptorPassingSupported() {
        return false;
    }
}
