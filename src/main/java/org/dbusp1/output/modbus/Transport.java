package org.dbusp1.output.modbus;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.server.ModbusRequestContext.ModbusTcpRequestContext;
import com.digitalpetri.modbus.server.ModbusTcpServerTransport;
import com.digitalpetri.modbus.tcp.ModbusTcpCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.dbusp1.process.Recurrence;
import org.dbusp1.server.Client;
import org.dbusp1.server.Listener;
import org.dbusp1.server.Listener.Limits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Modbus TCP for the library's server, with limits that its own transport does not have: connections of one address,
 * requests in a second, and the time of a client that sends nothing, that sends slowly or that does not read.
 */
final class Transport implements ModbusTcpServerTransport {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);
    /** More than a GX device needs while it searches; a client that asks more often waits. */
    static final int MOST_EACH_SECOND = 50;
    /** A client that asks regularly keeps its place; a GX device asks each second, and has two connections at most. */
    static final Limits LIMITS = new Limits(32, 4, true, Duration.ofSeconds(10));
    /** Between two requests. dbus-modbus-client asks each second, other programs each minute. */
    private static final Duration IDLE = Duration.ofMinutes(2);
    /** To send the rest of a request, or to take an answer. */
    private static final Duration HALF = Duration.ofSeconds(5);
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    /** MODBUS Messaging on TCP/IP, 3.1.3: unit and PDU follow the length. */
    private static final int HEADER = 7;
    private static final int PROTOCOL_AT = 2;
    private static final int LENGTH_AT = 4;
    private static final int LEAST_LENGTH = 2;
    private static final int MOST_LENGTH = 254;
    private static final int EXCEPTION = 0x80;

    /** The reasons why something is refused. */
    enum Refusal {
        /** A GX device asks for the units of other makes while it searches. */
        UNIT("a request for a unit that is not 1"),
        FUNCTION("a request for a function that this meter does not have, or that would set something"),
        /** A GX device asks for the registers of other makes while it searches. */
        REGISTERS("a request for registers that this meter does not have"),
        DAMAGED("a damaged request"),
        GARBAGE("bytes that are no Modbus request, and closed the connection"),
        PACE("to answer faster, because this client asks more than " + MOST_EACH_SECOND + " times a second");

        private final String sentence;

        Refusal(String sentence) {
            this.sentence = sentence;
        }
    }

    private static final Map<ExceptionCode, Refusal> FAULTS_OF_REQUESTS = Map.of(
            ExceptionCode.GATEWAY_TARGET_DEVICE_FAILED_TO_RESPONSE, Refusal.UNIT, ExceptionCode.ILLEGAL_FUNCTION, Refusal.FUNCTION,
            ExceptionCode.ILLEGAL_DATA_ADDRESS, Refusal.REGISTERS, ExceptionCode.ILLEGAL_DATA_VALUE, Refusal.DAMAGED);

    private final Listener listener;
    private final Map<Refusal, Recurrence> refused = Stream.of(Refusal.values())
            .collect(Collectors.toMap(why -> why, why -> new Recurrence()));
    /** Set by the library before it opens the port. */
    private FrameReceiver<ModbusTcpRequestContext, ModbusTcpFrame> server;

    Transport(Listener.Address address) {
        this.listener = new Listener("modbus", "modbus.port", address, LIMITS, this::handlers);
    }

    /** Adds the handlers of one connection. */
    void handlers(ChannelPipeline pipeline) {
        Frames frames = new Frames();
        pipeline.addLast(frames);
        Client.readOneByOne(pipeline);
        pipeline.addLast(new Requests(frames));
    }

    @Override
    public void receive(FrameReceiver<ModbusTcpRequestContext, ModbusTcpFrame> frameReceiver) {
        server = frameReceiver;
    }

    /** Listens from now on, or as soon as the port is free. */
    @Override
    public CompletionStage<Void> bind() {
        listener.start();
        return CompletableFuture.completedFuture(null);
    }

    /** Closes all connections. */
    @Override
    public CompletionStage<Void> unbind() {
        listener.close();
        return CompletableFuture.completedFuture(null);
    }

    /** The port that it listens on; 0 while another program has it. */
    int port() {
        return listener.port();
    }

    private void refuse(Refusal why, InetAddress client) {
        refused.get(why).count(times -> LOG.info("modbus: refused {}, from {}{}", why.sentence, client.getHostAddress(), times));
    }

    /** The library's frames, where a header may be no request: nothing shows where the next request would begin. */
    private static final class Frames extends ModbusTcpCodec {
        private boolean partial;

        /** Returns whether a part of a request has come. */
        boolean isPartial() {
            return partial;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> out) {
            if (bytes.readableBytes() >= HEADER) {
                int at = bytes.readerIndex();
                int length = bytes.getUnsignedShort(at + LENGTH_AT);
                if (length < LEAST_LENGTH || length > MOST_LENGTH || bytes.getShort(at + PROTOCOL_AT) != 0) {
                    // Otherwise what is left of it would be looked at once more when the connection ends.
                    bytes.skipBytes(bytes.readableBytes());
                    throw new CorruptedFrameException("no Modbus request");
                }
            }
            super.decode(context, bytes, out);
            boolean began = out.isEmpty() && !partial;
            partial = out.isEmpty();
            if (began) {
                Client.of(context).awaitInput(HALF);
            }
        }
    }

    /** Answers the requests of one client, one after the other. */
    private final class Requests extends SimpleChannelInboundHandler<ModbusTcpFrame> {
        private final Frames frames;
        private long second = System.nanoTime();
        private int requests;

        Requests(Frames frames) {
            this.frames = frames;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            Client.of(context).awaitInput(IDLE);
            context.read();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ModbusTcpFrame request) throws IOException {
            Client client = Client.of(context);
            client.answerWithin(HALF);
            context.writeAndFlush(answer(client, request)).addListener((ChannelFutureListener) taken -> {
                if (taken.isSuccess()) {
                    client.awaitInput(frames.isPartial() ? HALF : IDLE);
                    next(context, client);
                } else {
                    context.close();
                }
            });
        }

        private void next(ChannelHandlerContext context, Client client) {
            long now = System.nanoTime();
            if (now - second >= SECOND_NANOS) {
                second = now;
                requests = 0;
            }
            if (++requests < MOST_EACH_SECOND) {
                context.read();
            } else {
                refuse(Refusal.PACE, client.address());
                client.awaitInput(IDLE);
                context.executor().schedule(context::read, second + SECOND_NANOS - now, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) throws Exception {
            if (fault instanceof DecoderException) {
                refuse(Refusal.GARBAGE, Client.of(context).address());
                context.close();
            } else {
                super.exceptionCaught(context, fault);
            }
        }
    }

    /** Who asks, for the library. */
    private record Asking(Client client) implements ModbusTcpRequestContext {
        @Override
        public SocketAddress localAddress() {
            return client.channel().localAddress();
        }

        @Override
        public SocketAddress remoteAddress() {
            return client.channel().remoteAddress();
        }
    }

    private ModbusTcpFrame answer(Client client, ModbusTcpFrame request) throws IOException {
        ModbusTcpFrame answer;
        try {
            answer = server.receive(new Asking(client), request);
        } catch (BufferUnderflowException tooShort) {
            answer = exception(request, ExceptionCode.ILLEGAL_DATA_VALUE);
        } catch (ModbusException unknown) {
            answer = exception(request, ExceptionCode.ILLEGAL_FUNCTION);
        } catch (Exception mistake) {
            throw new IOException("a request that the server cannot handle", mistake);
        }
        ByteBuffer pdu = answer.pdu();
        if ((pdu.get(0) & EXCEPTION) != 0) {
            ExceptionCode.from(pdu.get(1)).map(FAULTS_OF_REQUESTS::get).ifPresent(why -> refuse(why, client.address()));
        }
        return answer;
    }

    private static ModbusTcpFrame exception(ModbusTcpFrame request, ExceptionCode code) {
        byte[] pdu = {(byte) (request.pdu().get(0) | EXCEPTION), (byte) code.getCode()};
        MbapHeader header = request.header();
        return new ModbusTcpFrame(new MbapHeader(header.transactionId(), 0, pdu.length + 1, header.unitId()),
                ByteBuffer.wrap(pdu));
    }
}
