package org.dbusp1.dbus;

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
 * One private connection to the bus, used only on the thread of its event loop. No call waits: messages that the bus does
 * not read yet are queued. A lost connection is not opened again.
 */
public final class BusConnection {
    private static final Logger LOG = LoggerFactory.getLogger(BusConnection.class);

    /** The name, and the interface, of the bus itself. */
    public static final String BUS = "org.freedesktop.DBus";
    private static final String BUS_PATH = "/org/freedesktop/DBus";
    private static final String TOO_LONG = "a message of more than " + MessageReader.LONGEST_BYTES + " bytes";
    /** D-Bus specification, "Standard Interfaces": every client answers a ping. */
    private static final String PEER = "org.freedesktop.DBus.Peer";
    private static final int DO_NOT_QUEUE = 4;
    private static final int OWNER = 1;
    private static final Duration RETRY_PERIOD = Duration.ofMillis(250);
    /** D-Bus specification, "Authentication Protocol": no line is near that long. */
    private static final int LONGEST_LINE_BYTES = 1024;
    /** D-Bus specification, "Valid Names": the bus closes the connection of a client that sends an invalid name. */
    private static final Pattern NAME = Pattern.compile("(?=.{1,255}$)(:[\\w-]+(\\.[\\w-]+)+|[A-Za-z_-][\\w-]*(\\.[A-Za-z_-][\\w-]*)+)");
    private static final MessageFactory MESSAGES = new MessageFactory((byte) 'l');

    /** Receives messages and events of the bus, on the loop. */
    public interface Client {
        void connected();

        /** @return false if the client has no object for the call */
        default boolean call(MethodCall call) {
            return false;
        }

        /** A signal of the bus or of another client. */
        default void signal(DBusSignal signal) {
            LOG.debug("not asked for: {}", signal);
        }

        /** The bus has read everything after messages had to wait. */
        default void drained() {
        }

        /** The connection was lost, or could not be made. @param wasOpen whether there was one @param reason in one line */
        void lost(boolean wasOpen, String reason);

        /** The bus forbids what the driver needs; the connection is closed. @param reason in one line */
        void refused(String reason);
    }

    /**
     * The answer to a call.
     *
     * @param error name and text of the error; empty if the call succeeded
     * @param first the first value, in the types of dbus-java; null if the call failed or returned no value
     */
    public record Reply(String error, @Nullable Object first) {
        private static Reply failed(String error) {
            return new Reply(error, null);
        }

        public boolean failed() {
            return !error.isEmpty();
        }
    }

    /** A call that waits for its reply. @param ofBus whether the bus itself is called; other clients may take any time */
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
    /** The socket of the bus; null without one. */
    private @Nullable SelectionKey key;
    /** System.nanoTime() since which the first of the unsent messages has waited. */
    private long waitingNanos;

    private BusConnection(EventLoop loop, String path, Client client) {
        this.loop = loop;
        this.path = path;
        this.client = client;
    }

    /**
     * Starts to connect. Until the limit, a failed attempt is repeated; the socket of a stopped bus accepts connections
     * and never answers.
     *
     * @param path  the path of the bus's socket
     * @param limit the time for the bus's first answer, and once more for the rest. The driver's own work does not count:
     *              it is long when several drivers start on a slow processor
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

    /** The loop reads what has arrived before it runs this, so an answer that waited for a busy driver is in time. */
    private void giveUp(Duration oneMore) {
        if (state == State.GREETING && !oneMore.isZero()) {
            loop.after(oneMore, () -> giveUp(Duration.ZERO));
        } else if (state != State.OPEN && state != State.CLOSED) {
            close();
            client.lost(false, failure);
        }
    }

    private void failed(Exception fault) {
        failed(Objects.requireNonNullElse(fault.getMessage(), fault.toString()));
    }

