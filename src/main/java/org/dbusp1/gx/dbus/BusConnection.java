package org.dbusp1.gx.dbus;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.URLDecoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.messages.constants.Flags;
import org.freedesktop.dbus.types.UInt32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection of this driver to the bus, used only on the thread of its event loop. No method waits: messages that the bus
 * does not read yet are queued. An open connection that is lost is not opened again.
 */
public final class BusConnection {
    private static final Logger LOG = LoggerFactory.getLogger(BusConnection.class);

    /** The name of the bus itself, which is its interface too. */
    public static final String BUS = "org.freedesktop.DBus";
    private static final String BUS_PATH = "/org/freedesktop/DBus";
    private static final String TOO_LONG = "a message of more than " + MessageReader.LONGEST_BYTES + " bytes";
    /** D-Bus specification, "Standard Interfaces": every client answers a ping. */
    private static final String PEER = "org.freedesktop.DBus.Peer";
    private static final int DO_NOT_QUEUE = 4;
    private static final int OWNER = 1;
    private static final Duration RETRY_PERIOD = Duration.ofMillis(250);
    /** D-Bus specification, "Authentication Protocol": no line of the authentication is near this length. */
    private static final int LONGEST_LINE_BYTES = 1024;
    /** D-Bus specification, "Valid Names": the bus closes the connection of a client that sends an invalid name. */
    private static final Pattern NAME = Pattern.compile(":[\\w-]++(?:\\.[\\w-]++)++|[A-Za-z_-][\\w-]*+(?:\\.[A-Za-z_-][\\w-]*+)++");
    private static final int LONGEST_NAME = 255;
    private static final MessageFactory MESSAGES = new MessageFactory((byte) 'l');

    /** Receives messages and events of the bus, on the loop. */
    public interface Client {
        void connected();

        /** Answers a call of another client. @return false if the client has no object for the call */
        default boolean call(MethodCall call) {
            return false;
        }

        default void signal(DBusSignal signal) {
            LOG.debug("not asked for: {}", signal);
        }

        /** Called when the bus has read all messages after some had to wait. */
        default void drained() {
        }

        /** Called when the connection was lost, or could not be made. @param reason one line */
        void lost(boolean wasOpen, String reason);

        /** Called when the bus forbids a name or signals that the driver needs; the connection is closed. @param reason one line */
        void refused(String reason);
    }

    /**
     * @param error name and text of the D-Bus error; empty if the call succeeded
     * @param firstValue in the types of dbus-java; null if the call failed or returned no value
     */
    public record Reply(String error, @Nullable Object firstValue) {
        /** In place of an answer that has not come in time, or that was not awaited because its service is silent. */
        public static final Reply NONE = failed("no answer");
        /** In place of a call that was not made: the bus would refuse it. */
        public static final Reply NO_ROOM = failed("too many answers are awaited");

        private static Reply failed(String error) {
            return new Reply(error, null);
        }

        public boolean failed() {
            return !error.isEmpty();
        }

        /** Returns whether the service has not answered, or was not called. */
        public boolean isNone() {
            return this == NONE || this == NO_ROOM; // comparing records costs 0.7 MB at its first use
        }

        /** Returns whether a SetValue has succeeded. */
        public boolean isZero() {
            return Integer.valueOf(0).equals(firstValue);
        }
    }

    /** @param ofBus whether the bus itself is called; the answer of another client may take any time */
    private record Call(Consumer<Reply> then, boolean ofBus, long sentNanos) {
    }

    private enum State {
        CONNECTING, AUTHENTICATING, GREETING, OPEN, CLOSED
    }

    private final EventLoop loop;
    private final String path;
    private final Client client;
    private final Queue<ByteBuffer> unsent = new ArrayDeque<>();
    private final Map<Long, Call> awaited = new HashMap<>();
    private MessageReader reader = new MessageReader();
    private StringBuilder line = new StringBuilder();
    private State state = State.CONNECTING;
    private String failure = "the bus does not answer";
    /** The socket of the bus; null while there is no socket. */
    private @Nullable SelectionKey key;
    /** When the first of the unsent messages began to wait, by System.nanoTime(). */
    private long waitingSinceNanos;

