package org.dbusp1.gx.dbus;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.dbusp1.gx.client.BusItemClient;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.messages.Error;
import org.freedesktop.dbus.messages.Message;
import org.freedesktop.dbus.messages.MessageFactory;
import org.freedesktop.dbus.messages.MethodCall;
import org.freedesktop.dbus.types.UInt32;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/**
 * A bus for one driver in made time: the test's thread is the daemon, localsettings and every other service, and after each step it
 * waits until the driver has nothing left to do. What a service does wrong is a value of the test. Services are asked over the
 * driver's own sockets, so nothing of the driver is replaced.
 */
public final class MemoryBus implements AutoCloseable {
    private static final MessageFactory MESSAGES = new MessageFactory((byte) 'l');
    private static final String ERROR = "org.freedesktop.DBus.Error.";
    /** The test, as the sender of calls to the driver. */
    private static final String TEST = ":1.0";
    /** The answers that a connection is owed at most: the daemon refuses what it calls then (max_replies_per_connection). */
    private static final int MOST_OWED = 128;
    /** As many times in a row the driver answers a ping and says nothing else, before it has nothing left to do. */
    private static final int QUIET_PINGS = 2;

    /** How a service answers. */
    public enum AnswerMode {
        AT_ONCE,
        /** Not before it goes on; then all calls, in their order. */
        HANGS,
        /** 0.7 s after the call, longer than the period in which powers are read. */
        LATE,
        /** When nobody waits for the answer any more. */
        AFTER_NINE_SECONDS,
        /** Never: it loses the calls. */
        NEVER,
        TWICE,
        /** With an error of D-Bus. */
        WITH_ERRORS,
        /** With a text for each number, and a number for each text. */
        WITH_OTHER_TYPES,
        /** Without a value. */
        EMPTY
    }

    private record Received(Link link, MethodCall call, long nanos) {
    }

    /** A service of another program. */
    public final class Service {
        private final String name;
        private final Map<String, Variant<?>> values = new TreeMap<>();
        private final Map<String, Character> oddities = new HashMap<>();
        private final Queue<Received> waiting = new ArrayDeque<>();
        private final Set<String> written = new TreeSet<>();
        private AnswerMode mode = AnswerMode.AT_ONCE;
        private int reads;
        private int writes;
        /** The path whose reads wait for the next write; null if none do. */
        private @Nullable String held;

        private Service(String name) {
            this.name = name;
        }

        /** The number of reads so far. */
        public int reads() {
            return reads;
        }

        /** The paths that the driver has written so far. */
        public Set<String> written() {
            return Set.copyOf(written);
        }

        /** The number of writes so far, also of {@link MemoryBus#set}. */
        public int writes() {
            return writes;
        }

        public void answers(AnswerMode next) {
            mode = next;
            answerWaiting();
        }

        /** Reads of a path wait from now on, until one is written. */
        public void holds(String path) {
            held = path;
        }

        /** The number of answers that it owes the driver, also to calls that it has lost. */
        public int owed() {
            return (int) owedCalls().count();
        }

        private Stream<Received> owedCalls() {
            return links.values().stream().flatMap(link -> link.owed.values().stream())
                    .filter(owed -> owed.call.getDestination().equals(name));
        }

        /** Leaves the bus, which answers the calls that are not answered. */
        public void leaves() {
            services.remove(name);
            ownerChanged(name, ":1.9", "");
            owedCalls().toList().forEach(owed -> owed.link.error(owed.call, "NoReply"));
            waiting.clear();
        }

        private void receive(Received received) {
            waiting.add(received);
            answerWaiting();
        }

        private void answerWaiting() {
            long delay = mode == AnswerMode.LATE ? LATE_NANOS : mode == AnswerMode.AFTER_NINE_SECONDS ? NINE_SECONDS_NANOS : 0;
            while (!waiting.isEmpty() && mode != AnswerMode.HANGS && nanos() - waiting.element().nanos >= delay && !isHeld()) {
                answer(waiting.remove());
            }
        }

