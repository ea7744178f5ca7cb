package org.dbusp1.output.venus;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.MethodReturn;
import org.freedesktop.dbus.types.UInt32;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One private connection to the bus. Everything that comes in is handed over on its one reading thread; what is sent is
 * queued and written by another, so that no caller ever waits for the bus. Only the writing thread waits while the bus
 * does not read; {@link #stopped} tells for how long. It does not come back when it is lost.
 */
final class BusConnection {
    private static final Logger LOG = LoggerFactory.getLogger(BusConnection.class);

    static final String BUS = "org.freedesktop.DBus";
    static final String BUS_PATH = "/org/freedesktop/DBus";
    private static final Duration NAME_LIMIT = Duration.ofSeconds(5);
    /** Made on the thread that opens the first link, at start: it reads a file. */
    private static final Peer PEER = Peer.ofThisMachine();
    private static final int DO_NOT_QUEUE = 4;
    private static final int OWNER = 1;
    private static final byte LITTLE_ENDIAN = 'l';
    private static final String TOO_LONG = "org.freedesktop.DBus.Error.LimitsExceeded";

    /**
     * The answer to a call.
     *
     * @param error  name and text; empty when it succeeded
     * @param values what it returned; empty when it failed
     */
    record Answer(String error, Object[] values) {
        boolean failed() {
            return !error.isEmpty();
        }

        /** The first value; absent where it failed or returned none, since other programs may return anything. */
        Optional<Object> first() {
            return failed() || values.length == 0 ? Optional.empty() : Optional.ofNullable(values[0]);
        }
    }

    /** A call that waits for its answer; of the bus itself, or of another client, which may take any time. */
    private record Call(Consumer<Answer> then, boolean ofBus, long sent) {
    }

    private final BusSocket socket;
    private final MessageFactory messages = new MessageFactory(LITTLE_ENDIAN);
    private final BlockingQueue<EncodedMessage> queue = new LinkedBlockingQueue<>();
    private final Map<Long, Call> awaited = new ConcurrentHashMap<>();
    private final Thread writer = thread("D-Bus out", this::write);
    private Predicate<MethodCall> calls = call -> false;
    private Consumer<DBusSignal> signals = signal -> { };
    private DriverEnd end;
    private volatile boolean closed;
    /** System.nanoTime() when the message that is being written was begun; 0 while none is. */
    private volatile long writing;

    private BusConnection(BusSocket socket) {
        this.socket = socket;
    }

    /**
     * Connects and authenticates. The bus answers calls once {@link #listen} was called.
     *
     * @param limit for a bus that does not answer
     * @throws IOException when there is no bus at the socket, or it refuses; one line
     */
    static BusConnection open(String socket, Duration limit) throws IOException {
        return new BusConnection(BusSocket.open(socket, limit));
    }

    /**
     * Sends Hello and starts to pass on what comes in, on the reading thread, which must not wait for an answer on this
     * link; once, before any other call.
     *
     * @param takenCalls   answers a call; false where it is not ours to answer
     * @param takenSignals takes a signal
     * @param lost         what a connection that breaks, and an internal error, lead to
     */
    void listen(Predicate<MethodCall> takenCalls, Consumer<DBusSignal> takenSignals, DriverEnd lost) {
        calls = takenCalls;
        signals = takenSignals;
        end = lost;
        call(BUS, BUS_PATH, BUS, "Hello", answer -> {
            if (answer.failed()) {
                end.fault(new IOException("the bus refused: " + answer.error()));
            }
        }, "");
        thread("D-Bus in", this::read).start();
        writer.start();
    }

    private Thread thread(String name, Runnable work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (RuntimeException | java.lang.Error mistake) {
                end.fault(mistake);
            }
        }, name);
        thread.setDaemon(true);
        return thread;
    }

    private void read() {
        while (!closed) {
            try {
                MessageReader.Received received = socket.read();
                if (received.cut()) {
                    refuse(received.message());
                } else {
                    take(received.message());
                }
            } catch (DBusException strange) {
                LOG.debug("a message that cannot be read: {}", strange.toString());
            } catch (IOException broken) {
                if (!closed) {
                    close();
                    end.lost();
                }
            }
        }
    }

    private void write() {
        try {
            while (!closed) {
                EncodedMessage message = queue.take();
                writing = System.nanoTime() | 1; // never 0
                socket.write(message);
                writing = 0;
                message.written().run();
            }
        } catch (IOException | InterruptedException broken) {
            shut(); // the reading thread sees it and reports the loss
            LOG.debug("not sent: {}", broken.toString());
        }
    }

    private void take(Message message) {
        if (message instanceof MethodCall call) {
            if (!calls.test(call) && BusItemInterface.wantsReply(call)) {
                send(PEER.answer(call));
            }
        } else if (message instanceof DBusSignal signal) {
            signals.accept(signal);
        } else {
            Call call = awaited.remove(message.getReplySerial());
            if (call != null) {
                call.then().accept(answer(message));
            }
        }
    }

    /** Its body is longer than any that is for us. */
    private void refuse(Message message) {
        if (message instanceof MethodCall call && BusItemInterface.wantsReply(call)) {
            send(EncodedMessage.error(call, TOO_LONG, "a message of more than " + MessageReader.LONGEST + " bytes"));
        } else if (message instanceof MethodReturn || message instanceof Error) {
            Call call = awaited.remove(message.getReplySerial());
            if (call != null) {
                call.then().accept(new Answer(TOO_LONG, new Object[0]));
            }
        }
    }

    private static Answer answer(Message reply) {
        try {
            Object[] values = values(reply);
            if (reply instanceof Error) {
                return new Answer(reply.getName() + (values.length > 0 ? ": " + values[0] : ""), new Object[0]);
            }
            return new Answer("", values);
        } catch (DBusException unreadable) {
            return new Answer("unreadable answer: " + unreadable.getMessage(), new Object[0]);
        }
    }

    /**
     * The parameters of a message, in the types of dbus-java.
     *
     * @throws DBusException when dbus-java cannot read them
     */
    static Object[] values(Message message) throws DBusException {
        try {
            Object[] values = message.getParameters();
            return values == null ? new Object[0] : values;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException strange) {
            throw new DBusException("parameters that dbus-java cannot read", strange);
        }
    }

    /**
     * Calls a method; the answer comes on the reading thread, or never when the link closes first.
     *
     * @param arguments with the types of the signature; empty signature: none
     */
    void call(String destination, String path, String iface, String member, Consumer<Answer> then,
              String signature, Object... arguments) {
        try {
            MethodCall call = messages.createMethodCall(destination, path, iface, member,
                    (byte) 0, signature.isEmpty() ? null : signature, arguments);
            awaited.put(call.getSerial(), new Call(then, destination.equals(BUS), System.nanoTime()));
            send(EncodedMessage.call(call));
        } catch (DBusException unfit) {
            throw new IllegalArgumentException(unfit);
        }
    }

    /**
     * Calls a method of the bus itself and waits. Not on the reading thread.
     *
     * @throws IOException when the bus refuses, or says nothing in time
     */
    Object callBus(Duration limit, String member, String signature, Object... arguments) throws IOException {
        BlockingQueue<Answer> reply = new LinkedBlockingQueue<>();
        call(BUS, BUS_PATH, BUS, member, reply::add, signature, arguments);
        Answer answer;
        try {
            answer = reply.poll(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException cut) {
            Thread.currentThread().interrupt();
            throw new IOException(member + ": interrupted", cut);
        }
        if (answer == null) {
            throw new IOException(member + ": the bus does not answer");
        }
        if (answer.failed()) {
            throw new IOException(member + ": " + answer.error());
        }
        return answer.values().length > 0 ? answer.values()[0] : "";
    }

    /** Whether the bus has not read a message, or not answered a call of its own methods, for longer than the limit. */
    boolean stopped(Duration limit) {
        if (closed) {
            return false;
        }
        long now = System.nanoTime();
        long begun = writing;
        if (begun != 0 && now - begun > limit.toNanos()) {
            return true;
        }
        for (Call call : awaited.values()) {
            if (call.ofBus() && now - call.sent() > limit.toNanos()) {
                return true;
            }
        }
        return false;
    }

    /** Queues a message; what is sent on a lost link is dropped. */
    void send(EncodedMessage message) {
        if (!closed) {
            queue.add(message);
        }
    }

    /**
     * Takes a name, unless another has it. Waits for the bus; not on the reading thread.
     *
     * @return false where another has it
     * @throws IOException when the bus refuses, or says nothing in time
     */
    boolean request(String name) throws IOException {
        Object reply = callBus(NAME_LIMIT, "RequestName", "su", name, new UInt32(DO_NOT_QUEUE));
        return ((UInt32) reply).intValue() == OWNER;
    }

    /** Releases a name, then closes. */
    void release(String name, Runnable then) {
        call(BUS, BUS_PATH, BUS, "ReleaseName", answer -> {
            close();
            then.run();
        }, "s", name);
    }

    /** Closes at once, without waiting for what is queued. */
    void close() {
        closed = true;
        writer.interrupt();
        shut();
    }

    private void shut() {
        try {
            socket.close();
        } catch (IOException fault) {
            LOG.debug("closing the bus's socket: {}", fault.toString());
        }
    }
}
