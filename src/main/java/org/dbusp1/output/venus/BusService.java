package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A device's service while it has one name on one connection: its paths, their values, and which of them were sent.
 * Guarded by the output's lock.
 */
final class BusService<V> {
    private static final Logger LOG = LoggerFactory.getLogger(BusService.class);
    /** Signals that may wait for a slow bus; later changes are sent in one signal once it reads again. */
    private static final int BACKLOG = 16;

    /** Stores what a client writes. */
    @FunctionalInterface
    interface Store {
        void write(String setting, Object value, Consumer<Boolean> done);
    }

    /** A path of the table and its value. */
    private static final class Line<V> {
        private final PathDefinition<V> row;
        private final Item item;
        private boolean offered;

        Line(PathDefinition<V> row, Item item) {
            this.row = row;
            this.item = item;
            this.offered = row.lifetime() != PathDefinition.Lifetime.OFFERED;
        }
    }

    /** The lines whose values are made of one thing: they are read when that is another object than before. */
    private static final class Part<V> {
        private final Function<? super V, ?> basis;
        private final List<Line<V>> lines = new ArrayList<>();
        private Object read = "";

        Part(Function<? super V, ?> basis) {
            this.basis = basis;
        }
    }

    private final String name;
    private final BusConnection link;
    private final Object lock;
    private final List<Line<V>> lines;
    private final List<Part<V>> parts;
    private final ItemTree tree = new ItemTree();
    private final BusItemInterface answers;
    private final Runnable written = this::written;
    private final AtomicInteger unwritten = new AtomicInteger();
    private volatile boolean heldBack;
    private Registration registration;
    private V view;

    BusService(String name, BusConnection link, List<PathDefinition<V>> rows, Registration registration, Object lock,
               Store store) {
        this.name = name;
        this.link = link;
        this.lock = lock;
        this.registration = registration;
        this.answers = new BusItemInterface(tree, link::send);
        this.lines = new ArrayList<>(rows.size());
        Map<Function<? super V, ?>, Part<V>> byBasis = new LinkedHashMap<>();
        Function<V, Object> fixed = any -> this.registration;
        for (PathDefinition<V> row : rows) {
            Item item = new Item(row.path(), row.format(), row.stored().map(stored -> writing(stored, store)));
            Line<V> line = new Line<>(row, item);
            lines.add(line);
            boolean isFixed = row.lifetime() == PathDefinition.Lifetime.FIXED;
            byBasis.computeIfAbsent(isFixed ? fixed : row.basis(), Part::new).lines.add(line);
            if (line.offered) {
                tree.add(item);
            }
        }
        this.parts = List.copyOf(byBasis.values());
    }

    private static Item.Writing writing(PathDefinition.Stored stored, Store store) {
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

    String name() {
        return name;
    }

    Registration registration() {
        return registration;
    }

    /** The name and the instance stay, another setting changed. */
    void registration(Registration changed) {
        registration = changed;
    }

    /** The view that the values were last taken from. */
    V view() {
        return view;
    }

    /** Takes the values from a view. */
    void fill(V newest) {
        view = newest;
        for (Part<V> part : parts) {
            Object basis = part.basis.apply(newest);
            if (basis != part.read) {
                part.read = basis;
                for (Line<V> line : part.lines) {
                    read(line, newest);
                }
            }
        }
    }

    private void read(Line<V> line, V newest) {
        line.row.source().read(newest, line.item);
        if (!line.offered && line.item.valid()) {
            line.offered = true;
            tree.add(line.item);
        }
    }

    /** Clients read these values when the name appears, so no signal is needed. */
    void markSent() {
        lines.forEach(line -> line.item.markSent());
    }

    /** Sends what changed in one signal; later where the bus does not read. */
    void flush() {
        heldBack = true;
        if (unwritten.get() < BACKLOG) {
            send();
        }
    }

    private void send() {
        heldBack = false;
        List<Item> changed = new ArrayList<>();
        for (Line<V> line : lines) {
            if (line.item.changed()) {
                changed.add(line.item);
            }
        }
        if (!changed.isEmpty()) {
            unwritten.incrementAndGet();
            link.send(BusItemInterface.itemsChanged(changed, written));
        }
    }

    /** On the sender's thread; takes the lock only when something is left to send. */
    private void written() {
        unwritten.decrementAndGet();
        if (heldBack) {
            synchronized (lock) {
                if (heldBack) {
                    flush();
                }
            }
        }
    }

    /** Makes every measurement invalid, in one signal. */
    void withdraw() {
        for (Line<V> line : lines) {
            if (line.row.lifetime() == PathDefinition.Lifetime.MEASURED
                    || line.row.lifetime() == PathDefinition.Lifetime.OFFERED) {
                line.item.clear();
            }
        }
        tree.leaf("/Connected").ifPresent(connected -> connected.set(0));
        send();
    }

    /** Releases the name and closes; {@code then} runs without the lock. */
    void leave(Runnable then) {
        link.release(name, then);
    }

    /** Whether the bus has stopped, as {@link BusConnection#stopped} tells. */
    boolean busStopped(Duration limit) {
        return link.stopped(limit);
    }

    /** Closes without releasing the name. */
    void closeAtOnce() {
        link.close();
    }

    /** Answers what comes in on the link. @param end what a lost bus and an internal error lead to */
    void listen(DriverEnd end) {
        link.listen(call -> {
            synchronized (lock) {
                return answers.answer(call);
            }
        }, signal -> LOG.debug("not asked for: {}", signal), end);
    }
}
