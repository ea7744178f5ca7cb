package org.dbusp1.output.venus;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.spi.message.IMessageReader;
import org.freedesktop.dbus.spi.message.InputStreamMessageReader;

/**
 * dbus-java's reader, with a tap: we see each message first, on dbus-java's reader thread, and may keep it. So a service
 * answers calls itself, with the standard's names of errors, for paths that come and go, and without reflection.
 */
final class TappedReader implements IMessageReader {
    private final IMessageReader reader;
    private volatile Predicate<Message> tap = message -> false;
    private volatile Runnable ended = () -> { };

    TappedReader(SocketChannel socket) {
        reader = new InputStreamMessageReader(socket);
    }

    /**
     * @param tap   takes each message, returns whether it keeps it from dbus-java
     * @param ended runs when the connection cannot be read any more
     */
    void tap(Predicate<Message> tap, Runnable ended) {
        this.tap = tap;
        this.ended = ended;
    }

    @Override
    public Message readMessage() throws IOException, DBusException {
        Message message;
        try {
            message = reader.readMessage();
        } catch (IOException end) {
            ended.run();
            throw end;
        }
        return message == null || tap.test(message) ? null : message;
    }

    @Override
    public boolean isClosed() {
        return reader.isClosed();
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
