package org.dbusp1.output.modbus;

import static org.assertj.core.api.Assertions.assertThat;

import com.digitalpetri.modbus.MbapHeader;
import com.digitalpetri.modbus.ModbusTcpFrame;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a client may take, over a socket and by a clock of the test. */
@Timeout(60)
class ClientTest {
    private static final byte[] HEADER = {0, 1, 0, 0, 0, 6, 1};
    private static final byte[] PDU = {3, 0, 0x0b, 0, 1};

    private Selector selector;
    private SocketChannel program;
    private Client client;
    /** As System.nanoTime may have it. */
    private long now = Long.MAX_VALUE - 5;

    @BeforeEach
    void connect() throws Exception {
        selector = Selector.open();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            program = SocketChannel.open(server.getLocalAddress());
            SocketChannel accepted = server.accept();
            accepted.configureBlocking(false);
            client = new Client(accepted, selector, now);
        }
    }

    @AfterEach
    void close() throws Exception {
        program.close();
        client.close();
        selector.close();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    /** Bytes arrive. */
    private void send(byte... bytes) throws Exception {
        program.write(ByteBuffer.wrap(bytes));
        selector.select();
        selector.selectedKeys().clear();
        client.receive(now);
    }

    private static byte[] join(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
    }

    private boolean asks() throws Exception {
        return client.next(now).isPresent();
    }

    @Test
    void aRequestInTwoWritesAfterAMinuteIsNoSlowOne() throws Exception {
        send(join(HEADER, PDU));
        assertThat(asks()).isTrue();
        for (int minute = 0; minute < 3; minute++) {
            pass(Duration.ofSeconds(60));
            assertThat(client.isOverdue(now)).isFalse();
            send(HEADER);
            assertThat(asks()).isFalse();
            assertThat(client.isOverdue(now)).isFalse();
            pass(Duration.ofSeconds(4));
            assertThat(client.isOverdue(now)).isFalse();
            send(PDU);
            assertThat(asks()).isTrue();
        }
    }

    @Test
    void halfARequestIsWaitedForFiveSecondsWheneverItBegan() throws Exception {
        send(join(HEADER, PDU));
        assertThat(asks()).isTrue();
        pass(Duration.ofSeconds(100));
        send((byte) 0);
        pass(Duration.ofSeconds(3));
        send((byte) 2, (byte) 0);
        assertThat(client.isOverdue(now)).isFalse();
        pass(Duration.ofSeconds(3));
        assertThat(client.isOverdue(now)).as("each byte does not begin it anew").isTrue();
    }

    @Test
    void theRestBehindARequestBeginsWithIt() throws Exception {
        pass(Duration.ofSeconds(60));
        send(HEADER);
        pass(Duration.ofSeconds(4));
        send(join(PDU, HEADER));
        assertThat(asks()).isTrue();
        assertThat(asks()).isFalse();
        pass(Duration.ofSeconds(4));
        assertThat(client.isOverdue(now)).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(client.isOverdue(now)).isTrue();
    }

    @Test
    void anAnswerThatIsNotTakenIsWaitedForFiveSecondsAfterItsRequest() throws Exception {
        pass(Duration.ofSeconds(60));
        send(join(HEADER, PDU));
        ModbusTcpFrame request = client.next(now).orElseThrow();
        byte[] pdu = new byte[60_000];
        do {
            client.send(new ModbusTcpFrame(new MbapHeader(request.header().transactionId(), 0, pdu.length + 1, 1),
                    ByteBuffer.wrap(pdu)));
            client.listen();
        } while (selector.keys().iterator().next().interestOps() != SelectionKey.OP_WRITE);
        pass(Duration.ofSeconds(4));
        assertThat(client.isOverdue(now)).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(client.isOverdue(now)).isTrue();
    }

    @Test
    void silenceBetweenRequestsMayLastTwoMinutes() throws Exception {
        send(join(HEADER, PDU));
        assertThat(asks()).isTrue();
        pass(Duration.ofSeconds(119));
        assertThat(client.isOverdue(now)).isFalse();
        pass(Duration.ofSeconds(2));
        assertThat(client.isOverdue(now)).isTrue();
    }
}
