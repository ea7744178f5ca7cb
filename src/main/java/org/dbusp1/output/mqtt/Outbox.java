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
 * What waits to be sent. States wait once for each topic, the newest only, and only so many messages are under way at
 * a time, so that a broker of any slowness makes it neither grow nor fall behind. Orders, which must all arrive and in
 * their order, wait as they come; there are few, and only while connected. Nothing waits for a broker that is away.
 *
 * <p>One lock; any thread may call, and nobody is called with it held but the wire, which returns at once.
 */
final class Outbox {
    private static final int UNDER_WAY = 64;

    private final Function<Message, CompletableFuture<?>> sending;
    private final BiConsumer<Message, Throwable> refused;
    private final Map<Object, Message> waiting = new LinkedHashMap<>();
    private final Queue<Runnable> refusals = new ConcurrentLinkedQueue<>();
    private boolean open;
    private boolean draining;
    private int underWay;
    /** Counts connections: what an earlier one still says means nothing to this one. */
    private int connection;

    /** @param refused is told what the broker did not take although the connection stands */
    Outbox(Function<Message, CompletableFuture<?>> sending, BiConsumer<Message, Throwable> refused) {
        this.sending = sending;
        this.refused = refused;
    }

    /** The broker is there. */
    synchronized void open() {
        open = true;
        connection++;
        underWay = 0;
    }

    /** The broker is gone, and with it the use of everything that waits. */
    synchronized void close() {
        open = false;
        waiting.clear();
    }

    /** Sends the state of a topic, in the place of one that still waits. */
    void state(Message message) {
        add(message.topic(), message);
        tellRefusals();
    }

    /** Sends a message after all that were given before it. */
    void order(Message message) {
        add(new Object(), message);
        tellRefusals();
    }

    /** Whether everything given has been handed to the network. */
    synchronized boolean idle() {
        return waiting.isEmpty();
    }

    private synchronized void add(Object key, Message message) {
        if (open) {
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
            while (open && underWay < UNDER_WAY && !waiting.isEmpty()) {
                Iterator<Message> first = waiting.values().iterator();
                Message message = first.next();
                first.remove();
                underWay++;
                int current = connection;
                sending.apply(message).whenComplete((taken, why) -> {
                    sent(current, message, why);
                    tellRefusals();
                });
            }
        } finally {
            draining = false;
        }
    }

    private synchronized void sent(int current, Message message, Throwable why) {
        if (current != connection || !open) {
            return;
        }
        underWay--;
        if (why != null) {
            refusals.add(() -> refused.accept(message, why));
        }
        drain();
    }

    /** Without the lock: who is told may hold another, and want this one. */
    private void tellRefusals() {
        if (!Thread.holdsLock(this)) {
            for (Runnable refusal = refusals.poll(); refusal != null; refusal = refusals.poll()) {
                refusal.run();
            }
        }
    }
}
