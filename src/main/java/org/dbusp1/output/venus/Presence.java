package org.dbusp1.output.venus;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.MethodCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's service for as long as it keeps one name on one connection: its paths, their values, and what the bus was
 * told of them. Guarded by the output's lock.
 */
final class Presence<V> {
    private static final Logger LOG = LoggerFactory.getLogger(Presence.class);
    /** Signals that may wait for a slow bus; what changes beyond them is told together once it reads again. */
    private static final int BACKLOG = 16;

    /** Stores what a client writes. */
    @FunctionalInterface
    interface Store {
        void write(String setting, Object value, Consumer<Boolean> done);
    }

    private final String name;
    private final BusLink link;
    private final Object lock;
    private final Store store;
    private final List<Row<V>> rows;
    private final ItemTree tree = new ItemTree();
    private final BusItems items;
    private Registration registration;
    private int unwritten;

    Presence(String name, BusLink link, List<Row<V>> rows, Registration registration, Object lock, Store store) {
        this.name = name;
        this.link = link;
        this.rows = rows;
        this.registration = registration;
        this.lock = lock;
        this.store = store;
        this.items = new BusItems(tree, link::send);
    }

    String name() {
        return name;
    }

    Registration registration() {
        return registration;
    }

    /** It stands there under the same name and number as before, but something else about it changed. */
    void registration(Registration changed) {
        registration = changed;
    }

    /** Takes the values from a view. */
    void fill(Function<Registration, V> view) {
        V seen = view.apply(registration);
        for (Row<V> row : rows) {
            Optional<?> value = row.value().apply(seen);
            Optional<Item> item = tree.leaf(row.path());
            if (item.isPresent()) {
                item.get().set(value);
            } else if (row.stay() != Row.Stay.OFFERED || value.isPresent()) {
                tree.add(new Item(row.path(), row.format(), row.stored().map(this::writing), value));
            }
        }
    }

    private Item.Writing writing(Row.Stored stored) {
        return new Item.Writing() {
            @Override
            public Optional<?> coerced(Object argument) {
                return stored.meaning().apply(argument);
            }

            @Override
            public void write(Object value, Consumer<Boolean> done) {
                store.write(stored.setting(), value, done);
            }
        };
    }

    /** Tells the bus what changed, in one signal; or later, when the bus does not read. */
    void flush() {
        if (unwritten < BACKLOG) {
            send();
        }
    }

    private void send() {
        List<Item> changed = tree.changed();
        if (!changed.isEmpty()) {
            unwritten++;
            link.send(BusItems.itemsChanged(changed, this::written));
        }
    }

    /** On the sender's thread, without the lock. */
    private void written() {
        synchronized (lock) {
            if (unwritten-- == BACKLOG) {
                send();
            }
        }
    }

    /** Nothing is true any more: every measurement becomes invalid, in one signal. */
    void invalidate() {
        for (Row<V> row : rows) {
            if (row.stay() != Row.Stay.ALWAYS) {
                tree.leaf(row.path()).ifPresent(item -> item.set(Optional.empty()));
            }
        }
        tree.leaf("/Connected").ifPresent(item -> item.set(Optional.of(0L)));
        send();
    }

    /** Gives the name back and closes; {@code then} runs without the lock. */
    void leave(Runnable then) {
        link.release(name, then);
    }

    /** Closes without a word. */
    void abandon() {
        link.close();
    }

    /** What comes in on the link, without the lock. */
    BusLink.Traffic traffic(Consumer<RuntimeException> fault, Runnable lost) {
        return new BusLink.Traffic() {
            @Override
            public boolean call(MethodCall call) {
                synchronized (lock) {
                    return items.answer(call);
                }
            }

            @Override
            public void signal(DBusSignal signal) {
                LOG.debug("not asked for: {}", signal);
            }

            @Override
            public void lost() {
                lost.run();
            }

            @Override
            public void fault(RuntimeException mistake) {
                fault.accept(mistake);
            }
        };
    }
}
