package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dbusp1.dbus.BusConnection;
import org.dbusp1.dbus.EventLoop;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.messages.MethodCall;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A device's service while it has one name on one connection: its paths, their values, and which of them were sent. */
final class BusService<V> {
    private static final Logger LOG = LoggerFactory.getLogger(BusService.class);
    /** Signals that may wait for a slow bus; later changes are sent in one signal once it reads again. */
    private static final int BACKLOG = 16;

    /** Stores a value that a client writes. */
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

    private final String name;
    private final Runnable connected;
    private final List<Line<V>> lines;
    private final BusItemInterface items = new BusItemInterface();
    private Optional<BusConnection> link = Optional.empty();
    private boolean heldBack;
    private Registration registration;
    /** The registration whose fixed values the items have. */
    private Object filled = "";
    private V view;

    /** @param connected runs when the name can be requested */
    BusService(String name, List<PathDefinition<V>> rows, Registration registration, Store store, Runnable connected) {
        this.name = name;
        this.registration = registration;
        this.connected = connected;
        this.lines = new ArrayList<>(rows.size());
        for (PathDefinition<V> row : rows) {
            Line<V> line = new Line<>(row, new Item(row.path(), row.format(),
                    row.stored().map(stored -> writing(stored, store))));
            lines.add(line);
            if (line.offered) {
                items.add(line.item);
            }
        }
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

    /** Connects to the bus. @param lost takes whether there was a connection, and why there is none */
    void open(EventLoop loop, String socket, Duration limit, BiConsumer<Boolean, String> lost) {
        link = Optional.of(BusConnection.open(loop, socket, limit, new BusConnection.Client() {
            @Override
            public void connected() {
                connected.run();
            }

            @Override
            public boolean call(MethodCall call) {
                return items.answer(call, link.orElseThrow());
            }

            @Override
            public void signal(DBusSignal signal) {
                LOG.debug("not asked for: {}", signal);
            }

            @Override
            public void drained() {
                if (heldBack) {
                    flush();
                }
            }

            @Override
            public void lost(boolean wasOpen, String why) {
                lost.accept(wasOpen, why);
            }
        }));
    }

    /** Requests the service's name. @param then takes whether the service has it; false where another program has it */
    void request(Consumer<Boolean> then) {
        link.orElseThrow().request(name, then);
    }

    String name() {
        return name;
    }

    Registration registration() {
        return registration;
    }

    /** Takes over a changed setting; the name and the instance stay. */
    void registration(Registration changed) {
        registration = changed;
    }

    /** Returns the view that the values were last taken from. */
    V view() {
        return view;
    }

    /** Takes the values from a view. */
    void fill(V newest) {
        view = newest;
        for (Line<V> line : lines) {
            if (filled != registration || line.row.lifetime() != PathDefinition.Lifetime.FIXED) {
                line.row.source().read(newest, line.item);
                if (!line.offered && line.item.valid()) {
                    line.offered = true;
                    items.add(line.item);
                }
            }
        }
        filled = registration;
    }

    /** Marks all values as sent: clients read them when the name appears, so no signal is needed. */
    void markSent() {
        lines.forEach(line -> line.item.markSent());
    }

    /** Sends all changed values in one signal; later where the bus does not read. */
    void flush() {
        heldBack = link.orElseThrow().backlog() >= BACKLOG;
        if (!heldBack) {
            send();
        }
    }

    private void send() {
        List<Item> changed = new ArrayList<>();
        for (Line<V> line : lines) {
            if (line.item.changed()) {
                changed.add(line.item);
            }
        }
        if (!changed.isEmpty()) {
            link.orElseThrow().send(BusItemInterface.itemsChanged(changed));
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
        items.leaf("/Connected").ifPresent(connection -> connection.set(0));
        send();
    }

    /** Releases the name and closes. */
    void leave(Runnable then) {
        link.orElseThrow().release(name, then);
    }

    /** Returns whether the bus has not answered for longer than the limit. */
    boolean stalled(Duration limit) {
        return link.isPresent() && link.get().stalled(limit);
    }

    /** Closes without releasing the name. */
    void closeAtOnce() {
        link.ifPresent(BusConnection::close);
    }
}