        /** Returns whether the next call waits for a write: it answers in the order in which it was asked. */
        private boolean isHeld() {
            held = waiting.stream().anyMatch(received -> received.call.getName().equals("SetValue")) ? null : held;
            return waiting.element().call.getPath().equals(held);
        }

        private void answer(Received received) {
            MethodCall call = received.call;
            Variant<?> value = values.get(call.getPath());
            boolean isRead = call.getName().equals("GetValue");
            reads += isRead ? 1 : 0;
            if (mode == AnswerMode.NEVER) {
                return;
            } else if (mode == AnswerMode.WITH_ERRORS || value == null && !call.getName().equals("AddSettings")) {
                received.link.error(call, "UnknownObject");
            } else if (mode == AnswerMode.EMPTY) {
                received.link.reply(call, null);
            } else if (isRead) {
                answerRead(received, value);
            } else if (call.getName().equals("SetValue")) {
                answerWrite(received, call);
            } else {
                received.link.reply(call, "aa{sv}", added(call));
            }
        }

        private void answerRead(Received received, Variant<?> value) {
            if (losesFirst(received.call)) {
                return;
            }
            Variant<?> answer = mode != AnswerMode.WITH_OTHER_TYPES ? value
                    : value.getValue() instanceof Number ? new Variant<>("text", "s") : new Variant<>(7, "i");
            for (int times = mode == AnswerMode.TWICE ? 2 : 1; times > 0; times--) {
                received.link.reply(received.call, "v", answer);
            }
        }

        private void answerWrite(Received received, MethodCall call) {
            char oddity = oddities.getOrDefault(call.getPath(), ' ');
            writes++;
            written.add(call.getPath());
            if (oddity != '=' && oddity != '!') {
                put(call.getPath(), (Variant<?>) arguments(call)[0]);
            }
            if (oddity != '~' && !losesFirst(call)) {
                received.link.reply(call, "i", oddity == '!' ? 1 : 0);
            }
        }

        /** Returns whether this is the first read, or the first write, of a path that never answers it. */
        private boolean losesFirst(MethodCall call) {
            return oddities.getOrDefault(call.getPath(), ' ') == '?' && lost.add(call.getName() + name + call.getPath());
        }

        private void put(String path, Variant<?> value) {
            Variant<?> before = values.put(path, value);
            if (name.equals(BusItemClient.SETTINGS) && !value.equals(before)) {
                links.values().stream().filter(link -> link.isToldOf(path)).forEach(link -> link.signal(BusItemClient.SETTINGS, path,
                        BusItemClient.ITEM, "PropertiesChanged", "a{sv}", Map.of("Value", value)));
            }
        }

        /** Adds settings as localsettings. */
        private List<Map<String, Variant<?>>> added(MethodCall call) {
            List<Map<String, Variant<?>>> results = new ArrayList<>();
            for (Object definition : (List<?>) arguments(call)[0]) {
                Map<?, ?> setting = (Map<?, ?>) definition;
                String path = (String) ((Variant<?>) Objects.requireNonNull(setting.get("path"))).getValue();
                if (!values.containsKey(path)) {
                    put(path, (Variant<?>) Objects.requireNonNull(setting.get("default")));
                }
                results.add(Map.of("path", new Variant<>(path, "s"), "error", new Variant<>(0, "i"),
                        "value", Objects.requireNonNull(values.get(path))));
            }
            return results;
        }
    }

    private static final long LATE_NANOS = Duration.ofMillis(700).toNanos();
    private static final long NINE_SECONDS_NANOS = Duration.ofSeconds(9).toNanos();

    private final Path directory;
    private final Path socket;
    private final Selector selector;
    private final ServerSocketChannel server;
    private final AtomicLong nanos = new AtomicLong();
    private final Map<String, Service> services = new TreeMap<>();
    private final Set<String> lost = new HashSet<>();
    /** The driver's connections by their unique names; the first notices what happens on the bus. */
    private final Map<String, Link> links = new LinkedHashMap<>();
    private final Map<String, Link> owners = new TreeMap<>();
    private final Map<Long, Message> replies = new HashMap<>();
    private int connections;
    /** The number of signals of the driver so far. */
    private int signals;

