package org.dbusp1.output;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.dbusp1.base.state.InstallationSecret;
import org.dbusp1.base.state.StateStore;
import org.dbusp1.meter.MeterKey;
import org.dbusp1.output.feedback.DriverState;
import org.dbusp1.output.server.PortChoice;
import org.jspecify.annotations.Nullable;

/** The parts that the driver gives to its outputs when they are made, and that an output offers to other outputs. */
public final class OutputContext {
    private final Path stateDirectory;
    private final ConfiguredMeter configuredMeter;
    private final DriverState driverState;
    private final Supplier<@Nullable MeterKey> meterKey;
    private final PortChoice portChoice;
    private final InstallationSecret secret;
    private final BiFunction<String, String, StateStore> stores;
    private final Map<Class<?>, Supplier<?>> shared = new HashMap<>();

    /**
     * @param stateDirectory  the directory for remembered facts
     * @param meterKey  gives the key of the meter; null if it is not known before the first telegram
     * @param secret makes the ids that other programs store
     * @param stores gives the store of facts about a real meter, by the name of its file and what the facts are about
     */
    public OutputContext(Path stateDirectory, ConfiguredMeter configuredMeter, DriverState driverState,
            Supplier<@Nullable MeterKey> meterKey, PortChoice portChoice, InstallationSecret secret,
            BiFunction<String, String, StateStore> stores) {
        this.stateDirectory = stateDirectory;
        this.configuredMeter = configuredMeter;
        this.driverState = driverState;
        this.meterKey = meterKey;
        this.portChoice = portChoice;
        this.secret = secret;
        this.stores = stores;
    }

    public Path stateDirectory() {
        return stateDirectory;
    }

    public ConfiguredMeter configuredMeter() {
        return configuredMeter;
    }

    public DriverState driverState() {
        return driverState;
    }

    public Supplier<@Nullable MeterKey> meterKey() {
        return meterKey;
    }

    public PortChoice portChoice() {
        return portChoice;
    }

    public InstallationSecret secret() {
        return secret;
    }

    /**
     * Returns the store of facts in a file of the state directory; one that remembers nothing for a log or a simulated meter. To be
     * called once in a run for each file: what the store holds back is kept until the driver ends.
     *
     * @param about describes the facts, for readers of the file
     */
    public StateStore store(String file, String about) {
        return stores.apply(file, about);
    }

    /** Offers a part to other outputs, before an output is made. The thread that needs it first makes it; all share it. */
    public <T> Supplier<T> share(Class<T> type, Supplier<T> maker) {
        Supplier<T> part = new Supplier<>() {
            private @Nullable T made;

            @Override
            public synchronized T get() {
                T known = made == null ? maker.get() : made;
                made = known;
                return known;
            }
        };
        shared.put(type, part);
        return part;
    }

    /** Returns a part that an output offers; empty if that output is off. To be called when an output is made. */
    public <T> Optional<T> shared(Class<T> type) {
        return Optional.ofNullable(shared.get(type)).map(Supplier::get).map(type::cast);
    }
}
