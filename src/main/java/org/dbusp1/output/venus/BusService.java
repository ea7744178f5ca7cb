package org.dbusp1.output.venus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.dbusp1.dbus.BusConnection;
import org.dbusp1.dbus.EventLoop;
import org.dbusp1.output.venus.PathDefinition.Lifetime;
import org.freedesktop.dbus.messages.MethodCall;

/** A device's service while it has one name on one connection: its paths, their values, and which of them were sent. */
final class BusService<V> {
    /** Signals that may wait for a slow bus; later changes are sent in one signal once it reads again. */
    private static final int BACKLOG = 16;

    private final String name;
    private final Runnable connected;
    private final List<PathDefinition<V>> rows;
    /** The values, in the order of the rows. */
    private final List<Item> values;
    /** Those that clients see. */
    private final BusItemInterface items;
    private Optional<BusConnection> link = Optional.empty();
    private boolean heldBack;
    private Registration registration;
    /** The registration whose fixed values the items have. */
    private Object filled = "";
    private V view;

    /** @param connected runs when the name can be requested */
    BusService(String name, List<PathDefinition<V>> rows, Registration registration, BusItemInterface.Writer writer,
            Runnable connected) {
        this.name = name;
        this.registration = registration;
        this.connected = connected;
        this.rows = rows;
        this.values = rows.stream().map(row -> new Item(row.path(), row.format(), row.stored())).toList();
        this.items = new BusItemInterface(writer);
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).lifetime() != Lifetime.OFFERED) {
                items.add(values.get(i));
            }
        }
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
        for (int i = 0; i < rows.size(); i++) {
            PathDefinition<V> row = rows.get(i);
            Item item = values.get(i);
            if (filled != registration || row.lifetime() != Lifetime.FIXED) {
                row.source().read(newest, item);
                if (item.changed()) {
                    items.add(item); // an offered one is there from its first value on
                }
            }
        }
        filled = registration;
    }

    /** Marks all values as sent: clients read them when the name appears, so no signal is needed. */
    void markSent() {
        values.forEach(Item::markSent);
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
        for (Item item : values) {
            if (item.changed()) {
                changed.add(item);
            }
        }
        if (!changed.isEmpty()) {
            link.orElseThrow().send(BusItemInterface.itemsChanged(changed));
        }
    }

    /** Makes every measurement invalid, in one signal. */
    void withdraw() {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).lifetime() == Lifetime.MEASURED || rows.get(i).lifetime() == Lifetime.OFFERED) {
                values.get(i).clear();
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
