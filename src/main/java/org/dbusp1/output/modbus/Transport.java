package org.dbusp1.output.modbus;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.server.ModbusRequestContext.ModbusTcpRequestContext;
import com.digitalpetri.modbus.server.ModbusTcpServerTransport;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.dbusp1.output.PortListener;
import org.dbusp1.output.modbus.Client.GarbageException;
import org.dbusp1.output.modbus.RejectCounter.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modbus TCP for the library's server, with limits that its own transport does not have: connections of one address,
 * requests in a second, and the time of a client that sends nothing, that sends slowly or that does not read. One
 * thread serves all clients and waits for none.
 */
final class Transport implements ModbusTcpServerTransport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    private static final long CHECK_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 100;
    private static final long STOP_MILLIS = 500;
    private static final int EXCEPTION = 0x80;

    private final Selector selector;
    private final PortListener listener;
    private final Clients clients;
    private final RejectCounter refusals;
    private final Thread thread;
    private FrameReceiver<ModbusTcpRequestContext, ModbusTcpFrame> server = (context, frame) -> {
        throw new IOException("there is no server yet");
    };
    private volatile boolean closed;

    Transport(ModbusSettings settings, RejectCounter refusals) {
        this.listener = new PortListener("modbus", "modbus.port", settings.place());
        this.selector = listener.selector();
        this.clients = new Clients();
        this.refusals = refusals;
        this.thread = new Thread(this::serve, "modbus");
        thread.setDaemon(true);
    }

    @Override
    public void receive(FrameReceiver<ModbusTcpRequestContext, ModbusTcpFrame> frameReceiver) {
        server = frameReceiver;
    }

    /** Listens from now on, or as soon as the port is free. */
    @Override
    public CompletionStage<Void> bind() {
        thread.start();
        return CompletableFuture.completedFuture(null);
    }

    /** Closes all connections. */
    @Override
    public CompletionStage<Void> unbind() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(STOP_MILLIS);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        return CompletableFuture.completedFuture(null);
    }

    /** The port that it listens on; 0 while another program has it. */
    int port() {
        return listener.port();
    }

    private void serve() {
        try (selector; listener) {
            if (!listener.open(() -> closed)) {
                return;
            }
            while (!closed) {
                // Without clients there is nothing to check, except whether there are descriptors again.
                selector.select(clients.isEmpty() && listener.isAccepting() ? 0 : clients.paused().isEmpty()
                        ? CHECK_MILLIS : PAUSE_MILLIS);
                long now = System.nanoTime();
                listener.resume();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key, now);
                }
                selector.selectedKeys().clear();
                clients.paused().forEach(client -> answer(client, now));
                clients.expire(now);
            }
        } catch (IOException end) {
            LOG.error("modbus: ended: {}", end.toString());
        }
        clients.closeAll();
    }

    private void serve(SelectionKey key, long now) {
        if (!key.isValid()) {
            return;
        }
        if (listener.owns(key)) {
            for (Optional<SocketChannel> one = listener.accept(); one.isPresent(); one = listener.accept()) {
                admit(one.get(), now);
            }
            return;
        }
        Client client = (Client) key.attachment();
        try {
            if (key.isWritable()) {
                client.write();
            } else {
                client.receive(now);
            }
        } catch (IOException left) {
            clients.close(client);
            return;
        }
        answer(client, now);
    }

    private void admit(SocketChannel channel, long now) {
        try {
            if (clients.hasRoom(channel.socket().getInetAddress(), now)) {
                clients.add(new Client(channel, selector, now));
                return;
            }
            refusals.count(Kind.CONNECTION, channel.socket().getInetAddress());
        } catch (IOException left) {
            LOG.debug("modbus: a client left: {}", left.toString());
        }
        PortListener.close(channel);
    }

    /** Answers all requests of a client that are whole. */
    private void answer(Client client, long now) {
        boolean waited = client.isPaused();
        try {
            for (Optional<ModbusTcpFrame> request = client.next(now); request.isPresent(); request = client.next(now)) {
                client.send(answer(client, request.get()));
            }
            client.listen();
        } catch (GarbageException garbage) {
            refusals.count(Kind.GARBAGE, client.address());
            clients.close(client);
        } catch (IOException left) {
            clients.close(client);
        }
        if (client.isPaused() && !waited) {
            refusals.count(Kind.PACE, client.address());
        }
    }

    private ModbusTcpFrame answer(Client client, ModbusTcpFrame request) throws IOException {
        int function = request.pdu().get(0) & 0xff;
        ModbusTcpFrame answer;
        try {
            answer = server.receive(client, request);
        } catch (BufferUnderflowException tooShort) {
            answer = exception(request, function, ExceptionCode.ILLEGAL_DATA_VALUE);
        } catch (ModbusException unknown) {
            answer = exception(request, function, ExceptionCode.ILLEGAL_FUNCTION);
        } catch (Exception mistake) {
            throw new IOException("a request that the server cannot handle", mistake);
        }
        ByteBuffer pdu = answer.pdu();
        if ((pdu.get(0) & EXCEPTION) != 0) {
            ExceptionCode.from(pdu.get(1)).flatMap(Transport::kind)
                    .ifPresent(kind -> refusals.count(kind, client.address()));
        }
        return answer;
    }

    private static ModbusTcpFrame exception(ModbusTcpFrame request, int function, ExceptionCode code) {
        byte[] pdu = {(byte) (function | EXCEPTION), (byte) code.getCode()};
        MbapHeader header = request.header();
        return new ModbusTcpFrame(new MbapHeader(header.transactionId(), 0, pdu.length + 1, header.unitId()),
                ByteBuffer.wrap(pdu));
    }

    /** Empty where it is not the request that is at fault. */
    private static Optional<Kind> kind(ExceptionCode code) {
        return switch (code) {
            case GATEWAY_TARGET_DEVICE_FAILED_TO_RESPONSE -> Optional.of(Kind.UNIT);
            case ILLEGAL_FUNCTION -> Optional.of(Kind.FUNCTION);
            case ILLEGAL_DATA_ADDRESS -> Optional.of(Kind.REGISTERS);
            case ILLEGAL_DATA_VALUE -> Optional.of(Kind.SETTING);
            default -> Optional.empty();
        };
    }
}