    /** With localsettings. */
    public MemoryBus() {
        try {
            directory = Files.createTempDirectory("dbus-p1-memory");
            socket = directory.resolve("bus");
            selector = Selector.open();
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
            server.configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        service(BusItemClient.SETTINGS);
    }

    public String address() {
        return "unix:path=" + socket;
    }

    /** The made time, as {@link System#nanoTime}. */
    public long nanos() {
        return nanos.get();
    }

    /** So much time passes, and the driver does what is due. */
    public void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
        List.copyOf(services.values()).forEach(Service::answerWaiting);
    }

    /**
     * A service comes to the bus, with values such as {@code /Mode=3}. A value of digits is an int32, [] one that is not valid, any other a
     * string; it stays for ever as {@code /Mode==3}, refuses writes as {@code /Mode=!3}, takes them without an answer as {@code /Mode=~3},
     * and as {@code /Mode=?3} it never answers its first read and its first write. One that is there leaves first.
     */
    public Service service(String name, String... items) {
        if (has(name)) {
            of(name).leaves();
        }
        Service service = new Service(name);
        for (String item : items) {
            String path = item.substring(0, item.indexOf('='));
            String value = item.substring(path.length() + 1);
            if (value.matches("[=!?~].*")) {
                service.oddities.put(path, value.charAt(0));
                value = value.substring(1);
            }
            service.values.put(path, value.equals("[]") ? new Variant<>(List.of(), "ai")
                    : value.matches("-?\\d+") ? variant(Integer.parseInt(value)) : variant(value));
        }
        lost.removeIf(call -> call.contains(name + "/"));
        services.put(name, service);
        ownerChanged(name, "", ":1.9");
        return service;
    }

    public Service of(String name) {
        return Objects.requireNonNull(services.get(name), name);
    }

    /** Returns whether another program has a service of this name. */
    public boolean has(String name) {
        return services.containsKey(name);
    }

    /** Returns whether the driver has a service of this name. */
    public boolean driverOwns(String name) {
        return owners.containsKey(name);
    }

    /** Another program writes a value of a service that is not the driver's, or the owner a setting. */
    public void set(String name, String path, Object value) {
        of(name).writes++;
        of(name).put(path, variant(value));
    }

    /** Returns a value of any service; null if it is not valid, or not there. */
    public @Nullable Object value(String name, String path) {
        Service service = services.get(name);
        if (service != null) {
            return Objects.requireNonNull(service.values.get(path), path).getValue();
        }
        Message reply = call(name, path, "GetValue", null);
        Object value = reply == null || reply instanceof Error ? List.of() : ((Variant<?>) arguments(reply)[0]).getValue();
        return value instanceof List<?> ? null : value;
    }

    /** Writes a value of the driver. @return its answer, 0 for success */
    public int write(String name, String path, Object value) {
        Message reply = Objects.requireNonNull(call(name, path, "SetValue", "v", variant(value)));
        return (Integer) arguments(reply)[0];
    }

    private static Variant<?> variant(Object value) {
        return value instanceof Integer ? new Variant<>(value, "i") : value instanceof Double ? new Variant<>(value, "d")
                : value instanceof List<?> ? new Variant<>(value, "ai") : new Variant<>(value, "s");
    }

    /** Waits until the driver has done all that it does without more time. */
    public void settle() {
        while (links.isEmpty() || !links.values().iterator().next().isOpen) {
            handle(true); // the driver connects
        }
        for (int quiet = 0; quiet < QUIET_PINGS && !links.isEmpty(); quiet++) {
            Link first = links.values().iterator().next();
            boolean isBusy = handle(false);
            long ping = first.call("/", "org.freedesktop.DBus.Peer", "Ping", null);
            while (links.containsValue(first) && replies.remove(ping) == null) {
                isBusy |= handle(true);
            }
            quiet = isBusy ? -1 : quiet;
        }
    }

