package org.dbusp1.output;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.dbusp1.feedback.DriverState;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.server.PortChoice;
import org.jspecify.annotations.Nullable;

/** What the driver gives to its outputs when they are made, and one output to the others. */
public final class OutputContext {
    private final Path state;
    private final DriverState driver;
    private final Supplier<Optional<MeterKey>> meter;
    private final PortChoice ports;
    private final Map<Class<?>, Supplier<?>> shared = new HashMap<>();

    /**
     * @param state  the directory for remembered facts
     * @param driver what flows back between the outputs
     * @param meter  the key of the meter, where it is known before its first telegram
     * @param ports  chooses the ports of servers
     */
    public OutputContext(Path state, DriverState driver, Supplier<Optional<MeterKey>> meter, PortChoice ports) {
        this.state = state;
        this.driver = driver;
        this.meter = meter;
        this.ports = ports;
    }

    /** Returns the directory for remembered facts. */
    public Path state() {
        return state;
    }

    /** Returns what flows back between the outputs. */
    public DriverState driver() {
        return driver;
    }

    /** Returns what has the key of the meter, where it is known before its first telegram. */
    public Supplier<Optional<MeterKey>> meter() {
        return meter;
    }

    /** Returns what chooses the ports of servers. */
    public PortChoice ports() {
        return ports;
    }

    /** Offers a part to other outputs, before one is made. @param maker called once, on the thread that needs the part first */
    public <T> void share(Class<T> type, Supplier<T> maker) {
        shared.put(type, new Supplier<T>() {
            private @Nullable T made;

            @Override
            public synchronized T get() {
                T part = made == null ? maker.get() : made;
                made = part;
                return part;
            }
        });
    }

    /** Returns a part that an output offers; absent if that output is off. To be called when an output is made. */
    public <T> Optional<T> shared(Class<T> type) {
        return Optional.ofNullable(shared.get(type)).map(Supplier::get).map(type::cast);
    }
}