    /** Closes the connection after a fault; one that was never open is tried again. */
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
            Object[] values = values(message);
            Object first = values.length == 0 ? null : values[0];
            return message instanceof Error ? Reply.failed(message.getName() + (first == null ? "" : ": " + first))
                    : new Reply("", first);
        } catch (DBusException e) {
            return Reply.failed("unreadable answer: " + e.getMessage());
        }
    }

    /** Returns the parameters of a message, in the types of dbus-java. @throws DBusException if dbus-java cannot read them */
    public static Object[] values(Message message) throws DBusException {
        try {
            Object[] values = message.getParameters();
            return values == null ? new Object[0] : values;
        } catch (IllegalArgumentException | IndexOutOfBoundsException | ClassCastException e) {
            throw new DBusException("parameters that dbus-java cannot read", e);
        }
    }

    /** Answers a call, unless it expects no answer. */
    public void reply(MethodCall call, String signature, Consumer<MessageWriter> body) {
        if (expectsReply(call)) {
            MessageWriter reply = MessageWriter.reply(call, signature);
            body.accept(reply);
            send(reply.message());
        }
    }

    /** Answers a call with an error, unless it expects no answer. @param name below org.freedesktop.DBus.Error */
    public void error(MethodCall call, String name, String text) {
        if (expectsReply(call)) {
            send(MessageWriter.error(call, name, text).message());
        }
    }

    private static boolean expectsReply(MethodCall call) {
        return (call.getFlags() & Flags.NO_REPLY_EXPECTED) == 0;
    }

    /**
     * Calls a method. No reply arrives if the connection closes first. An invalid bus name as destination is answered
     * with an error, and nothing is sent.
     *
     * @param arguments in the types of the signature; empty signature: none
     */
    public void call(String destination, String objectPath, String iface, String member, Consumer<Reply> completion,
                     String signature, Object... arguments) {
        if (!NAME.matcher(destination).matches()) {
            loop.post(() -> completion.accept(Reply.failed("no name of the bus: " + destination)));
            return;
        }
        try {
            MethodCall call = MESSAGES.createMethodCall(destination, objectPath, iface, member,
                    (byte) 0, signature.isEmpty() ? null : signature, arguments);
            if (key != null) {
                awaited.put(call.getSerial(), new Call(completion, destination.equals(BUS), System.nanoTime()));
                send(MessageWriter.call(call));
            }
        } catch (DBusException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Calls a method of the bus itself. */
    public void callBus(String member, Consumer<Reply> completion, String signature, Object... arguments) {
        call(BUS, BUS_PATH, BUS, member, completion, signature, arguments);
    }

    /** Subscribes to signals. */
    public void match(String sender, String iface, String member, String filter) {
        callBus("AddMatch", reply -> {
            if (reply.failed()) {
                refused("signals of " + sender, reply);
            }
        }, "s", "type='signal',sender='" + sender + "',interface='" + iface + "',member='" + member + "'," + filter);
    }

    /** Requests a name. @param completion receives false if another client has it */
    public void request(String name, Consumer<Boolean> completion) {
        callBus("RequestName", reply -> {
            if (reply.first() instanceof UInt32 code) {
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

    /** Releases a name, then closes. */
    public void release(String name, Runnable completion) {
        callBus("ReleaseName", reply -> {
            close();
            completion.run();
        }, "s", name);
    }

    /** Returns whether the bus has left a message unread, or its own call unanswered, for longer than a limit. */
    public boolean stalled(Duration limit) {
        long now = System.nanoTime();
        return !unsent.isEmpty() && now - waitingNanos > limit.toNanos()
                || awaited.values().stream().anyMatch(call -> call.ofBus && now - call.sentNanos > limit.toNanos());
    }

    /** Returns the number of messages that the bus has not read. */
    public int backlog() {
        return unsent.size();
    }

    /** Sends a message, at once if the bus reads; a message on a closed connection is dropped. */
    public void send(byte[] message) {
        if (key == null) {
            return;
        }
        SelectionKey open = key;
        unsent.add(ByteBuffer.wrap(message));
        if (unsent.size() == 1) {
            waitingNanos = System.nanoTime();
            try {
                if (!allSent(open)) {
                    // Nothing more is read until then: calls then arrive as fast as their answers are read, and a signal
                    // waits for few answers, however many calls other programs make.
                    open.interestOps(SelectionKey.OP_WRITE);
                }
            } catch (IOException e) {
                // Closed later: the caller is in the middle of its work.
                loop.post(() -> {
                    if (state != State.CLOSED) {
                        failed(e);
                    }
                });
            }
        }
    }

    private void write(SelectionKey open) throws IOException {
        if (allSent(open)) {
            open.interestOps(SelectionKey.OP_READ);
            client.drained();
        }
    }

    private static ByteChannel socket(SelectionKey open) {
        return (ByteChannel) open.channel();
    }

    /** Sends what the bus reads. @return whether nothing is left */
    private boolean allSent(SelectionKey open) throws IOException {
        while (!unsent.isEmpty()) {
            socket(open).write(unsent.element());
            if (unsent.element().hasRemaining()) {
                return false;
            }
            unsent.remove();
            waitingNanos = System.nanoTime();
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

    /** Finds the D-Bus: the session bus if the environment names one, as Victron's own programs do, else the system bus. */
    public static final class BusAddress {
        /** The variable that names the session bus. */
        public static final String SESSION = "DBUS_SESSION_BUS_ADDRESS";
        static final String SYSTEM = "DBUS_SYSTEM_BUS_ADDRESS";
        // The choice of velib_python's dbusmonitor.py and of localsettings.py.
        static final String SYSTEM_DEFAULT = "unix:path=/var/run/dbus/system_bus_socket";
        private static final Pattern SOCKET = Pattern.compile("(?:^|;)unix:(?:[^;]*?,)?path=([^,;]+)");

        private BusAddress() {
        }

        /**
         * Returns the path of the bus's socket.
         *
         * @param environment the process's variables
         * @throws IllegalArgumentException if the environment names a bus that Java cannot connect to
         */
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
                return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8); // it decodes + as a blank
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("\"" + address + "\" has a % that two hex digits do not follow", e);
            }
        }
    }
}