    /** Waits for the driver's next signal, as of values that changed, and sends the driver nothing that it has not asked for. */
    public void awaitSignal() {
        int before = signals;
        while (signals == before) {
            handle(true);
        }
    }

    /** Answers the driver while something waits for it, as its end. */
    public void answerDuring(Runnable work) {
        FutureTask<?> task = new FutureTask<>(work, null) {
            @Override
            protected void done() {
                selector.wakeup();
            }
        };
        new Thread(task, "waits for the driver").start();
        while (!task.isDone()) {
            handle(true);
        }
        try {
            task.get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Waits until a driver that has ended has closed its connections, so that another one may start. */
    public void awaitEnd() {
        while (!links.isEmpty()) {
            handle(true);
        }
    }

    /** @return the answer; null if the connection ends before it */
    private @Nullable Message call(String name, String path, String member, @Nullable String signature, Object... arguments) {
        Link owner = owners.get(name);
        if (owner == null) {
            return null;
        }
        long serial = owner.call(path, BusItemClient.ITEM, member, signature, arguments);
        while (links.containsValue(owner) && !replies.containsKey(serial)) {
            handle(true);
        }
        return replies.remove(serial);
    }

    /**
     * Handles what has arrived.
     *
     * @param waits whether to wait until something arrives
     * @return whether there was anything but answers to the test
     */
    private boolean handle(boolean waits) {
        boolean[] isBusy = {false};
        try {
            Consumer<SelectionKey> ready = key -> isBusy[0] |= key.attachment() instanceof Link link ? link.read() : accept();
            if (waits) {
                selector.select(ready);
            } else {
                selector.selectNow(ready);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Thread.interrupted()) {
            throw new AssertionError("the driver does not answer"); // the test's time-out
        }
        return isBusy[0];
    }

    private boolean accept() {
        try {
            SocketChannel channel = server.accept();
            channel.configureBlocking(false);
            Link link = new Link(":1." + (10 + connections++), channel);
            channel.register(selector, SelectionKey.OP_READ, link);
            links.put(link.unique, link);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ownerChanged(String name, String before, String after) {
        links.values().stream().filter(link -> link.matches.stream().anyMatch(rule -> rule.contains("NameOwnerChanged")))
                .forEach(link -> link.signal(BusConnection.BUS, "/org/freedesktop/DBus", BusConnection.BUS, "NameOwnerChanged", "sss", name,
                        before, after));
    }

    private static Object[] arguments(Message message) {
        try {
            return BusConnection.parameters(message);
        } catch (DBusException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A connection of the driver. */
    private final class Link {
        private final String unique;
        private final SocketChannel channel;
        private final MessageReader reader = new MessageReader();
        private final ByteBuffer in = ByteBuffer.allocate(1 << 16);
        private final StringBuilder line = new StringBuilder();
        private final List<String> matches = new ArrayList<>();
        /** The calls that a service has not answered, by their serial numbers. */
        private final Map<Long, Received> owed = new LinkedHashMap<>();
        /** Whether the login is over. */
        private boolean isOpen;

        Link(String unique, SocketChannel channel) {
            this.unique = unique;
            this.channel = channel;
        }

        private boolean isToldOf(String path) {
            return matches.stream().anyMatch(rule -> rule.contains("'PropertiesChanged'") && (rule.contains("path='" + path + "'")
                    || rule.contains("path_namespace='/Settings/Devices'") && path.startsWith(BusItemClient.DEVICES)));
        }

        /** @return whether there was anything but answers to the test */
        private boolean read() {
            boolean isBusy = false;
            if (!fill()) {
                ended();
                return true;
            }
            try {
                while (!isOpen && in.hasRemaining()) {
                    login((char) in.get());
                    isBusy = true;
                }
                for (MessageReader.Received next = reader.next(in); next != null; next = reader.next(in)) {
                    if (next.message() instanceof MethodCall call) {
                        call.setSource(unique);
                        receive(call);
                        isBusy = true;
                    } else if (next.message().getReplySerial() != 0) {
                        replies.put(next.message().getReplySerial(), next.message());
                    } else {
                        signals++;
                    }
                }
            } catch (DBusException e) {
                throw new IllegalStateException(e);
            }
            return isBusy;
        }

        /** @return false after the end of the connection, also with messages that the driver has not read */
        private boolean fill() {
            try {
                boolean isThere = channel.read(in.clear()) >= 0;
                in.flip();
                return isThere;
            } catch (IOException e) {
                return false;
            }
        }

        private void ended() {
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            links.remove(unique);
            List.copyOf(owners.keySet()).stream().filter(name -> owners.get(name) == this).forEach(this::release);
        }

        private void release(String name) {
            owners.remove(name);
            ownerChanged(name, unique, "");
        }

        private void login(char next) {
            line.append(next);
            if (next == '\n') {
                isOpen = line.indexOf("BEGIN") >= 0;
                if (!isOpen) {
                    send("OK 0123456789abcdef\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                line.setLength(0);
            }
        }

        private void receive(MethodCall call) {
            Service service = services.get(call.getDestination());
            if (service != null && owed.size() >= MOST_OWED) {
                error(call, "LimitsExceeded");
            } else if (service != null) {
                Received received = new Received(this, call, nanos());
                owed.put(call.getSerial(), received);
                service.receive(received);
            } else if (call.getDestination().equals(BusConnection.BUS)) {
                answer(call);
            } else {
                error(call, "ServiceUnknown");
            }
        }

        /** As the bus itself. */
        private void answer(MethodCall call) {
            switch (call.getName()) {
                case "Hello" -> reply(call, "s", unique);
                case "ListNames" -> reply(call, "as", List.copyOf(services.keySet()));
                case "AddMatch" -> {
                    matches.add(arguments(call)[0].toString());
                    reply(call, null);
                }
                case "RequestName" -> {
                    owners.put(arguments(call)[0].toString(), this);
                    reply(call, "u", new UInt32(1));
                    ownerChanged(arguments(call)[0].toString(), "", unique);
                }
                case "ReleaseName" -> {
                    release(arguments(call)[0].toString());
                    reply(call, "u", new UInt32(1));
                }
                default -> error(call, "UnknownMethod");
            }
        }

        /** @return the serial number of its answer */
        private long call(String path, String iface, String member, @Nullable String signature, Object... arguments) {
            try {
                MethodCall call = MESSAGES.createMethodCall(TEST, unique, path, iface, member, (byte) 0, signature, arguments);
                send(call);
                return call.getSerial();
            } catch (DBusException e) {
                throw new IllegalArgumentException(e);
            }
        }

        private void reply(MethodCall call, @Nullable String signature, Object... arguments) {
            owed.remove(call.getSerial());
            try {
                send(MESSAGES.createMethodReturn(call.getDestination(), call, signature, arguments));
            } catch (DBusException e) {
                throw new IllegalArgumentException(e);
            }
        }

        private void error(MethodCall call, String name) {
            owed.remove(call.getSerial());
            try {
                send(MESSAGES.createError(BusConnection.BUS, unique, ERROR + name, call.getSerial(), "s", name));
            } catch (DBusException e) {
                throw new IllegalArgumentException(e);
            }
        }

        private void signal(String sender, String path, String iface, String member, String signature, Object... arguments) {
            try {
                send(MESSAGES.createSignal(sender, path, iface, member, signature, arguments));
            } catch (DBusException e) {
                throw new IllegalArgumentException(e);
            }
        }

        private void send(Message message) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            Arrays.stream(message.getWireData()).takeWhile(Objects::nonNull).forEach(bytes::writeBytes);
            send(bytes.toByteArray());
        }

        private void send(byte[] bytes) {
            try {
                ByteBuffer out = ByteBuffer.wrap(bytes);
                while (out.hasRemaining()) {
                    channel.write(out);
                }
            } catch (IOException e) {
                // the driver has ended the connection: the next read notices it
            }
        }
    }

    @Override
    public void close() {
        try {
            for (Link link : List.copyOf(links.values())) {
                link.channel.close();
            }
            server.close();
            selector.close();
            Files.deleteIfExists(socket);
            Files.deleteIfExists(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
