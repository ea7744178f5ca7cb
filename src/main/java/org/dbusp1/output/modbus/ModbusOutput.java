package org.dbusp1.output.modbus;

import com.digitalpetri.modbus.server.ModbusTcpServer;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import org.dbusp1.meter.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.server.Listener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The meter on Modbus TCP, as an energy meter that a GX device takes without an installation. Its own thread
 * serves the clients. While the meter is silent every request is refused, so that the GX device gives up the device;
 * when it is back, the GX device finds it again under the same serial number.
 */
public final class ModbusOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(ModbusOutput.class);
    /** A snapshot that waited for longer is of a time when the process was stopped. */
    private static final Duration OLD = Duration.ofSeconds(2);

    private final Em24State offer;
    private final Transport transport;
    private final ModbusTcpServer server;

    /**
     * @param address where it listens, and for whom
     * @param version of this program, such as 0.1.0; shown on the GX device as the firmware version
     */
    public ModbusOutput(Listener.Address address, String version) {
        this.offer = new Em24State(version, System::nanoTime);
        this.transport = new Transport(address);
        this.server = ModbusTcpServer.create(transport, new Em24Services(offer::registers));
    }

    /** Listens from now on, or as soon as the port is free. */
    @Override
    public void start() {
        try {
            server.start();
        } catch (ExecutionException | InterruptedException never) {
            throw new IllegalStateException("the transport starts at once", never);
        }
    }

    /** The port that it listens on; 0 while another program has it. */
    public int port() {
        return transport.port();
    }

    @Override
    public void snapshot(Snapshot snapshot) {
        if (Duration.between(snapshot.arrival(), Instant.now()).abs().compareTo(OLD) > 0) {
            LOG.debug("modbus: a message that waited is not published");
            return;
        }
        offer.accept(snapshot);
    }

    @Override
    public void offline() {
        offer.withdraw();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (ExecutionException | InterruptedException never) {
            throw new IllegalStateException("the transport ends at once", never);
        }
    }
}