    private BusConnection(EventLoop loop, String path, Client client) {
        this.loop = loop;
        this.path = path;
        this.client = client;
    }

    /**
     * Starts to connect. A failed attempt is repeated until the limit, which also ends a connection to a stopped bus: its
     * socket accepts connections and never answers.
     *
     * @param path  the path of the bus's socket
     * @param limit the time for the bus's first answer, and the same time again for the rest of the login. The driver's own
     *              work on the loop does not count: it takes long when several drivers start on a slow processor
     */
    public static BusConnection open(EventLoop loop, String path, Duration limit, Client client) {
        BusConnection connection = new BusConnection(loop, path, client);
        connection.connect();
        loop.after(limit, () -> connection.giveUp(limit));
        return connection;
    }

    /**
     * Connects without blocking: if the bus's queue of connections is full, as on a starting GX device, connect(2) would
     * wait without limit. Java then throws a plain SocketException (EAGAIN).
     */
    private void connect() {
        if (state == State.CLOSED) {
            return;
        }
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            key = loop.watch(channel, this::ready);
            channel.connect(UnixDomainSocketAddress.of(path));
            state = State.AUTHENTICATING;
            // Mechanism EXTERNAL: the bus has the user from the kernel, so nothing else is sent (D-Bus specification).
            sendLine("\0AUTH EXTERNAL\r\n");
        } catch (IOException | IllegalArgumentException e) {
            failed(e);
        }
    }

    /**
     * The loop reads arrived bytes before it runs timers such as this one, so that an answer that waited for a busy driver
     * is in time.
     */
    private void giveUp(Duration extension) {
        if (state == State.GREETING && !extension.isZero()) {
            loop.after(extension, () -> giveUp(Duration.ZERO));
        } else if (state != State.OPEN && state != State.CLOSED) {
            close();
            client.lost(false, failure);
        }
    }

    private void failed(Exception fault) {
        failed(Objects.requireNonNullElse(fault.getMessage(), fault.toString()));
    }

    /** Closes the connection after a fault; if it was never open, the attempt is repeated. */
    private void failed(String reason) {
        boolean wasOpen = state == State.OPEN;
        close();
        if (wasOpen) {
            client.lost(true, reason);
            return;
        }
        failure = reason;
        state = State.CONNECTING;
        reader = new MessageReader();
        line = new StringBuilder();
        loop.after(RETRY_PERIOD, this::connect);
    }

    private void ready() {
        try {
            if (key != null && key.isValid() && key.isReadable()) {
                read(key);
            }
            if (key != null && key.isValid() && key.isWritable()) {
                write(key);
            }
        } catch (IOException e) {
            failed(e);
        }
    }

    private void read(SelectionKey open) throws IOException {
        ByteBuffer in = loop.readBuffer().clear();
        if (socket(open).read(in) < 0) {
            throw new EOFException("the bus closed the connection");
        }
        in.flip();
        while (state == State.AUTHENTICATING && in.hasRemaining()) {
            authenticate((char) in.get());
        }
        while ((state == State.GREETING || state == State.OPEN) && in.hasRemaining()) {
            try {
                MessageReader.Received received = reader.next(in);
                if (received != null) {
                    accept(received);
                }
            } catch (DBusException e) {
                LOG.debug("a message that cannot be read: {}", e.toString());
            }
        }
    }

    private void authenticate(char next) throws IOException {
        if (next != '\n') {
            line.append(next);
            if (line.length() >= LONGEST_LINE_BYTES) {
                throw new IOException("no D-Bus daemon: " + line);
            }
            return;
        }
        String answer = line.toString().strip();
        line.setLength(0);
        if (answer.startsWith("DATA")) {
            sendLine("DATA\r\n");
        } else if (answer.startsWith("OK ")) {
            sendLine("BEGIN\r\n");
            state = State.GREETING;
            callBus("Hello", this::greeted, "");
        } else {
            throw new IOException("the bus refuses the connection: " + answer);
        }
    }

    private void greeted(Reply reply) {
        if (reply.failed()) {
            failed("the bus refuses the connection: " + reply.error());
        } else {
            state = State.OPEN;
            client.connected();
        }
    }

    private void sendLine(String text) {
        send(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void accept(MessageReader.Received received) {
        Message message = received.message();
        if (message instanceof MethodCall call) {
            if (received.tooLong()) {
                error(call, "LimitsExceeded", TOO_LONG);
            } else if (PEER.equals(call.getInterface()) && call.getName().equals("Ping")) {
                reply(call, "", body -> { });
            } else if (!client.call(call)) {
                error(call, "UnknownObject", "there is no object at " + call.getPath());
            }
        } else if (message instanceof DBusSignal signal) {
            if (!received.tooLong()) {
                client.signal(signal);
            }
        } else {
            Call call = awaited.remove(message.getReplySerial());
            if (call != null) {
                call.then.accept(received.tooLong() ? Reply.failed(TOO_LONG) : reply(message));
            }
        }
    }

    private static Reply reply(Message message) {
        try {
            Object[] values = parameters(message);
            Object first = values.length == 0 ? null : values[0];
            return message instanceof Error ? Reply.failed(message.getName() + (first == null ? "" : ": " + first))
                    : new Reply("", first);
        } catch (DBusException e) {
            return Reply.failed("unreadable answer: " + e.getMessage());
        }
    }

    /** Returns the parameters in the types of dbus-java. @throws DBusException if it cannot read them */
    public static Object[] parameters(Message message) throws DBusException {
        try {
            Object[] values = message.getParameters();
            return values == null ? new Object[0] : values;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException e) {
            throw new DBusException("parameters that dbus-java cannot read", e);
        }
    }

    /** Answers a call, unless the call expects no answer. */
    public void reply(MethodCall call, String signature, Consumer<MessageWriter> body) {
        if (expectsReply(call)) {
            MessageWriter reply = MessageWriter.reply(call, signature);
            body.accept(reply);
            send(reply.message());
        }
    }

    /** As {@link #reply}. @param name the part of the error's name after org.freedesktop.DBus.Error. */
    public void error(MethodCall call, String name, String text) {
        if (expectsReply(call)) {
            send(MessageWriter.error(call, name, text).message());
        }
    }

    private static boolean expectsReply(MethodCall call) {
        return (call.getFlags() & Flags.NO_REPLY_EXPECTED) == 0;
    }

    /**
     * Calls a method. The completion is not called if the connection closes first. An invalid bus name as destination is
     * answered with an error, and nothing is sent.
     *
     * @param arguments in the types of the signature; empty signature: none
     */
    public void call(String destination, String objectPath, String iface, String member, Consumer<Reply> completion,
                     String signature, Object... arguments) {
        if (destination.length() > LONGEST_NAME || !NAME.matcher(destination).matches()) {
            loop.post(() -> completion.accept(Reply.failed("no name of the bus: " + destination)));
            return;
        }
        try {
            MethodCall call = MESSAGES.createMethodCall(destination, objectPath, iface, member,
                    (byte) 0, signature.isEmpty() ? null : signature, arguments);
            if (key != null) {
                awaited.put(call.getSerial(), new Call(completion, destination.equals(BUS), System.nanoTime()));
                send(MessageWriter.wireBytes(call));
            }
        } catch (DBusException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public void callBus(String member, Consumer<Reply> completion, String signature, Object... arguments) {
        call(BUS, BUS_PATH, BUS, member, completion, signature, arguments);
    }

    /** Subscribes to signals. If the bus refuses, {@link Client#refused} is called. */
    public void match(String sender, String iface, String member, String filter) {
        callBus("AddMatch", reply -> {
            if (reply.failed()) {
                refused("signals of " + sender, reply);
            }
        }, "s", "type='signal',sender='" + sender + "',interface='" + iface + "',member='" + member + "'," + filter);
    }

    /** If the bus refuses, {@link Client#refused} is called instead. @param completion receives false if another client has the name */
    public void requestName(String name, Consumer<Boolean> completion) {
        callBus("RequestName", reply -> {
            if (reply.firstValue() instanceof UInt32 code) {
                completion.accept(code.intValue() == OWNER);
            } else {
                refused("the name " + name, reply);
            }
        }, "su", name, new UInt32(DO_NOT_QUEUE));
    }

    private void refused(String what, Reply reply) {
        close();
        client.refused(what + ": " + reply.error());
    }

    /** Releases a name, then closes the connection. The completion is not called if the connection closes first. */
    public void releaseName(String name, Runnable completion) {
        callBus("ReleaseName", reply -> {
            close();
            completion.run();
        }, "s", name);
    }

    /** Returns whether the bus has left a message unread, or a call of the bus itself unanswered, for longer than a limit. */
    public boolean stalled(Duration limit) {
        long now = System.nanoTime();
        return !unsent.isEmpty() && now - waitingSinceNanos > limit.toNanos()
                || awaited.values().stream().anyMatch(call -> call.ofBus && now - call.sentNanos > limit.toNanos());
    }

    /** Returns the number of messages that wait because the bus does not read. */
    public int backlog() {
        return unsent.size();
    }

    /** Sends a message at once if the bus reads, otherwise later; a message on a closed connection is dropped. */
    public void send(byte[] message) {
        if (key == null) {
            return;
        }
        SelectionKey open = key;
        unsent.add(ByteBuffer.wrap(message));
        if (unsent.size() == 1) {
            waitingSinceNanos = System.nanoTime();
            try {
                if (!sendUnsent(open)) {
                    // No more is read until all is sent: calls arrive only as fast as the bus reads their answers, and a signal
                    // waits for few answers, however many calls other programs make.
                    open.interestOps(SelectionKey.OP_WRITE);
                }
            } catch (IOException e) {
                // The connection is closed later, because the caller is in the middle of its work.
                loop.post(() -> {
                    if (state != State.CLOSED) {
                        failed(e);
                    }
                });
            }
        }
    }

    private void write(SelectionKey open) throws IOException {
        if (sendUnsent(open)) {
            open.interestOps(SelectionKey.OP_READ);
            client.drained();
        }
    }

    private static ByteChannel socket(SelectionKey open) {
        return (ByteChannel) open.channel();
    }

    /** Sends what the bus reads. @return whether no unsent message is left */
    private boolean sendUnsent(SelectionKey open) throws IOException {
        while (!unsent.isEmpty()) {
            socket(open).write(unsent.element());
            if (unsent.element().hasRemaining()) {
                return false;
            }
            unsent.remove();
            waitingSinceNanos = System.nanoTime();
        }
        return true;
    }

    /** Closes at once; queued messages are lost. */
    public void close() {
        state = State.CLOSED;
        unsent.clear();
        awaited.clear();
        try {
            if (key != null) {
                key.channel().close();
                key = null;
            }
        } catch (IOException e) {
            LOG.debug("closing the bus's socket: {}", e.toString());
        }
    }

    /** The session bus if the environment names one, as Victron's own programs do, else the system bus. */
    public static final class BusAddress {
        public static final String SESSION = "DBUS_SESSION_BUS_ADDRESS";
        static final String SYSTEM = "DBUS_SYSTEM_BUS_ADDRESS";
        // As in velib_python's dbusmonitor.py and localsettings.py.
        static final String SYSTEM_DEFAULT = "unix:path=/var/run/dbus/system_bus_socket";
        private static final Pattern SOCKET = Pattern.compile("(?:^|;)unix:(?:[^;]*?,)?path=([^,;]+)");

        private BusAddress() {
        }

        /** @throws IllegalArgumentException if the environment names a bus that Java cannot connect to */
        public static String socket(Map<String, String> environment) {
            String session = environment.getOrDefault(SESSION, "");
            return path(session.isEmpty() ? system(environment) : session);
        }

        private static String system(Map<String, String> environment) {
            String system = environment.getOrDefault(SYSTEM, "");
            return system.isEmpty() ? SYSTEM_DEFAULT : system;
        }

        /** Returns the first socket of an address, a list of alternatives (D-Bus specification, "Server Addresses"). */
        private static String path(String address) {
            Matcher socket = SOCKET.matcher(address);
            if (socket.find()) {
                return unescaped(socket.group(1), address);
            }
            // Java has no abstract sockets, and TCP has no authentication of the peer.
            throw new IllegalArgumentException("\"" + address + "\" is no bus that this driver can connect to: "
                    + SESSION + " and " + SYSTEM + " have the form unix:path=SOCKET");
        }

        private static String unescaped(String text, String address) {
            try {
                return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8); // URLDecoder decodes + as a blank
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + address + "\" has a % that two hex digits do not follow", e);
            }
        }
    }
}
