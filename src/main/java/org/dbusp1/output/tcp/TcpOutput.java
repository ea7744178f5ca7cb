package org.dbusp1.output.tcp;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.Arrays;
import java.util.Optional;
import org.dbusp1.base.process.ThinnedLog;
import org.dbusp1.metering.Snapshot;
import org.dbusp1.output.Output;
import org.dbusp1.output.server.Listener;
import org.dbusp1.output.server.Listener.Limits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The P1 port on the network, for programs that would otherwise need the cable: each good telegram for every client, with the bytes of
 * the meter but for what {@link #telegram} and a repair change. A client that is too slow is disconnected; a new client first gets the
 * next telegram. Messages of binary meters are not sent.
 */
public final class TcpOutput implements Output {
    private static final Logger LOG = LoggerFactory.getLogger(TcpOutput.class);
    /** Largest number of clients, in all and from one address. */
    static final Limits LIMITS = new Limits(8, 4, true);
    private static final int CRC_DIGITS = 4;
    private static final int SYSTEM_BUFFER = 16 * 1024;
    /** Bytes that may wait: some ten telegrams, on top of the system's buffers. */
    private static final WriteBufferWaterMark WAITING = new WriteBufferWaterMark(1, 10 * 1024);

    private final Listener listener;
    private final ThinnedLog slow = ThinnedLog.counted();
    private final ThinnedLog binary = ThinnedLog.onChange(LOG::warn);

    public TcpOutput(Listener.Address address) {
        this.listener = new Listener("raw port", "tcp.port", address, LIMITS, TcpOutput::handlers);
    }

    private static void handlers(ChannelPipeline pipeline) {
        ((SocketChannel) pipeline.channel()).config().setSendBufferSize(SYSTEM_BUFFER).setWriteBufferWaterMark(WAITING);
        pipeline.addLast(new ChannelInboundHandlerAdapter() {
            /** Ignores input: the port is read-only. */
            @Override
            public void channelRead(ChannelHandlerContext context, Object bytes) {
                ReferenceCountUtil.release(bytes);
            }
        });
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
        byte[] telegram = telegram(snapshot.reading().message().bytes());
        if (telegram != null) {
            listener.forEachClient(client -> send(client, telegram));
        } else {
            binary.log("raw port: this meter sends binary messages, which the raw port does not pass on");
        }
    }

    /**
     * Returns a telegram as the port sends it: the meter's own bytes, with capital digits in the checksum, and a line end.
     *
     * @param message from the slash to the last digit of the checksum, to the exclamation mark, or to the block check after ETX: one
     *                byte, which is not changed
     * @return null for a message that is no P1 telegram
     */
    static byte @Nullable [] telegram(byte[] message) {
        if (message.length == 0 || message[0] != '/') {
            return null;
        }
        int end = checksumOffset(message);
        byte[] telegram = Arrays.copyOf(message, message.length + 2);
        telegram[message.length] = '\r';
        telegram[message.length + 1] = '\n';
        boolean blockCheck = end < message.length && message[end] <= ' ';
        for (int i = end; i < message.length && !blockCheck; i++) {
            // Some readers accept only capital digits in a checksum.
            telegram[i] = (byte) Character.toUpperCase(telegram[i]);
        }
        return telegram;
    }

    /** The offset after the exclamation mark, where the checksum begins; the length without an exclamation mark near the end. */
    private static int checksumOffset(byte[] message) {
        for (int i = message.length; i > Math.max(0, message.length - CRC_DIGITS - 1); i--) {
            if (message[i - 1] == '!') {
                return i;
            }
        }
        return message.length;
    }

    private void send(Channel client, byte[] telegram) {
        if (client.isWritable()) {
            client.writeAndFlush(Unpooled.wrappedBuffer(telegram));
        } else {
            slow.countAndLog(times -> LOG.info("raw port: {} does not read fast enough and is disconnected{}",
                    Listener.address(client).getHostAddress(), times));
            client.close();
        }
    }

    @Override
    public void offline() {
        // Clients get no bytes, as on the cable.
    }

    @Override
    public void close() {
        listener.close();
    }
}
