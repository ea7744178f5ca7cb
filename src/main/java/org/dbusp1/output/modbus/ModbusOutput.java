package org.dbusp1.output.modbus;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Listener.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter on Modbus TCP, as an energy meter that a GX device uses without an installation. While the meter is silent every request is
 * refused, so that the GX device drops the device; later the GX device finds the meter again by the same serial number.
 */
public final class ModbusOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(ModbusOutput.class);
    /**
     * A snapshot that waited longer is from before a stop of the process. By the machine's clock, because the monotonic one of an arrival
     * is its source's, which counts sleep, or is that of a log; a clock that is set just then costs one message.
     */
    static final Duration MAX_AGE = Duration.ofSeconds(2);

    /** A GX device has two connections at most. */
    static final Limits LIMITS = new Limits(32, 4, true);

    private final Em24State state;
    private final Listener listener;

    /** @param version of this program, such as 0.1.0; shown on the GX device as the firmware version */
    public ModbusOutput(Listener.Address address, String version) {
        this.state = new Em24State(version, System::nanoTime);
        this.listener = new Listener("modbus", "modbus.port", address, LIMITS, new Em24Server(state::registers)::handlers);
    }

    @Override
    public void start() {
        listener.start();
    }

    @Override
    public boolean isReady() {
        return listener.isReady();
    }

    public int port() {
        return listener.port();
    }

    @Override
    public Optional<String> fault() {
        return listener.fault();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (Duration.between(snapshot.arrival().machineTime(), Instant.now()).abs().compareTo(MAX_AGE) > 0) {
            LOG.debug("modbus: a message that waited is not published");
            return;
        }
        state.accept(snapshot);
    }

    @Override
    public void offline() {
        state.withdraw();
    }

    @Override
    public void close() {
        listener.close();
    }
}
