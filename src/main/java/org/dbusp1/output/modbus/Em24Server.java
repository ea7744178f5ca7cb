package org.dbusp1.output.modbus;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.FunctionCode;
import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import com.digitalpetri.modbus.tcp.ModbusTcpCodec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import jdk.net.ExtendedSocketOptions;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.OneByOne;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers Modbus TCP requests for the registers of one unit, on the library's codec. Holding and input registers are the same, as in an
 * EM24; no register can be written. The library's own server is not used: it closes the connection for an unknown function, does not
 * answer requests for other units, and does not limit waiting requests.
 */
final class Em24Server {
    private static final Logger LOG = LoggerFactory.getLogger(Em24Server.class);
    /** More requests than a GX device needs for a search; a client that sends more has to wait. */
    static final int MOST_EACH_SECOND = 50;
    /** The longest time for a client's next complete request: dbus-modbus-client asks each second, other programs each minute. */
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /** A client whose network or power has failed sends no end: after five seconds of silence it is asked three times, 20 s in all. */
    private static final int KEEP_ALIVE_SECONDS = 5;
    private static final int MOST_UNANSWERED = 3;
    private static final long SECOND_NANOS = Duration.ofSeconds(1).toNanos();
    /**
     * MODBUS Messaging on TCP/IP, 3.1.3: transaction, protocol and length with two bytes each; the length counts the unit and the PDU
     * that follow.
     */
    private static final int PROTOCOL_AT = 2;
    private static final int LENGTH_AT = 4;
    private static final int LENGTH_BYTES = 2;
    private static final int LEAST_LENGTH = 2;
    private static final int MOST_LENGTH = 254;
    /** MODBUS Application Protocol, 6.3 and 6.4: function, address, number of registers. */
    private static final int READ_BYTES = 5;
    private static final int MOST_REGISTERS = 125;
    private static final int EXCEPTION = 0x80;

    private final Supplier<Em24.@Nullable Registers> registers;
    /** A GX device also asks for the units and registers of other makes during a search. */
    private final ThinnedLog refused = ThinnedLog.counted();
    private final ThinnedLog garbage = ThinnedLog.counted();
    private final ThinnedLog tooFast = ThinnedLog.counted();

    /** @param registers gives the present registers; null while no request may be answered */
    Em24Server(Supplier<Em24.@Nullable Registers> registers) {
        this.registers = registers;
    }

    void handlers(ChannelPipeline pipeline) {
        ChannelConfig socket = pipeline.channel().config();
        socket.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), KEEP_ALIVE_SECONDS);
        socket.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), KEEP_ALIVE_SECONDS);
        socket.setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), MOST_UNANSWERED);
        pipeline.addLast(new Frames(), new ModbusTcpCodec());
        OneByOne.addTo(pipeline, LIMIT);
        pipeline.addLast(new Requests());
    }

    /** The PDU of the answer: function, number of bytes, registers. */
    private byte[] answer(InetAddress client, int unit, ByteBuffer request) {
        int function = request.get(0) & 0xff;
        if (unit != Em24.UNIT_ID) {
            return refusal(client, function, ExceptionCode.GATEWAY_TARGET_DEVICE_FAILED_TO_RESPONSE);
        }
        if (function != FunctionCode.READ_HOLDING_REGISTERS.getCode() && function != FunctionCode.READ_INPUT_REGISTERS.getCode()) {
            return refusal(client, function, ExceptionCode.ILLEGAL_FUNCTION);
        }
        int count = request.remaining() == READ_BYTES ? request.getShort(3) & 0xffff : 0;
        if (count < 1 || count > MOST_REGISTERS) {
            return refusal(client, function, ExceptionCode.ILLEGAL_DATA_VALUE);
        }
        Em24.Registers now = registers.get();
        if (now == null) {
            return exception(function, ExceptionCode.SLAVE_DEVICE_FAILURE);
        }
        byte @Nullable [] words = now.read(request.getShort(1) & 0xffff, count);
        return words == null ? refusal(client, function, ExceptionCode.ILLEGAL_DATA_ADDRESS)
                : ByteBuffer.allocate(2 + words.length).put((byte) function).put((byte) words.length).put(words).array();
    }

    private byte[] refusal(InetAddress client, int function, ExceptionCode code) {
        refused.countAndLog(times -> LOG.info("modbus: a request of {} for function {} is refused: {}{}", client.getHostAddress(),
                function, code, times));
        return exception(function, code);
    }

    private static byte[] exception(int function, ExceptionCode code) {
        return new byte[] {(byte) (function | EXCEPTION), (byte) code.getCode()};
    }

    /** Splits the bytes by the length in their headers; after an invalid header the other bytes are skipped. */
    private static final class Frames extends LengthFieldBasedFrameDecoder {
        Frames() {
            super(LENGTH_AT + LENGTH_BYTES + MOST_LENGTH, LENGTH_AT, LENGTH_BYTES);
        }

        @Override
        protected long getUnadjustedFrameLength(ByteBuf bytes, int at, int length, ByteOrder order) {
            int follow = bytes.getUnsignedShort(at);
            if (follow < LEAST_LENGTH || follow > MOST_LENGTH || bytes.getShort(at - LENGTH_AT + PROTOCOL_AT) != 0) {
                // Otherwise the netty decoder decodes these bytes once more when the connection ends.
                bytes.skipBytes(bytes.readableBytes());
                throw new CorruptedFrameException("no Modbus request");
            }
            return follow;
        }
    }

    private final class Requests extends SimpleChannelInboundHandler<ModbusTcpFrame> {
        private long windowStart = System.nanoTime();
        private int requestCount;

        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.read();
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ModbusTcpFrame request) {
            MbapHeader header = request.header();
            byte[] pdu = answer(Listener.address(context.channel()), header.unitId(), request.pdu());
            MbapHeader head = new MbapHeader(header.transactionId(), 0, 1 + pdu.length, header.unitId());
            context.writeAndFlush(new ModbusTcpFrame(head, ByteBuffer.wrap(pdu))).addListener((ChannelFutureListener) sent -> {
                if (sent.isSuccess()) {
                    next(context);
                } else {
                    context.close();
                }
            });
        }

        private void next(ChannelHandlerContext context) {
            long now = System.nanoTime();
            if (now - windowStart >= SECOND_NANOS) {
                windowStart = now;
                requestCount = 0;
            }
            if (++requestCount <= MOST_EACH_SECOND) {
                context.read();
            } else {
                tooFast.countAndLog(times -> LOG.info("modbus: {} asks more than {} times a second and has to wait{}",
                        Listener.address(context.channel()).getHostAddress(), MOST_EACH_SECOND, times));
                context.executor().schedule(context::read, windowStart + SECOND_NANOS - now, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable fault) throws Exception {
            if (fault instanceof DecoderException) {
                garbage.countAndLog(times -> LOG.info("modbus: {} sent bytes that are no request, and is disconnected{}",
                        Listener.address(context.channel()).getHostAddress(), times));
            }
            super.exceptionCaught(context, fault);
        }
    }
}
