package org.dbusp1.output.mqtt;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * The messages that wait for the broker. Of each state topic only the newest waits, and only {@value #MOST_UNDER_WAY}
 * messages are under way at a time, so that the queue stays small however slow the broker is. Ordered messages all
 * arrive, in their order. While the broker is away nothing waits.
 *
 * <p>Any thread may call; no call waits for the broker. The receiver of refusals is called without the lock.
 */
final class SendQueue {
    static final int MOST_UNDER_WAY = 64;

    private final Function<Message, CompletableFuture<?>> sender;
    private final BiConsumer<Message, Throwable> refused;
    /** State messages by their topic, ordered messages by a key of their own. */
    private final Map<Object, Message> waiting = new LinkedHashMap<>();
    private final Queue<Runnable> refusals = new ConcurrentLinkedQueue<>();
    private boolean open;
    private boolean draining;
    private int underWay;
    private int ordered;
    /** Counts connections, because results of an earlier connection can still arrive. */
    private int connection;

    /** A key that equals no other. */
    private static final class Ordered {
    }

    /**
     * @param sender  gives a message to the network and returns at once
     * @param refused takes each message that the broker refused while the connection stands, and the cause
     */
    SendQueue(Function<Message, CompletableFuture<?>> sender, BiConsumer<Message, Throwable> refused) {
        this.sender = sender;
        this.refused = refused;
    }

    /** The broker is connected: messages are taken from now on. */
    synchronized void open() {
        open = true;
        connection++;
        underWay = 0;
    }

    /** The broker is gone: what waits is dropped, and so is what is given until the next connection. */
    synchronized void close() {
        open = false;
        waiting.clear();
        ordered = 0;
    }

    /** Sends the state of a topic. It replaces a state of the same topic that still waits. */
    void sendState(Message message) {
        add(message.topic(), message);
        reportRefusals();
    }

    /** Sends a message after all that were given before it. */
    void sendOrdered(Message message) {
        add(new Ordered(), message);
        reportRefusals();
    }

    /** Whether no message waits. */
    synchronized boolean isEmpty() {
        return waiting.isEmpty();
    }

    /** How many messages wait. */
    synchronized int size() {
        return waiting.size();
    }

    /** Whether ordered messages wait. */
    synchronized boolean hasOrdered() {
        return ordered > 0;
    }

    private synchronized void add(Object key, Message message) {
        if (open) {
            ordered += key instanceof Ordered ? 1 : 0;
            waiting.put(key, message);
            drain();
        }
    }

    private void drain() {
        if (draining) {
            return;
        }
        draining = true;
        try {
            while (open && underWay < MOST_UNDER_WAY && !waiting.isEmpty()) {
                Iterator<Map.Entry<Object, Message>> first = waiting.entrySet().iterator();
                Map.Entry<Object, Message> next = first.next();
                Message message = next.getValue();
                ordered -= next.getKey() instanceof Ordered ? 1 : 0;
                first.remove();
                underWay++;
                int current = connection;
                sender.apply(message).whenComplete((result, cause) -> {
                    sent(current, message, cause);
                    reportRefusals();
                });
            }
        } finally {
            draining = false;
        }
    }

    private synchronized void sent(int current, Message message, Throwable cause) {
        if (current != connection || !open) {
            return;
        }
        underWay--;
        if (cause != null) {
            refusals.add(() -> refused.accept(message, cause));
        }
        drain();
    }

    /** Not under the lock: the receiver may hold a lock of its own and call this queue. */
    private void reportRefusals() {
        if (!Thread.holdsLock(this)) {
            for (Runnable refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
                refusal.run();
            }
        }
    }
}
